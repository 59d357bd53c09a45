#!/usr/bin/env python3
"""Tsuka's frames beside those of tcpreplay, trafgen, hping3 and scapy: who gets how many through per second of CPU, in shuffled rounds.

  bench/rates.py build/bench/bench/tsuka_bench_send             nine rounds of half a second each, some three minutes
  bench/rates.py build/bench/bench/tsuka_bench_send --rounds 1 --seconds 0.1 --sets short

Sets: `short` and `long` send frames of 64 and 1400 octets through a veth pair to a rule that drops them, `turbo` frames
of 64 octets with GRO on at the other end, which BPF live frames need (as root of the machine), `nat` frames of 64 octets through a
Linux router (the one of tests/netns/interfaces_test.py; GRO is on in it for live frames alone), `new` frames each of which is a
new session there. What has arrived is read from the interface behind it, CPU time from the scheduler's account of all threads of the program, both from the first twentieth of its frames to
the last but one; on a veth pair the receiving kernel works on the sender's account. What counts is the median of the rounds' ratios.
Everything is inside namespaces of its own (as root, or where user namespaces are allowed).

Debian packages: tcpreplay netsniff-ng hping3 python3-scapy.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "tests" / "netns"))
import rig

INSIDE = "TSUKA_BENCH_INSIDE"
PACKAGES = {"tcpreplay": "tcpreplay", "trafgen": "netsniff-ng", "hping3": "hping3", "nft": "nftables", "ip": "iproute2", "ethtool": "ethtool"}
SETS = ("short", "long", "turbo", "nat", "new")
FLOWS = 1000
NEW = 60000  # sessions: hping3 has one for each source port, and would meet its own again
PORT = 5001  # of the servers of plain UDP
SERVER = "198.18.0.1"
CLIENT = "10.77.0.5"
CLIENT_MAC, PEER_MAC = "02:00:00:00:00:0a", "02:00:00:00:00:0b"
PYTHON = "/usr/bin/python3"  # the one that the distribution's scapy belongs to
# The goals: set, numerator, denominator, the least median of the ratios.
GOALS = (
    ("short", "tsuka", "tcpreplay", 1.7), ("short", "tsuka", "trafgen", 1.4), ("short", "tsuka", "bare AF_XDP", 0.95),
    ("short", "tsuka sendmmsg", "tcpreplay", 1.1), ("long", "tsuka", "tcpreplay", 1.7),
    ("turbo", "live", "tcpreplay", 2.8), ("turbo", "live", "bare live frames", 0.9), ("turbo", "live", "tsuka", 1.5),
    ("nat", "tsuka counting", "tcpreplay", 1.3), ("nat", "live counting", "tcpreplay", 1.3), ("nat", "tsuka counting", "tsuka", 0.92),
    ("new", "tsuka", "hping3", 1.5),
)
# By scapy's own sending; its fast one is tcpreplay.
SCAPY = """
import sys
from scapy.all import conf, Ether, IP, UDP, Raw
packet = Ether(src="{mac}", dst="{to}") / IP(src="{source}", dst="{server}") / UDP(sport=10000, dport={port}) / Raw(bytes(18))
out = conf.L2socket(iface="{interface}")
while True:
    out.send(packet)
"""


def words(text):
    return text.split(",")


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="tsuka_bench_send")
    parser.add_argument("--rounds", type=int, default=9, help="0: only whether the words are understood")
    parser.add_argument("--seconds", type=float, default=0.5, help="for each program and round")
    parser.add_argument("--sets", type=words, default=list(SETS))
    parser.add_argument("--seed", type=int, default=1, help="of the order")
    wanted = parser.parse_args()
    if unknown := set(wanted.sets) - set(SETS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}; there are {', '.join(SETS)}")
    return wanted


def checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(size, port, to_mac):
    """UDP with its checksum, as ours have: routers and GRO add it up. `size` counts the frame check sequence."""
    payload = bytes(size - 4 - 14 - 20 - 8)
    udp = struct.pack("!HHH", port, PORT, len(payload) + 8)
    pseudo = socket.inet_aton(CLIENT) + socket.inet_aton(SERVER) + struct.pack("!HH", 17, len(payload) + 8)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, size - 18, 0, 0x4000, 64, 17, 0, socket.inet_aton(CLIENT), socket.inet_aton(SERVER))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    link = bytes.fromhex(to_mac.replace(":", "") + CLIENT_MAC.replace(":", "")) + b"\x08\x00"
    return link + head + udp + struct.pack("!H", checksum(pseudo + udp) or 0xFFFF) + payload


def write_inputs(folder, size, to_mac):
    """What tcpreplay and trafgen read: a capture of all flows, and one frame."""
    capture, one = folder / f"{size}.pcap", folder / f"{size}.cfg"
    records = struct.pack("!IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for flow in range(FLOWS):
        octets = frame(size, 10000 + flow, to_mac)
        records += struct.pack("!IIII", 0, 0, len(octets), len(octets)) + octets
    capture.write_bytes(records)
    one.write_text("{ " + ",".join(f"0x{octet:02x}" for octet in frame(size, 10000, to_mac)) + " }\n")
    return capture, one


def cpu_of(pid):
    """Nanoseconds on a CPU of a process, its threads and its children; 0 when it has gone."""
    total = 0
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
            total += sum(cpu_of(int(child)) for child in (task / "children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total


def end_all(process):
    """It and whom it has started, who may hold its output open."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            return
        time.sleep(0.05)


