# Routers that misbehave on purpose, on real cables: a forger in the router's namespace sends what no router should, beside a router that
# forwards honestly. Whatever it plays, a run ends by itself, in bounded memory, with a report that names it; nothing passes that does not
# pass without it, and what a stranger sends makes no case fail. The same in virtual time, with thousands of seeds: tests/hostile.
import json
import os
import subprocess
import sys
import unittest

import interfaces_test as bench
import rig

SEED = int(os.environ.get("TSUKA_SEEDS", "1"))

FORGER = r"""
import fcntl, random, select, socket, struct, sys, time
kind, seed = sys.argv[1:]
dice = random.Random(int(seed))
OWN, STRANGER = bytes.fromhex("0a0000000001"), bytes.fromhex("0a00000000ee")
wires = {}
for name in ("lan", "wan"):
    wires[name] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    wires[name].bind((name, 0))
HARDWARE_ADDRESS = 0x8927  # SIOCGIFHWADDR
mac = {name: fcntl.ioctl(wire, HARDWARE_ADDRESS, struct.pack("256s", name.encode()))[18:24] for name, wire in wires.items()}

def send(name, frame):
    try:
        wires[name].send(frame)
    except OSError:
        pass  # larger than the link, or its queue is full

def other(name):
    return "wan" if name == "lan" else "lan"

def stranger(frame):
    return frame[:6] + STRANGER + frame[12:]

def arp_lie(name):
    address = bytes([10, 77, 0, 1]) if name == "lan" else bytes([203, 0, 113, 2])
    return b"\xff" * 6 + STRANGER + bytes.fromhex("08060001080006040002") + STRANGER + address + b"\xff" * 6 + address + bytes(18)

def multicast(to, kind, body):
    return bytes.fromhex(to) + STRANGER + bytes.fromhex(kind) + body + bytes(46)

NEIGHBOURS = [multicast("333300000001", "86dd", bytes.fromhex("6000000000103aff") + dice.randbytes(48)),   # router advertisement
              multicast("0180c2000000", "0026", bytes.fromhex("424203000000") + dice.randbytes(32)),         # spanning tree
              multicast("0180c200000e", "88cc", bytes.fromhex("0207040a0000000001") + dice.randbytes(30)),   # LLDP
              multicast("01005e000001", "0800", bytes.fromhex("46c00020000040000102") + dice.randbytes(22)), # IGMP
              multicast("01005e7ffffa", "0800", bytes.fromhex("4500008000004000ff11") + dice.randbytes(118)),# SSDP
              multicast("ffffffffffff", "8863", bytes.fromhex("11090000000c") + dice.randbytes(12)),         # PPPoE
              multicast("0180c2000003", "888e", bytes.fromhex("01010000"))]                                  # EAPOL

def offer():
    body = bytes([2, 1, 6, 0]) + dice.randbytes(4) + bytes(8) + bytes([10, 9, 9, dice.randrange(256)]) + bytes([10, 9, 9, 1]) + bytes(4)
    body += dice.randbytes(16) + bytes(192) + bytes.fromhex("63825363350102" "3604" "0a090901" "0104" "00000000" "ff")
    udp = struct.pack("!HHHH", 67, 68, 8 + len(body), 0) + body
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 7, 0, 64, 17, 0) + bytes([10, 9, 9, 1]) + b"\xff" * 4
    total = sum(struct.unpack("!10H", ip))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return b"\xff" * 6 + STRANGER + b"\x08\x00" + ip[:10] + struct.pack("!H", total ^ 0xffff) + ip[12:] + udp

late = []
def play(name, frame, outgoing):
    if kind == "reflect" and not outgoing: send(name, frame)
    if kind == "bridge" and not outgoing: send(other(name), frame)
    if kind == "mirror" and outgoing: send(name, stranger(frame))
    if kind == "twice" and outgoing: send(name, frame)
    if kind == "late" and outgoing: late.append((time.monotonic() + 0.4, name, frame))
    if kind == "cut" and outgoing: send(name, stranger(frame)[:max(14, len(frame) * 2 // 3)])
    if kind == "flipped" and outgoing:
        broken = bytearray(frame); broken[dice.randrange(14, len(broken))] ^= 1 << dice.randrange(8); send(name, bytes(broken))
    if kind == "tag-leak" and outgoing: send(name, frame[:12] + struct.pack("!HH", 0x8100, dice.randrange(4096)) + frame[12:])

def noise(name):
    if kind == "runts": send(name, b"\xff" * 6 + STRANGER + dice.randbytes(2 + dice.randrange(8)))
    if kind == "giants": send(name, b"\xff" * 6 + STRANGER + b"\x08\x00\x45\x00\xff\xff" + dice.randbytes(1400))
    if kind == "neighbours": send(name, dice.choice(NEIGHBOURS))
    if kind == "second-dhcp": send(name, offer())
    if kind == "arp-lies": send(name, arp_lie(name))
    if kind == "babble": send(name, dice.randbytes(6 if dice.random() < .5 else 0) + dice.randbytes(dice.randrange(14, 1400)))

beat = time.monotonic()
print("ready", flush=True)
while True:  # a packet socket is not shown what it sends itself
    ready, _, _ = select.select(list(wires.values()), [], [], 0.005)
    for name, wire in wires.items():
        if wire not in ready: continue
        frame, where = wire.recvfrom(65536)
        if len(frame) > 14: play(name, frame, where[2] == socket.PACKET_OUTGOING)
    if time.monotonic() - beat > 0.005:
        beat = time.monotonic()
        for name in wires: noise(name)
    while late and late[0][0] < time.monotonic():
        _, name, frame = late.pop(0)
        send(name, frame)
"""

