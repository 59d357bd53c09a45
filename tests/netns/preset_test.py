# preset_test.py PRESET root|user: a whole run against a built-in router. Every case must get exactly the verdict and the class that
# tests/netns/expected/PRESET.txt names, and every case must be named there. Its capture, replayed, gives the same once more.
import shutil
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
            expected = rig.read_expected(PRESET) or []

            def run(name, *more):
                done = rig.tsuka(["run", "--dut", f"netns:{PRESET}", "--out", folder / name, *more], who=WHO)
                open_ones = rig.doubts(rig.verdict_table(folder / name), expected)
                self.assertIn(done.returncode, (0, 1, 2) if open_ones else (0, 1), rig.words(done))
                return done

            def ask_again(names):
                rig.tsuka(["run", "--dut", f"netns:{PRESET}", "--out", folder / "asked", *rig.only(names)], who=WHO)
                return folder / "asked"

            done = run("run", "--seed", 1)
            measured = rig.verdict_table(folder / "run")
            table = rig.settled(measured, expected, folder / "run", ask_again)
            rig.compare_with_expected(PRESET, table)
            verdicts = {line.split()[1] for line in table}
            # About what it claims a built-in router leaves no doubt (the exit status); what passes through a protocol that it drops stays open.
            self.assertNotIn("error", verdicts)
            self.assertTrue(verdicts - {"skipped"}, "nothing ran")
            if measured == table:
                self.assertEqual(done.returncode, 1 if "fail" in verdicts else 0, "exit status and verdicts disagree\n" + rig.words(done))
            if PRESET in ONE_BY_ONE:
                shutil.rmtree(folder / "asked", ignore_errors=True)
                run("one", "--seed", 2, "--jobs", 1)
                one = rig.settled(rig.verdict_table(folder / "one"), table, folder / "one", ask_again)
                self.assertEqual(sorted(set(one) ^ set(table)), [], "one case after the other finds something else than several at once")
            again = rig.tsuka(["judge", folder / "run", "--replay", "--out", folder / "again"], who=WHO)
            self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
            self.assertEqual(rig.verdict_table(folder / "again"), measured, "the replay judges otherwise than the run")
            self.assertEqual((rig.interfaces(), rig.named_namespaces()), before, "something was left in the caller's namespace")


unittest.main(verbosity=2)
