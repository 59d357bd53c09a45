# pppoe_test.py: a run over a PPPoE line. The router is the one of interfaces_test.py, and its WAN port has a PPPoE client of its own
# (pppoe_client.py, with a tun interface in the place of ppp0). The verdicts must be those of the preset "linux" on a plain line.
import json
import os
import subprocess
import sys
import unittest

import interfaces_test
import rig

PARTS = ("esp.*", "ike.*", "natt.*", "pptp.*", "l2tp.*", "multi.*", "frag.*", "mtu.*", "static.*")
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
        done = self.certify("run", "chap", *(word for part in PARTS for word in ("--only", part)))
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + self.router.logs())
        measured = rig.verdict_table(self.folder / "run")
        self.assertGreater(len(measured), 100)
        names = {row.split()[0] for row in measured}
        expected = [row for row in rig.read_expected("linux") if row.split()[0] in names]
        self.assertEqual(measured, expected, self.router.logs())
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
