# natdiscovery_test.py PRESET: what nat.mapping.udp and nat.filter.udp say of a built-in router is what an RFC 5780 client says that is not ours,
# coturn's turnutils_natdiscovery. It asks twice: alone, and from a port that another client has already towards the server's other address,
# for a router that keeps ports looks independent of the server until they collide.
import ctypes
import ipaddress
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest

import rig

rig.PACKAGES |= {"turnserver": "coturn", "turnutils_natdiscovery": "coturn", "sysctl": "procps"}
PRESET = sys.argv[1]
PRIMARY, OTHER, STUN = "198.51.100.1", "198.51.100.2", 3478
ALICE, BOB = "192.168.1.1", "192.168.1.2"
# The class that Tsuka names -> what natdiscovery must say alone, and with a collision.
MAPPING = {
    "endpoint-independent": ({"independent"}, {"independent"}),
    "independent-until-taken": ({"independent"}, {"address", "address and port"}),
    "address-dependent": ({"address"}, {"address"}),
    "address-and-port-dependent": ({"address and port"}, {"address and port"}),
}
FILTERING = {"endpoint-independent": "independent", "address-dependent": "address", "address-and-port-dependent": "address and port"}


def words_of(text, what):
    """'NAT with Address and Port Dependent Mapping!' -> 'address and port'."""
    found = re.findall(rf"(Endpoint Independent|Address Dependent|Address and Port Dependent) {what}", text)
    if not found:
        raise AssertionError(f"natdiscovery names no {what}:\n{text}")
    return {"Endpoint Independent": "independent", "Address Dependent": "address", "Address and Port Dependent": "address and port"}[found[-1]]


class House:
    """Clients, the preset's router and a STUN server, each in a network namespace of its own; everything dies with this process."""

    def __init__(self, preset, log):
        folder = rig.SOURCE / "duts" / "kernel" / preset
        self.settings = tomllib.loads((folder / "preset.toml").read_text())
        self.lab, self.carrier, self.members, self.log = self.settings["lab"], self.settings.get("carrier"), {}, log
        routers = [] if self.lab.get("cable") else ["router", "carrier"] if self.carrier else ["router"]
        names = ["clients", *routers, "server"]
        for name in names:
            self.members[name] = self.hold()
        for left, right in zip(names, names[1:]):
            self.run("ip", "link", "add", f"to-{right}"[:15], "netns", self.pid(left), "type", "veth", "peer", "name", f"to-{left}"[:15], "netns",
                     self.pid(right))
        self.address(routers)
        for before, router, behind in zip(names, routers, names[2:]):
            self.run("ip", "link", "set", f"to-{before}", "name", "lan", where=router)
            self.run("ip", "link", "set", f"to-{behind}", "name", "wan", where=router)
            for name, value in self.settings["sysctls"].items():
                self.run("sysctl", "-qw", f"{name}={value}", where=router)
            self.run("nft", "-f", "-", where=router, text=(folder / ("carrier.nft" if router == "carrier" else "rules.nft")).read_text())
        if routers:
            self.route_routers()
        self.serve()

    def hold(self):
        here = os.readlink("/proc/self/ns/net")
        death = lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        process = subprocess.Popen(["unshare", "--net", "sleep", "1000"], preexec_fn=death)
        if not rig.wait_until(lambda: os.readlink(f"/proc/{process.pid}/ns/net") != here, 10, 0.005):
            raise RuntimeError("no network namespace came about")
        return process

    def pid(self, name):
        return str(self.members[name].pid)

    def enter(self, where):
        return ["nsenter", "-t", self.pid(where), "-n", "--"] if where else []

    def run(self, *words, where=None, text=None):
        done = subprocess.run([*self.enter(where), *words], input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=rig.patience(60))
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stdout}")
        return done.stdout

    def address(self, routers):
        """Alice and bob behind the router's LAN address; the server with two addresses behind the ISP's."""
        prefix = ipaddress.ip_interface(f"{self.lab['lan']['router']}/{self.lab['lan']['prefix'].split('/')[1]}")
        length = prefix.network.prefixlen
        lan_link = "to-router" if routers else "to-server"
        for client in (ALICE, BOB):
            self.run("ip", "address", "add", f"{client}/{length}", "dev", lan_link, where="clients")
        wan_link = f"to-{routers[-1]}" if routers else "to-clients"
        near = self.lab["wan"]["gateway"] if routers else f"{self.lab['lan']['router']}/{length}"
        self.run("ip", "address", "add", near, "dev", wan_link, where="server")
        for address in (PRIMARY, OTHER):
            self.run("ip", "address", "add", f"{address}/32", "dev", "lo", where="server")
        for where, link in (("clients", "lo"), ("clients", lan_link), ("server", "lo"), ("server", wan_link)):
            self.run("ip", "link", "set", link, "up", where=where)
        self.run("ip", "route", "add", "default", "via", self.lab["lan"]["router"], where="clients")

    def route_routers(self):
        lan, gateway, own = self.lab["lan"], self.lab["wan"]["gateway"], self.lab["wan"]["router_address"]
        inside, between = f"{lan['router']}/{lan['prefix'].split('/')[1]}", self.carrier and self.carrier["link"]
        if self.carrier:
            self.route("router", inside, self.carrier["router_address"], between)
            self.route("carrier", between, own, gateway)
        else:
            self.route("router", inside, own, gateway)
        outside = lan["prefix"] if self.lab.get("routed") else self.lab.get("one_to_one")
        if outside:
            self.run("ip", "route", "add", outside, "via", own, where="server")

    def route(self, router, lan, own, gateway):
        """A router's addresses, and its way out; `gateway` with the length of its prefix."""
        self.run("ip", "address", "add", lan, "dev", "lan", where=router)
        self.run("ip", "address", "add", f"{own}/{gateway.split('/')[1]}", "dev", "wan", where=router)
        for link in ("lo", "lan", "wan"):
            self.run("ip", "link", "set", link, "up", where=router)
        self.run("ip", "route", "add", "default", "via", gateway.split("/")[0], where=router)

    def serve(self):
        death = lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        with open(self.log / "turnserver", "w") as said:
            self.server = subprocess.Popen(
                [*self.enter("server"), "turnserver", "-n", "--no-auth", "--no-tls", "--no-dtls", "--no-cli", "--no-tcp", "--log-file", "stdout", "-L",
                 PRIMARY, "-L", OTHER, "-p", str(STUN), "--userdb", str(self.log / "db"), "--pidfile", str(self.log / "pid")],
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd=self.log, preexec_fn=death)
        listening = lambda: {f"{one}:{port}" for one in (PRIMARY, OTHER) for port in (STUN, STUN + 1)} <= set(
            re.findall(r"\S+:\d+", self.run("ss", "-lnuH", where="server")))
        if not rig.wait_until(listening, 20):
            raise RuntimeError("turnserver does not listen:\n" + (self.log / "turnserver").read_text())

    def discover(self, port, *what):
        done = subprocess.run([*self.enter("clients"), "turnutils_natdiscovery", *what, "-L", ALICE, "-l", str(port), "-p", str(STUN), PRIMARY],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=rig.patience(60))
        return done.stdout

    def rival(self, port):
        """Bob speaks with the server's other address from that port; his question is answered."""
        ask = ("import socket,sys;s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(10);"
               f"s.bind(('{BOB}',{port}));s.sendto(bytes.fromhex('000100002112a442'+'0'*24),('{OTHER}',{STUN}));s.recv(2048)")
        self.run(sys.executable, "-c", ask, where="clients")

    def close(self):
        for process in (self.server, *self.members.values()):
            process.kill()
            process.wait()


