# ground_truth.py [--evidence] [--write|--check] [PRESET...]: what the kernel really does in each built-in router, found without Tsuka's
# engine (by_hand.py). Prints one line per preset and behaviour; --evidence adds conntrack's entries and what was counted. --check compares
# with expected/ground-truth.txt, --write makes that file. docs/built-in-routers.md says what the lines mean.
import concurrent.futures
import difflib
import os
import pathlib
import shutil
import struct
import subprocess
import sys

import by_hand
from by_hand import AH, Client, Ip, echo, esp, gre, tcp, udp, who
from by_hand_call import SYN, Call, Stream
from by_hand_errors import Errors

TOOLS = {"ip": "iproute2", "nft": "nftables", "ethtool": "ethtool", "conntrack": "conntrack", "sysctl": "procps", "unshare": "util-linux",
         "nsenter": "util-linux"}
EXPECTED = pathlib.Path(__file__).resolve().parent / "expected" / "ground-truth.txt"


class Observer(Errors):
    def __init__(self, lab):
        self.lab = lab

    # --- UDP of several clients with one source port

    def udp_clients(self, port, dport, count=2):
        lab, server = self.lab, self.lab.server()
        clients = {name: lab.client() for name in ("alice", "bob", "carol")[:count]}
        seen = {}
        for name, client in clients.items():
            marker = lab.marker()
            arrived = lab.probe(udp(client.address, port, server, dport, marker), marker, client)
            seen[name] = (arrived[0].src, arrived[0].ports()[0]) if arrived else None
        if not all(seen.values()):
            return "dropped: " + ", ".join(name for name, place in seen.items() if place is None), [server]
        backs = []
        for name in reversed(clients):  # replies in the other order: the last mapping must not be the only one
            marker = lab.marker()
            backs.append(f"{name}'s to {who(lab.probe(udp(server, dport, *seen[name], marker), marker), **clients)}")
        outside = self.outside_words([place for place in seen.values()], port)
        return f"{outside}; replies: {', '.join(reversed(backs))}", [server]

    def outside_words(self, places, port):
        if len({address for address, _ in places}) > 1:
            return "addresses differ, " + ("ports kept" if all(p == port for _, p in places) else "ports changed")
        kept = [p == port for _, p in places]
        words = "ports distinct" if len(set(places)) == len(places) else "ports EQUAL"
        return f"{words}, first's {'kept' if kept[0] else 'changed'}"

    def udp(self):
        return self.udp_clients(40123, 40321, 3)

    def ike_first(self):
        lab, server, client, marker = self.lab, self.lab.server(), self.lab.client(), self.lab.marker()
        arrived = lab.probe(udp(client.address, 500, server, 500, marker), marker, client)
        if not arrived:
            return "dropped", [server]
        return "kept" if arrived[0].ports()[0] == 500 else "changed", [server]

    def ike_second(self):
        return self.udp_clients(500, 500)

    def natt_second(self):
        return self.udp_clients(4500, 4500)

    def l2tp_second(self):
        return self.udp_clients(1701, 1701)

    def tcp(self):
        lab, server = self.lab, self.lab.server()
        alice, bob = lab.client(), lab.client()
        one, two = Stream(lab, alice, server, 40123, 40321), Stream(lab, bob, server, 40123, 40321)
        if not (one.open() and two.open()):
            return "dropped", [server]
        backs = [f"{name}'s to {who(stream.say(False, lab.marker()), alice=alice, bob=bob)}" for name, stream in (("alice", one), ("bob", two))]
        return f"{self.outside_words([one.place, two.place], 40123)}; replies: {', '.join(backs)}", [server]

    def icmp(self):
        lab, server = self.lab, self.lab.server()
        clients, seen, backs = {"alice": lab.client(), "bob": lab.client()}, {}, []
        for name, client in clients.items():
            marker = lab.marker()
            arrived = lab.probe(echo(client.address, server, 8, 4242, marker), marker, client)
            if not arrived:
                return "dropped", [server]
            seen[name] = (arrived[0].src, struct.unpack("!H", arrived[0].body[4:6])[0])
        for name, (address, ident) in seen.items():
            marker = lab.marker()
            backs.append(f"{name}'s to {who(lab.probe(echo(server, address, 0, ident, marker), marker), **clients)}")
        words = self.outside_words(list(seen.values()), 4242).replace("port", "identifier")
        return f"{words}; replies: {', '.join(backs)}", [server]

    # --- ESP and AH

    def esp_out(self, client, server, spi):
        marker = self.lab.marker()
        arrived = self.lab.probe(esp(client.address, server, spi, marker * 4), marker, client)
        return arrived[0].src if arrived else None

    def esp_back(self, server, to, spi, **clients):
        marker = self.lab.marker()
        return who(self.lab.probe(esp(server, to, spi, marker * 4), marker), **clients)

    def esp_single(self):
        lab, server, alice = self.lab, self.lab.server(), self.lab.client()
        source = self.esp_out(alice, server, 0xA1000001)
        if not source:
            return "dropped on its way out", [server]
        return f"out: passes; back: to {self.esp_back(server, source, 0x5A000001, alice=alice)}", [server]

    def esp_two(self, servers):
        lab, clients = self.lab, {"alice": self.lab.client(), "bob": self.lab.client()}
        alice, bob = clients.values()
        first = self.esp_out(alice, servers[0], 0xA1000002)
        if first:
            self.esp_back(servers[0], first, 0x5A000002, **clients)
        second = self.esp_out(bob, servers[-1], 0xB1000002)
        if not first:
            return "dropped on its way out", servers
        # The server answers bob's IKE at the address it has seen, whether or not his ESP came through.
        to_bob = second or (lab.outside(bob))
        back_b = self.esp_back(servers[-1], to_bob, 0x5B000002, **clients)
        back_a = self.esp_back(servers[0], first, 0x5A000002, **clients)
        again = self.esp_out(bob, servers[-1], 0xB1000002)
        out = "passes" if second and again else "DROPPED" if not second and not again else "sometimes"
        return f"bob's out: {out}; replies: alice's to {back_a}, bob's to {back_b}", servers

    def esp_same_server(self):
        return self.esp_two([self.lab.server()])

    def esp_different_servers(self):
        return self.esp_two([self.lab.server(), self.lab.server()])

    def pieces(self, make, client, server, source, order):
        """A large packet in three fragments, out and back; how much of it was whole at the other end."""
        lab, words = self.lab, []
        for outward in (True, False):
            marker = lab.marker()
            packet = make(client.address, server, marker * 150) if outward else make(server, source, marker * 150)
            parts = packet.fragments(960)
            arrived = lab.probe([parts[n] for n in order], marker, client if outward else None)
            whole = sum(len(part.body) for part in arrived) == len(packet.body)
            one_source = len({part.src for part in arrived}) == 1
            words.append(("whole" if whole and one_source else "partly" if arrived else "dropped"))
        return words

    def fragments(self, make, opened):
        lab, server, alice = self.lab, self.lab.server(), self.lab.client()
        source = opened(alice, server)
        if not source:
            return "dropped", [server]
        found = {order: self.pieces(make, alice, server, source, order) for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2))}
        words = {tuple(one) for one in found.values()}
        if len(words) > 1:
            return str(found), [server]
        out, back = words.pop()
        return f"out: {out}; back: {back} (in order and not)", [server]

    def esp_fragments(self):
        return self.fragments(lambda a, b, data: esp(a, b, 0xA1000003, data), lambda c, s: self.esp_out(c, s, 0xA1000003))

    def udp_fragments(self, port=40123):
        def opened(client, server):
            marker = self.lab.marker()
            arrived = self.lab.probe(udp(client.address, port, server, port, marker), marker, client)
            self.place = arrived[0].ports()[0] if arrived else None
            return arrived[0].src if arrived else None

        # Only packets of the server are addressed to what is not the server.
        return self.fragments(lambda a, b, data: udp(a, port, b, port if b.startswith("198.51.") else self.place, data), opened)

    def natt_fragments(self):
        return self.udp_fragments(4500)

    def ah(self):
        lab, server, alice = self.lab, self.lab.server(), self.lab.client()
        marker = lab.marker()
        arrived = lab.probe(Ip(alice.address, server, AH, struct.pack("!BBHII", 59, 4, 0, 0xA5000001, 1) + bytes(12) + marker), marker, alice)
        if not arrived:
            return "dropped", [server]
        marker = lab.marker()
        back = lab.probe(Ip(server, arrived[0].src, AH, struct.pack("!BBHII", 59, 4, 0, 0x5A000001, 1) + bytes(12) + marker), marker)
        source = "source kept (ICV holds)" if arrived[0].src == alice.address else "source changed (ICV broken)"
        return f"out: passes, {source}; back: to {who(back, alice=alice)}", [server]

    # --- PPTP

    def gre_alone(self):
        """GRE that no control connection speaks of."""
        lab, server, alice = self.lab, self.lab.server(), self.lab.client()
        marker = lab.marker()
        arrived = lab.probe(gre(alice.address, server, 0x4321, marker), marker, alice)
        if not arrived:
            return "dropped on its way out", [server]
        marker = lab.marker()
        return f"out: passes; back: to {who(lab.probe(gre(server, arrived[0].src, 0x1234, marker), marker), alice=alice)}", [server]

    def call(self, server, mine, theirs):
        call = Call(self.lab, self.lab.client(), server)
        return call if call.start(mine, theirs) else None

    def call_id(self):
        server = self.lab.server()
        call = self.call(server, 0x1234, 0x4321)
        if not call:
            return "no call", [server]
        reply = "the client's own" if call.answered == 0x1234 else "NOT the client's own"
        return f"request: {'kept' if call.seen == 0x1234 else 'rewritten'}; answer: {reply}", [server]

    def gre_out(self):
        server = self.lab.server()
        call = self.call(server, 0x1234, 0x4321)
        return call.out() if call else "no call", [server]

    def gre_back(self):
        server = self.lab.server()
        call = self.call(server, 0x2345, 0x5432)
        if not call:
            return "no call", [server]
        call.out()
        return call.back(alice=call.client), [server]

    def gre_server_first(self):
        server = self.lab.server()
        call = self.call(server, 0x3456, 0x6543)
        return call.back(alice=call.client) if call else "no call", [server]

    def gre_fragments(self):
        def opened(client, server):
            self.one = Call(self.lab, client, server)
            if not self.one.start(0x1F1F, 0x2F2F):
                return None
            self.one.out()
            return self.one.stream.place[0]

        return self.fragments(lambda a, b, data: gre(a, b, 0x2F2F if b.startswith("198.51.") else self.one.seen, data), opened)

    def two_calls(self, ids):
        server = self.lab.server()
        one = self.call(server, ids[0], 0x6101)
        two = self.call(server, ids[1], 0x6202)
        if not one or not two:
            return "no call", [server]
        both = {"alice": one.client, "bob": two.client}
        seen = "Call IDs distinct" if one.seen != two.seen else "Call IDs equal"
        if one.stream.place[0] != two.stream.place[0]:
            seen += ", addresses differ"
        return f"{seen}; out: {one.out()}, {two.out()}; back: alice's {one.back(**both)}, bob's {two.back(**both)}", [server]

    def second_call(self):
        return self.two_calls((0x1101, 0x2202))

    def collision(self):
        return self.two_calls((7, 7))

    # --- from outside

    def unsolicited(self):
        lab, server, alice = self.lab, self.lab.server(), self.lab.client()
        words, to = [], lab.outside(alice)
        for name, make in (("udp", lambda m: udp(server, 500, to, 500, m)), ("tcp", lambda m: tcp(server, 5555, to, 1723, 1, 0, SYN, m)),
                           ("icmp", lambda m: echo(server, to, 8, 77, m)), ("esp", lambda m: esp(server, to, 0xC0FFEE, m * 4)),
                           ("gre", lambda m: gre(server, to, 9, m))):
            marker = lab.marker()
            arrived = lab.probe(make(marker), marker)
            inside = Client("192.168.0.10")
            words.append(f"{name} {'to ' + who(arrived, alice=alice, inside=inside) if arrived else 'dropped'}")
        return ", ".join(words), [server]

    def static_entries(self):
        lab, inside = self.lab, Client("192.168.0.10")
        if "static_client" not in lab.lab["lan"]:
            return "none", []
        one, two, words = lab.server(), lab.server(), []
        for name, port in (("ike", 500), ("natt", 4500)):
            marks = [lab.marker(), lab.marker()]
            came = [lab.probe(udp(far, port, lab.wan_address, port, mark), mark) for far, mark in zip((one, two), marks)]
            backs = []
            for far in (one, two):
                mark = lab.marker()
                backs += [(packet.src, packet.ports()[0]) for packet in lab.probe(udp(inside.address, port, far, port, mark), mark, inside)]
            good = all(who(packet, inside=inside) == "inside" for packet in came) and backs == [(lab.wan_address, port)] * 2
            words.append(f"{name} from two peers: {'both ways' if good else 'NOT both ways'}")
        marker = lab.marker()
        came = who(lab.probe(esp(one, lab.wan_address, 0xC0FFEE, marker * 4), marker), inside=inside)
        words.append(f"esp in: to {came}, out: {'passes' if self.esp_out(inside, one, 0xC1FFEE) else 'dropped'}")
        marker, other = lab.marker(), lab.marker()
        came = who(lab.probe(tcp(one, 5555, lab.wan_address, 1723, 1, 0, SYN, marker), marker), inside=inside)
        after = who(lab.probe(gre(one, lab.wan_address, 9, other), other), inside=inside)
        words.append(f"tcp 1723 in: to {came}; gre in: to {after}")
        return "; ".join(words), [one, two]


