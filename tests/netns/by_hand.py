# A lab and packets made by hand: a built-in router's rules in a namespace of our own, raw sockets at both ends, and the kernel's own
# account of what it did (conntrack entries, packet counters). Nothing of Tsuka's engine or generator takes part, so what is seen here is
# independent of it. Python's standard library, ip, nft, nsenter, conntrack.
import ctypes
import ipaddress
import os
import pathlib
import re
import select
import signal
import socket
import struct
import subprocess
import time
import tomllib

PRESETS = pathlib.Path(__file__).resolve().parents[2] / "duts" / "kernel"
IGNORE_OUTGOING = 23  # PACKET_IGNORE_OUTGOING, linux/if_packet.h
GATEWAY_MAC = bytes.fromhex("02fe00000001")
ICMP, TCP, UDP, GRE, ESP, AH = 1, 6, 17, 47, 50, 51
# Packets of each kind after the filter's decision, and after translation: what is counted and does not arrive was dropped later, by
# conntrack refusing the entry.
WATCH = """table ip watch {
    chain forwarded { type filter hook forward priority 10; policy accept;
        udp dport { 40000, 40001 } accept  # sentinels
        iifname "lan" counter
        iifname "wan" counter; }
    chain leaving { type filter hook postrouting priority 300; policy accept;
        udp dport { 40000, 40001 } accept
        oifname "wan" counter
        oifname "lan" counter; }
}"""


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Ip:
    """One IPv4 packet, made or read."""

    count = 0

    def __init__(self, src, dst, proto, body, ident=None, offset=0, more=False):
        Ip.count += 1
        self.src, self.dst, self.proto, self.body = src, dst, proto, body
        self.ident, self.offset, self.more, self.mac = Ip.count & 0xFFFF if ident is None else ident, offset, more, b""

    @classmethod
    def read(cls, frame):
        if frame[12:14] != b"\x08\x00" or len(frame) < 34:
            return None
        length, ident, flags = struct.unpack("!HHH", frame[16:22])
        head = (frame[14] & 15) * 4
        packet = cls(socket.inet_ntoa(frame[26:30]), socket.inet_ntoa(frame[30:34]), frame[23], frame[14 + head:14 + length], ident,
                     (flags & 0x1FFF) * 8, bool(flags & 0x2000))
        packet.mac = frame[0:6]
        return packet

    def octets(self):
        flags = (0x2000 if self.more else 0) | self.offset // 8
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(self.body), self.ident, flags, 64, self.proto, 0, socket.inet_aton(self.src),
                           socket.inet_aton(self.dst))
        return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + self.body

    def fragments(self, size):
        return [Ip(self.src, self.dst, self.proto, self.body[at:at + size], self.ident, at, at + size < len(self.body))
                for at in range(0, len(self.body), size)]

    def ports(self):
        return struct.unpack("!HH", self.body[:4])


def with_sum(src, dst, proto, body, at):
    pseudo = socket.inet_aton(src) + socket.inet_aton(dst) + struct.pack("!BBH", 0, proto, len(body))
    return body[:at] + struct.pack("!H", checksum(pseudo + body)) + body[at + 2:]


def udp(src, sport, dst, dport, data):
    return Ip(src, dst, UDP, with_sum(src, dst, UDP, struct.pack("!HHHH", sport, dport, 8 + len(data), 0) + data, 6))


def tcp(src, sport, dst, dport, seq, ack, flags, data=b""):
    head = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 0x50, flags, 65535, 0, 0)
    return Ip(src, dst, TCP, with_sum(src, dst, TCP, head + data, 16))


def echo(src, dst, kind, ident, data):
    body = struct.pack("!BBHHH", kind, 0, 0, ident, 1) + data
    return Ip(src, dst, ICMP, body[:2] + struct.pack("!H", checksum(body)) + body[4:])


def esp(src, dst, spi, data):
    return Ip(src, dst, ESP, struct.pack("!II", spi, 1) + data)


def gre(src, dst, call_id, data):
    """Enhanced GRE, version 1, with a sequence number (RFC 2637 section 4.1)."""
    return Ip(src, dst, GRE, struct.pack("!BBHHHI", 0x30, 0x01, 0x880B, len(data), call_id, 0) + data)


class Client:
    def __init__(self, address):
        self.address = address
        self.mac = b"\x02\x00" + socket.inet_aton(address)


