# Simulated runs from the outside: Ctrl-C seals the record as in a live run, waiting is skipped only when asked for, and the end says how
# fast time went.
import os
import signal
import unittest

import rig

ENDLESS = """format = 1
[suite]
id    = "test.endless"
title = "More than anybody waits for"
[cast]
alice  = { side = "lan" }
server = { side = "wan" }
[[case]]
id     = "test.endless.chatter"
title  = "Chatter"
claim  = ["nat.napt"]
repeat = 1000
steps = [
  { use    = "udp", as = "a", from = "alice", to = "server" },
  { send   = "udp", on = "a", at = "alice", as = "out", times = 2000, every = "1s" },
  { expect = "udp", on = "a", at = "server", probe = "out" },
]
"""


class Simulated(unittest.TestCase):
    def interrupted(self, number):
        with rig.Folder() as folder:
            (folder / "endless.toml").write_text(ENDLESS)
            run = rig.start(["run", folder / "endless.toml", "--dut", "sim:faithful", "--out", folder / "run"])
            try:
                record = folder / "run" / "record.jsonl"
                rig.wait_until(lambda: run.poll() is not None or (record.exists() and record.stat().st_size > 0), 30)
                self.assertIsNone(run.poll(), "the run is over before it could be interrupted")
                os.kill(run.pid, number)
                said = run.communicate(timeout=rig.patience(30))[0]
            finally:
                rig.end(run)
            self.assertEqual(run.returncode, 2, said)
            self.assertIn("the run ended early", said)
            judged = rig.tsuka(["judge", folder / "run"])
            self.assertEqual(judged.returncode, 2, rig.words(judged))
            self.assertNotIn("in doubt", judged.stdout, "the evidence is not what the run sealed")
            self.assertTrue((folder / "run" / "SHA256SUMS").exists())
            return said

    def test_ctrl_c(self):
        self.assertIn("interrupted (Ctrl-C)", self.interrupted(signal.SIGINT))

    def test_sigterm(self):
        self.assertIn("terminated", self.interrupted(signal.SIGTERM))

    def test_hours_cost_nothing(self):
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--only", "time.tcp.established-2h04", "--accept-partial", "--dut", "sim:faithful", "--out", folder / "run"])
            self.assertEqual(done.returncode, 0, rig.words(done))
            self.assertRegex(done.stdout, r"2h(3m59|4m\d+)s\w* of simulated time in .*: \d+ simulated seconds per second")

    def test_the_limit_can_be_asked_for(self):
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--only", "time.icmp*", "--only", "icmp.*", "--dut", "sim:faithful", "--longest", "30s",
                              "--accept-partial", "--out", folder / "run"])
            self.assertEqual(done.returncode, 0, rig.words(done))
            self.assertIn("1 of them waits longer than 30s", done.stdout)
            self.assertIn("time.icmp.query-60s skipped -", rig.verdict_table(folder / "run"))

    def test_a_bracket_of_which_nothing_was_tried_says_so(self):
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--only", "time.udp.search", "--only", "nat.napt.basics", "--dut", "sim:faithful", "--longest", "30s",
                              "--out", folder / "run"])
            self.assertIn("time.udp.search: not tried: 31 s, 59 s,", done.stdout)

    def test_explain_says_which_limit_runs_every_variant(self):
        self.assertIn("--longest 4m59s\n", rig.tsuka(["explain", "time.udp.search"]).stdout)
        self.assertIn("--longest 31s\n", rig.tsuka(["explain", "time.udp.search[idle=31s]"]).stdout)

    def test_what_the_help_shows_can_be_done(self):
        examples = [line.split("  ")[1].split()[1:] for command in ("list", "explain")
                    for line in rig.tsuka([command, "--help"]).stdout.splitlines() if line.startswith("  tsuka ")]
        self.assertGreaterEqual(len(examples), 6)
        with rig.Folder() as folder:
            case = "esp.single.inbound"
            rig.tsuka(["run", "--dut", "sim:faithful", "--only", case, "--out", folder / "run"])
            stands_for = {"RUN": folder / "run", "CASE": case}
            for words in examples:
                done = rig.tsuka([stands_for.get(word, word.strip("'")) for word in words])
                self.assertEqual(done.returncode, 0, f"{words}\n{rig.words(done)}")

    def test_what_is_no_duration_is_refused(self):
        done = rig.tsuka(["run", "--dut", "sim:faithful", "--longest", "soon"])
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("'soon' is not a duration", done.stderr)


unittest.main(verbosity=2)
