# The evidence of a run stands on its own: an independent dissector reads both captures without complaint, every frame that the record
# names is in its capture, and the manifest holds.
import hashlib
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
)
ON_PURPOSE = " || ".join(f'frame.comment contains "{case}"' for case in ODD_ON_PURPOSE)


def tshark(capture, *arguments):
    done = subprocess.run(["tshark", "-n", "-r", str(capture), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"tshark cannot read {capture.name}: {done.stderr}")
    return done.stdout.splitlines()


WELL_KNOWN = {500: "isakmp", 1701: "l2tp", 4500: "udpencap"}


def decode_as(cases):
    """The router may give a client any port, also one that another protocol is known by: tshark is told what each really carries."""
    protocols = {}
    for case in cases:
        for frame in case["frames"]:
            fields = dict(frame["fields"])
            ports = [int(fields[name]) for name in ("udp.src_port", "udp.dst_port") if name in fields]
            known = next((WELL_KNOWN[port] for port in ports if port in WELL_KNOWN), "data")
            protocols.update({port: known for port in ports if port not in WELL_KNOWN})
    return [word for port, name in sorted(protocols.items()) for word in ("-d", f"udp.port=={port},{name}")]


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = rig.Folder()
        cls.folder = cls.scratch.__enter__() / "run"
        cls.addClassCleanup(cls.scratch.__exit__)
        done = rig.tsuka(["run", "--dut", "netns:linux", "--out", cls.folder, "--seed", 1])
        if done.returncode not in (0, 1):
            raise AssertionError(rig.words(done))
        lines = (cls.folder / "record.jsonl").read_text().splitlines()
        cls.record = [json.loads(line) for line in lines]
        cls.cases = [line for line in cls.record if line["kind"] == "case"]

    def test_captures_dissect(self):
        for side in ("lan", "wan"):
            capture = self.folder / f"{side}.pcapng"
            self.assertGreater(len(tshark(capture)), 100, "a whole run leaves more frames than that")
            bad = tshark(capture, *CHECKSUMS, *decode_as(self.cases), "-Y", f"(_ws.malformed || _ws.expert.severity == error) && !({ON_PURPOSE})")
            self.assertEqual(bad, [], f"{side}.pcapng: malformed frames or wrong checksums")

    def test_protocols_are_there(self):
        """The captures hold what the suites are about, as another program sees it."""
        for side in ("lan", "wan"):
            protocols = "\n".join(tshark(self.folder / f"{side}.pcapng", "-T", "fields", "-e", "frame.protocols"))
            for protocol in ("pptp", "gre", "isakmp", "esp", "udpencap", "l2tp"):
                self.assertIn(protocol, protocols, f"{side}.pcapng")

    def test_every_frame_has_a_comment(self):
        for side in ("lan", "wan"):
            capture = self.folder / f"{side}.pcapng"
            bare = tshark(capture, "-Y", "!frame.comment")
            self.assertEqual(bare, [], f"{side}.pcapng: frames without a comment")

    def test_record_and_captures_agree(self):
        """Length and number of every frame in the record are those of the frame in the capture."""
        lengths = {}
        for side in ("lan", "wan"):
            rows = tshark(self.folder / f"{side}.pcapng", "-T", "fields", "-e", "frame.number", "-e", "frame.len")
            lengths[side] = {int(number): int(length) for number, length in (row.split("\t") for row in rows)}
        looked_at = 0
        for case in self.cases:
            for frame in case["frames"]:
                self.assertEqual(lengths[frame["side"]].get(frame["number"]), frame["length"], f"{case['name']}: {frame}")
                looked_at += 1
        self.assertGreater(looked_at, 100)

    def test_manifest(self):
        manifest = (self.folder / "SHA256SUMS").read_text().splitlines()
        named = set()
        for line in manifest:
            digest, name = line.split("  ", 1)
            self.assertEqual(hashlib.sha256((self.folder / name).read_bytes()).hexdigest(), digest, name)
            named.add(name)
        for name in ("record.jsonl", "lan.pcapng", "wan.pcapng", "profile.toml", "claims.toml"):
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
