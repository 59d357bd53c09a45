# What `tsuka run` says to people: on a terminal and in a pipe, quiet and in full, and when something was misspelt.
import json
import os
import pty
import re
import unittest

import rig

SOME = ["--only", "esp.single.*", "--only", "time.esp.*", "--only", "multi.esp.*"]


def on_a_terminal(arguments):
    """Everything a terminal of 100 columns is sent."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.execv(rig.binary(), ["tsuka", *map(str, arguments)])
    said = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode()


class Terminal(unittest.TestCase):
    def setUp(self):
        self.place = rig.Folder()
        self.folder = self.place.__enter__()
        self.addCleanup(self.place.__exit__, None, None, None)

    def run_it(self, *more, out="run"):
        return rig.tsuka(["run", "--seed", 1, "--out", self.folder / out, *more])

    def test_a_suite_is_a_line_and_what_falls_short_is_said_at_once(self):
        done = self.run_it("--dut", "sim:faithful", "--defect", "esp.payload-altered", *SOME)
        self.assertEqual(done.returncode, 1, rig.words(done))
        lines = done.stdout.splitlines()
        closing = next(number for number, line in enumerate(lines) if line.startswith("\u2501"))
        rows = [number for number, line in enumerate(lines[:closing]) if line.startswith("  FAIL ")]
        suites = [number for number, line in enumerate(lines[:closing]) if re.match(r"  [a-z0-9.-]+ +\d+ (fail|pass|supported)", line)]
        self.assertTrue(rows and suites and rows[0] < suites[0], done.stdout)
        self.assertFalse([line for line in lines[:closing] if line.startswith("  pass ")], done.stdout)
        box = "\n".join(lines[closing:])
        self.assertIn("\nDOES NOT CONFORM: ", box)
        self.assertRegex(box, r"IPsec \(ESP without NAT-T\) +[✓◐✗?–] ")
        self.assertRegex(box, r"What wants attention\n\n  FAIL ")
        next_command = re.search(r"^Next:   tsuka (explain \S+ \S+ --ladder) ", box, re.MULTILINE)
        told = rig.tsuka([word.strip("'") for word in next_command.group(1).split()])
        self.assertEqual(told.returncode, 0, rig.words(told))
        self.assertTrue(lines[-1].startswith("\u2501"))

    def test_only_what_failed_runs_again(self):
        chosen = [*SOME, "--only", "nat.mapping.*"]
        first = self.run_it("--dut", "sim:faithful", "--defect", "esp.payload-altered", *chosen)
        self.assertEqual(first.returncode, 1, rig.words(first))
        before = {row["name"]: row["verdict"] for row in json.loads((self.folder / "run" / "report.json").read_text())["rows"]}
        wrong = {name for name, verdict in before.items() if verdict not in ("pass", "supported", "not-offered")}
        self.assertTrue(0 < len(wrong) < len(before))
        again = self.run_it("--dut", "sim:faithful", "--only-failed", self.folder / "run", "--accept-partial", *chosen, out="again")
        self.assertEqual(again.returncode, 0, rig.words(again))
        after = json.loads((self.folder / "again" / "report.json").read_text())["rows"]
        self.assertEqual({row["name"] for row in after}, wrong)
        nothing = self.run_it("--dut", "sim:faithful", "--only-failed", self.folder / "run", "--only", "nat.mapping.*", out="third")
        self.assertEqual(nothing.returncode, 4, rig.words(nothing))
        self.assertIn("nothing to run again", nothing.stderr)
        missing = self.run_it("--dut", "sim:faithful", "--only-failed", self.folder / "nowhere", out="fourth")
        self.assertEqual(missing.returncode, 3, rig.words(missing))
        self.assertIn("nowhere", missing.stderr)

    def test_shuffled_cases_are_the_same_cases(self):
        orders = []
        for number, more in enumerate(((), ("--shuffle",), ("--shuffle",), ("--shuffle", "--seed", 2))):
            done = rig.tsuka(["run", "--dut", "sim:faithful", "--out", self.folder / str(number), *SOME, *(more if "--seed" in more else ("--seed", 1, *more))])
            self.assertIn(done.returncode, (0, 2), rig.words(done))
            orders.append([json.loads(line)["name"] for line in (self.folder / str(number) / "record.jsonl").read_text().splitlines()
                           if '"kind":"case"' in line])
        self.assertEqual(len({tuple(sorted(order)) for order in orders}), 1)
        self.assertEqual(orders[1], orders[2])
        self.assertEqual(len({tuple(order) for order in orders}), 3)
        replayed = rig.tsuka(["judge", self.folder / "1", "--replay", "--out", self.folder / "judged"])
        self.assertIn(replayed.returncode, (0, 2), rig.words(replayed))

    def test_runs_are_repeated_and_compared(self):
        done = rig.tsuka(["run", "--dut", "sim:faithful", "--repeat", 3, "--seed", 5, "-q", "--accept-partial", "--out", self.folder / "all",
                          *SOME])
        self.assertEqual(done.returncode, 0, rig.words(done))
        seeds = [json.loads((self.folder / "all" / f"run-{number}" / "report.json").read_text())["run"]["seed"] for number in (1, 2, 3)]
        self.assertEqual(seeds, ["5", "6", "7"])
        self.assertRegex(done.stdout, r"\n3 runs: kept as far as tested [^\n]* 3 of 3\nAll \d+ cases had the same verdict and class each time\.\n$")
        broken = rig.tsuka(["run", "--dut", "sim:faithful", "--defect", "esp.payload-altered", "--repeat", 2, "-q", "--out",
                            self.folder / "broken", *SOME])
        self.assertEqual(broken.returncode, 1, rig.words(broken))

    def test_a_dry_run_says_what_the_run_then_does_and_leaves_nothing(self):
        chosen = ["--dut", "sim:linux", "--longest", "2m", "--only", "time.*", "--only", "static.*", "--only", "pptp.gre.*", "--only", "esp.*"]
        told = self.run_it("--dry-run", "-v", *chosen, out="never")
        self.assertEqual(told.returncode, 0, rig.words(told))
        self.assertFalse((self.folder / "never").exists())
        head = re.match(r"sim:linux, profile linux: (\d+) cases chosen, (\d+) would run\n  (.+)\n", told.stdout)
        would = set(head.group(3).split(", "))
        self.assertEqual(len(would), int(head.group(2)))
        self.assertIn("would be skipped: waits longer than 2m on purpose; --longest ", told.stdout)
        self.assertEqual(self.run_it(*chosen).returncode in (0, 1, 2), True)
        rows = json.loads((self.folder / "run" / "report.json").read_text())["rows"]
        self.assertEqual(len(rows), int(head.group(1)))
        skipped = {row["name"] for row in rows if row["verdict"] == "skipped" and not row["reason"].startswith("not tried: ")}
        self.assertTrue(skipped)
        self.assertEqual(skipped, {row["name"] for row in rows} - would)
        nothing = self.run_it("--dry-run", "--dut", "netns:linux", "--only", "static.*")
        self.assertEqual(nothing.returncode, 4, rig.words(nothing))

    def test_quiet_is_the_conclusion_and_verbose_are_the_steps(self):
        done = self.run_it("-q", "--dut", "sim:faithful", *SOME)
        self.assertRegex(done.stdout, r"\Akept as far as tested \(\d+ of \d+ claims\): [^\n]+\n\Z")
        done = self.run_it("-v", "--dut", "sim:faithful", "--only", "esp.single.inbound", out="full")
        self.assertRegex(done.stdout, r"(?m)^  (pass|supported) +esp\.single\.inbound")
        self.assertRegex(done.stdout, r"(?m)^ +#3 +done +\{ send = \"esp\"")
        self.assertEqual(self.run_it("-q", "-v", "--dut", "sim:faithful", out="both").returncode, 3)

    def test_skipped_cases_are_one_line(self):
        done = self.run_it("--dut", "sim:seil")
        found = [line for line in done.stdout.splitlines() if re.match(r"\d+ skipped: ", line)]
        self.assertEqual(len(found), 1, done.stdout)
        self.assertIn("needs 'static-client' (", found[0])

    def test_on_a_terminal_a_line_of_what_is_under_way(self):
        status, said = on_a_terminal(["run", "--dut", "sim:faithful", *SOME, "--out", self.folder / "run"])
        self.assertEqual(status, 2, said)
        self.assertRegex(said, r"\r\x1b\[K\[[#-]{24}\] \d+/\d+, ends about \d\d:\d\d:\d\d")
        self.assertNotIn("\x1b[K[", said[said.rindex("\u2501"):], "nothing is drawn behind the end")

    def test_words_that_nobody_knows_get_the_nearest(self):
        for arguments, words in ((["run", "--profiel", "x"], "did you mean '--profile'?"), (["--versoin"], "did you mean '--version'?"),
                                 (["rnu"], "did you mean 'run'?"), (["run", "--dut", "sim:seil", "--only", "esp.singel.*"], "did you mean 'esp.single.*'?"),
                                 (["list", "--only", "esp.singel.*"], "did you mean 'esp.single.*'?"), (["explain", "esp.single.inbond"], "did you mean 'esp.single.inbound'?"),
                                 (["explain", "passthrough.ipsek"], "did you mean 'passthrough.ipsec'?")):
            done = rig.tsuka(arguments)
            self.assertIn(done.returncode, (3, 4), rig.words(done))
            self.assertIn(words, done.stderr, rig.words(done))

    def test_nothing_at_all_is_answered_with_what_there_is(self):
        done = rig.tsuka([])
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        for word in ("Subcommands:", "  run ", "  explain ", "--dut netns:linux"):
            self.assertIn(word, done.stderr)


unittest.main(verbosity=2)