OBSERVATIONS = {
    "napt.udp": Observer.udp, "napt.tcp": Observer.tcp, "napt.icmp": Observer.icmp, "fragments.udp": Observer.udp_fragments,
    "fragments.natt": Observer.natt_fragments,
    "ike.port-500": Observer.ike_first, "ike.second-client": Observer.ike_second, "natt.second-client": Observer.natt_second,
    "l2tp.second-client": Observer.l2tp_second, "esp.single": Observer.esp_single, "esp.same-server": Observer.esp_same_server,
    "esp.different-servers": Observer.esp_different_servers, "esp.fragments": Observer.esp_fragments, "ah.single": Observer.ah,
    "gre.without-call": Observer.gre_alone, "pptp.call-id": Observer.call_id, "pptp.gre-out": Observer.gre_out,
    "pptp.gre-back": Observer.gre_back, "pptp.server-first": Observer.gre_server_first, "pptp.gre-fragments": Observer.gre_fragments,
    "pptp.second-client": Observer.second_call, "pptp.collision": Observer.collision, "icmp.about-udp": Observer.error_about_udp,
    "icmp.about-esp": Observer.error_about_esp, "icmp.about-gre": Observer.error_about_gre, "icmp.about-call": Observer.error_about_call,
    "icmp.from-lan": Observer.error_from_lan, "unsolicited": Observer.unsolicited,
    "static-entries": Observer.static_entries,
}


