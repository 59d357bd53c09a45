# Runs that are not as they should be: what the reports of each say, and that nothing is made up.
import json
import re
import shutil
import unittest
import xml.etree.ElementTree as ElementTree

import rig


class BadRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = rig.Folder()
        cls.folder = cls.place.__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        done = rig.tsuka(["run", "-q", "--dut", "sim:seil", "--profile", "seil", "--only", "esp.*", "--only", "multi.esp.*", "--seed", 1, "--out", cls.folder / "good"])
        assert done.returncode in (0, 1, 2), rig.words(done)

    def judged(self, name, change, status):
        """The run, changed, judged into a folder of its own: its report, and what was said."""
        run = self.folder / name
        shutil.copytree(self.folder / "good", run)
        change(run)
        done = rig.tsuka(["judge", run, "--out", self.folder / f"{name}-judged"])
        self.assertEqual(done.returncode, status, rig.words(done))
        out = self.folder / f"{name}-judged"
        return (json.loads((out / "report.json").read_text()) if out.exists() else None), (out / "report.html").read_text() if out.exists() else "", done

    def lines(self, run):
        return (run / "record.jsonl").read_text().splitlines()

    def test_a_truncated_record(self):
        def cut(run):
            kept = self.lines(run)
            half = len(kept) // 2
            (run / "record.jsonl").write_text("\n".join(kept[:half]) + "\n" + kept[half][: len(kept[half]) // 2])

        report, page, _ = self.judged("cut", cut, 2)
        self.assertFalse(report["run"]["complete"])
        self.assertGreater(len(report["rows"]), 2)
        self.assertEqual(report["conclusion"]["word"], "interrupted")
        self.assertIn("interrupted", page)
        root = ElementTree.parse(self.folder / "cut-judged" / "report.xml").getroot()
        self.assertGreaterEqual(int(root.get("errors")), 1)
        self.assertIn("not ok 1 - run: ", (self.folder / "cut-judged" / "report.tap").read_text())

    def test_a_newer_format(self):
        def newer(run):
            kept = self.lines(run)
            kept[0] = re.sub('"format":[0-9]+', '"format":99', kept[0])
            (run / "record.jsonl").write_text("\n".join(kept) + "\n")

        report, _, done = self.judged("newer", newer, 2)
        self.assertIsNone(report)
        self.assertIn("99", done.stderr)

    def test_a_record_of_0_1_0(self):
        """Six cases of a run of 0.1.0 on sim:seil, as it wrote them: format 1, in which the record holds what frames say."""
        out = self.folder / "old-judged"
        done = rig.tsuka(["judge", rig.SOURCE / "tests" / "cli" / "record-0.1.0", "--out", out])
        self.assertEqual(done.returncode, 2, rig.words(done))
        report = json.loads((out / "report.json").read_text())
        self.assertEqual(report["run"]["tool"], "tsuka 0.1.0")
        self.assertEqual({row["name"]: (row["verdict"], row["observed_class"]) for row in report["rows"]},
                         {"ah.napt.icv-breaks": ("not-offered", "icv-broken"), "ike.udp500.roundtrip": ("pass", "both-ways"),
                          "frag.in.reordered.udp[order=3-2-1]": ("not-offered", ""), "frag.out.df1-icmp.udp": ("skipped", ""),
                          "time.udp.search[idle=31s]": ("supported", "alive"), "time.udp.search[idle=59s]": ("supported", "alive")})
        self.assertEqual([group["text"] for group in report["groups"]], ["survives 59 s, the longest tried"])
        self.assertTrue(report["captures"]["lan"].endswith("/lan.pcapng") and report["captures"]["wan"].endswith("/wan.pcapng"))
        page = (out / "report.html").read_text()
        self.assertEqual(page.count('class="ladder"'), 4, "frames are drawn from the record itself")
        self.assertIn("ike.mm1", (out / "exchanges.html").read_text())

    def test_an_altered_capture_and_altered_sums(self):
        def alter(run):
            octets = bytearray((run / "evidence.pcapng").read_bytes())
            octets[len(octets) // 2] ^= 0xFF
            (run / "evidence.pcapng").write_bytes(octets)

        report, page, done = self.judged("altered", alter, 2)
        self.assertNotEqual(report["conclusion"]["word"], "conforms")
        for text in (report["conclusion"]["sentence"], page, done.stdout):
            self.assertIn("evidence is in doubt", " ".join(text.split()))

        def gone(run):
            (run / "SHA256SUMS").unlink()

        report, _, _ = self.judged("unsealed", gone, 2)
        self.assertIn("its seal is gone", report["conclusion"]["sentence"])

    def test_an_altered_report(self):
        """It is made again from the record and all the same somebody has been at the folder: no run like that conforms."""
        run = self.folder / "conforms"
        options = ["--dut", "sim:faithful", "--only", "esp.single.*", "--accept-partial"]
        done = rig.tsuka(["run", *options, "--out", run])
        self.assertEqual(done.returncode, 0, rig.words(done))
        for name in "report.html", "report.json", "report.csv", "exchanges.html":
            with self.subTest(name=name):
                shutil.rmtree(self.folder / "touched", ignore_errors=True)
                shutil.copytree(run, self.folder / "touched")
                with open(self.folder / "touched" / name, "a") as file:
                    file.write("\n")
                done = rig.tsuka(["judge", self.folder / "touched", "--accept-partial"])
                self.assertEqual(done.returncode, 2, rig.words(done))
                self.assertIn(f"evidence is in doubt: changed since the run was sealed: {name}", " ".join(done.stdout.split()))
                # Who has thrown it away has claimed nothing.
                (self.folder / "touched" / name).unlink()
                done = rig.tsuka(["judge", self.folder / "touched", "--accept-partial"])
                self.assertEqual(done.returncode, 0, rig.words(done))
                self.assertIn(f"missing: {name}", done.stderr)

    def test_an_altered_report_is_not_compared(self):
        run = self.folder / "retouched"
        shutil.copytree(self.folder / "good", run)
        report = run / "report.json"
        text = report.read_text()
        self.assertIn('"verdict": "not-offered"', text)
        report.write_text(text.replace('"verdict": "not-offered"', '"verdict": "pass"'))
        for words in (["diff", self.folder / "good", run], ["diff", report, self.folder / "good"], ["matrix", run, self.folder / "good"], ["expect", run]):
            done = rig.tsuka(words)
            self.assertIn(done.returncode, (2, 3), rig.words(done))
            self.assertIn("report.json: changed since it was sealed", done.stderr)
        # By itself, or beside sums that do not name it, it is what it is.
        shutil.copy(report, self.folder / "alone.json")
        self.assertEqual(rig.tsuka(["matrix", self.folder / "alone.json", self.folder / "good"]).returncode, 0)

    def test_no_case_at_all(self):
        def none(run):
            kept = [line for line in self.lines(run) if json.loads(line)["kind"] != "case"]
            (run / "record.jsonl").write_text("\n".join(kept) + "\n")

        report, page, _ = self.judged("none", none, 4)
        self.assertEqual((report["rows"], report["conclusion"]["word"]), ([], "nothing ran"))
        self.assertIn("No case ran.", page)

    def test_names_of_a_thousand_characters_and_strings_from_outside(self):
        long = "x" * 1000
        nasty = '</script><img src=x onerror=alert(1)>\u202e\x1b[31m"\'&'

        def rename(run):
            kept = []
            for line in self.lines(run):
                one = json.loads(line)
                if one["kind"] == "case" and one["id"] == "esp.single.inbound":
                    one["name"] = one["title"] = long
                if one["kind"] == "case" and one["id"] == "esp.single.outbound":
                    one["title"] = one["reason"] = one["observed_class"] = nasty
                    one["hosts"] = [[nasty, nasty]]
                    one["symbols"] = [[nasty, nasty]]
                kept.append(json.dumps(one))
            (run / "record.jsonl").write_text("\n".join(kept) + "\n")

        _, page, done = self.judged("names", rename, 2)
        document = ElementTree.fromstring(page.replace("<!DOCTYPE html>", ""))
        self.assertIn(long, page)
        self.assertFalse([one for one in document.iter() if one.tag == "img"])
        self.assertEqual(len([one for one in document.iter() if one.tag == "script"]), 1)
        for text in (page, done.stdout, (self.folder / "names-judged" / "report.tap").read_text(), (self.folder / "names-judged" / "report.txt").read_text()):
            self.assertNotIn("\x1b[31m", text)
            self.assertNotIn("\u202e", text)
        ElementTree.parse(self.folder / "names-judged" / "report.xml")
        json.loads((self.folder / "names-judged" / "report.ctrf.json").read_text())


unittest.main(verbosity=2)
