# `tsuka load` on a router of namespaces and on a simulated one: figures that add up, both ways of sending, an end before the end, and words
# for what is wrong. How fast this machine is, no test asks: the rates are far below what any can do.
import csv
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
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
        self.assertEqual(len(rows), len(report["throughput"]) + len(report["capacity"]))
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
        for row in report["capacity"]:
            self.assertEqual((row["held"], row["at_limit"], row["newcomer"]), (300, "not reached", True), row)
        return report, done

    def test_by_sendmmsg_for_an_ordinary_user(self):
        report, _ = self.carried("user", "--send", "sendmmsg")
        self.assertEqual(report["mechanism"], "sendmmsg")

    def test_the_fastest_way_is_taken_and_named(self):
        report, done = self.carried("root")
        self.assertRegex(report["mechanism"], r"^(AF_XDP, (copy mode|zero-copy)|sendmmsg \(AF_XDP: .+\))$")
        self.assertIn(report["mechanism"], done.stdout)

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

    def test_more_flows_than_there_can_be_is_an_answer(self):
        done = load("--dut", "sim:faithful", "--what", "capacity", "--protocol", "esp", "--servers", "198.51.100.0/28", "--up-to", "20",
                    out=self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("a server of its own", self.figures()["capacity"][0]["trouble"])


if __name__ == "__main__":
    rig.need("ip", "nft")
    unittest.main()
