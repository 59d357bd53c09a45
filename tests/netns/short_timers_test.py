# short_timers_test.py root|user: what the suites ask of timers in minutes, asked of the kernel in seconds (tests/netns/short), so that the
# engine's clock is held against a real one: alive before the timer's end, gone after it. All cases wait at the same time.
import sys
import unittest

import rig

WHO = sys.argv.pop(1)
EXPECTED = [
    "test.short.icmp[idle=1s] pass alive",
    "test.short.icmp[idle=4s] fail expired",
    "test.short.tcp-closing[idle=1s] pass alive",
    "test.short.tcp-closing[idle=5s] fail expired",
    "test.short.tcp[idle=1s] pass alive",
    "test.short.tcp[idle=5s] fail expired",
    "test.short.udp-refresh pass refreshed",
    "test.short.udp-stream[idle=4s] pass alive",
    "test.short.udp-stream[idle=9s] fail expired",
    "test.short.udp[idle=1s] pass alive",
    "test.short.udp[idle=4s] fail expired",
]


class ShortTimers(unittest.TestCase):
    def run_suite(self, folder, *more):
        return rig.tsuka(["run", rig.TESTS / "short_timers.toml", "--dut", f"netns:{rig.TESTS / 'short'}", "--profile", "behave",
                          "--out", folder / "run", "--seed", 1, *more], who=WHO)

    def test_verdicts(self):
        with rig.Folder() as folder:
            done = self.run_suite(folder, "--jobs", 12)
            self.assertEqual(done.returncode, 1, rig.words(done))
            self.assertEqual(rig.verdict_table(folder / "run"), sorted(EXPECTED))
            report = (folder / "run" / "report.txt").read_text()
            self.assertIn("test.short.udp: survives 1 s, lost after 4 s", report)

    def test_what_waits_longer_is_left_out_and_named(self):
        with rig.Folder() as folder:
            done = self.run_suite(folder, "--jobs", 12, "--longest", "2s")
            self.assertEqual(done.returncode, 2, "a suite of timers settles only a part of what the profile claims\n" + rig.words(done))
            self.assertIn("KEPT AS FAR AS TESTED (", done.stdout)
            self.assertIn("7 of them wait longer than 2s on purpose and are skipped; --longest 12s runs all", done.stdout)
            self.assertIn("This is no complete certification: 7 cases on what it claims were skipped.", " ".join(done.stdout.split()))
            left = {line.split()[0]: line.split()[1] for line in rig.verdict_table(folder / "run")}
            self.assertEqual(left["test.short.udp[idle=4s]"], "skipped")
            self.assertEqual(left["test.short.udp[idle=1s]"], "pass")
            self.assertIn("run it with --longest 4s", (folder / "run" / "report.txt").read_text())


rig.need("ip", "nft", "unshare", "setpriv")
unittest.main(verbosity=2)
