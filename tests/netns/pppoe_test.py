# pppoe_test.py: a run over a PPPoE line. The router is the one of interfaces_test.py, and its WAN port has a PPPoE client of its own
# (pppoe_client.py, with a tun interface in the place of ppp0). The verdicts must be those of the preset "linux" on a plain line.
import json
import os
import signal
import subprocess
import sys
import unittest

import interfaces_test
import rig

LAB = """
title = "A router of namespaces on a PPPoE line"
[lan]
clients = "dhcp"
[wan]
router = "pppoe"
gateway = "203.0.113.1/24"
router_address = "203.0.113.2"
[pppoe]
authentication = "{way}"
user = "customer@isp.example"
password = "secret"
"""


class Router(interfaces_test.Router):
    def lease_wan(self):
        """Frames of the line on `line`, datagrams on `wan`, which the rules of the preset know."""
        self.do("ip", "link", "set", "wan", "down")
        self.do("ip", "link", "set", "wan", "name", "line", "mtu", "1500")
        self.do("ip", "link", "set", "line", "up")
        self.dial("secret")

    def dial(self, password):
        client = rig.TESTS / "pppoe_client.py"
        self.background(sys.executable, "-B", client, "line", "wan", "customer@isp.example", password)

    def background(self, *command):
        with open(self.folder / "pppoe.log", "a") as log:
            self.children.append(subprocess.Popen([*self.enter, *map(str, command)], stdin=subprocess.DEVNULL, stdout=log, stderr=log))


