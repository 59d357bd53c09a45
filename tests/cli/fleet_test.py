# `tsuka fleet`: benches of simulated routers, one of them sick.
import json
import os
import signal
import unittest

import rig

FLEET = """format = 1
title = "Benches of a test"
[[bench]]
name = "good"
model = "Faithful"
firmware = "1.0"
dut = "sim:faithful"
[[bench]]
name = "sick"
model = "Unreachable"
maintainer = "kaori@example.com"
lan = "absent0"
wan = "absent1"
[[bench]]
name = "closed"
model = "Drops IPsec"
dut = "sim:closed"
runs = "elsewhere"
"""


class Fleet(unittest.TestCase):
    def setUp(self):
        self.scratch = rig.Folder()
        self.folder = self.scratch.__enter__()
        self.addCleanup(self.scratch.__exit__)
        self.file = self.folder / "fleet.toml"
        self.file.write_text(FLEET)

    def fleet(self, what, *more):
        return rig.tsuka(["fleet", what, self.file, *more])

    def health(self, *more):
        return self.fleet("health", "--out", self.folder / "health", *more)

    def test_the_sick_one_is_named_and_stops_nobody(self):
        done = self.health()
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertIn("ok    good: Faithful 1.0\n", done.stdout)
        self.assertIn("ok    closed: Drops IPsec\n", done.stdout, "a router that lets nothing through is no sick bench")
        self.assertRegex(done.stdout, r"SICK  sick: Unreachable: .* -> kaori@example.com\n")
        self.assertIn("2 of 3 benches are fit", done.stdout)
        self.assertIn("absent0", done.stderr)
        for name in ("good", "closed"):
            self.assertEqual(len(rig.verdict_table(self.folder / "health" / name)), 3)
        again = self.health()
        self.assertEqual(again.returncode, 3, "the first runs are not written over\n" + rig.words(again))

    def test_names_for_a_script(self):
        done = self.health("--names")
        self.assertEqual((done.returncode, done.stdout), (1, "good\nclosed\n"), rig.words(done))
        self.assertIn("SICK  sick", done.stderr)

    def test_all_and_none(self):
        good, sick, closed = FLEET.split("[[bench]]")[1:]
        for benches, status in ((good + "[[bench]]" + closed, 0), (sick, 2)):
            self.file.write_text(FLEET.split("[[bench]]")[0] + "[[bench]]" + benches)
            done = rig.tsuka(["fleet", "health", self.file, "--out", self.folder / f"health-{status}"])
            self.assertEqual(done.returncode, status, rig.words(done))

    def test_a_router_that_nobody_describes(self):
        self.file.write_text(FLEET.replace("sim:closed", "sim:absent-router"))
        done = self.health()
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertRegex(done.stdout, r"SICK  closed: Drops IPsec: no run could begin")

    def test_the_newest_whole_runs_side_by_side(self):
        only = ["--only", "esp.single.*"]
        for name, router in (("runs/good/a", "sim:closed"), ("runs/good/b", "sim:faithful"), ("elsewhere/one", "sim:closed")):
            done = rig.tsuka(["run", "--dut", router, *only, "--out", self.folder / name])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
            # By the time in the report, not by name or date of the folder.
            path = self.folder / name / "report.json"
            report = json.loads(path.read_text())
            report["run"]["started"] = "2026-01-02T00:00:00Z" if name == "runs/good/b" else "2026-01-01T00:00:00Z"
            path.write_text(json.dumps(report))
            refused = self.fleet("report")
            self.assertIn(f"{name}/report.json: changed since it was sealed", refused.stderr)
            (path.parent / "SHA256SUMS").unlink()
        os.utime(self.folder / "runs" / "good" / "a")
        done = self.fleet("report", "--format", "csv")
        self.assertEqual(done.returncode, 0, rig.words(done))
        head = done.stdout.splitlines()[0]
        self.assertIn("good: Faithful 1.0", head)
        self.assertIn("closed: Drops IPsec", head)
        self.assertIn("sick: no run to show", done.stderr)
        expected = rig.tsuka(["matrix", self.folder / "runs/good/b", self.folder / "elsewhere/one", "--format", "csv"])
        self.assertEqual([line.split(",")[1:] for line in done.stdout.splitlines()[1:] if line and "good:" not in line],
                         [line.split(",")[1:] for line in expected.stdout.splitlines()[1:] if line and "faithful" not in line.lower()])
        page = self.fleet("report", "--format", "html")
        self.assertIn("good: Faithful 1.0", page.stdout)

    def test_a_file_that_is_wrong(self):
        for slip, said in ((('name = "good"', 'name = "Good!"'), "no name of a bench"), (('name = "closed"', 'name = "good"'), "two benches"),
                           (('dut = "sim:closed"', 'lan = "a0"'), "'lan' and 'wan'"), (('model = "Faithful"', 'modl = "Faithful"'), "did you mean 'model'"),
                           (('wan = "absent1"', 'wan = "absent1"\ndut = "sim:seil"'), "nothing else of these"), (("[[bench]]", "[bench]"), "fleet.toml"),
                           (('lan = "absent0"\nwan = "absent1"', 'trunk = "absent0"'), "needs a 'lab'"), (("format = 1", "format = 2"), "format")):
            self.file.write_text(FLEET.replace(*slip) if slip[0] != "[[bench]]" else FLEET.split("[[bench]]")[0] + "[bench]\nname = 'a'\n")
            for what in ("health", "report"):
                done = self.fleet(what)
                self.assertEqual(done.returncode, 3, rig.words(done))
                self.assertIn(said, done.stderr)
        self.file.write_text('format = 1\ntitle = "Nobody"\n')
        self.assertIn("without a [[bench]]", self.fleet("health").stderr)

    def test_an_interrupt_ends_all(self):
        """Not the bench at hand alone: no other one is begun. The signal has come before the first one is, so that no time matters."""
        def interrupted():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            os.kill(os.getpid(), signal.SIGTERM)
        done = rig.tsuka(["fleet", "health", self.file, "--out", self.folder / "health"], preexec_fn=interrupted)
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("terminated", done.stderr)
        self.assertNotIn("Drops IPsec", done.stdout)


unittest.main(verbosity=2)
