# interfaces_test.py static|dhcp [CLASS]: a run over two real interfaces. The router is made here, by other means than Tsuka's own: a network
# namespace with dnsmasq as DHCP server for the LAN, the nft rules of the preset "linux", and a WAN address that is either fixed
# or leased by udhcpc from Tsuka's ISP. The verdicts must be those of the preset.
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import unittest

import rig

WAN = sys.argv[1] if len(sys.argv) > 1 else "static"
INSIDE = "TSUKA_TEST_INSIDE"
# How often a run comes after another, and by whose rules the router goes: TSUKA_RUNS=10 TSUKA_RULES=linux-pptp for a long look.
RUNS = int(os.environ.get("TSUKA_RUNS", "4"))
RULES = os.environ.get("TSUKA_RULES", "linux")

LAB = """
title = "A router of namespaces with dnsmasq"
[lan]
clients = "dhcp"
[wan]
router = "{router}"
gateway = "203.0.113.1/24"
router_address = "203.0.113.2"
mtu = 1492
"""

LEASE_SCRIPT = """#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip address replace "$ip/${mask:-24}" dev "$interface"
ip route replace default via "$router" dev "$interface"
"""


# What a router asks for by itself, as its own programs would: a name, the time, a page. Each until it is answered.
ASKS = """
import socket, struct, time, urllib.request
def until(ask):
    for _ in range(40):
        try:
            return ask()
        except OSError as trouble:
            time.sleep(0.2)
            last = trouble
    raise last
def udp(port, text):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(1)
        asking.sendto(text, ("9.9.9.9", port))
        return asking.recv(1500)
name = until(lambda: udp(53, bytes.fromhex("123401000001000000000000") + b"\\x05tsuka\\x07example\\0" + bytes.fromhex("00010001")))
assert socket.inet_ntoa(name[-4:]) == "203.0.113.1", name
clock = until(lambda: udp(123, b"\\x23" + bytes(47)))
seconds = struct.unpack(">I", clock[40:44])[0] - 2208988800
assert abs(seconds - time.time()) < 10, seconds
with until(lambda: urllib.request.urlopen("http://198.51.100.77/generate_204", timeout=2)) as page:
    assert page.status == 204, page.status
with until(lambda: urllib.request.urlopen("http://192.0.2.7/ncsi.txt", timeout=2)) as page:
    assert page.read() == b"Microsoft NCSI"
print("answered")
"""


def enter(file):
    """Starts a file again inside a network namespace of its own; all that it makes goes with it."""
    rig.inside(INSIDE, file, WAN, *sys.argv[2:])


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], stdin=options.pop("stdin", subprocess.DEVNULL), capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.stderr}{done.stdout}")
    return done.stdout