def slot(command, interface, seconds):
    """Frames that arrived per second of CPU, and per second."""
    before = rig.arrived(interface)
    process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, start_new_session=True)
    samples, first, begun = [], None, time.monotonic()
    try:
        while process.poll() is None:
            now, count, cpu = time.monotonic(), rig.arrived(interface) - before, cpu_of(process.pid)
            samples.append((now, count, cpu))
            first = first or (now if count > 20 else None)
            if now - (first or begun + 20) > seconds:
                break
            time.sleep(0.01)
    finally:
        end_all(process)
        said = process.communicate()[0]
    total = rig.arrived(interface) - before
    inside = [one for one in samples if 0.05 * total <= one[1] <= 0.95 * total and one[2] > 0]
    if total < 50 or len(inside) < 2 or inside[-1][2] == inside[0][2]:
        return None, said
    (begin, count, cpu), (end, last, used) = inside[0], inside[-1]
    return ((last - count) / ((used - cpu) / 1e9), (last - count) / (end - begin)), said


class Pair:
    """Two ends of a cable; what leaves one is dropped at the other by a rule, as early as the kernel's stack can."""

    interface = "va"
    sink = "vb"
    to_mac = PEER_MAC

    def __init__(self, gro="off"):
        run = lambda *command: subprocess.run(command, check=True)
        run("ip", "link", "add", "va", "address", CLIENT_MAC, "type", "veth", "peer", "name", "vb", "address", PEER_MAC)
        for end in ("va", "vb"):
            pathlib.Path(f"/proc/sys/net/ipv6/conf/{end}/disable_ipv6").write_text("1")
            run("ip", "link", "set", end, "up")
        run("ethtool", "-K", "vb", "gro", gro)
        drop_at("vb")

    def between(self, program):
        pass

    def end(self):
        subprocess.run(["ip", "link", "delete", "va"], check=True)


def drop_at(interface):
    rules = (f'add table netdev sink\ndelete table netdev sink\nadd table netdev sink\n'
             f'add chain netdev sink in {{ type filter hook ingress device "{interface}" priority 0; policy accept; }}\n'
             f"add rule netdev sink in udp dport {PORT} drop\n")
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)


