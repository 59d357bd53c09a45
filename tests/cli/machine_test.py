# What Tsuka tells other programs: TAP, CTRF, CSV, JUnit of one run agree with its exit status; lists as JSON; lint for code review.
import csv
import io
import json
import re
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

import rig

POINT = re.compile(r"^(not )?ok (\d+) - (.*?)(?: # SKIP (.*))?$")
BROKEN = 'format = 1\n[suite]\nid = "x"\ntitle = "100% a,b:c"\n[[case]]\nid = "x.y"\ntitel = "t"\nclaim = ["nat.napt"]\nsteps = []\n'


def tap(text):
    """Points of TAP 14 as (ok, name, skipped); raises on what is no TAP."""
    lines = text.splitlines()
    assert lines[0] == "TAP version 14", lines[0]
    plan = int(re.fullmatch(r"1\.\.(\d+)", lines[1]).group(1))
    points, inside = [], False
    for line in lines[2:]:
        if line in ("  ---", "  ..."):
            inside = line == "  ---"
        elif inside:
            key, value = line.strip().split(": ", 1)
            json.loads(value)
        else:
            found = POINT.match(line)
            assert found, line
            assert int(found[2]) == len(points) + 1, line
            points.append((found[1] is None, found[3], found[4] is not None))
    assert plan == len(points), (plan, len(points))
    return points


