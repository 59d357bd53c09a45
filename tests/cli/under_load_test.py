# `tsuka run --under-load` on simulated routers: what a case finds under load stands beside what it found at rest; a fault that shows under
# load alone is found by that alone; one that a fast path has is told with its place; and the run can be replayed, signed off and resumed.
import json
import unittest

import rig

CASES = ["--only", "esp.single.outbound", "--only", "multi.esp.same-server.*", "--accept-partial"]


class UnderLoad(unittest.TestCase):
    def setUp(self):
        self.place = rig.Folder()
        self.addCleanup(self.place.__exit__, None, None, None)
        self.folder = self.place.__enter__()

    def run_once(self, *arguments, dut="sim:faithful", load="1000", name="run"):
        done = rig.tsuka(["run", "--dut", dut, "--out", self.folder / name, "--seed", 5, *CASES, *(["--under-load", load] if load else []), *arguments])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        report = json.loads((self.folder / name / "report.json").read_text())
        return done, report, {row["name"]: row for row in report["rows"]}

    def told(self, report):
        return [event["detail"] for event in report["run"]["timeline"] if event["kind"] == "load"]

    def test_a_faithful_router_is_what_it_is_at_rest(self):
        done, report, rows = self.run_once("--load-protocol", "udp,natt,esp,l2tp")
        self.assertEqual(done.returncode, 0, rig.words(done))
        loaded = [name for name in rows if name.endswith("@load")]
        self.assertGreater(len(loaded), 3)
        for name in loaded:
            self.assertEqual(rows[name]["verdict"], rows[name.removesuffix("@load")]["verdict"], name)
        figures, compared = self.told(report)
        self.assertRegex(figures, r"^load beside cases: 1000 frames a second of udp, natt, esp, l2tp wanted, 256 octets each; in .* \d+ were sent and \d+ came$")
        self.assertIn("none found anything else than at rest", compared)
        for protocol in ("udp", "natt", "esp", "l2tp"):
            self.assertEqual(rows[f"load.{protocol}"]["verdict"], "pass", rows[f"load.{protocol}"])
        for side in ("lan", "wan"):
            account = report["run"]["frames"][side]
            self.assertGreater(account["load"], 0)
            self.assertEqual(account["received"], sum(count for key, count in account.items() if key not in ("sent", "received")))
        load, = report["run"]["load"]
        self.assertEqual(load["came"], sum(report["run"]["frames"][side]["load"] for side in ("lan", "wan")))
        for passage in load["passages"]:
            self.assertEqual((passage["flows"], passage["faults"]), (8, []), passage)
            self.assertEqual(passage["up_to_50"], {"sent": 400, "came": 400}, passage)

    def test_a_fault_under_load_alone_is_found_under_load_alone(self):
        fault = ("--defect", "esp.payload-altered@rate=3000")
        done, report, rows = self.run_once(*fault, load="4000")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertEqual(rows["esp.single.outbound"]["verdict"], "pass")
        row = rows["esp.single.outbound@load"]
        self.assertEqual(row["verdict"], "fail")
        self.assertTrue(row["reason"].startswith("right at rest, wrong under load: "), row)
        self.assertIn("found something else than at rest: ", self.told(report)[1])
        self.assertIn("right at rest, wrong under load", (self.folder / "run" / "report.txt").read_text())
        self.assertIn("right at rest, wrong under load", (self.folder / "run" / "report.html").read_text())
        done, _, rows = self.run_once(*fault, "--only-failed", self.folder / "run", load="4000", name="failed")
        self.assertIn("esp.single.outbound@load", rows)
        self.assertTrue(all(row["verdict"] == "fail" for name, row in rows.items() if name.endswith("@load")), rows)
        done, _, rows = self.run_once(*fault, load=None, name="without")
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertFalse([name for name in rows if "load" in name])

    def test_a_fault_of_the_fast_path_is_told_with_its_place(self):
        done, _, rows = self.run_once("--defect", "esp.payload-altered@after=50", "--load-protocol", "udp,esp")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertEqual(rows["esp.single.outbound@load"]["verdict"], "pass")
        self.assertEqual(rows["load.udp"]["verdict"], "pass")
        self.assertIn("outward, right up to frame 50 of a flow, with an altered payload from frame 51 on (in 8 of 8 flows: 0 of 400 frames up to the 50th",
                      rows["load.esp"]["reason"])

    def test_a_series_names_its_first_copy_that_is_not_right(self):
        for fault, what in (("esp.payload-altered", "payload is altered"), ("esp.outbound-dropped", "did not arrive at server")):
            with self.subTest(fault):
                done = rig.tsuka(["run", "--dut", "sim:faithful", "--out", self.folder / fault, "--only", "flow.thousand.esp", "--defect", f"{fault}@after=50"])
                self.assertIn(done.returncode, (1, 2), rig.words(done))
                row, = json.loads((self.folder / fault / "report.json").read_text())["rows"]
                self.assertIn(what, row["reason"])
                self.assertIn("(copy 50 of 1000, the first that is not right)", row["reason"])  # one went before the series

    def test_a_protocol_that_needs_an_exchange_is_not_tried(self):
        _, _, rows = self.run_once("--load-protocol", "udp,esp", dut="sim:realtek-like")
        self.assertEqual(rows["load.esp"]["verdict"], "skipped", rows["load.esp"])
        self.assertIn("no exchange went before it", rows["load.esp"]["reason"])
        self.assertEqual(rows["load.udp"]["verdict"], "pass")

    def test_places_that_the_load_would_take_are_left_to_the_cases(self):
        _, report, rows = self.run_once("--load-protocol", "esp", dut="sim:one-ipsec-client")
        row = rows["esp.single.outbound@load"]
        self.assertEqual(row["verdict"], "skipped", row)
        self.assertIn("the router has places for few clients at once", row["reason"])
        self.assertNotIn("load.esp", rows)

    def test_who_holds_a_place_by_then_is_no_difference(self):
        done, report, rows = self.run_once(dut="sim:eight-esp-slots")
        self.assertIn("the router has few places for what it uses", rows["esp.single.outbound@load"]["reason"])
        self.assertEqual(rows["load.udp"]["verdict"], "pass")
        self.assertIn("none found anything else than at rest", self.told(report)[1])

    def test_a_replay_ends_as_the_run_did(self):
        for fault in ([], ["--defect", "esp.payload-altered@rate=3000"]):
            with self.subTest(fault):
                name = f"run{len(fault)}"
                self.run_once(*fault, load="4000", name=name)
                done = rig.tsuka(["judge", self.folder / name, "--replay", "--out", self.folder / f"{name}-again"])
                self.assertIn(", 0 end otherwise than then", done.stdout, rig.words(done))
                self.assertEqual(rig.verdict_table(self.folder / f"{name}-again"), rig.verdict_table(self.folder / name))

    def test_a_run_that_ended_early_goes_on_under_load(self):
        _, report, rows = self.run_once("--max-fail", 1, "--defect", "esp.spi-altered")
        self.assertFalse(report["run"]["complete"])
        self.assertTrue([name for name, row in rows.items() if name.endswith("@load") and row["verdict"] == "skipped"])
        done = rig.tsuka(["run", "--resume", self.folder / "run"])
        self.assertIn(done.returncode, (1, 2), rig.words(done))
        report = json.loads((self.folder / "run" / "report.json").read_text())
        self.assertEqual([load["rate"] for load in report["run"]["load"]], [1000])
        self.assertFalse([row for row in report["rows"] if row["name"].endswith("@load") and row["verdict"] == "skipped"])

    def test_what_is_no_load_is_refused(self):
        for load in ("0", "-5", "fast", "10gbit", "99999999999999999999", "2e6", "mbit"):
            done = rig.tsuka(["run", "--dut", "sim:faithful", "--out", self.folder / "none", f"--under-load={load}"])
            self.assertEqual(done.returncode, 3, rig.words(done))
            self.assertIn("write 2000 (frames a second, 1000000 at most) or 20mbit", done.stderr)
        for arguments, words in ((["--under-load", "100", "--load-protocol", "tcp"], "there are udp, esp, natt, gre, l2tp and wireguard"),
                                 (["--load-protocol", "udp"], "--under-load")):
            done = rig.tsuka(["run", "--dut", "sim:faithful", "--out", self.folder / "none", *arguments])
            self.assertEqual(done.returncode, 3, rig.words(done))
            self.assertIn(words, done.stderr)
        self.assertFalse((self.folder / "none").exists())


unittest.main(verbosity=2)
