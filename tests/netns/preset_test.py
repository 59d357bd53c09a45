# preset_test.py PRESET root|user: a whole run against a built-in router. Every case must get exactly the verdict and the class that
# tests/netns/expected/PRESET.txt names, and every case must be named there. Its capture, replayed, gives the same once more.
import sys
import unittest

import rig

PRESET, WHO = sys.argv.pop(1), sys.argv.pop(1)
# A run of one case after the other takes most of a minute: once where places are plenty, once where they are few.
ONE_BY_ONE = {"linux", "linux-limited"}


class Preset(unittest.TestCase):
    def test_verdicts(self):
        rig.need("ip", "nft", "unshare", "setpriv")
        with rig.Folder() as folder:
            before = rig.interfaces(), rig.named_namespaces()
            done = rig.tsuka(["run", "--dut", f"netns:{PRESET}", "--out", folder / "run", "--seed", 1], who=WHO)
            self.assertIn(done.returncode, (0, 1), rig.words(done))
            table = rig.verdict_table(folder / "run")
            rig.compare_with_expected(PRESET, table)
            verdicts = {line.split()[1] for line in table}
            # About what it claims a built-in router leaves no doubt (the exit status); what passes through a protocol that it drops stays open.
            self.assertNotIn("error", verdicts)
            self.assertTrue(verdicts - {"skipped"}, "nothing ran")
            self.assertEqual(done.returncode, 1 if "fail" in verdicts else 0, "exit status and verdicts disagree\n" + rig.words(done))
            if PRESET in ONE_BY_ONE:
                one = rig.tsuka(["run", "--dut", f"netns:{PRESET}", "--out", folder / "one", "--seed", 2, "--jobs", 1], who=WHO)
                self.assertEqual(one.returncode, done.returncode, rig.words(one))
                self.assertEqual(rig.verdict_table(folder / "one"), table, "one case after the other finds something else than several at once")
            again = rig.tsuka(["judge", folder / "run", "--replay", "--out", folder / "again"], who=WHO)
            self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
            self.assertEqual(rig.verdict_table(folder / "again"), table, "the replay judges otherwise than the run")
            self.assertEqual((rig.interfaces(), rig.named_namespaces()), before, "something was left in the caller's namespace")


unittest.main(verbosity=2)