class Machine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = rig.Folder()
        cls.folder = cls.place.__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.status = {}
        for name, more in {"good": ["--dut", "sim:faithful", "--profile", "seil"], "part": ["--dut", "sim:faithful", "--only", "esp.single.*"],
                           "bad": ["--dut", "sim:faithful", "--defect", "esp.payload-altered", "--only", "esp.*", "--only", "time.*"]}.items():
            done = rig.tsuka(["run", *more, "--seed", 1, "--out", cls.folder / name])
            cls.status[name] = done.returncode
        assert list(cls.status.values()) == [0, 2, 1], cls.status

    def test_gitlab_takes_the_junit_report(self):
        """What docs.gitlab.com/ci/testing/unit_test_reports says: a test is known by classname and name, others of the same are ignored; files end in .xml and
        are smaller than 30 MB; a test fails, breaks or is skipped by one element of that name; an attachment is only what says so. XML of more than
        250,000 objects is refused (gitlab-org/gitlab, lib/gitlab/fogbugz_import)."""
        for name in self.status:
            path = self.folder / name / "report.xml"
            self.assertLess(path.stat().st_size, 30_000_000)
            root = ElementTree.parse(path).getroot()
            self.assertEqual((root.tag, {suite.tag for suite in root}), ("testsuites", {"testsuite"}))
            cases = list(root.iter("testcase"))
            self.assertEqual(len({(case.get("classname"), case.get("name")) for case in cases}), len(cases), "none is ignored")
            self.assertTrue(all(case.get("classname") and case.get("name") for case in cases))
            for case in cases:
                self.assertGreaterEqual(float(case.get("time", "0")), 0)
                self.assertLessEqual(sum(case.find(tag) is not None for tag in ("failure", "error", "skipped")), 1)
                self.assertLessEqual({child.tag for child in case}, {"failure", "error", "skipped", "system-out"})
                self.assertNotIn("[[ATTACHMENT", case.findtext("system-out", ""))
            self.assertTrue(all(case.find("failure").text.strip() for case in cases if case.find("failure") is not None), "what is shown is the text")
            objects = sum(1 + len(one.attrib) for one in root.iter())
            self.assertLess(objects, 250_000)

    def test_octets_around_what_is_wrong(self):
        """JUnit and the ladder show the octet that the defect has altered; the capture has it."""
        root = ElementTree.parse(self.folder / "bad" / "report.xml").getroot()
        shown = {case.get("name"): case.findtext("failure") for case in root.iter("testcase") if case.find("failure") is not None}
        found = re.search(r"octets: esp payload, octet \d+ counted from 0; in the frame (\d+), evidence.pcapng #(\d+)\nsent    (.*)\narrived (.*)",
                          shown["esp.rekey.client-side"])
        self.assertIsNotNone(found, shown["esp.rekey.client-side"])
        place, number = int(found[1]), found[2]
        sent, arrived = ([re.search(r"\[(..)\]", line)[1] for line in found.group(3, 4)])
        self.assertNotEqual(sent, arrived)
        tshark = subprocess.run(["tshark", "-r", self.folder / "bad" / "evidence.pcapng", "-Y", f"frame.number == {number}", "-T", "json", "-x"],
                                capture_output=True, text=True, check=True)
        frame = bytes.fromhex(json.loads(tshark.stdout)[0]["_source"]["layers"]["frame_raw"][0])
        self.assertEqual(frame[place : place + 1].hex(), arrived)
        said = rig.tsuka(["explain", self.folder / "bad", "esp.rekey.client-side", "--ladder"])
        self.assertEqual(said.returncode, 0, rig.words(said))
        self.assertIn(found[0], said.stdout)
        ja = rig.tsuka(["explain", self.folder / "bad", "esp.rekey.client-side", "--ladder", "--lang", "ja"]).stdout
        self.assertNotRegex(re.sub("#.*", "", ja), r"[a-z]{3,} [a-z]{3,} [a-z]{3,}")

    def test_every_form_is_red_exactly_when_the_exit_status_is(self):
        for name, status in self.status.items():
            run = self.folder / name
            points = tap((run / "report.tap").read_text())
            self.assertEqual(all(ok for ok, _, _ in points), status == 0, name)
            summary = json.loads((run / "report.ctrf.json").read_text())["results"]["summary"]
            self.assertEqual(summary["failed"] + summary["other"] == 0, status == 0, name)
            root = ElementTree.parse(run / "report.xml").getroot()
            self.assertEqual((summary["failed"], summary["other"], summary["tests"]),
                             (int(root.get("failures")), int(root.get("errors")), int(root.get("tests"))))
            self.assertEqual(len(points), summary["tests"])
            self.assertEqual(sum(skipped for _, _, skipped in points), summary["skipped"])

    def test_ctrf_holds_what_its_schema_asks_for(self):
        whole = json.loads((self.folder / "bad" / "report.ctrf.json").read_text())
        self.assertEqual((whole["reportFormat"], whole["specVersion"]), ("CTRF", "0.0.0"))
        results = whole["results"]
        self.assertEqual(results["tool"]["name"], "tsuka")
        summary = results["summary"]
        self.assertEqual(set(summary), {"tests", "passed", "failed", "pending", "skipped", "other", "start", "stop"})
        self.assertEqual(sum(summary[key] for key in ("passed", "failed", "pending", "skipped", "other")), summary["tests"])
        self.assertGreater(summary["start"], 1_700_000_000_000)
        self.assertGreaterEqual(summary["stop"], summary["start"])
        for one in results["tests"]:
            self.assertIn(one["status"], {"passed", "failed", "skipped", "pending", "other"})
            self.assertIsInstance(one["duration"], int)
        failed = [one for one in results["tests"] if one["status"] == "failed"]
        self.assertTrue(failed and all(one["message"] and one["rawStatus"] == "fail" for one in failed))

    def test_numbers(self):
        rows = list(csv.DictReader(io.StringIO((self.folder / "bad" / "report.csv").read_text(), newline="")))
        groups = json.loads((self.folder / "bad" / "report.json").read_text())["groups"]
        told = [[one["case"], int(one["value"]), one["result"]] for one in rows if one["result"] != "untried"]
        self.assertEqual(told, [[group["id"], value, result] for group in groups for value, result in group["measured"]["tried"]])
        self.assertGreater(len(told), 10)
        for one in rows:
            group = next(group for group in groups if group["id"] == one["case"])
            self.assertEqual(one["lower"], "" if group["measured"]["lower"] is None else str(group["measured"]["lower"]))
            self.assertIn(one["unit"], {"ns", "cases"})

    def test_lists(self):
        for what in ("cases", "campaigns", "profiles", "presets", "routers", "defects", "claims", "protocols"):
            done = rig.tsuka(["list", "--what", what, "--json"])
            self.assertEqual(done.returncode, 0, rig.words(done))
            listed = json.loads(done.stdout)
            self.assertEqual((listed["format"], listed["what"]), (1, what))
            plain = rig.tsuka(["list", "--what", what]).stdout
            self.assertGreaterEqual(len(listed["list"]), 3)
            for one in listed["list"]:
                self.assertIn(one["id"], plain)
        none = rig.tsuka(["list", "--json", "--only", "no.such"])
        self.assertEqual((none.returncode, json.loads(none.stdout)["list"]), (4, []))

    def test_lint_for_code_review(self):
        suite = self.folder / "a b.toml"
        suite.write_text(BROKEN)
        done = rig.tsuka(["lint", "--format", "github", suite])
        self.assertEqual(done.returncode, 3, rig.words(done))
        lines = done.stdout.splitlines()
        self.assertTrue(lines and all(re.fullmatch(r"::(error|warning) file=[^:]+(,line=\d+,col=\d+)?::[^\r\n]+", line) for line in lines), lines)
        self.assertIn("line=7,col=1::", done.stdout)
        done = rig.tsuka(["lint", "--format", "sarif", suite])
        self.assertEqual(done.returncode, 3, rig.words(done))
        log = json.loads(done.stdout)
        self.assertEqual(log["version"], "2.1.0")
        results = log["runs"][0]["results"]
        self.assertEqual(len(results), len(lines))
        place = results[0]["locations"][0]["physicalLocation"]
        self.assertTrue(place["artifactLocation"]["uri"].endswith("a%20b.toml"), place)
        self.assertGreaterEqual(place["region"]["startLine"], 1)
        self.assertEqual({one["ruleId"] for one in results} - {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}, set())

    def test_lint_of_ours(self):
        done = rig.tsuka(["lint", "--format", "github"])
        self.assertEqual((done.returncode, done.stdout), (0, ""), rig.words(done))
        done = rig.tsuka(["lint", "--format", "sarif"])
        self.assertEqual(json.loads(done.stdout)["runs"][0]["results"], [])


unittest.main(verbosity=2)