class Nat:
    """A Linux router that translates; what comes out of it is dropped."""

    interface = "lan0"
    sink = "wan0"

    def __init__(self, folder):
        import interfaces_test
        self.router = interfaces_test.Router(folder)
        self.lab = folder / "lab.toml"
        self.lab.write_text(interfaces_test.LAB.format(router="static"))
        do = self.router.do
        self.to_mac = json.loads(do("ip", "-json", "link", "show", "dev", "lan"))[0]["address"]
        own = json.loads(interfaces_test.run("ip", "-json", "link", "show", "dev", "wan0"))[0]["address"]
        do("ip", "neigh", "replace", "203.0.113.1", "lladdr", own, "dev", "wan")
        do("ip", "neigh", "replace", CLIENT, "lladdr", CLIENT_MAC, "dev", "lan")
        drop_at("wan0")

    def between(self, program):
        """Live frames need GRO at the other end, which costs the others something."""
        for interface in ("lan", "wan"):
            self.router.do("ethtool", "-K", interface, "gro", "on" if program.startswith("live") else "off")
        subprocess.run([*self.router.enter, "conntrack", "-F"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self):
        self.router.end()


def generators(place, size, program, folder):
    capture, one = write_inputs(folder, size, place.to_mac)
    ours = [program, "--lan", place.interface, "--mac", place.to_mac, "--size", str(size), "--flows", str(FLOWS), "--seconds", "30"]
    return {
        "tsuka": [*ours, "frames"],
        "tsuka sendmmsg": [*ours, "--messages", "frames"],
        "bare AF_XDP": [*ours, "bare"],
        "live": [*ours, "--live-frames", "frames"],
        "bare live frames": [*ours, "--live-frames", "bare"],
        "tcpreplay": ["tcpreplay", "-q", "-i", place.interface, "-t", "-K", "-l", "1000000", capture],
        "trafgen": ["trafgen", "-Q", "-o", place.interface, "-i", one, "-P1"],
        "scapy": [PYTHON, "-B", "-c",
                  SCAPY.format(mac=CLIENT_MAC, to=place.to_mac, source=CLIENT, server=SERVER, interface=place.interface, port=PORT)],
    }


def programs_of(name, place, program, folder):
    if name in ("short", "long", "turbo"):
        all_of_it = generators(place, 1400 if name == "long" else 64, program, folder)
        live = {key: all_of_it.pop(key) for key in ("live", "bare live frames")}
        return {**live, **{key: all_of_it[key] for key in ("tsuka", "tcpreplay")}} if name == "turbo" else all_of_it
    if name == "nat":
        all_of_it = generators(place, 64, program, folder)
        counting = [program, "--lan", "lan0", "--size", "64", "--flows", str(FLOWS), "--seconds", "30", "trial", "--wan", "wan0", "--lab",
                    place.lab]
        live = [program, "--live-frames", *counting[1:]]
        return {"tsuka counting": counting, "live counting": live, **{key: all_of_it[key] for key in ("tsuka", "bare AF_XDP", "tcpreplay")}}
    ours = [program, "--lan", "lan0", "--mac", place.to_mac, "--flows", str(NEW), "--seconds", "30", "frames", "--once"]
    # hping3 sends by IP: for its slot alone the interface has an address.
    hping = ["sh", "-c", f"ip address add {CLIENT}/16 dev lan0; ip route add {SERVER} via 10.77.0.1; "
             f"ip neigh replace 10.77.0.1 lladdr {place.to_mac} dev lan0; "
             f"trap 'ip address del {CLIENT}/16 dev lan0' EXIT; hping3 --udp -p {PORT} -s 1024 --flood -q -c {NEW} {SERVER}"]
    return {"tsuka": ours, "hping3": hping}


def root_of_the_machine():
    return pathlib.Path("/proc/self/uid_map").read_text().split() == ["0", "0", "4294967295"]


def quartiles(values):
    return statistics.quantiles(values, n=4) if len(values) > 1 else [values[0]] * 3


def show(name, results):
    print(f"\n{name}")
    for program, found in results.items():
        by_cpu = statistics.median(one[0] for one in found)
        print(f"  {program:15} {by_cpu / 1000:9.0f} thousand frames per second of CPU, {statistics.median(one[1] for one in found) / 1000:9.0f} a second")
    for of, ours, theirs, least in GOALS:
        if of != name or not {ours, theirs} <= set(results):
            continue
        ratios = [one[0] / other[0] for one, other in zip(results[ours], results[theirs])]
        low, middle, high = quartiles(ratios)
        print(f"  {ours} / {theirs}: {middle:.2f} [{low:.2f}..{high:.2f}], goal {least}", flush=True)


def main():
    wanted = options()
    if wanted.rounds == 0:
        return
    program = wanted.program.resolve()
    for tool, package in PACKAGES.items():
        if shutil.which(tool) is None:
            sys.exit(f"'{tool}' is not installed (Debian package {package})")
    if subprocess.run([PYTHON, "-c", "import scapy"], stderr=subprocess.DEVNULL).returncode != 0:
        sys.exit("scapy is not installed (Debian package python3-scapy)")
    if INSIDE not in os.environ:
        sys.exit(rig.in_namespaces(INSIDE, __file__, *sys.argv[1:]))
    sys.argv[1:] = ["static"]  # how interfaces_test.py is told what router it makes

    dice = random.Random(wanted.seed)
    print(f"{wanted.rounds} rounds of {wanted.seconds} s; load {os.getloadavg()[0]:.1f}")
    for name in wanted.sets:
        with rig.Folder() as folder:
            place = Nat(folder) if name in ("nat", "new") else Pair("on" if name == "turbo" else "off")
            try:
                programs = programs_of(name, place, program, folder)
                for key in [key for key in programs if "live" in key and not root_of_the_machine()]:
                    del programs[key]
                    print(f"{name}: {key} is left out: BPF live frames are for root of the machine")
                results = {key: [] for key in programs}
                for _ in range(wanted.rounds):
                    for key in dice.sample(list(programs), len(programs)):
                        place.between(key)
                        found, said = slot(programs[key], place.sink, wanted.seconds)
                        if found is None:
                            sys.exit(f"{name}, {key}: nothing came through:\n{re.sub(chr(13), chr(10), said)[-1500:]}")
                        results[key].append(found)
                show(name, results)
            finally:
                place.end()


if __name__ == "__main__":
    main()
