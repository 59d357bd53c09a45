# `tsuka judge --replay`: a finished run goes through the engine once more, out of its capture, and ends as it did; a capture that does not fit
# says where it departs.
import json
import re
import shutil
import struct
import unittest

import rig


def blocks(path):
    """The blocks of a little-endian pcapng file."""
    octets = path.read_bytes()
    at = 0
    while at < len(octets):
        length = struct.unpack_from("<I", octets, at + 4)[0]
        yield octets[at:at + length]
        at += length


def is_packet(block):
    return block[:4] == b"\x06\0\0\0"


class Replay(unittest.TestCase):
    def setUp(self):
        self.place = rig.Folder()
        self.addCleanup(self.place.__exit__, None, None, None)
        self.folder = self.place.__enter__()

    def run_once(self, *arguments, name="run"):
        done = rig.tsuka(["run", "--out", self.folder / name, *arguments])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        return self.folder / name

    def replay(self, run, name="again"):
        return rig.tsuka(["judge", run, "--replay", "--out", self.folder / name])

    def departs(self, run, *names):
        done = self.replay(run)
        self.assertEqual(done.returncode, 2, rig.words(done))
        for word in ("departs from the run", *names):
            self.assertIn(word, done.stderr, rig.words(done))
        self.assertIn("departs from the run", (self.folder / "again" / "report.html").read_text())

    def test_every_simulated_router(self):
        routers = sorted((rig.SOURCE / "duts" / "simulated").glob("*.toml"))
        self.assertGreater(len(routers), 6)
        for router in routers:
            with self.subTest(router.stem):
                run = self.run_once("--dut", f"sim:{router.stem}", "--jobs", 5, name=router.stem)
                done = self.replay(run, f"{router.stem}-again")
                self.assertIn(", 0 end otherwise than then", done.stdout, rig.words(done))
                self.assertEqual(rig.verdict_table(self.folder / f"{router.stem}-again"), rig.verdict_table(run))

    def test_what_failed_fails_again(self):
        run = self.run_once("--dut", "sim:faithful", "--defect", "esp.payload-altered", "--only", "esp.*", "--profile", "tr-124")
        done = self.replay(run)
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertIn(", 0 end otherwise than then", done.stdout)

    def test_an_altered_record_does_not_matter_but_shows(self):
        """The verdict that somebody has written into the record is not the one that the frames give."""
        run = self.run_once("--dut", "sim:faithful", "--defect", "esp.payload-altered", "--only", "esp.single.*")
        record = run / "record.jsonl"
        record.write_text(record.read_text().replace('"outcome":"violated"', '"outcome":"satisfied"'))
        done = self.replay(run)
        self.assertRegex(done.stdout, r"esp\.single\.[a-z-]+: satisfied.* then, violated")
        self.assertIn("changed since the run was sealed", done.stderr)

    def test_an_altered_frame(self):
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        capture = run / "evidence.pcapng"
        octets = bytearray(capture.read_bytes())
        at = max(match.start() for match in re.finditer(rb"\x08\x00\x45\x00.{7}\x32", bytes(octets), re.DOTALL))  # the case's own: IPv4 with ESP
        octets[at + 30] ^= 0xff
        capture.write_bytes(octets)
        done = self.replay(run)
        self.assertTrue("departs from the run" in done.stderr or not re.search(", 0 end otherwise", done.stdout), rig.words(done))

    def test_a_capture_that_was_cut(self):
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        capture = run / "evidence.pcapng"
        parts = list(blocks(capture))
        capture.write_bytes(b"".join(parts[:len(parts) // 2]))
        self.departs(run)
        shutil.rmtree(self.folder / "again")
        capture.write_bytes(b"".join(parts)[:-7])
        done = self.replay(run)
        self.assertIn("ends inside a block", done.stderr, rig.words(done))
        capture.unlink()
        done = self.replay(run, "absent")
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("evidence.pcapng", done.stderr)

    def test_a_capture_out_of_order(self):
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        capture = run / "evidence.pcapng"
        head, packets = [], []
        for block in blocks(capture):
            (packets if is_packet(block) else head).append(block)
        capture.write_bytes(b"".join(head + packets[::-1]))
        self.departs(run, "the lab sends something else")

    def test_two_frames_that_changed_places(self):
        """Of one side, one sent and one received: the smallest disorder that says something else."""
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        capture = run / "evidence.pcapng"
        parts = list(blocks(capture))
        packets = [at for at, block in enumerate(parts) if is_packet(block)]
        first, second = packets[len(packets) // 2], packets[len(packets) // 2 + 1]
        self.assertNotEqual(parts[first], parts[second])
        parts[first], parts[second] = parts[second], parts[first]
        capture.write_bytes(b"".join(parts))
        self.departs(run)

    def test_a_run_of_0_1_0(self):
        """Its record is read and judged (cli.bad_run); a replay is refused with words."""
        run = self.folder / "old"
        shutil.copytree(rig.SOURCE / "tests" / "cli" / "record-0.1.0", run)
        done = self.replay(run)
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("0.1.0", done.stderr, rig.words(done))
        self.assertFalse((self.folder / "again").exists(), "a replay that was refused leaves no report")

    def test_a_capture_of_another_run(self):
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        other = self.run_once("--dut", "sim:faithful", "--only", "pptp.*", name="other")
        shutil.copy(other / "evidence.pcapng", run / "evidence.pcapng")
        self.departs(run, "frame ", "was sent then")

    def test_suites_that_are_not_those_of_the_run(self):
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        for suite in (run / "suites").rglob("*.toml"):
            suite.write_text(suite.read_text().replace('id = "esp.single.inbound"', 'id = "esp.single.inwards"')
                             .replace('id    = "esp.single.inbound"', 'id    = "esp.single.inwards"'))
        done = self.replay(run)
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("have no case 'esp.single.inbound'", done.stderr)

    def test_a_record_that_cannot_be_replayed(self):
        run = self.run_once("--dut", "sim:faithful", "--only", "esp.single.*")
        record = run / "record.jsonl"
        lines = [line for line in record.read_text().splitlines() if json.loads(line)["kind"] != "inputs"]
        record.write_text("\n".join(lines) + "\n")
        done = self.replay(run)
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("does not hold what a replay needs", done.stderr)
        record.write_text(re.sub('"format":[0-9]+', '"format":1', record.read_text(), count=1))
        done = self.replay(run, "old")
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("0.1.0", done.stderr)


unittest.main(verbosity=2)