class Agrees(unittest.TestCase):
    def tsuka_says(self, folder):
        done = rig.tsuka(["run", "--dut", f"netns:{PRESET}", "--only", "nat.mapping.udp", "--only", "nat.filter.udp", "--out", folder / "run", "--seed", 1])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))  # 2: no preset claims either of the two
        rows = [line.split() for line in rig.verdict_table(folder / "run")]
        return {name: observed for name, _, observed in rows}

    def test_mapping_and_filtering(self):
        with rig.Folder() as folder:
            classes = self.tsuka_says(folder)
            house = House(PRESET, folder)
            try:
                alone, filtering = house.discover(41001, "-m"), house.discover(41002, "-f")
                house.rival(41003)
                collided = house.discover(41003, "-m")
            finally:
                house.close()
        said = words_of(alone, "Mapping"), words_of(collided, "Mapping")
        observed = classes["nat.mapping.udp"]
        # Of a thousand ports for all, chance may give one of Tsuka's twenty to two clients; natdiscovery has one, and sees none of that.
        by_chance = "port_set" in house.lab["wan"] and observed in ("independent-until-taken", "irregular")
        wanted = MAPPING["endpoint-independent" if by_chance else observed]
        self.assertTrue(said[0] in wanted[0] and said[1] in wanted[1], f"Tsuka: {classes}; natdiscovery alone, and with a collision: {said}")
        self.assertEqual(words_of(filtering, "Filtering"), FILTERING[classes["nat.filter.udp"]], filtering)


rig.need("ip", "nft", "unshare", "nsenter", "sysctl", "turnserver", "turnutils_natdiscovery")
unittest.main(argv=sys.argv[:1], verbosity=2)
