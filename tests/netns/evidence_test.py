# The evidence of a run stands on its own: an independent dissector reads the capture without complaint, every frame that crossed either
# port is in it, those that the record names bear its words, and the manifest holds.
import hashlib
import itertools
import json
import pathlib
import re
import subprocess
import unittest

import rig

CHECKSUMS = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
# What a case sends on purpose, by the comment of its frames: halves of PPTP messages, which tshark takes for whole ones; tunnel contents whose
# inner checksums nobody has filled in; ICMP errors whose quote is wrong, or cuts a TCP segment short.
ODD_ON_PURPOSE = (
    "pptp.robust.split-segments", "pptp.robust.retransmit.cut-anew", "pptp.gre.payload-opaque",
    "icmp.error.invalid", "mtu.pmtud.inbound-icmp.tcp",
    # Messages that are malformed, and octets of no protocol on ports where tshark expects one.
    "sec.l2tp.malformed", "sec.pptp.malformed-length", "sec.isakmp.malformed", "sec.pptp.lan-pinhole-for-other-host", "sec.frag.attacks",
    "free.dtls-and-other-udp", "free.openvpn", "sec.opaque.no-inspection", "l2tp.v3-over-udp", "sec.esp.short", "oto.address-only",
    "natt.legacy-udp500-encap", "l2tp.v3-over-ip115",
    # What stands behind the label is of no protocol, and where it begins with a 4 tshark takes it for IPv4.
    "sec.l2.isolation[type=0x8847]",
    # tshark takes the last address of a source route for the destination that the checksum covers.
    "sec.source-route-options",
)
# An ICMP error of 576 octets of IP, the most that there are (RFC 1812 section 4.3.2.3), quotes the beginning of a TCP segment, and tshark sums up that alone.
CUT_QUOTE = "(icmp.type == 3 && frame.len == 590 && tcp.checksum.status == 0 && icmp.checksum.status == 1 && !_ws.malformed)"
ON_PURPOSE = " || ".join([*(f'frame.comment contains "{case}"' for case in ODD_ON_PURPOSE), CUT_QUOTE])