class Router:
    """The router: one process holds its namespace open."""

    def __init__(self, folder):
        self.folder = folder
        self.children = [subprocess.Popen(["unshare", "--net", "--", "sleep", "560"])]
        own = os.readlink("/proc/self/ns/net")
        made = rig.wait_until(lambda: os.readlink(f"/proc/{self.children[0].pid}/ns/net") != own, 5)
        assert made, "the router's namespace did not come about"
        self.enter = ["nsenter", f"--net=/proc/{self.children[0].pid}/ns/net", "--"]
        for side in ("lan", "wan"):
            run("ip", "link", "add", f"{side}0", "type", "veth", "peer", "name", side, "netns", self.children[0].pid)
            pathlib.Path(f"/proc/sys/net/ipv6/conf/{side}0/disable_ipv6").write_text("1")
            run("ip", "link", "set", f"{side}0", "up")
            self.do("ip", "link", "set", side, "up")
        self.do("sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.set_up()

    def set_up(self):
        self.do("ip", "link", "set", "wan", "mtu", "1492")  # as the preset has it
        self.do("ip", "address", "add", "10.77.0.1/16", "dev", "lan")
        rules = (rig.SOURCE / "duts" / "kernel" / RULES / "rules.nft").read_text()
        subprocess.run([*self.enter, "nft", "-f", "-"], input=rules, text=True, check=True)
        self.serve_lan()
        if WAN == "static":
            self.do("ip", "address", "add", "203.0.113.2/24", "dev", "wan")
            self.do("ip", "route", "add", "default", "via", "203.0.113.1")
        else:
            self.lease_wan()

    def do(self, *command):
        return run(*self.enter, *command)

    def background(self, *command):
        with open(self.folder / f"{command[0]}.log", "w") as log:
            self.children.append(subprocess.Popen([*self.enter, *map(str, command)], stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def serve_lan(self):
        self.background("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--group=", "--port=0", "--pid-file=",
                        "--interface=lan", "--bind-interfaces", "--dhcp-authoritative", "--no-ping", "--dhcp-lease-max=3000",
                        "--dhcp-range=10.77.1.1,10.77.8.254,255.255.0.0,1h", f"--dhcp-leasefile={self.folder}/leases", "--log-facility=-")

    def lease_wan(self):
        script = self.folder / "lease.sh"
        script.write_text(LEASE_SCRIPT)
        script.chmod(0o755)
        self.background("udhcpc", "-f", "-i", "wan", "-s", script, "-t", "100", "-T", "1", "-A", "1")

    def open_connections(self):
        return sum(" ESTABLISHED " in line for line in self.do("cat", "/proc/net/nf_conntrack").splitlines())

    def end(self):
        for child in reversed(self.children):
            child.send_signal(signal.SIGKILL)
            child.wait()
        for interface in ("lan0", "wan0"):  # the kernel takes its time with a namespace that nobody holds any more
            subprocess.run(["ip", "link", "delete", interface], stderr=subprocess.DEVNULL)

    def logs(self):
        return "\n".join(f"--- {file.name}\n{file.read_text()}" for file in sorted(self.folder.glob("*.log")))


def offloads(interface):
    return run("ethtool", "-k", interface)


class WithRouter(unittest.TestCase):
    make_router = Router

    def setUp(self):
        self.scratch = rig.Folder()
        self.folder = self.scratch.__enter__()
        self.addCleanup(self.scratch.__exit__)
        self.router = self.make_router(self.folder)
        self.addCleanup(self.router.end)


class OverInterfaces(WithRouter):
    def setUp(self):
        super().setUp()
        (self.folder / "lab.toml").write_text(LAB.format(router=WAN))

    def certify(self, *more):
        return rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--out",
                          self.folder / "run", *more])


class WholeRuns(OverInterfaces):
    """Hundreds of clients: one such test at a time (see CMakeLists.txt)."""

    def test_verdicts(self):
        before = offloads("lan0"), offloads("wan0")
        done = self.certify("--seed", 1)
        self.assertIn(done.returncode, (0, 1), rig.words(done) + self.router.logs())
        rig.compare_with_expected("linux", rig.verdict_table(self.folder / "run"))
        self.assertEqual((offloads("lan0"), offloads("wan0")), before, "offloads were not put back")
        self.assertNotIn("inet ", run("ip", "address", "show", "dev", "lan0"), "an address was left on lan0")
        self.assertLess(self.router.open_connections(), 10, "clients did not hang up")
        acknowledged = set(re.findall(r"DHCPACK\(lan\) (\S+)", self.router.logs()))
        self.assertGreater(len(acknowledged), 50, "every client of every case leases an address of its own from the router")
        left = (self.folder / "leases").read_text().splitlines()
        self.assertLess(len(left), 5, "clients did not give their leases back")

    def test_run_after_run(self):
        """What one run leaves in the router's tables is there when the next one begins, and touches none of its verdicts."""
        tables = []
        for number in range(RUNS):
            folder = self.folder / f"run-{number}"
            done = rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--jobs", 8,
                              "--out", folder, *(word for part in ("esp.*", "ike.*", "pptp.*", "l2tp.*", "multi.*") for word in ("--only", part))])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + self.router.logs())
            tables.append(rig.verdict_table(folder))
            self.assertGreater(len(tables[-1]), 60)
        expected = set(rig.read_expected(RULES))
        for number, table in enumerate(tables):
            self.assertEqual([row for row in table if row not in expected], [], f"run {number}")