SUITE = """
format = 1
[suite]
id    = "test.hostile"
title = "Hostile"
about = "A little of everything that a forger can spoil."
[cast]
alice  = { side = "lan" }
bob    = { side = "lan" }
server = { side = "wan" }
stranger = { side = "wan" }
[[case]]
id    = "test.hostile.udp"
title = "UDP there and back"
claim = ["nat.napt"]
steps = [
  { use    = "udp", as = "u", from = "alice", to = "server" },
  { send   = "udp", on = "u", at = "alice",  as = "out", times = 5 },
  { expect = "udp", on = "u", at = "server", times = 5 },
  { send   = "udp", on = "u", at = "server", as = "back", times = 5 },
  { expect = "udp", on = "u", at = "alice", times = 5 },
]
[[case]]
id    = "test.hostile.lonely"
title = "Nothing comes to whom nobody writes"
claim = ["nat.napt"]
steps = [
  { use    = "udp", as = "u", from = "alice", to = "server" },
  { use    = "udp", as = "v", from = "bob", to = "server" },
  { send   = "udp", on = "u", at = "alice",  as = "out" },
  { expect = "udp", on = "u", at = "server" },
  { never  = "udp", on = "v", at = "server", for = "300ms" },
]
[[case]]
id    = "test.hostile.blocked"
title = "A case that fails with an honest router: an answer that nobody gives"
claim = ["nat.napt"]
steps = [
  { use    = "udp", as = "u", from = "alice", to = "server" },
  { send   = "udp", on = "u", at = "alice",  as = "out" },
  { expect = "udp", on = "u", at = "alice" },
]
"""