def inside(preset, evidence):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])  # one queue on the way, so that nothing overtakes
    lab = by_hand.Lab(preset)
    try:
        for name, observe in OBSERVATIONS.items():
            before = lab.counters()
            said, addresses = observe(Observer(lab))
            print(f"{preset:18} {name:22} {said}")
            if evidence:
                after = lab.counters()
                moved = ", ".join(f"{key} {after[key] - before.get(key, 0)}" for key in after if after[key] != before.get(key, 0))
                print(f"    counted: {moved or 'nothing'}")
                for line in lab.entries(*addresses):
                    print(f"    conntrack: {line}")
    finally:
        for router in filter(None, (lab.router, lab.carrier)):
            router.kill()
            router.wait()


def measure(preset, evidence):
    namespaces = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
    command = [*namespaces, sys.executable, "-B", __file__, "--inside", *(["--evidence"] if evidence else []), preset]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, timeout=120).stdout


def main():
    options = {word for word in sys.argv[1:] if word.startswith("--")}
    presets = [word for word in sys.argv[1:] if not word.startswith("--")]
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            sys.exit(f"FAILED: '{tool}' is not installed (Debian package {package}); ./runtests installs it")
    if "--inside" in options:
        return inside(presets[0], "--evidence" in options)
    presets = presets or sorted(folder.name for folder in by_hand.PRESETS.iterdir() if folder.is_dir())
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        evidence = "--evidence" in options and not options & {"--write", "--check"}  # addresses of a run are not to be compared
        found = "".join(pool.map(lambda preset: measure(preset, evidence), presets))
    if "--write" in options:
        EXPECTED.write_text(found)
    if "--check" not in options:
        print(found, end="")
        return 0
    wanted = "".join(line for line in EXPECTED.read_text().splitlines(keepends=True) if line.split()[0] in presets)
    print("".join(difflib.unified_diff(wanted.splitlines(keepends=True), found.splitlines(keepends=True), "expected", "observed")), end="")
    return int(wanted != found)


sys.exit(main())