def tshark(capture, *arguments):
    done = subprocess.run(["tshark", "-n", "-r", str(capture), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=rig.patience(120))
    if done.returncode != 0:
        raise AssertionError(f"tshark cannot read {capture.name}: {done.stderr}")
    return done.stdout.splitlines()


KNOWN_TCP = {22, 443, 1723}  # whose messages cases send for real; elsewhere TCP carries octets of no protocol
WELL_KNOWN = {500: "isakmp", 1701: "l2tp", 4500: "udpencap"}


def decode_as(capture):
    """The router may give a client any port, also one that another protocol is known by: tshark is told what each really carries."""
    protocols = {}
    for row in tshark(capture, "-Y", "udp", "-T", "fields", "-e", "udp.srcport", "-e", "udp.dstport"):
        # An ICMP error has its own ports' only: those of the datagram that it quotes.
        ports = [int(port) for field in row.split("\t") for port in field.split(",") if port]
        known = next((WELL_KNOWN[port] for port in ports if port in WELL_KNOWN), "data")
        protocols.update({port: known for port in ports if port not in WELL_KNOWN})
    words = [word for port, name in sorted(protocols.items()) for word in ("-d", f"udp.port=={port},{name}")]
    for row in set(tshark(capture, "-Y", "tcp && !icmp", "-T", "fields", "-e", "tcp.srcport", "-e", "tcp.dstport")):
        ports = {int(port) for port in row.split("\t")}
        if not ports & KNOWN_TCP:
            words += [word for port in sorted(ports) for word in ("-d", f"tcp.port=={port},data")]
    return words


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = rig.Folder()
        cls.folder = cls.scratch.__enter__() / "run"
        cls.addClassCleanup(cls.scratch.__exit__)
        done = rig.tsuka(["run", "--dut", "netns:linux", "--out", cls.folder, "--seed", 1, "--confirm", 0])
        if done.returncode not in (0, 1):
            raise AssertionError(rig.words(done))
        lines = (cls.folder / "record.jsonl").read_text().splitlines()
        cls.record = [json.loads(line) for line in lines]
        cls.capture = cls.folder / "evidence.pcapng"
        cls.cases = [line for line in cls.record if line["kind"] == "case"]

    def test_the_capture_dissects(self):
        self.assertGreater(len(tshark(self.capture)), 200, "a whole run leaves more frames than that")
        bad = tshark(self.capture, *CHECKSUMS, *decode_as(self.capture), "-Y",
                     f"(_ws.malformed || _ws.expert.severity == error) && !({ON_PURPOSE})")
        self.assertEqual(bad, [], "malformed frames or wrong checksums")

    def test_protocols_are_there(self):
        """The capture holds what the suites are about, on both sides, as another program sees it; and what the lab itself says."""
        for interface in (0, 1):
            protocols = "\n".join(tshark(self.capture, "-Y", f"frame.interface_id == {interface}", "-T", "fields", "-e", "frame.protocols"))
            for protocol in ("pptp", "gre", "isakmp", "esp", "udpencap", "l2tp", "arp"):
                self.assertIn(protocol, protocols, f"interface {interface}")

    def test_every_frame_has_a_comment(self):
        self.assertEqual(tshark(self.capture, "-Y", "!frame.comment"), [])

    def test_frames_stand_in_the_order_of_time(self):
        """Those of both sides, sent and received."""
        stamps = [float(row) for row in tshark(self.capture, "-T", "fields", "-e", "frame.time_epoch")]
        back = [(at, stamps[at], stamps[at + 1]) for at in range(len(stamps) - 1) if stamps[at + 1] < stamps[at]]
        self.assertEqual(back, [])

    def test_every_frame_that_crossed_is_there(self):
        ports = self.record[-1]["ports"]
        self.assertEqual(len(tshark(self.capture)), sum(port["sent"] + port["received"] for port in ports))

    def test_record_and_capture_agree(self):
        """Every frame of the record bears its case's name in the capture."""
        comments = dict(row.split("\t", 1) for row in tshark(self.capture, "-T", "fields", "-e", "frame.number", "-e", "frame.comment"))
        looked_at = 0
        for case in self.cases:
            for actor, probe, _, _, *distances in case["frames"]:
                for number in itertools.accumulate(distances):
                    self.assertIn(f"{case['name']}", comments[str(number)])
                    self.assertIn(actor, comments[str(number)])
                    self.assertIn(probe, comments[str(number)])
                    looked_at += 1
        self.assertGreater(looked_at, 200)

    def test_one_case_cut_out(self):
        with rig.Folder() as folder:
            out = folder / "one.pcapng"
            done = rig.tsuka(["evidence", self.folder, "esp.single.inbound", "--side", "wan", "--out", out])
            self.assertEqual(done.returncode, 0, rig.words(done))
            rows = tshark(out, "-T", "fields", "-e", "frame.interface_id", "-e", "frame.comment")
            self.assertGreater(len(rows), 3)
            for row in rows:
                self.assertTrue(row.startswith("1\tesp.single.inbound"), row)
            again = rig.tsuka(["evidence", self.folder, "esp.single.inbound", "--out", out])
            self.assertEqual(again.returncode, 3, rig.words(again))

    def test_manifest(self):
        manifest = (self.folder / "SHA256SUMS").read_text().splitlines()
        named = set()
        for line in manifest:
            digest, name = line.split("  ", 1)
            self.assertEqual(hashlib.sha256((self.folder / name).read_bytes()).hexdigest(), digest, name)
            named.add(name)
        for name in ("record.jsonl", "evidence.pcapng", "profile.toml", "claims.toml"):
            self.assertIn(name, named)

    def test_judged_again(self):
        """The folder is enough to make the report again; another profile gives another judgement of the same facts."""
        rows = rig.verdict_table(self.folder)
        done = rig.tsuka(["judge", self.folder, "--profile", "linux"])
        self.assertIn(done.returncode, (0, 1), rig.words(done))
        again = pathlib.Path(re.search(r"^Report: (.*)/report\.html$", done.stdout, re.MULTILINE).group(1))
        self.assertEqual(rig.verdict_table(again), rows)


rig.need("ip", "nft", "tshark")
unittest.main(verbosity=2)