class Pppoe(interfaces_test.WithRouter):
    make_router = Router

    def certify(self, name, way, *options):
        (self.folder / "lab.toml").write_text(LAB.format(way=way))
        return rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--seed", 1,
                          "--jobs", 4, "--out", self.folder / name, *options], timeout=280)

    def test_verdicts(self):
        done = self.certify("run", "chap")
        self.assertIn(done.returncode, (0, 1), rig.words(done) + self.router.logs())
        rig.compare_with_expected("linux", rig.verdict_table(self.folder / "run"))
        # Another reader of the capture sees a session that is opened, used and ended, and no malformed head of it.
        capture = self.folder / "run" / "evidence.pcapng"
        count = lambda what: len(subprocess.run(["tshark", "-r", capture, "-Y", what], capture_output=True, text=True, check=True).stdout.splitlines())
        self.assertEqual([count(f"pppoe.code == {code}") for code in ("0x65", "0xa7")], [1, 1])
        self.assertGreater(count("pppoes && ip"), 1000)
        self.assertEqual(count("(pppoed || lcp || chap || ipcp) && _ws.malformed && !ip"), 0)
        replayed = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"])
        self.assertEqual(replayed.returncode, done.returncode, rig.words(replayed))
        rows = lambda folder: [(row["name"], row["verdict"]) for row in json.loads((folder / "report.json").read_text())["rows"]]
        self.assertEqual(rows(self.folder / "again"), rows(self.folder / "run"))

    def test_pap_and_run_after_run(self):
        """The router is hung up on at the end of a run, and dials again for the next one."""
        for number in range(2):
            done = self.certify(f"run-{number}", "pap", "--only", "esp.single.*")
            self.assertNotEqual(done.returncode, 3, rig.words(done) + self.router.logs())
            self.assertEqual([row.split()[1] for row in rig.verdict_table(self.folder / f"run-{number}")], ["pass", "pass"])
        self.assertEqual((self.folder / "pppoe.log").read_text().count("hung up on"), 2)

    def hung_up(self):
        return (self.folder / "pppoe.log").read_text().count("hung up on")

    @staticmethod
    def kill(run, whole):
        """All of it in one moment: whoever saw the other one go would hang up."""
        pids = [pid for pid in rig.session_processes(run.pid) if whole or pid != run.pid]
        for how in (signal.SIGSTOP, signal.SIGKILL):
            for pid in pids:
                os.kill(pid, how)
        run.wait(rig.patience(30))
        # Who is killed holds what it held until the kernel has taken down its rings.
        assert rig.wait_until(lambda: not rig.session_processes(run.pid), 10)

    def kill_a_run(self, name, whole):
        """In its middle, by SIGKILL: all of it, or the process alone that reads frames."""
        (self.folder / "lab.toml").write_text(LAB.format(way="chap"))
        run = rig.start(["run", rig.LONG, "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--longest", "2m",
                         "--out", self.folder / name])
        self.addCleanup(rig.end, run)
        record = self.folder / name / "record.jsonl"
        self.assertTrue(rig.wait_until(lambda: run.poll() is not None or record.exists() and record.stat().st_size > 0, 60))
        self.assertIsNone(run.poll(), "the run ended")
        self.kill(run, whole)

    def test_a_killed_run_is_hung_up_on(self):
        """A router whose access concentrator has vanished is in a session with nobody. What ends it was written down."""
        os.environ["TSUKA_STATE_DIR"] = str(self.folder / "state")
        self.addCleanup(os.environ.pop, "TSUKA_STATE_DIR")
        self.kill_a_run("first", whole=True)
        self.assertEqual(self.hung_up(), 0)
        mended = rig.tsuka(["doctor", "--restore"])
        self.assertEqual(mended.returncode, 0, rig.words(mended))
        self.assertIn("wan0: the PPPoE session that a killed run left to the router has been ended (PADT)", mended.stdout)
        self.assertTrue(rig.wait_until(lambda: self.hung_up() == 1, 5), self.router.logs())
        self.assertIn("no killed run", rig.tsuka(["doctor", "--restore"]).stdout)
        # Or the next run does it.
        self.kill_a_run("second", whole=True)
        done = self.certify("after", "chap", "--only", "esp.single.*")
        self.assertEqual([row.split()[1] for row in rig.verdict_table(self.folder / "after")], ["pass", "pass"], rig.words(done) + self.router.logs())
        self.assertIn("note: wan0: the PPPoE session that a killed run left", done.stdout)
        self.assertTrue(rig.wait_until(lambda: self.hung_up() == 3, 5), self.router.logs())
        # Whoever is left of a run does it at once.
        self.kill_a_run("third", whole=False)
        self.assertTrue(rig.wait_until(lambda: self.hung_up() == 4, 5), self.router.logs())
        self.assertEqual(list((self.folder / "state").iterdir()), [])

    def load(self, name, *options):
        (self.folder / "lab.toml").write_text(LAB.format(way="chap"))
        return ["load", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--clients", 4, "--out", self.folder / name, *options]

    def test_load(self):
        done = rig.tsuka(self.load("load", "--protocol", "udp,esp", "--size", "128,1510", "--flows", 20, "--most", 500, "--direction", "both",
                                   "--up-to", 100, "--new-flows", 500, "--goal", "ci"), timeout=200)
        self.assertEqual(done.returncode, 0, rig.words(done) + self.router.logs())
        figures = json.loads((self.folder / "load" / "load.json").read_text())
        self.assertEqual([(row["protocol"], row["size"]) for row in figures["throughput"]], [(kind, size) for size in ("128", "1510") for kind in ("udp", "esp")])
        for row in figures["throughput"]:
            self.assertEqual((row["trouble"], row["opened"], row["altered"], row["strayed"]), ("", 20, 0, 0), row)
            self.assertGreater(row["received"], 0, row)
        for row in figures["capacity"]:
            self.assertEqual((row["held"], row["at_limit"], row["newcomer"]), (100, "not reached", True), row)
        self.assertTrue(rig.wait_until(lambda: self.hung_up() == 1, 5), self.router.logs())
        # A datagram of 1500 octets fits the LAN and not the line.
        done = rig.tsuka(self.load("large", "--what", "throughput", "--protocol", "udp", "--size", 1518, "--most", 500))
        row, = json.loads((self.folder / "large" / "load.json").read_text())["throughput"]
        self.assertIn("holds a datagram of 1500, and the link takes 1492", row["trouble"], rig.words(done))

    def test_load_with_a_wrong_password(self):
        command = self.load("load", "--what", "capacity")
        (self.folder / "lab.toml").write_text(LAB.format(way="chap").replace('"secret"', '"another"'))
        done = rig.tsuka(command, timeout=120)
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("was refused: user or password are not those of the lab file", done.stderr)

    def test_killed_load_is_hung_up_on(self):
        os.environ["TSUKA_STATE_DIR"] = str(self.folder / "state")
        self.addCleanup(os.environ.pop, "TSUKA_STATE_DIR")
        for number, whole in enumerate((True, False)):
            load = rig.start(self.load(f"killed-{number}", "--protocol", "udp", "--size", 128, "--flows", 4, "--most", 100, "--goal", "rfc2544"))
            self.addCleanup(rig.end, load)
            for line in load.stdout:
                if line.startswith("throughput of udp"):
                    break
            self.assertIsNone(load.poll(), "the measurement ended")
            self.assertEqual(self.hung_up(), number)
            self.kill(load, whole)
            if whole:
                self.assertIn("wan0: the PPPoE session that a killed run left to the router has been ended (PADT)", rig.tsuka(["doctor", "--restore"]).stdout)
            self.assertTrue(rig.wait_until(lambda: self.hung_up() == number + 1, 5), self.router.logs())
        self.assertEqual(list((self.folder / "state").iterdir()), [])

    def test_wrong_password(self):
        (self.folder / "lab.toml").write_text(LAB.format(way="chap").replace('"secret"', '"another"'))
        done = rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--out", self.folder / "run"],
                         timeout=120)
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn('the router authenticated as "customer@isp.example" and was refused: user or password are not those of the lab file',
                      done.stderr + done.stdout)


if __name__ == "__main__":
    if interfaces_test.INSIDE not in os.environ:
        rig.need("ip", "nft", "ethtool", "unshare", "nsenter", "dnsmasq", "tshark")
        rig.binary()
        interfaces_test.WAN = "pppoe"
        interfaces_test.enter(__file__)
    interfaces_test.WAN = "pppoe"
    sys.argv[1:] = []
    unittest.main(verbosity=2)
