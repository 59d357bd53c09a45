# `tsuka judge` leaves the run as it is: its judgement lies in a folder of its own, bound to the record by a digest.
import hashlib
import json
import pathlib
import re
import subprocess
import unittest

import rig


def contents(folder):
    """Every file below the folder but later judgements, with its digest."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "judged" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sums_hold(folder):
    return subprocess.run(["sha256sum", "--status", "--strict", "-c", "SHA256SUMS"], cwd=folder).returncode == 0


class Judge(unittest.TestCase):
    def setUp(self):
        self.place = rig.Folder()
        self.addCleanup(self.place.__exit__, None, None, None)
        self.folder = self.place.__enter__()
        self.run_folder = self.folder / "a run #1"
        done = rig.tsuka(["run", "--dut", "sim:linux", "--only", "pptp.*", "--only", "multi.pptp.*", "--out", self.run_folder])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))

    def judged(self, *arguments):
        done = rig.tsuka(["judge", self.run_folder, *arguments])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        return pathlib.Path(re.search(r"^Report: (.*)/report\.html$", done.stdout, re.MULTILINE).group(1))

    def test_another_profile_leaves_the_run_alone(self):
        before = contents(self.run_folder)
        first, second = self.judged("--profile", "passthrough"), self.judged("--profile", "passthrough")
        self.assertEqual(contents(self.run_folder), before)
        self.assertTrue(sums_hold(self.run_folder))
        self.assertNotEqual(first, second, "two judgements are two folders")
        self.assertEqual(first.parent, self.run_folder / "judged")
        self.assertTrue(first.name.startswith("passthrough-"), first)
        report = json.loads((first / "report.json").read_text())
        self.assertEqual(report["profile"]["id"], "passthrough")
        self.assertEqual(report["record_sha256"], before["record.jsonl"])
        self.assertNotEqual(report["number"], json.loads((self.run_folder / "report.json").read_text())["number"])
        self.assertIn(before["record.jsonl"], (first / "report.html").read_text())

    def test_a_judged_run_is_still_sealed(self):
        self.judged("--profile", "passthrough")
        done = rig.tsuka(["judge", self.run_folder])
        self.assertNotIn("in doubt", rig.words(done))
        self.assertNotIn("warning", rig.words(done))

    def test_the_judgement_has_sums_of_its_own(self):
        folder = self.judged("--profile", "passthrough")
        self.assertTrue(sums_hold(folder))
        named = (folder / "SHA256SUMS").read_text()
        for name in ("report.html", "profile.toml", "claims.toml", "../../record.jsonl", "../../evidence.pcapng", "../../SHA256SUMS"):
            self.assertIn(f"  {name}\n", named)
        record = self.run_folder / "record.jsonl"
        record.write_text(record.read_text().replace("203.0.113.2", "203.0.113.3"))
        self.assertFalse(sums_hold(folder), "a judgement of a record that changed")

    def test_links_lead_to_the_captures(self):
        for folder in (self.judged(), self.judged("--out", self.folder / "elsewhere")):
            captures = json.loads((folder / "report.json").read_text())["captures"]
            self.assertTrue((folder / captures["lan"]).samefile(self.run_folder / "evidence.pcapng"))
            links = re.findall(r'href="([^"#]*\.pcapng)"', (folder / "report.html").read_text())
            self.assertTrue(links)
            for link in links:
                self.assertRegex(link, r"^[A-Za-z0-9._~/%-]+$")
        self.assertIn("a%20run%20%231", links[0])

    def test_a_part_is_no_proof_of_the_whole(self):
        arguments = ["run", "--dut", "sim:faithful", "--only", "esp.single.*", "--profile", "passthrough", "--out"]
        for name, flags, status in ("part", (), 2), ("accepted", ("--accept-partial",), 0):
            done = rig.tsuka([*arguments, self.folder / name, *flags])
            self.assertEqual(done.returncode, status, rig.words(done))
            self.assertRegex(done.stdout, r"KEPT AS FAR AS TESTED \(1 OF [0-9]+ CLAIMS\)")
            self.assertEqual(rig.tsuka(["judge", self.folder / name, *flags]).returncode, status)

    def test_no_judgement_among_the_files_of_the_run(self):
        before = contents(self.run_folder)
        done = rig.tsuka(["judge", self.run_folder, "--out", self.run_folder / "mine"])
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("inside the run", done.stderr)
        self.assertEqual(contents(self.run_folder), before)


rig.need("sha256sum")
unittest.main(verbosity=2)
