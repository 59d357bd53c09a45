# One interface for both sides, told apart by VLAN tag: a router of a namespace with the rules of the preset "linux", behind a VLAN switch that
# is made here (not every kernel has VLAN interfaces). The verdicts must be those of the preset.
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import unittest

import rig

INSIDE = "TSUKA_TEST_INSIDE"
LAB = """
title = "A router of namespaces behind one trunk"
[lan]
clients = "static"
prefix = "192.168.0.1/16"
vlan = 101
[wan]
router = "static"
gateway = "203.0.113.1/24"
router_address = "203.0.113.2"
vlan = 201
mtu = 1492
"""
SETUP = """
ip link add name trunk0 type veth peer name trunk netns {router}
sysctl -qw net.ipv6.conf.trunk0.disable_ipv6=1
ip link set trunk0 up
nsenter --net=/proc/{router}/ns/net sh -ec '
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv4.ip_forward=1
    for side in lan wan; do
        ip link add name $side type veth peer name $side-port
        ip link set $side up
        ip link set $side-port up
    done
    ip link set trunk up
    ip link set wan mtu 1492
    ip address add 192.168.0.1/16 dev lan
    ip address add 203.0.113.2/24 dev wan
    ip route add default via 203.0.113.1
    nft -f {rules}'
"""
# A second router on the same switch.
SECOND = """
nsenter --net=/proc/{router}/ns/net sh -ec '
    for side in lan wan; do
        ip link add name $side-port2 type veth peer name $side netns {second}
        ip link set $side-port2 up
    done'
nsenter --net=/proc/{second}/ns/net sh -ec '
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv4.ip_forward=1
    ip link set lan up
    ip link set wan mtu 1492 up
    ip address add 192.168.0.1/16 dev lan
    ip address add 203.0.113.2/24 dev wan
    ip route add default via 203.0.113.1
    nft -f {rules}'
"""
VLANS = {101: "lan-port", 201: "wan-port"}
STRAYS = "strays"
PORTS = "ports="  # and a file of lines like "101 lan-port", read again on SIGUSR1: a switch that can be told something
FOREIGN_VLAN = 999
SOL_PACKET, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING, VLAN_VALID = 263, 8, 23, 0x10


SERVICE, PRIORITY = "service", 5
SERVICE_VLAN = 400  # IEEE 802.1ad


def tagged(frame, vlan):
    return frame[:12] + struct.pack("!HH", 0x8100, vlan) + frame[12:]


def doubly_tagged(frame, vlan):
    return frame[:12] + struct.pack("!HHHH", 0x88a8, PRIORITY << 13 | SERVICE_VLAN, 0x8100, PRIORITY << 13 | vlan) + frame[12:]


def untagged(frame, tag, protocol, service):
    """The VLAN and the frame without tags; the kernel has taken the outermost one out and tells it beside the frame."""
    if not service:
        return (tag & 0xfff if protocol == 0x8100 else None), frame
    kind, control = struct.unpack_from("!HH", frame, 12)
    known = protocol == 0x88a8 and tag & 0xfff == SERVICE_VLAN and kind == 0x8100 and tag >> 13 == control >> 13 == PRIORITY
    return (control & 0xfff if known else None), frame[:12] + frame[16:]