class Manners(OverInterfaces):
    def test_the_router_asks_the_internet(self):
        """While cases run; and the run replays, answers and all."""
        run = rig.start(["run", rig.LONG, "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--longest", "2m",
                         "--out", self.folder / "asked"])
        try:
            record = self.folder / "asked" / "record.jsonl"
            self.assertTrue(rig.wait_until(lambda: record.exists() and record.stat().st_size > 0, 60), "the run did not begin")
            self.assertEqual(self.router.do(sys.executable, "-c", ASKS), "answered\n")
            os.kill(run.pid, signal.SIGINT)
            said = run.communicate(timeout=rig.patience(60))[0]
            self.assertEqual(run.returncode, 2, said)
        finally:
            rig.end(run)
        again = rig.tsuka(["judge", self.folder / "asked", "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
        self.assertNotIn("departs", again.stderr)

    def test_a_line_that_the_lab_does_not_know(self):
        """The router's WAN carries 1492 octets and the lab file does not say so: measured, it makes the same verdicts."""
        lab = self.folder / "lab.toml"
        lab.write_text(lab.read_text().replace("mtu = 1492\n", ""))
        done = self.certify("--seed", 1, *(word for part in ("mtu.*", "frag.out.*", "esp.*") for word in ("--only", part)))
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + self.router.logs())
        table = rig.verdict_table(self.folder / "run")
        self.assertGreater(len(table), 40)
        self.assertEqual([row for row in table if row not in set(rig.read_expected("linux"))], [])
        self.assertIn("mtu.to_wan: 1492 octets; larger ones are refused", (self.folder / "run" / "report.txt").read_text())

    def test_hooks(self):
        """Commands of the lab file around a run: said before, kept in the folder, no part of it left alone when they fail."""
        lab = self.folder / "lab.toml"
        plain = lab.read_text()
        lab.write_text(plain + """[hooks]
ready = 'test -d "$TSUKA_RUN" && echo "$TSUKA_HOOK to go"'
collect = "echo the log of the router; echo password=hunter2; exit 3"
""")
        only = ("--only", "esp.single.inbound")
        done = self.certify(*only)
        self.assertEqual(done.returncode, 2, rig.words(done))  # a part of the suite: kept only as far as tested
        self.assertIn("the lab file runs, before the first frame: test -d", done.stdout)
        self.assertIn("warning: the hook 'collect' failed with status 3", done.stderr)
        self.assertEqual((self.folder / "run" / "hook-ready.txt").read_text(), "ready to go\n")
        self.assertEqual((self.folder / "run" / "hook-collect.txt").read_text(), "the log of the router\npassword= ***\n")
        sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=self.folder / "run", capture_output=True, text=True)
        self.assertEqual(sums.returncode, 0, sums.stdout + sums.stderr)
        self.assertIn("hook-collect.txt", (self.folder / "run" / "SHA256SUMS").read_text())
        lab.write_text(plain + '[hooks]\nready = "echo not yet; false"\n')
        refused = rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", lab, "--profile", "linux", "--out", self.folder / "none", *only])
        self.assertEqual(refused.returncode, 2, rig.words(refused))
        self.assertIn("the bench is not ready: the hook 'ready' failed with status 1: not yet", refused.stderr)
        self.assertFalse((self.folder / "none").exists())

    def test_a_table_is_cleared_by_a_command(self):
        """`tsuka load --what tear-down`: the command does it, only says so, fails, or is not there."""
        lab = self.folder / "lab.toml"
        plain = lab.read_text()
        before = offloads("lan0"), offloads("wan0")

        def tear_down(name, command):
            lab.write_text(plain + (f"[hooks]\nclear-table = '{command}'\n" if command else ""))
            out = self.folder / name
            done = rig.tsuka(["load", "--lan", "lan0", "--wan", "wan0", "--lab", lab, "--what", "tear-down", "--protocol", "natt", "--up-to", 300, "--clients", 3,
                              "--out", out])
            return done, json.loads((out / "load.json").read_text())["tear_down"] if out.exists() else None

        done, rows = tear_down("cleared", " ".join([*self.router.enter, "conntrack -F; echo gone"]))
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertIn("the lab file runs, to have the router forget all flows: nsenter", done.stderr)
        self.assertEqual([(row["held"], row["left"], row["trouble"], row["newcomer"]) for row in rows], [(30, 0, "", True), (300, 0, "", True)])
        self.assertTrue((self.folder / "cleared" / "hook-clear-table-10.txt").read_text().endswith("gone\n"), "five times for each count")
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=self.folder / "cleared", check=True)
        if WAN == "dhcp":
            self.assertEqual((offloads("lan0"), offloads("wan0")), before)
            return  # it has its lease, and asks for none before half of it is over; the others are seen with a fixed address
        done, rows = tear_down("idle", "true")
        self.assertEqual((done.returncode, [row["trouble"] for row in rows]),
                         (0, ["the router still knew 30 of 30 flows when its table was said to be clear"]), rig.words(done))
        done, rows = tear_down("failed", "echo no route; exit 7")
        self.assertEqual((done.returncode, [row["trouble"] for row in rows]),
                         (0, ["the table was not cleared: the hook 'clear-table' failed with status 7: no route"]), rig.words(done))
        done, rows = tear_down("none", "")
        self.assertEqual((done.returncode, rows), (3, None), rig.words(done))
        self.assertIn("clear-table in [hooks]", done.stderr)
        self.assertEqual((offloads("lan0"), offloads("wan0")), before)

    def test_the_kernel_numbers_frames_as_the_template_does(self):
        """ESP in UDP by live frames, behind the router: the protocol's number is the mark's plus 1, every checksum is right, nothing else differs."""
        if WAN == "dhcp":
            return  # it has its lease, and asks for none before half of it is over
        for interface in ("lan", "wan"):
            self.router.do("ethtool", "-K", interface, "gro", "on")
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800)) as tap:
            tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            tap.bind(("wan0", 0))
            tap.settimeout(0)
            out = self.folder / "numbered"
            done = rig.tsuka(["load", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--turbo", "--what", "soak", "--protocol", "natt",
                              "--size", 135, "--flows", 7, "--rate", 500, "--for", "2s", "--out", out])
            self.assertEqual(done.returncode, 0, rig.words(done))
            if (mechanism := json.loads((out / "load.json").read_text())["mechanism"]) != "BPF live frames":
                self.skipTest(mechanism)
            frames = []
            try:
                while True:
                    frames.append(tap.recv(2048))
            except BlockingIOError:
                pass
        seen, rest = {}, set()
        for frame in frames:
            if frame[23] != 17 or frame[36:38] != (4500).to_bytes(2, "big") or len(frame) != 131:
                continue
            udp = frame[34:]
            pseudo = frame[26:34] + struct.pack("!HH", 17, len(udp)) + udp + bytes(len(udp) % 2)
            self.assertEqual(sum(struct.unpack(f"!{len(pseudo) // 2}H", pseudo)) % 0xFFFF, 0, frame.hex())
            (counter, stream, flow, number, stamp) = struct.unpack("!IHIII", udp[12:30])
            self.assertEqual(counter, number + 1, frame.hex())
            seen.setdefault((stream, flow), []).append(number)
            rest.add(udp[30:])
        self.assertEqual(len(rest), 1)
        self.assertGreaterEqual(len(seen), 14, "seven flows, opened and measured")
        for numbers in seen.values():
            self.assertEqual(numbers, list(range(len(numbers))))
        self.assertGreater(sum(map(len, seen.values())), 500)

    def test_what_a_driver_refuses_is_no_loss_of_the_routers(self):
        """Of live frames a driver takes what it can and says nothing: here none is taken that is too long for the cable's other end."""
        if WAN == "dhcp":
            return  # it has its lease, and asks for none before half of it is over
        self.router.do("ethtool", "-K", "lan", "gro", "on")
        run("ethtool", "-K", "lan0", "gro", "on")
        self.router.do("ethtool", "-K", "wan", "gro", "on")
        self.router.do("ip", "link", "set", "lan", "mtu", "700")
        out = self.folder / "refused"
        done = rig.tsuka(["load", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--turbo", "--what", "soak", "--protocol", "udp",
                          "--size", "imix", "--flows", 20, "--rate", 1000, "--for", "2s", "--out", out])
        self.assertEqual(done.returncode, 0, rig.words(done))
        report = json.loads((out / "load.json").read_text())
        if report["mechanism"] != "BPF live frames":
            self.skipTest(report["mechanism"])
        (row,) = report["soak"]
        sent, received, missed = (sum(part[what] for part in row["parts"]) for what in ("sent", "received", "missed"))
        self.assertGreater(missed, 0, row)
        self.assertEqual(received + missed, sent, row)

    def test_restart(self):
        """Cases that have the router started again: by a command that is over before the router goes down, and by one that fails."""
        lab = self.folder / "lab.toml"
        plain = lab.read_text()
        # What it knew is lost, and its links are down for some seconds, a second after the command has ended. Shorter, it could be the
        # time that a client waits for a lease, and the cases would be left open.
        script = self.folder / "restart.sh"
        script.write_text("sleep 1\nip link set lan down\nip link set wan down\nsleep 15\nconntrack -F\nip link set lan up\nip link set wan up\n"
                          "ip route replace default via 203.0.113.1\n")
        lab.write_text(plain + f"[hooks]\nreboot = \"setsid -f {' '.join(self.router.enter)} sh {script} >{self.folder}/restart.log 2>&1\"\n")
        done = self.certify("--only", "resil.reboot.state-lost.esp", "--only", "resil.reboot.state-lost[[]message=natt.esp]")
        self.assertIn(done.returncode, (0, 2), rig.words(done) + self.router.logs())
        report = json.loads((self.folder / "run" / "report.json").read_text())
        classes = {row["name"]: row["observed_class"] for row in report["rows"]}
        for name in ("state-lost[message=natt.esp]", "state-lost.esp"):
            self.assertEqual(classes[f"resil.reboot.{name}"], "resumes", rig.words(done) + self.router.logs())
        self.assertIn("hook", {event["kind"] for event in report["run"]["timeline"]})
        self.assertTrue((self.folder / "run" / "hook-reboot-1.txt").exists())
        replayed = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"])
        self.assertIn(replayed.returncode, (0, 2), rig.words(replayed))
        self.assertNotIn("departs", replayed.stdout + replayed.stderr)
        lab.write_text(plain + '[hooks]\nreboot = "echo no route to the plug; exit 4"\n')
        done = rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", lab, "--profile", "linux", "--out", self.folder / "failed",
                          "--only", "resil.reboot.state-lost.esp"])
        said = json.loads((self.folder / "failed" / "report.json").read_text())["rows"][0]["reason"]
        self.assertIn("the hook 'reboot' failed with status 4: no route to the plug", said)
        self.assertIn("the lab file runs, when a case asks for 'reboot': echo no route", done.stdout)

    def test_interface_with_an_address(self):
        run("ip", "address", "add", "10.77.0.9/16", "dev", "lan0")
        done = self.certify()
        self.assertEqual(done.returncode, 3, rig.words(done))
        for word in ("lan0", "10.77.0.9"):
            self.assertIn(word, done.stderr)

    def test_interface_that_is_down(self):
        run("ip", "link", "set", "wan0", "down")
        done = self.certify()
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("wan0", done.stderr)

    def begin(self):
        """A run that goes on until it is ended, past its preflight."""
        run_folder = self.folder / "long"
        run = rig.start(["run", rig.LONG, "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux",
                         "--longest", "2m", "--out", run_folder])
        self.addCleanup(rig.end, run)
        record = run_folder / "record.jsonl"
        flowing = rig.wait_until(lambda: run.poll() is not None or (record.exists() and record.stat().st_size > 0), 30)
        self.assertTrue(flowing and run.poll() is None, "the long run is not running")
        return run

    def test_one_run_at_a_time(self):
        before = offloads("lan0"), offloads("wan0")
        first = self.begin()
        during = offloads("lan0")
        self.assertNotEqual(during, before[0])
        second = self.certify()
        self.assertEqual(second.returncode, 3, rig.words(second))
        self.assertIn(f"lan0 is in use: process {first.pid} of user", second.stderr)
        self.assertIn(", since 20", second.stderr)
        self.assertEqual(offloads("lan0"), during, "the second run changed the interface of the first")
        first.send_signal(signal.SIGHUP)
        self.assertEqual(first.wait(rig.patience(30)), 2, first.stdout.read())
        self.assertEqual((offloads("lan0"), offloads("wan0")), before, "offloads were not put back")

    def test_killed_run_is_mended(self):
        os.environ["TSUKA_STATE_DIR"] = str(self.folder / "state")
        self.addCleanup(os.environ.pop, "TSUKA_STATE_DIR")
        before = offloads("lan0"), offloads("wan0")
        run = self.begin()
        in_use = rig.tsuka(["doctor", "--restore"])
        self.assertEqual(in_use.returncode, 2, rig.words(in_use))
        self.assertIn("is in use", in_use.stdout)
        rig.end(run)  # SIGKILL
        self.assertNotEqual((offloads("lan0"), offloads("wan0")), before, "nothing was left behind: this would prove nothing")
        mended = rig.tsuka(["doctor", "--restore"])
        self.assertEqual(mended.returncode, 0, rig.words(mended))
        self.assertEqual((offloads("lan0"), offloads("wan0")), before)
        self.assertIn("no killed run", rig.tsuka(["doctor", "--restore"]).stdout)

    def test_an_interface_that_goes_in_mid_run(self):
        """An adapter is pulled out, or somebody sets its interface down: the run ends with words and a report, and no case is the router's fault."""
        for how, words in (("down", "went down"), ("delete", "wan0")):
            run = self.begin()
            bench = ["ip", "link", "set", "wan0", "down"] if how == "down" else ["ip", "link", "delete", "wan0"]
            subprocess.run(bench, check=True)
            said = run.communicate(timeout=rig.patience(60))[0]
            self.assertEqual(run.returncode, 2, said)
            self.assertIn(words, said)
            report = json.loads((self.folder / "long" / "report.json").read_text())
            self.assertIn("wan0", report["run"]["ended"])
            self.assertNotIn("fail", {row["verdict"] for row in report["rows"]})
            shutil.rmtree(self.folder / "long")
            if how == "down":
                subprocess.run(["ip", "link", "set", "wan0", "up"], check=True)
                self.router.do("ip", "link", "set", "wan", "up")

    def test_cables_swapped(self):
        """Nothing answers on either side: words, not a row of failures, and a report that says so."""
        done = rig.tsuka(["run", "--lan", "wan0", "--wan", "lan0", "--lab", self.folder / "lab.toml", "--profile", "linux", "--out", self.folder / "run"])
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("tsuka: preflight: ", done.stderr)
        self.assertIn("tsuka doctor", done.stderr)
        report = json.loads((self.folder / "run" / "report.json").read_text())
        self.assertFalse(report["rows"])
        for file in ("report.html", "report.txt"):
            self.assertIn("preflight: ", (self.folder / "run" / file).read_text(), file)
        again = rig.tsuka(["judge", self.folder / "run", "--out", self.folder / "judged"])
        self.assertIn("preflight: ", (self.folder / "judged" / "report.txt").read_text(), rig.words(again))


if WAN != "static":  # these do not ask how the router came by its address
    del (WholeRuns.test_run_after_run, Manners.test_hooks, Manners.test_restart, Manners.test_a_line_that_the_lab_does_not_know,
         Manners.test_an_interface_that_goes_in_mid_run, Manners.test_one_run_at_a_time, Manners.test_killed_run_is_mended)


def main(file):
    if INSIDE not in os.environ:
        rig.need("ip", "nft", "ethtool", "unshare", "nsenter", "dnsmasq", "udhcpc")
        rig.binary()
        enter(file)
    sys.argv[1:] = sys.argv[2:]
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main(__file__)