ROUTERS_OWN = {"twice", "late", "flipped", "reflect", "bridge", "tag-leak"}  # with the router's MAC address, or out of its ports as they came
STRANGERS = {"mirror", "cut", "runts", "giants", "neighbours", "second-dhcp", "arp-lies", "babble"}
REPLAYED = {"babble", "bridge", "late"}
MAY_END_IT = {"arp-lies", "bridge"}  # before the first case: whose frames would go to the liar, or come over past the router
OPEN = {"inconclusive", "skipped", "error"}
# What the bench lines of the report must say of it; the others are known by a case that fails.
WORDS = {"reflect": "came back on the WAN with the MAC address of Tsuka's own hosts there: a loop",
         "bridge": "reached the WAN interface as it was",
         "mirror": "something else there copies or forwards frames", "cut": "something else there copies or forwards frames",
         "tag-leak": "had another VLAN tag than the lab file's", "arp-lies": "or another device lies",
         "second-dhcp": "of a DHCP server at 0a:00:00:00:00:ee", "runts": "of other devices", "giants": "of other devices",
         "neighbours": "of other devices", "babble": "of other devices"}


# And when it began.
TIMELINE = {"reflect": "own-frames", "bridge": "joined", "arp-lies": "arp-lies", "second-dhcp": "second-dhcp"}


class Hostile(unittest.TestCase):
    def setUp(self):
        scratch = rig.Folder()
        self.folder = scratch.__enter__()
        self.addCleanup(scratch.__exit__)
        self.router = bench.Router(self.folder)
        self.addCleanup(self.router.end)
        (self.folder / "lab.toml").write_text(bench.LAB.format(router="static"))
        (self.folder / "hostile.toml").write_text(SUITE)

    def verdicts(self, kind, seed):
        out = self.folder / f"{kind}-{seed}"
        forger = None
        if kind != "honest":
            forger = subprocess.Popen([*self.router.enter, sys.executable, "-c", FORGER, kind, str(seed)],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
            self.addCleanup(forger.stdout.close)
            self.assertEqual(forger.stdout.readline(), "ready\n")
        try:
            run = rig.start(["run", self.folder / "hostile.toml", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml",
                             "--profile", "linux", "--jobs", "3", "--seed", str(seed), "--out", out])
            self.addCleanup(rig.end, run)
            said = run.communicate(timeout=rig.patience(60))[0]
            if forger:
                self.assertIsNone(forger.poll(), "the forger ended before the run did")
        finally:
            if forger:
                forger.kill()
                forger.wait()
        self.assertIn(run.returncode, (0, 1, 2), said)
        report = json.loads((out / "report.json").read_text())
        if kind in REPLAYED:
            judged = rig.tsuka(["judge", out, "--replay"])
            self.assertIn(judged.returncode, (0, 1, 2, 4), rig.words(judged))
        self.assertLess((out / "evidence.pcapng").stat().st_size, 120_000_000)
        said += (out / "report.txt").read_text()
        if kind in TIMELINE and (report["rows"] or kind != "arp-lies"):  # whoever was quicker than the router is no change
            self.assertIn(TIMELINE[kind], [event["kind"] for event in report["run"]["timeline"]], said)
        return {row["name"]: row["verdict"] for row in report["rows"]}, " ".join(said.split())

    def test_table(self):
        honest, said = self.verdicts("honest", SEED)
        self.assertEqual(sorted(honest.values()).count("pass"), 2, said)
        for kind in sorted(ROUTERS_OWN | STRANGERS):
            with self.subTest(kind=kind, seed=SEED):
                found, said = self.verdicts(kind, SEED)
                print(f"{kind:12} seed {SEED}: {found}", flush=True)
                if kind not in MAY_END_IT:
                    self.assertEqual(found.keys(), honest.keys(), said)
                if kind in WORDS:
                    self.assertIn(WORDS[kind], said)
                else:
                    self.assertIn("fail", [found[name] for name in found if honest[name] == "pass"], said)
                for name, verdict in found.items():
                    if verdict == "pass":
                        self.assertEqual(honest[name], "pass", f"{kind}: {name} passes only because of what is forged")
                    elif verdict not in OPEN and honest[name] == "pass":
                        self.assertIn(kind, ROUTERS_OWN, f"{kind}: {name} {verdict}: the router is charged with what a stranger sent\n{said}")


bench.main(__file__)