def switch(strays, service):
    """Moves frames between the trunk, where they bear a tag, and the port of their VLAN, where they do not. With strays it is set up badly:
    whatever the router sends comes without a tag and with that of a VLAN of somebody else's, too."""
    file = next((word[len(PORTS):] for word in sys.argv if word.startswith(PORTS)), None)
    if file:
        read = lambda *_: (VLANS.clear(), VLANS.update((int(vlan), port) for vlan, port in map(str.split, open(file))))
        signal.signal(signal.SIGUSR1, read)
        read()
    sockets = {}
    for name in ("trunk", *VLANS.values()):
        sockets[name] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        sockets[name].setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        sockets[name].setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        sockets[name].bind((name, 0))
        sockets[name].setsockopt(SOL_PACKET, 1, struct.pack("iHH8s", socket.if_nametoindex(name), 1, 0, b""))  # promiscuous
    print("ready", flush=True)
    while True:
        for readable in select.select(list(sockets.values()), [], [])[0]:
            frame, about, _, _ = readable.recvmsg(2048, 256)
            if readable is sockets["trunk"]:
                status, tag, protocol = next((struct.unpack_from("I12xHH", data) for _, kind, data in about if kind == PACKET_AUXDATA))
                vlan, frame = untagged(frame, tag, protocol, service) if status & VLAN_VALID else (None, frame)
                if vlan in VLANS:
                    sockets[VLANS[vlan]].send(frame)
            else:
                tag = next(vlan for vlan, name in VLANS.items() if sockets[name] is readable)
                if strays:
                    sockets["trunk"].send(frame)
                    sockets["trunk"].send(tagged(frame, FOREIGN_VLAN))
                sockets["trunk"].send(doubly_tagged(frame, tag) if service else tagged(frame, tag))


def enter():
    """Starts this file again inside a network namespace of its own; all that it makes goes with it."""
    rig.inside(INSIDE, __file__, *sys.argv[1:])


def offloads():
    return subprocess.check_output(["ethtool", "-k", "trunk0"])


