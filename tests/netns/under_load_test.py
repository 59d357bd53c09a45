# `tsuka run --under-load` live: a router of namespaces is under load what it is at rest; one whose rules spoil packets when it is busy, or
# from some packet of a flow on, is found to. The rates are far below what any machine can do; how much of them this one sent, no test asks.
import json
import shutil
import signal
import unittest

import rig

CASES = ["--only", "multi.esp.same-server.*", "--only", "esp.single.outbound", "--accept-partial"]
# Octets behind the headers: of the contents of ESP, and of UDP; of the load's alone, which has ports that no case has.
BUSY = """
table ip spoil {
    chain busy {
        type filter hook forward priority -10; policy accept;
        ip protocol esp limit rate over 50/second burst 250 packets @th,64,16 set 0xdead
    }
}
"""
FULL = """
table ip spoil {
    chain full {
        type filter hook forward priority -10; policy accept;
        limit rate over 300/second burst 400 packets drop
    }
}
"""
LATE = """
table ip spoil {
    chain late {
        type filter hook forward priority -10; policy accept;
        udp sport 60000-65535 ct original packets > 60 ip saddr 192.168.0.0/16 @th,128,16 set 0xdead
    }
}
"""


class UnderLoad(unittest.TestCase):
    def setUp(self):
        rig.need("nft")
        self.place = rig.Folder()
        self.addCleanup(self.place.__exit__, None, None, None)
        self.folder = self.place.__enter__()

    def router(self, rules):
        """linux, with more rules."""
        preset = self.folder / "spoilt"
        shutil.copytree(rig.SOURCE / "duts" / "kernel" / "linux", preset)
        with (preset / "rules.nft").open("a") as file:
            file.write(rules)
        text = (preset / "preset.toml").read_text()
        (preset / "preset.toml").write_text(text.replace("[sysctls]", '[sysctls]\n"net.netfilter.nf_conntrack_acct" = "1"'))
        return f"netns:{preset}"

    def run_once(self, dut, *arguments, who="root"):
        done = rig.tsuka(["run", "--dut", dut, "--out", self.folder / "run", *CASES, *arguments], who)
        self.assertIn(done.returncode, (0, 1), rig.words(done))
        report = json.loads((self.folder / "run" / "report.json").read_text())
        return done, report, {row["name"]: row for row in report["rows"]}

    def as_at_rest(self, who):
        done, report, rows = self.run_once("netns:linux", "--under-load", "2000", "--load-protocol", "udp,esp,natt", who=who)
        loaded = [name for name in rows if name.endswith("@load")]
        self.assertGreater(len(loaded), 1, rig.words(done))
        for name in loaded:
            self.assertEqual(rows[name]["verdict"], rows[name.removesuffix("@load")]["verdict"], rows[name])
        load, = report["run"]["load"]
        self.assertEqual(load["trouble"], "")
        for passage in load["passages"]:
            self.assertEqual((passage["flows"], passage["faults"]), (8, []), passage)
            self.assertGreater(passage["after_50"]["came"], 0, passage)
        for protocol in ("udp", "esp", "natt"):
            self.assertEqual(rows[f"load.{protocol}"]["verdict"], "pass", rows[f"load.{protocol}"])
        for side in ("lan", "wan"):
            account = report["run"]["frames"][side]
            self.assertGreater(account["load"], 0)
            self.assertEqual(account["received"], sum(count for key, count in account.items() if key not in ("sent", "received")))
        again = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"], who)
        self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))

    def test_the_kernel_is_what_it_is_at_rest(self):
        self.as_at_rest("root")

    def test_so_an_ordinary_user_finds(self):
        self.as_at_rest("user")

    def test_what_is_spoilt_while_the_router_is_busy_is_found_under_load(self):
        done, _, rows = self.run_once(self.router(BUSY), "--under-load", "2000", "--load-protocol", "esp")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertEqual(rows["esp.single.outbound"]["verdict"], "pass", rows["esp.single.outbound"])
        self.assertTrue(rows["esp.single.outbound@load"]["reason"].startswith("right at rest, wrong under load"), rows["esp.single.outbound@load"])

    def test_what_is_spoilt_from_some_packet_on_is_told_with_its_place(self):
        done, _, rows = self.run_once(self.router(LATE), "--under-load", "1000")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertEqual(rows["esp.single.outbound@load"]["verdict"], "pass")
        self.assertRegex(rows["load.udp"]["reason"], r"outward, right up to frame (5\d|6\d) of a flow, with an altered payload from frame (5\d|6\d) on \(in 8 of 8 flows")

    def test_a_router_that_has_too_much_to_do_is_not_charged_with_what_it_drops(self):
        done = rig.tsuka(["run", "--dut", self.router(FULL), "--out", self.folder / "run", *CASES, "--under-load", "2000"])
        report = json.loads((self.folder / "run" / "report.json").read_text())
        rows = {row["name"]: row for row in report["rows"]}
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertEqual(rows["esp.single.outbound"]["verdict"], "pass", rows["esp.single.outbound"])
        loaded = {name: row for name, row in rows.items() if name.endswith("@load")}
        self.assertTrue(all(row["verdict"] in ("inconclusive", "skipped") for row in loaded.values()), loaded)
        load, = report["run"]["load"]
        self.assertLess(load["came"], load["sent"])

    def test_interrupted_it_tells_of_the_load_so_far(self):
        running = rig.start(["run", "--dut", "netns:linux", "--out", self.folder / "run", "--only", "time.esp.idle", "--only", "flow.thousand.*", "--longest", "1m", "--under-load", "500", "--jobs", "8", "-v"])
        try:
            for line in running.stdout:
                if "@load" in line:
                    break
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=rig.patience(60))
        finally:
            rig.end(running)
        self.assertEqual(running.returncode, 2)
        load, = json.loads((self.folder / "run" / "report.json").read_text())["run"]["load"]
        self.assertGreater(load["came"], 0)


unittest.main(verbosity=2)