def who(arrived, **clients):
    """Whose MAC it came to."""
    names = sorted({name for packet in arrived for name, client in clients.items() if packet.mac == client.mac})
    return "+".join(names) or ("another host" if arrived else "nobody")


class Lab:
    """The router of a preset between lan0 and wan0. To be made inside a network namespace of its own (see ground_truth.py)."""

    def __init__(self, preset):
        folder = PRESETS / preset
        self.settings = tomllib.loads((folder / "preset.toml").read_text())
        self.rules = (folder / "rules.nft").read_text()
        self.lab, self.behind = self.settings["lab"], self.settings.get("carrier")
        self.carrier_rules = (folder / "carrier.nft").read_text() if self.behind else None
        self.cable = self.lab.get("cable", False)
        self.wan_address = self.lab["wan"]["router_address"]
        self.router = self.carrier = None
        self.next_client, self.next_server, self.next_marker = 0, 0, 0
        self.run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1")
        self.build_cable() if self.cable else self.build_router()
        for name in ("lan0", "wan0"):
            self.run("ip", "link", "set", name, "arp", "off", "up")
        self.sockets = {side: self.open(side) for side in ("lan", "wan")}
        self.seen = {"lan": [], "wan": []}
        self.open_sentinel()

    def run(self, *words, text=None, inside=False, router=None):
        router = router or (self.router if inside else None)
        enter = ["nsenter", "-t", str(router.pid), "-n", "--"] if router else []
        return subprocess.run([*enter, *words], input=text, text=True, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    def build_cable(self):
        self.run("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "wan0")
        self.router_mac = {"lan": GATEWAY_MAC}

    def hold(self):
        """A network namespace, as long as this process lives."""
        here = os.readlink("/proc/self/ns/net")
        death = lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        router = subprocess.Popen(["unshare", "--net", "sleep", "1000"], preexec_fn=death)
        while os.readlink(f"/proc/{router.pid}/ns/net") == here:
            time.sleep(0.005)
        self.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1", router=router)
        return router

    def build_router(self):
        """The preset's router, and the carrier's behind it, if it has one."""
        self.router = self.hold()
        self.carrier = self.hold() if self.behind else None
        outer = self.carrier or self.router
        lines = [f"link add lan0 type veth peer name lan netns {self.router.pid}", f"link add wan0 type veth peer name wan netns {outer.pid}"]
        if self.carrier:
            lines += [f"link add wan netns {self.router.pid} type veth peer name lan netns {self.carrier.pid}"]
        self.run("ip", "-batch", "-", text="\n".join(lines))
        prefix, gateway = ipaddress.ip_network(self.lab["lan"]["prefix"]), self.lab["wan"]["gateway"]
        inside = f"{self.lab['lan']['router']}/{prefix.prefixlen}"
        isp = [f"neighbour replace {gateway.split('/')[0]} lladdr {GATEWAY_MAC.hex(':')} dev wan"]
        hosts = [f"192.168.1.{n}" for n in range(1, 255)] + ["192.168.0.10"]
        clients = [f"neighbour replace {host} lladdr {Client(host).mac.hex(':')} dev lan" for host in hosts]
        if self.carrier:
            self.furnish(self.carrier, self.carrier_rules, self.behind["link"], self.wan_address, gateway, isp)
            self.furnish(self.router, self.rules + WATCH, inside, self.behind["router_address"], self.behind["link"], clients)
        else:
            self.furnish(self.router, self.rules + WATCH, inside, self.wan_address, gateway, isp + clients)
        self.router_mac = {"lan": self.mac_of("lan", self.router), "wan": self.mac_of("wan", outer)}
        for inner in ("lan", "wan"):
            self.run("ethtool", "-K", f"{inner}0", "tx", "off")

    def furnish(self, router, rules, lan, own, gateway, neighbours):
        """`lan` and `gateway` with the lengths of their prefixes."""
        for name, value in {**self.settings["sysctls"], "net.netfilter.nf_conntrack_acct": "1"}.items():
            self.run("sysctl", "-qw", f"{name}={value}", router=router)
        plain, length = gateway.split("/")
        lines = ["link set lo up", f"address add {lan} dev lan", f"address add {own}/{length} dev wan", "link set lan up", "link set wan up",
                 f"route add default via {plain}", *neighbours]
        if self.lab.get("ip_passthrough"):  # a LAN host has the address itself
            lines += [f"route del local {own} dev wan table local", f"route add {own} dev lan",
                      f"neighbour replace {own} lladdr {Client(own).mac.hex(':')} dev lan"]
        self.run("nft", "-f", "-", text=rules, router=router)
        self.run("ip", "-batch", "-", text="\n".join(lines), router=router)
        for inner in ("lan", "wan"):
            self.run("ethtool", "-K", inner, "tx", "off", router=router)

    def mac_of(self, name, router):
        return bytes.fromhex(re.search(r"link/ether (\S+)", self.run("ip", "link", "show", name, router=router))[1].replace(":", ""))

    def open(self, side):
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        raw.setsockopt(263, IGNORE_OUTGOING, 1)  # SOL_PACKET
        raw.bind((f"{side}0", 0))
        return raw

    # --- hosts

    def client(self):
        self.next_client += 1
        return Client(f"192.168.1.{self.next_client}")

    def server(self):
        self.next_server += 1
        return f"198.51.100.{self.next_server}"

    def outside(self, client):
        """The address under which the WAN would look for this client without having heard of it."""
        if self.cable or self.lab.get("routed"):
            return client.address
        return f"192.0.2.{client.address.split('.')[3]}" if "one_to_one" in self.lab else self.wan_address

    def marker(self):
        self.next_marker += 1
        return b"by-hand:%08d" % self.next_marker

    # --- frames

    def send(self, packet, client=None):
        side = "lan" if client else "wan"
        source = client.mac if client else GATEWAY_MAC
        # Without a router the far side finds the client itself.
        target = Client(packet.dst).mac if self.cable and not client else self.router_mac[side]
        self.sockets[side].send(target + source + b"\x08\x00" + packet.octets())

    def pull(self, wait):
        sides = {raw: side for side, raw in self.sockets.items()}
        ready, _, _ = select.select(list(sides), [], [], wait)
        for raw in ready:
            packet = Ip.read(raw.recv(65535))
            if packet:
                self.seen[sides[raw]].append(packet)
        return bool(ready)

    def find(self, side, marker):
        return [packet for packet in self.seen[side] if marker in packet.body]

    def open_sentinel(self):
        self.watcher, self.far = Client("192.168.1.250"), "198.51.100.250"
        self.back_to = None
        arrived = self.sentinel("lan")
        self.back_to = (arrived.src, arrived.ports()[0])

    def sentinel(self, side):
        """Something that surely passes, sent after something that may not: when it has arrived, the other one would have, too."""
        marker = self.marker()
        if side == "lan":
            self.send(udp(self.watcher.address, 40000, self.far, 40001, marker), self.watcher)
        else:
            self.send(udp(self.far, 40001, *self.back_to, marker))
        other, patience = ("wan" if side == "lan" else "lan"), time.monotonic() + 5
        while not self.find(other, marker):
            if time.monotonic() > patience:
                raise RuntimeError("the router does not forward plain UDP")
            self.pull(0.1)
        return self.find(other, marker)[0]

    def probe(self, packet, marker, client=None):
        """Sends a packet (or a list: fragments) and returns what arrives of it on the other side, once it could have."""
        for one in packet if isinstance(packet, list) else [packet]:
            self.send(one, client)
        self.sentinel("lan" if client else "wan")
        while self.pull(0):
            pass
        side = "wan" if client else "lan"
        proto = packet[0].proto if isinstance(packet, list) else packet.proto
        return [one for one in self.find(side, marker) if one.proto == proto]

    # --- the kernel's account

    def entries(self, *addresses):
        """conntrack entries and expectations that name one of the addresses, without what changes from run to run."""
        if self.cable:
            return []
        lines = self.run("conntrack", "-L", inside=True).splitlines() + self.run("conntrack", "-L", "expect", inside=True).splitlines()
        return [re.sub(r"\s+", " ", line) for line in lines if any(re.search(rf"={re.escape(a)}\b", line) for a in addresses)]

    def counters(self):
        """Refusals of conntrack, and packets past the filter and past translation."""
        if self.cable:
            return {}
        found = {}
        for line in self.run("conntrack", "-S", inside=True).splitlines():
            for name, value in re.findall(r"(insert_failed|drop|invalid)=(\d+)", line):
                found[name] = found.get(name, 0) + int(value)
        rules = re.findall(r"(iifname|oifname) \"(lan|wan)\".*counter packets (\d+)", self.run("nft", "list", "table", "ip", "watch", inside=True))
        for where, name, value in rules:
            found[f"{'forwarded from' if where == 'iifname' else 'leaving to'} {name}"] = int(value)
        return found