class Trunk(unittest.TestCase):
    def setUp(self):
        self.scratch = rig.Folder()
        self.folder = self.scratch.__enter__()
        self.addCleanup(self.scratch.__exit__)
        self.router = subprocess.Popen(["unshare", "--net", "--", "sleep", "280"])
        self.addCleanup(self.end)
        own = os.readlink("/proc/self/ns/net")
        self.assertTrue(rig.wait_until(lambda: os.readlink(f"/proc/{self.router.pid}/ns/net") != own, 5))
        rules = rig.SOURCE / "duts" / "kernel" / "linux" / "rules.nft"
        subprocess.run(["sh", "-ec", SETUP.format(router=self.router.pid, rules=rules)], check=True)
        self.begin_switch()
        self.lab = self.folder / "lab.toml"
        self.lab.write_text(LAB)

    def begin_switch(self, *strays):
        self.switch = subprocess.Popen(["nsenter", f"--net=/proc/{self.router.pid}/ns/net", "--", sys.executable, "-B", __file__, "switch", *strays],
                                       stdout=subprocess.PIPE, text=True)
        self.assertEqual(self.switch.stdout.readline(), "ready\n")

    def end_switch(self):
        self.switch.send_signal(signal.SIGKILL)
        self.switch.wait()
        self.switch.stdout.close()

    def end(self):
        for child in (getattr(self, "switch", None), self.router):
            if child:
                child.send_signal(signal.SIGKILL)
                child.wait()
        if hasattr(self, "switch"):
            self.switch.stdout.close()
        subprocess.run(["ip", "link", "delete", "trunk0"], stderr=subprocess.DEVNULL)

    def certify(self, *more):
        return rig.tsuka(["run", "--trunk", "trunk0", "--lab", self.lab, "--profile", "linux", "--out", self.folder / "run", *more])

    def test_verdicts(self):
        done = self.certify("--seed", 1)
        self.assertIn(done.returncode, (0, 1), rig.words(done))
        rig.compare_with_expected("linux", rig.verdict_table(self.folder / "run"))
        tags = subprocess.run(["tshark", "-n", "-r", self.folder / "run" / "evidence.pcapng", "-T", "fields", "-E", "occurrence=f", "-e", "frame.interface_id", "-e", "vlan.id"],
                              capture_output=True, text=True, check=True).stdout
        self.assertEqual(set(tags.splitlines()), {"0\t101", "1\t201"}, "the capture holds the frames as they were on the wire")
        again = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))

    def test_frames_without_a_tag_and_of_a_foreign_vlan(self):
        """They bear the tokens and addresses of our own, and are nobody's: counted, told, kept, and judged by no case."""
        self.end_switch()
        self.begin_switch(STRAYS)
        done = self.certify("--seed", 1, "--only", "esp.*", "--only", "nat.*", "--only", "frag.out.*")
        table = rig.verdict_table(self.folder / "run")
        self.assertEqual(set(table) - set(rig.read_expected("linux")), set(), rig.words(done))
        self.assertGreater(len(table), 20, rig.words(done))
        report = json.loads((self.folder / "run" / "report.json").read_text())
        lan, wan = (report["run"]["frames"][side] for side in ("lan", "wan"))
        # What the router sends on both sides comes twice more, to the side that takes whatever does not bear the other's tag.
        self.assertEqual(wan["other_vlan"], 0)
        self.assertGreater(lan["probes"], 0)
        self.assertGreater(lan["other_vlan"], lan["probes"] + wan["probes"])
        self.assertEqual(lan["strangers"] + wan["strangers"], 0)
        self.assertIn("vlan", [told["kind"] for told in report["run"]["frames"]["bench"]])
        again = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))

    def test_a_provider_s_tag_in_front(self):
        """IEEE 802.1ad, with a priority in both tags; the frames of the verdicts are as they are without."""
        for name in ("trunk0", "trunk"):
            inside = [] if name == "trunk0" else ["nsenter", f"--net=/proc/{self.router.pid}/ns/net", "--"]
            subprocess.run([*inside, "ip", "link", "set", name, "mtu", "1508"], check=True)  # the outer tag counts as part of it
        self.end_switch()
        self.begin_switch(SERVICE)
        self.lab.write_text(LAB.replace("vlan = ", f"service_vlan = {SERVICE_VLAN}\nvlan_priority = {PRIORITY}\nvlan = "))
        # With the case that finds out whether GRE comes in: without it nobody knows that it does not, and what needs it runs and says so.
        done = self.certify("--seed", 1, *(word for part in ("esp.*", "nat.*", "frag.*", "natt.*", "pptp.gre.inbound") for word in ("--only", part)))
        table = rig.verdict_table(self.folder / "run")
        self.assertGreater(len(table), 20, rig.words(done))
        self.assertEqual(set(table) - set(rig.read_expected("linux")), set(), rig.words(done))
        tags = subprocess.run(["tshark", "-n", "-r", self.folder / "run" / "evidence.pcapng", "-T", "fields", "-E", "occurrence=f", "-e", "ieee8021ad.id", "-e", "vlan.id"],
                              capture_output=True, text=True, check=True).stdout
        self.assertEqual(set(tags.splitlines()), {f"{SERVICE_VLAN}\t101", f"{SERVICE_VLAN}\t201"})
        again = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))

    def test_the_wrong_vlan(self):
        self.lab.write_text(LAB.replace("201", "202"))
        done = self.certify()
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("did not answer ARP", done.stderr)

    def test_a_port_is_switched_before(self):
        """The router's LAN port is in the VLAN of another bench until the lab file's command has put it into ours."""
        ports = self.folder / "ports"
        ports.write_text("102 lan-port\n201 wan-port\n")
        self.end_switch()
        self.begin_switch(f"{PORTS}{ports}")
        # Nothing but the link up after it is to be waited for: that is the command's part.
        command = f"ip link set trunk0 down; sed -i s/102/101/ {ports}; kill -USR1 {self.switch.pid}; ip link set trunk0 up; echo bench 1"
        self.lab.write_text(f"{LAB}[hooks]\nbefore = '{command}'\n")
        done = self.certify("--seed", 1, "--only", "esp.single.*")
        self.assertEqual([row.split()[1] for row in rig.verdict_table(self.folder / "run")], ["pass", "pass"], rig.words(done))
        self.assertIn("the lab file runs, before anything else: ip link set trunk0 down", done.stdout)
        self.assertEqual((self.folder / "run" / "hook-before.txt").read_text(), "bench 1\n")
        self.assertIn("hook-before.txt", (self.folder / "run" / "SHA256SUMS").read_text())
        # Its failure is the end, before anything of this machine is touched.
        self.lab.write_text(f"{LAB}[hooks]\nbefore = 'echo the switch is asleep; exit 5'\n")
        offloads = subprocess.check_output(["ethtool", "-k", "trunk0"])
        for command in ("run", "--out", self.folder / "none"), ("doctor",), ("load", "--out", self.folder / "none"):
            interfaces = ("--lan", "trunk0", "--wan", "lo") if command[0] == "load" else ("--trunk", "trunk0")
            done = rig.tsuka([*command, *interfaces, "--lab", self.lab])
            self.assertEqual(done.returncode, 2, rig.words(done))
            self.assertIn("the hook 'before' failed with status 5: the switch is asleep", done.stdout + done.stderr)
            self.assertNotIn("trunk0:", done.stdout + done.stderr)
            self.assertFalse((self.folder / "none").exists())
        self.assertEqual(subprocess.check_output(["ethtool", "-k", "trunk0"]), offloads)

    def second_router(self):
        second = subprocess.Popen(["unshare", "--net", "--", "sleep", "280"])
        self.addCleanup(lambda: (self.end_switch(), second.kill(), second.wait()))
        own = os.readlink("/proc/self/ns/net")
        self.assertTrue(rig.wait_until(lambda: os.readlink(f"/proc/{second.pid}/ns/net") != own, 5))
        rules = rig.SOURCE / "duts" / "kernel" / "linux" / "rules.nft"
        subprocess.run(["sh", "-ec", SECOND.format(router=self.router.pid, second=second.pid, rules=rules)], check=True)
        ports = self.folder / "ports"
        ports.write_text("101 lan-port\n201 wan-port\n102 lan-port2\n202 wan-port2\n")
        self.end_switch()
        self.begin_switch(f"{PORTS}{ports}")

    def second_bench(self):
        """Another router and its lab file; where runs keep how the interface was."""
        os.environ["TSUKA_STATE_DIR"] = str(self.folder / "state")
        self.addCleanup(os.environ.pop, "TSUKA_STATE_DIR")
        self.second_router()
        lab = self.folder / "other.toml"
        lab.write_text(LAB.replace("101", "102").replace("201", "202"))
        return lab

    def begin_long_run(self, name, lab):
        """It is still running when its record has begun."""
        run = rig.start(["run", rig.LONG, "--trunk", "trunk0", "--lab", lab, "--profile", "linux", "--longest", "2m", "--out", self.folder / name])
        self.addCleanup(rig.end, run)
        record = self.folder / name / "record.jsonl"
        self.assertTrue(rig.wait_until(lambda: run.poll() is not None or record.exists() and record.stat().st_size > 0, 60))
        self.assertIsNone(run.poll(), f"the run {name} has ended")
        return run

    def test_two_runs_at_once(self):
        """Two benches on one interface: neither knows of the other, and what the interface was comes back with the last of them."""
        before = offloads()
        other_lab = self.second_bench()
        other = self.begin_long_run("other", other_lab)
        during = offloads()
        self.assertNotEqual(during, before)
        done = self.certify("--seed", 1, "--only", "esp.*", "--only", "nat.*", "--only", "pptp.*")
        table = rig.verdict_table(self.folder / "run")
        self.assertGreater(len(table), 40, rig.words(done))
        self.assertEqual(set(table) - set(rig.read_expected("linux")), set(), rig.words(done))
        self.assertIsNone(other.poll())
        self.assertEqual(offloads(), during, "the first to end has changed the interface of the other")
        # The same VLAN, or the whole interface, has one run.
        for lab, words in (other_lab, "VLAN 102 of trunk0 is in use: process"), (self.lab, None):
            done = rig.tsuka(["run", "--trunk", "trunk0", "--lab", lab, "--profile", "linux", "--out", self.folder / "again", "--only", "esp.single.inbound"])
            if words is None:
                self.assertEqual([row.split()[1] for row in rig.verdict_table(self.folder / "again")], ["pass"], rig.words(done))
                continue
            self.assertEqual(done.returncode, 3, rig.words(done))
            self.assertIn(f"{words} {other.pid} of user", done.stderr)
        untagged = self.folder / "untagged.toml"
        untagged.write_text(LAB.replace("vlan = 101", ""))
        subprocess.run(["ip", "link", "add", "spare0", "type", "veth", "peer", "name", "spare1"], check=True)
        subprocess.run(["sh", "-ec", "ip link set spare0 up; ip link set spare1 up"], check=True)
        self.addCleanup(subprocess.run, ["ip", "link", "delete", "spare0"])
        done = rig.tsuka(["run", "--lan", "trunk0", "--wan", "spare0", "--lab", untagged, "--profile", "linux", "--out", self.folder / "whole"])
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn(f"trunk0 is in use: process {other.pid}", done.stderr)
        self.assertEqual(offloads(), during)
        other.send_signal(signal.SIGINT)
        said = other.communicate(timeout=rig.patience(60))[0]
        self.assertEqual(other.returncode, 2, said)
        self.assertEqual(offloads(), before, "offloads were not put back")
        self.assertEqual(list((self.folder / "state").iterdir()), [])
        for name, vlans in ("run", {"0\t101", "1\t201"}), ("other", {"0\t102", "1\t202"}):
            tags = subprocess.run(["tshark", "-n", "-r", self.folder / name / "evidence.pcapng", "-T", "fields", "-E", "occurrence=f", "-e", "frame.interface_id", "-e", "vlan.id"],
                                  capture_output=True, text=True, check=True).stdout
            self.assertEqual(set(tags.splitlines()), vlans, "frames of the other run")
            frames = json.loads((self.folder / name / "report.json").read_text())["run"]["frames"]
            self.assertEqual((frames["lan"]["other_vlan"], frames["wan"]["other_vlan"]), (0, 0))

    def test_the_first_of_two_is_killed(self):
        """It had written down what the interface was; the other one puts that back."""
        before = offloads()
        other_lab = self.second_bench()
        runs = [self.begin_long_run(name, lab) for name, lab in (("first", self.lab), ("second", other_lab))]
        for pid in rig.session_processes(runs[0].pid):
            os.kill(pid, signal.SIGKILL)
        runs[0].wait()
        # Until the kernel has taken down its rings it counts as another run.
        self.assertTrue(rig.wait_until(lambda: not rig.session_processes(runs[0].pid), 10))
        self.assertNotEqual(offloads(), before)
        left = rig.tsuka(["doctor", "--restore"])
        self.assertIn("left alone", left.stdout, "another run uses it")
        runs[1].send_signal(signal.SIGINT)
        self.assertEqual(runs[1].wait(rig.patience(60)), 2)
        self.assertEqual(offloads(), before)
        self.assertIn("no killed run", rig.tsuka(["doctor", "--restore"]).stdout)

    def test_a_lab_without_tags(self):
        for wrong in (LAB.replace("vlan = 201", ""), LAB.replace("201", "101")):
            self.lab.write_text(wrong)
            done = self.certify()
            self.assertEqual(done.returncode, 3, rig.words(done))
            self.assertIn("two different ones", done.stderr)
        self.lab.write_text(LAB.replace("201", "4095"))
        done = self.certify()
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("4094", done.stderr)


if sys.argv[1:2] == ["switch"]:
    switch(STRAYS in sys.argv, SERVICE in sys.argv)
if INSIDE not in os.environ:
    rig.need("ip", "nft", "ethtool", "tshark", "unshare", "nsenter")
    enter()
unittest.main(verbosity=2)
