# `tsuka load` on a router of namespaces and on a simulated one: figures that add up, both ways of sending, an end before the end, and words
# for what is wrong. How fast this machine is, no test asks: the rates are far below what any can do.
import csv
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
import unittest

import rig


def load(*options, who="root", out):
    return rig.tsuka(["load", *options, "--out", out], who)


class Load(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tsuka-load-")
        self.addCleanup(self.folder.cleanup)
        self.out = pathlib.Path(self.folder.name) / "figures"
        pathlib.Path(self.folder.name).chmod(0o777)

    def figures(self):
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=self.out, check=True)
        rows = list(csv.DictReader((self.out / "load.csv").read_text().splitlines()))
        report = json.loads((self.out / "load.json").read_text())
        self.assertEqual(len(rows), sum(1 + len(row["at_load"]) for row in report["throughput"]) +
                         sum(1 + len(row["filled"]) for row in report["capacity"]) + len(report["establishment"]) + len(report["tear_down"]))
        self.assertFalse([row for row in rows if None in row or None in row.values()], "as many cells in a row as in the head")
        self.measured = {row["what"] for row in rows}
        return report

    def carried(self, who, *options):
        done = load("--dut", "netns:linux", "--protocol", "udp,esp", "--size", "128", "--flows", "20", "--most", "2000", "--up-to", "300",
                    "--direction", "both", *options, who=who, out=self.out)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        report = self.figures()
        self.assertEqual([row["protocol"] for row in report["throughput"]], ["udp", "esp"])
        for row in report["throughput"]:
            self.assertEqual((row["trouble"], row["opened"], row["altered"], row["strayed"]), ("", 20, 0, 0), row)
            self.assertTrue(row["capped"], row)
            self.assertGreater(row["received"], 0)
            self.assertGreater(row["latency_ns"]["samples"], 0)
            self.assertEqual([(part["percent"], part["sent"] > 0, part["latency_ns"]["samples"] > 0) for part in row["at_load"]],
                             [(10, True, True), (50, True, True), (90, True, True)])
        for row in report["capacity"]:
            self.assertEqual((row["held"], row["at_limit"], row["newcomer"]), (300, "not reached", True), row)
            self.assertIn("no limit was found", row["filled_trouble"])
        self.assertEqual([row["protocol"] for row in report["establishment"]], ["udp", "esp"])
        for row in report["establishment"]:
            self.assertEqual((row["trouble"], row["unfinished"], row["room"]), ("", "", None), row)
            self.assertTrue(row["capped"] or row["own_limit"], row)  # a machine that has much to do may not come so far
            self.assertGreater(row["lower"], 0, row)
        return report, done

    def test_by_sendmmsg_for_an_ordinary_user(self):
        report, _ = self.carried("user", "--send", "sendmmsg")
        self.assertEqual(report["mechanism"], "sendmmsg")

    def test_the_fastest_way_is_taken_and_named(self):
        report, done = self.carried("root")
        self.assertRegex(report["mechanism"], r"^(AF_XDP, (copy mode|zero-copy)|sendmmsg \(AF_XDP: .+\))$")
        self.assertIn(report["mechanism"], done.stdout)

    def slowly(self, *options, who="root", router="netns:linux"):
        """What is sent one way and the other in this way, too slow for any of it to be lost; its name."""
        for protocol, size in ("udp", 64), ("esp", 1400):
            shutil.rmtree(self.out, ignore_errors=True)
            done = load("--dut", router, "--what", "soak", "--protocol", protocol, "--size", size, "--flows", "7", "--rate", "500", "--for", "2s", "--direction",
                        "both", *options, who=who, out=self.out)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            report = json.loads((self.out / "load.json").read_text())
            (row,) = report["soak"]
            self.assertEqual((row["trouble"], row["ended"], row["opened"]), ("", "", 7), row)
            for part in row["parts"]:
                self.assertEqual([part[what] for what in ("duplicated", "reordered", "altered", "strayed", "silent")], [0] * 5, part)
                self.assertGreater(part["received"], 0, part)
                self.assertGreaterEqual(part["received"] + part["missed"], 0.995 * part["sent"], part)
            self.assertIn(report["mechanism"], done.stdout)
        return report["mechanism"]

    def test_two_threads_send_by_a_queue_each(self):
        for router in "netns:linux", "netns:cable":
            self.assertRegex(self.slowly("--threads", "2", router=router), r"^(AF_XDP, (copy mode|zero-copy), 2 threads|sendmmsg, 2 threads \(AF_XDP: queue 0: .+\))$")

    def test_two_threads_send_by_a_socket_each(self):
        self.assertEqual(self.slowly("--threads", "2", "--send", "sendmmsg", who="user"), "sendmmsg, 2 threads")

    def test_live_frames(self):
        """Frames of several sizes through a router that writes into them: their memory is used again. Where there are none it is said why."""
        for router in "netns:linux", "netns:cable":
            mechanism = self.slowly("--turbo", router=router)
            self.assertRegex(mechanism, r"^(BPF live frames|(AF_XDP, (copy mode|zero-copy)|sendmmsg.*) \(BPF live frames: .+\))$")
            if mechanism != "BPF live frames":
                print(f"{router}: sent otherwise, {mechanism}", file=sys.stderr)
        self.assertRegex(self.slowly("--turbo", who="user"), r"\(BPF live frames: no (memory for BPF|way out for BPF|BPF program): no permission "
                         r"\(CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN of this machine\)\)$")

    def test_of_live_frames_each_arrives_once(self):
        """Through a cable, also when sizes alternate, and with more flows than the kernel is told of at a time: what was sent is what came."""
        for protocol, size, flows, rate in (("udp", "imix", 50, 3000), ("esp", 76, 50, 3000), ("natt", 1518, 50, 3000), ("gre", "imix", 50, 3000),
                                            ("l2tp", 128, 50, 3000), ("wireguard", 77, 50, 3000), ("udp", 64, 17000, 20000)):
            shutil.rmtree(self.out, ignore_errors=True)
            done = load("--dut", "netns:cable", "--turbo", "--what", "soak", "--protocol", protocol, "--size", size, "--flows", flows, "--rate", rate,
                        "--for", "2s", "--direction", "both", out=self.out)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            report = json.loads((self.out / "load.json").read_text())
            (row,) = report["soak"]
            self.assertEqual((row["trouble"], row["ended"], row["opened"]), ("", "", flows), row)
            total = {what: sum(part[what] for part in row["parts"]) for what in ("sent", "received", "missed", "duplicated", "reordered", "altered", "strayed")}
            self.assertGreater(total["sent"], rate, row)
            self.assertEqual(total["received"] + total["missed"], total["sent"], row)
            self.assertEqual([total[what] for what in ("duplicated", "reordered", "altered", "strayed")], [0] * 4, row)
            if report["mechanism"] != "BPF live frames":
                print(f"{protocol}: sent otherwise, {report['mechanism']}", file=sys.stderr)

    def test_a_blocked_protocol_is_told_and_the_others_go_on(self):
        done = load("--dut", "netns:linux-closed", "--what", "capacity", "--protocol", "esp,udp", "--up-to", "20", out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        esp, udp = self.figures()["capacity"]
        self.assertIn("no flow is open", esp["trouble"])
        self.assertEqual(udp["held"], 20)

    def test_interrupted_it_leaves_the_figures_so_far(self):
        running = rig.start(["load", "--dut", "netns:linux", "--protocol", "udp,natt", "--size", "128", "--most", "1000", "--goal", "rfc2544",
                             "--out", self.out])
        for line in running.stdout:
            if line.startswith("throughput of udp"):
                break
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate()
        self.assertEqual(running.returncode, 2, output)
        self.assertIn("interrupted", self.figures()["ended"])
        self.assertIn("Ended early", output)

    def test_what_is_wrong_is_said(self):
        for options, words in ((["--lan", "nosuch0", "--wan", "nosuch1"], "nosuch0"),
                               (["--dut", "netns:nosuch"], "nosuch"),
                               (["--dut", "netns:linux", "--size", "63"], "64 to 9018"),
                               (["--dut", "netns:linux", "--protocol", "esq"], "there are udp"),
                               (["--dut", "netns:linux", "--servers", "198.18.0.0"], "prefix"),
                               (["--dut", "sim:faithful", "--what", "throughput"], "--most"),
                               (["--dut", "sim:faithful", "--what", "new-flows"], "--most"),
                               (["--dut", "netns:cable", "--what", "tear-down"], "a cable keeps no flows"),
                               (["--dut", "sim:faithful", "--what", "capacity", "--threads", "2"], "--threads"),
                               (["--dut", "sim:faithful", "--what", "capacity", "--turbo"], "--turbo"),
                               (["--dut", "netns:linux", "--turbo", "--send", "xdp"], "--turbo"),
                               (["--dut", "netns:linux", "--goal", "fast"], "rfc2544")):
            done = load(*options, out=self.out)
            self.assertEqual(done.returncode, 3, done.stdout)
            self.assertIn(words, done.stderr)
            self.assertFalse(self.out.exists(), options)

    def test_of_a_simulated_router_only_the_capacity_is_measured(self):
        for router in "sim:faithful", "sim:pppoe":  # and the line in a VLAN
            done = load("--dut", router, "--protocol", "udp", "--up-to", "20", out=self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            report = self.figures()
            self.assertEqual((report["throughput"], [row["held"] for row in report["capacity"]]), ([], [20]))
            shutil.rmtree(self.out)

    def test_a_cable_says_what_the_rig_can_do(self):
        cable = pathlib.Path(self.folder.name) / "cable"
        what = ["--what", "throughput", "--protocol", "udp,esp", "--size", "128", "--flows", "60", "--direction", "both", "--most", "2000"]
        done = load("--dut", "netns:cable", *what, out=cable)
        self.assertEqual(done.returncode, 0, done.stderr)
        for row in json.loads((cable / "load.json").read_text())["throughput"]:
            self.assertEqual((row["trouble"], row["opened"], row["altered"], row["strayed"]), ("", 60, 0, 0), row)
        report = json.loads((cable / "load.json").read_text())
        for number, row in enumerate(report["throughput"]):
            row["lower"] = 600 + number
        (cable / "load.json").write_text(json.dumps(report))
        done = load("--dut", "netns:linux", *what[:-1], "500", "--rig", cable, out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([(row["protocol"], row["rig"]) for row in self.figures()["throughput"]], [("udp", 600), ("esp", 601)])
        shutil.rmtree(self.out)
        done = load("--dut", "netns:linux", "--what", "new-flows", "--protocol", "udp", "--most", "500", "--rig", cable, out=self.out)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("no figure of new flows of udp", done.stderr)
        report["establishment"] = [{"protocol": "udp", "lower": 600}]
        (cable / "load.json").write_text(json.dumps(report))
        done = load("--dut", "netns:linux", "--what", "new-flows", "--protocol", "udp", "--most", "500", "--rig", cable, out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([row["rig"] for row in self.figures()["establishment"]], [600])
        shutil.rmtree(self.out)
        done = load("--dut", "netns:linux", *what[:-1], "500", "--size", "512", "--rig", cable, out=self.out)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("no figure of udp, 512 octets, both", done.stderr)
        self.assertFalse(self.out.exists())
        (cable / "load.json").unlink()
        done = load("--dut", "netns:linux", *what, "--rig", cable, out=self.out)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("load.json", done.stderr)

    def test_searches_are_repeated(self):
        done = load("--dut", "sim:linux", "--what", "throughput", "--protocol", "udp", "--size", "128", "--flows", "5", "--most", "500", "--repeat", "3", out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        (row,) = self.figures()["throughput"]
        self.assertEqual(len(row["searches"]), 3, row)
        self.assertIn("(3/3)", done.stderr)
        self.assertRegex(done.stdout, "median of 3 searches, [0-9.]+ /s to [0-9.]+ /s")

    def test_the_room_in_the_kernels_table_is_found(self):
        """As many entries as the rules allow; what the machine as a whole allows is no namespace's to set."""
        for room, protocols in (500, ("udp", "natt", "esp")), (3000, ("udp",)):
            router = self.preset_with(f'iifname "lan" ct state new ct count over {room} drop')
            for protocol in protocols:
                done = load("--dut", router, "--what", "capacity", "--protocol", protocol, "--up-to", room * 7 // 5, out=self.out)
                self.assertEqual(done.returncode, 0, done.stderr)
                (row,) = self.figures()["capacity"]
                self.assertEqual((row["at_limit"], row["newcomer"]), ("refused", False), row)
                self.assertLessEqual(row["held"], room, row)
                self.assertGreaterEqual(row["held"], room - 5, row)
                shutil.rmtree(self.out)

    def preset_with(self, rule, table=""):
        """The preset linux, with one rule more for what it forwards, and perhaps more in its table."""
        preset = pathlib.Path(tempfile.mkdtemp(dir=self.folder.name)) / "preset"
        shutil.copytree(rig.SOURCE / "duts" / "kernel" / "linux", preset)
        rules = (preset / "rules.nft").read_text()
        head, first = "table ip tsuka {\n", "ct state invalid drop\n"
        self.assertTrue(head in rules and first in rules)
        (preset / "rules.nft").write_text(rules.replace(head, head + table, 1).replace(first, f"{first}        {rule}\n"))
        return f"netns:{preset}"

    def test_the_number_of_new_flows_that_the_kernel_lets_in_is_found(self):
        for rate, protocols in (400, "udp,esp"), (1600, "natt"):
            router = self.preset_with(f'iifname "lan" ct state new limit rate over {rate}/second burst {rate // 20} packets drop')
            done = load("--dut", router, "--what", "new-flows", "--protocol", protocols, "--most", rate * 5, out=self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            for row in self.figures()["establishment"]:
                self.assertEqual((row["trouble"], row["unfinished"], row["capped"]), ("", "", False), row)
                self.assertLess(row["lower"] / rate, 1.15, row)  # the burst, and what the goal puts up with
                self.assertGreater(row["lower"] / rate, 0.6, row)  # what this machine sends late comes in a burst
                self.assertLess(row["lower"], row["upper"], row)
            self.assertRegex(done.stderr, r"(?m)^  [0-9]+ new flows/s: [0-9]+ of [0-9]+ opened")
            shutil.rmtree(self.out)

    def test_the_kernel_forgets_its_flows_when_it_is_told_to(self):
        done = load("--dut", "netns:linux", "--what", "tear-down", "--protocol", "udp,esp", "--up-to", "2000", out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = self.figures()
        self.assertEqual([(row["protocol"], row["tried"], row["left"], row["newcomer"], row["trouble"]) for row in report["tear_down"]],
                         [(protocol, count, 0, True, "") for protocol in ("udp", "esp") for count in (20, 200, 2000)])
        for row in report["tear_down"]:
            self.assertGreater(row["held"], 0.97 * row["tried"], row)
            self.assertGreater(row["took_ns"], 0, row)
            self.assertGreater(row["idle_ns"], 0, row)
            self.assertEqual(row["at_least"], row["took_ns"] < 2 * row["idle_ns"], row)
            time = row["took_ns"] - (0 if row["at_least"] else row["idle_ns"])
            self.assertAlmostEqual(row["lower"] * time / 1e9 / row["held"], 1, places=6, msg=row)
        self.assertEqual(report["capacity"] + report["establishment"] + report["throughput"], [])
        self.assertIn("with nothing to clear", done.stdout)

    def test_latency_is_measured_with_the_kernels_table_full(self):
        """A table of a thousand that forgets in eight seconds. By live frames, where there are any: while it forgets the kernel's work rests."""
        router = self.preset_with('iifname "lan" ct state new ct count over 1000 drop', """    ct timeout quick {
        protocol udp;
        l3proto ip;
        policy = { unreplied : 8, replied : 8 };
    }
    chain quickly {
        type filter hook prerouting priority -200; policy accept;
        udp dport 5001 ct timeout set "quick"
    }
""")
        done = load("--dut", router, "--what", "full-table", "--protocol", "udp", "--up-to", "1400", "--turbo", out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        (row,) = self.figures()["capacity"]
        self.assertEqual((row["at_limit"], row["filled_trouble"]), ("refused", ""), row)
        self.assertEqual([part["percent"] for part in row["filled"]], [1, 50, 90, 99])
        for part in row["filled"]:
            self.assertLess(abs(part["flows"] - row["held"] * part["percent"] / 100), 6, part)
            self.assertGreater(part["received"], 0.9 * part["sent"], part)
            self.assertGreater(part["latency_ns"]["p50"], 0, part)

    def simulated(self, text):
        router = pathlib.Path(self.folder.name) / "mine.toml"
        router.write_text('format = 1\ntitle = "Mine"\nprofile = "passthrough"\n' + text)
        return f"sim:{router}"

    def test_everything_is_measured_of_a_simulated_router(self):
        """And what the catalogue says is measured, is."""
        timers = '[timers]\nudp = "30s"\nudp_unanswered = "30s"\n'
        done = load("--dut", self.simulated("most_bindings = 1000\nnew_bindings = 600\n" + timers), "--protocol", "udp", "--size", "128", "--flows", "20",
                    "--most", "5000", "--up-to", "1400", "--new-flows", "400", out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = self.figures()
        (kept,), (row,) = report["capacity"], report["establishment"]
        self.assertEqual((kept["at_limit"], kept["filled_trouble"]), ("refused", ""), kept)
        self.assertEqual([(part["percent"], part["flows"]) for part in kept["filled"]],
                         [(percent, kept["held"] * percent // 100) for percent in (1, 50, 90, 99)])
        self.assertEqual((row["trouble"], row["unfinished"], row["room"]), ("", "", kept["held"]), row)
        self.assertLess(abs(row["lower"] / 600 - 1), 0.06, row)
        self.assertLess(row["flows"], 0.9 * kept["held"])
        self.assertIn("waiting until the router has forgotten", done.stderr)
        catalogue = tomllib.loads((rig.SOURCE / "docs" / "catalogue.toml").read_text())["row"]
        self.assertEqual(self.measured, {row["load"] for row in catalogue if "load" in row})

    def test_a_simulated_router_forgets_as_fast_as_it_says(self):
        done = load("--dut", self.simulated("clears = 4000\n"), "--what", "tear-down", "--protocol", "natt", "--up-to", "1000", "--lang", "ja", out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = self.figures()["tear_down"]
        self.assertEqual([row["held"] for row in rows], [10, 100, 1000])
        self.assertLess(abs(rows[-1]["lower"] / 4000 - 1), 0.03, rows)
        self.assertIn("命令で1秒間に忘れるフロー", done.stdout)

    def test_new_flows_that_are_promised(self):
        router = self.simulated("new_bindings = 600\n")
        profile = pathlib.Path(self.folder.name) / "ap.toml"
        for flows, status, verdict in (500, 0, "kept"), (700, 1, "broken"), (6000, 1, "broken"):
            profile.write_text(f'format = 1\ntitle = "AP"\nclaims = []\n[[load]]\nprotocol = "natt"\nnew_flows = {flows}\nsource = "page 3"\n')
            done = load("--dut", router, "--profile", profile, "--most", "5000", out=self.out)
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
            report = self.figures()
            self.assertEqual((report["throughput"], report["capacity"]), ([], []), "what is not promised is not measured")
            self.assertEqual([(row["verdict"], row["unit"]) for row in report["promises"]], [(verdict, "new_flows")])
            self.assertRegex(done.stdout, rf"(?m)^{verdict} +natt +{flows} new flows a second +[0-9]+ new flows a second +page 3$")
            shutil.rmtree(self.out)

    def test_what_is_promised_is_compared(self):
        profile = pathlib.Path(self.folder.name) / "ap.toml"
        head = 'format = 1\ntitle = "AP-1200"\nclaims = []\n'
        promise = '[[load]]\nprotocol = "{}"\nflows = {}\nsource = "page 12"\n'
        for flows, status, verdict, measured in (4, 0, "kept", 4), (5, 1, "broken", 4):
            profile.write_text(head + promise.format("esp", flows))
            done = load("--dut", "sim:four-esp-tunnels", "--profile", profile, out=self.out)
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
            report = self.figures()
            self.assertEqual([row["protocol"] for row in report["capacity"]], ["esp"], "what is not promised is not measured")
            self.assertEqual([(row["verdict"], row["measured"], row["source"]) for row in report["promises"]], [(verdict, measured, "page 12")])
            self.assertRegex(done.stdout, rf"(?m)^{verdict} +esp +{flows} flows at once +{measured} flows at once +page 12$")
            shutil.rmtree(self.out)
        profile.write_text(head + promise.format("esp", 4))
        done = load("--dut", "sim:closed", "--profile", profile, out=self.out)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("no flow is open", done.stdout)
        for text, words in ((head, "there is no [[load]] in it"), (head + promise.format("esq", 4), "'protocol' is udp")):
            shutil.rmtree(self.out, ignore_errors=True)
            profile.write_text(text)
            done = load("--dut", "sim:closed", "--profile", profile, out=self.out)
            self.assertEqual(done.returncode, 3, done.stdout)
            self.assertIn(words, done.stdout + done.stderr)
            self.assertFalse(self.out.exists())

    def test_more_flows_than_there_can_be_is_an_answer(self):
        done = load("--dut", "sim:faithful", "--what", "capacity", "--protocol", "esp", "--servers", "198.51.100.0/28", "--up-to", "20",
                    out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("a server of its own", self.figures()["capacity"][0]["trouble"])


if __name__ == "__main__":
    rig.need("ip", "nft", "conntrack")
    unittest.main()
