# `tsuka diff` and `tsuka matrix` over runs on simulated routers.
import json
import pathlib
import re
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

import rig

CASES = ["--only", "esp.*", "--only", "multi.esp.*"]


class Compare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = rig.Folder()
        cls.folder = cls.place.__enter__()
        for name, dut in ("good", ["sim:faithful"]), ("bad", ["sim:faithful", "--defect", "esp.payload-altered"]), ("seil", ["sim:seil"]):
            done = rig.tsuka(["run", *CASES, "--dut", *dut, "--seed", 1, "--out", cls.folder / name])
            assert done.returncode in (0, 1, 2), rig.words(done)

    @classmethod
    def tearDownClass(cls):
        cls.place.__exit__(None, None, None)

    def diff(self, before, after, *more):
        return rig.tsuka(["diff", self.folder / before, self.folder / after, *more])

    def test_a_defect_is_a_regression(self):
        done = self.diff("good", "bad")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertIn("newly broken\n  esp.", done.stdout)
        done = self.diff("bad", "good")
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertIn("newly kept", done.stdout)

    def test_a_run_is_equal_to_itself(self):
        done = self.diff("good", "good/report.json")
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertIn("nothing differs", done.stdout)

    def test_pages(self):
        page = self.diff("good", "bad", "--format", "html")
        self.assertEqual(page.returncode, 1, rig.words(page))
        names = self.links(page.stdout)
        self.assertIn("newly broken", page.stdout)
        page = rig.tsuka(["matrix", *(self.folder / name for name in ("good", "seil", "bad")), "--format", "html"])
        self.assertEqual(page.returncode, 0, rig.words(page))
        names += self.links(page.stdout)
        self.assertGreater(len(names), 40)
        self.assertTrue(any(name.startswith("claim:") for name in names) and any(name.startswith("multi.esp.") for name in names))

    def test_japanese(self):
        """Nothing that is said stands in English: what is left are names of cases, claims, profiles and routers."""
        names = re.compile(r"^(|A|B|Tsuka|[a-z0-9.\-]+(\[.*\])?|[^ ]*report\.(html|json)|[A-Z]{3,5})$")
        pages = [self.diff("good", "bad", "--format", "html", "--lang", "ja").stdout,
                 rig.tsuka(["matrix", *(self.folder / name for name in ("good", "seil", "bad")), "--format", "html", "--lang", "ja"]).stdout]
        for page in pages:
            self.assertIn('<html lang="ja">', page)
            self.links(page)
            texts = {text.strip() for text in ElementTree.fromstring(page.replace("<!DOCTYPE html>", "")).find("body").itertext()}
            self.assertEqual({text for text in texts if not names.match(text) and not re.search("[\u3040-\u30ff\u4e00-\u9fff]", text)}
                             - self.routers(), set())
        for more in (), ("--format", "markdown"):
            self.assertIn("新たに破れた", self.diff("good", "bad", "--lang", "ja", *more).stdout)
        self.assertIn("二台、同じ接続先", rig.tsuka(["matrix", self.folder / "good", self.folder / "seil", "--lang", "ja"]).stdout)
        for form in ["diff", "--format", "junit"], ["matrix", "--format", "csv"]:
            both = [rig.tsuka([form[0], self.folder / "good", self.folder / "bad", *form[1:], "--lang", lang]).stdout for lang in ("en", "ja")]
            self.assertEqual(*both)

    def routers(self):
        return {json.loads((self.folder / name / "report.json").read_text())["run"][key] for name in ("good", "bad", "seil") for key in ("dut", "dut_about")}

    def test_numbers_in_japanese(self):
        """Sentences on measurements are read back from a file, and said again."""
        def run(name, more):
            done = rig.tsuka(["run", "--dut", "sim:" + name, "--seed", 1, "--only", "time.*", "--longest", "10m", "--out", self.folder / more])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        run("faithful", "timed")
        run("linux", "timed-linux")
        said = self.diff("timed", "timed-linux", "--lang", "ja").stdout
        self.assertIn("数値が変わった", said)
        self.assertRegex(said, r"まで保持")
        self.assertNotRegex(said, r"survives|lost after|tried|determined")

    def links(self, page):
        """Every link leads to an anchor that is there; the names of the anchors."""
        document = ElementTree.fromstring(page.replace("<!DOCTYPE html>", ""))
        names, pages = [], {}
        for one in document.iter("a"):
            path, _, anchor = urllib.parse.unquote(one.get("href")).partition("#")
            if path not in pages:
                pages[path] = set(re.findall(r' id="([^"]+)"', pathlib.Path(path).read_text()))
            if anchor:
                self.assertIn(anchor, pages[path], path)
                names.append(anchor)
        return names

    def test_forms(self):
        self.assertIn("| newly broken |", self.diff("good", "bad", "--format", "markdown").stdout)
        self.assertIn("<failure", self.diff("good", "bad", "--format", "junit").stdout)

    def test_no_report(self):
        done = self.diff("good", "absent")
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("absent", done.stderr)

    def test_expected_deviations(self):
        listed = rig.tsuka(["expect", self.folder / "bad"])
        self.assertEqual(listed.returncode, 0, rig.words(listed))
        file = self.folder / "expected.toml"
        file.write_text(listed.stdout)
        judge = lambda run: rig.tsuka(["judge", self.folder / run, "--expected", file, "--accept-partial"])
        done = judge("bad")
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertIn("DOES NOT CONFORM", done.stdout, "known is not hidden")
        self.assertIn("Known deviations", done.stdout)
        done = judge("good")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertIn("no longer true", done.stdout)
        file.write_text("format = 1\n")
        self.assertEqual(judge("bad").returncode, 1)
        file.write_text("format = 1\n[[expected]]\n")
        self.assertEqual(judge("bad").returncode, 3)

    def test_matrix(self):
        done = rig.tsuka(["matrix", self.folder / "good", self.folder / "bad", self.folder / "seil"])
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertIn("| IPsec (ESP without NAT-T): One client | works | fails | works |", done.stdout)
        # A router that alters what it forwards has the path, so what builds on it is tried.
        self.assertIn("| IPsec (ESP without NAT-T): Two clients, one server | works | fails | only the first |", done.stdout)
        self.assertIn("| IPsec (ESP without NAT-T): Three and more | 9 and more | not run | 9 and more |", done.stdout)


unittest.main(verbosity=2)
