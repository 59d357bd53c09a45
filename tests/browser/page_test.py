# The report in a browser: what a reader gets on the screen and on paper. Chromium alone, without network, with a profile of its own.
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import rig

PROBE = pathlib.Path(__file__).with_name("probe.js")
ROLES = pathlib.Path(__file__).with_name("roles.js")
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--enable-logging=stderr"]


# Of a page of thousands of cases: how many elements, and that the search and the folds work.
LONG = """(function () {
    var search = document.getElementById("search"), out = document.createElement("pre"), found = {};
    found.elements = document.querySelectorAll("*").length;
    found.rows = document.querySelectorAll(".suite tbody tr").length;
    search.value = "growth.c4321"; search.dispatchEvent(new Event("input"));
    found.left = Array.from(document.querySelectorAll(".suite tbody tr:not([data-hidden]) a code")).map(function (one) { return one.textContent; });
    document.getElementById("growth.c4321").closest("details").open = true;
    found.opened = document.querySelectorAll("details.case[open]").length;
    out.id = "found"; out.textContent = JSON.stringify(found); document.body.append(out);
})();"""


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if cls.chromium is None:
            raise AssertionError("there is no chromium here; ./runtests installs it")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="tsuka-page-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = rig.tsuka(["run", "--dut", "sim:seil", "--out", cls.folder / "run"])
        assert done.returncode in (0, 1, 2), rig.words(done)
        cls.page = cls.folder / "run" / "report.html"

    def browse(self, page, *arguments):
        with tempfile.TemporaryDirectory(dir=self.folder) as profile:
            done = subprocess.run([self.chromium, *OPTIONS, f"--user-data-dir={profile}", *arguments, page.as_uri()], capture_output=True,
                                  text=True, timeout=240, errors="replace")
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done

    def used(self, page, name, *options):
        """What came of using the page as a reader would (probe.js); the console must have stayed silent."""
        copy = page.parent / f"{name}.html"
        copy.write_text(page.read_text().replace("</body>", f"<script>\n{PROBE.read_text()}</script>\n</body>"))
        done = self.browse(copy, "--dump-dom", *options)
        self.assertEqual([line for line in done.stderr.splitlines() if "CONSOLE" in line], [])
        found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
        self.assertIsNotNone(found, done.stderr[-2000:])
        return json.loads(html.unescape(found.group(1)))

    def test_filters_links_keyboard_and_contrast(self):
        report = json.loads((self.page.parent / "report.json").read_text())
        rows = report["rows"]
        kept = {}
        for name, options in {"light": [], "dark": ["--blink-settings=preferredColorScheme=0"], "phone": ["--window-size=400,800"]}.items():
            found = kept[name] = self.used(self.page, name, *options)
            self.assertEqual(found["all"], len(rows))
            self.assertEqual((found["searched"], found["nothing"], found["again"], found["closed"]), (1, 0, len(rows), 0))
            self.assertEqual(found["family_names"], [row["name"] for row in rows if row["id"].startswith("esp.")])
            self.assertEqual(found["claim"], sum(any(claim["id"] == "passthrough.ipsec" for claim in row["claims"]) for row in rows))
            self.assertLess(found["without"], len(rows))
            self.assertEqual((found["dead"], found["unreachable"], found["nameless"], found["first"]), ([], 0, 0, "skip"))
            self.assertGreater(found["colours"], 20)
            self.assertEqual(found["contrast"], [], name)
        self.assertGreater(kept["light"]["ground"], kept["dark"]["ground"] + 0.5, "dark is dark")

    def roles(self, page, *options):
        """What roles.js has to object to; pages without a script of their own let none run, so theirs is let in."""
        copy = page.with_name("roles-" + page.name)
        ask = ROLES.read_text().partition("(function")[2].rstrip().removesuffix(";")
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text())
        copy.write_text(text.replace("</body>", f"""<script>
            var wrong = (function{ask}, out = document.createElement("pre");
            out.id = "found"; out.textContent = JSON.stringify(wrong); document.body.append(out);</script>\n</body>"""))
        done = self.browse(copy, "--dump-dom", *options)
        copy.unlink()
        found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
        self.assertIsNotNone(found, done.stderr[-2000:])
        return json.loads(html.unescape(found.group(1)))

    def test_roles_names_and_landmarks(self):
        """Debian has no axe-core: roles.js asks for what a reader needs who does not see the page."""
        said = rig.tsuka(["diff", self.folder / "run", self.folder / "run", "--format", "html"])
        (self.folder / "diff.html").write_text(said.stdout)
        (self.folder / "matrix.html").write_text(rig.tsuka(["matrix", self.folder / "run", "--format", "html"]).stdout)
        for page in (self.page, self.page.with_name("exchanges.html"), self.folder / "diff.html", self.folder / "matrix.html"):
            self.assertEqual(self.roles(page), [], page.name)
        broken = self.folder / "broken.html"
        broken.write_text(self.page.read_text().replace("<h1>", "<h4>").replace("</h1>", "</h4>").replace('lang="en"', "").replace("<main", "<div")
                          .replace("</main>", "</div>").replace('scope="row"', "").replace('id="search"', 'id="search" tabindex="3"'))
        self.assertGreater(len(self.roles(broken)), 5, "and it does find what is wrong")

    def test_japanese(self):
        run = self.folder / "ja"
        done = rig.tsuka(["run", "--dut", "sim:seil", "--lang", "ja", "--only", "esp.*", "--only", "time.udp.*", "--out", run])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        found = self.used(run / "report.html", "probed")
        self.assertEqual((found["dead"], found["unreachable"], found["nameless"], found["contrast"]), ([], 0, 0, []))

    def test_without_script(self):
        """What a reader cannot use is not there; everything that is said stands there."""
        bare = self.folder / "bare.html"
        bare.write_text(re.sub(r"<script>.*?</script>", "", self.page.read_text(), flags=re.DOTALL))
        dom = self.browse(bare, "--dump-dom").stdout
        self.assertIn('<div class="tools" hidden="hidden">', dom)
        for row in json.loads((self.page.parent / "report.json").read_text())["rows"]:
            self.assertIn(html.escape(row["name"]), dom)

    def pages(self, page):
        paper = self.folder / "paper.pdf"
        self.browse(page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        return max(int(count) for count in re.findall(rb"/Count (\d+)", paper.read_bytes()))

    def check_paper(self, run):
        """Seven pages, eight more for a hundred claims of the profile; three more for a hundred cases that are not as they should be, and one for their causes."""
        report = json.loads((run / "report.json").read_text())
        claims = sum(claim["claimed"] for claim in report["claims"])
        wrong = sum(row["verdict"] in ("fail", "deviation") for row in report["rows"])
        self.assertLessEqual(self.pages(run / "report.html"), 7 + claims * 8 / 100 + (1 + wrong * 3 / 100 if wrong else 0), (claims, wrong))

    def test_paper(self):
        self.check_paper(self.page.parent)

    def test_paper_of_many_claims_and_causes(self):
        """The longest profile, a router that breaks it in several ways, and one that does not."""
        for name, defect in ("clean", []), ("faulty", ["--defect", "gre.call-id-not-restored"]):
            done = rig.tsuka(["run", "-q", "--dut", "sim:faithful", *defect, "--seed", 1, "--out", self.folder / name])
            self.assertEqual(done.returncode, 1 if defect else 0, rig.words(done))
            self.check_paper(self.folder / name)

    def test_paper_with_every_case_by_choice(self):
        whole = self.folder / "whole.html"
        text = self.page.read_text()
        self.assertEqual(text.count('id="print-all"'), 1)
        whole.write_text(text.replace('id="print-all"', 'id="print-all" checked="checked"'))
        self.assertGreater(self.pages(whole), 20)

    def test_script_fills_the_filters_and_says_nothing(self):
        done = self.browse(self.page, "--dump-dom")
        self.assertRegex(done.stdout, r'<span class="filters" id="filters"><label>')
        said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        self.assertEqual(said, [])

    def test_page_of_a_load(self):
        out = self.folder / "load"
        done = rig.tsuka(["load", "--dut", "sim:linux", "--protocol", "udp,esp", "--size", "128,1400", "--most", 2000, "--flows", 10, "--up-to", 200,
                          "--seed", 1, "--out", out])
        self.assertEqual(done.returncode, 0, rig.words(done))
        for options in ([], ["--blink-settings=preferredColorScheme=0"]):
            done = self.browse(out / "load.html", "--dump-dom", *options)
            self.assertEqual([line for line in done.stderr.splitlines() if "CONSOLE" in line], [])
            self.assertEqual((done.stdout.count("<circle"), done.stdout.count('class="held"')), (4, 2))
        self.assertEqual(self.roles(out / "load.html"), [])

    def test_five_thousand_cases(self):
        """A run of any length has a page that opens: few elements a case, all of it found by the search."""
        sys.path.insert(0, str(rig.SOURCE / "bench"))
        import growth
        suite = self.folder / "growth.toml"
        suite.write_text(growth.HEAD + "".join(growth.CASE % {"name": f"c{number}", "times": 1} for number in range(5000)))
        run = self.folder / "long"
        done = rig.tsuka(["run", "-q", suite, "--dut", "sim:faithful", "--seed", 1, "--out", run])
        self.assertEqual(done.returncode, 2, rig.words(done))
        copy = run / "probed.html"
        copy.write_text((run / "report.html").read_text().replace("</body>", f"<script>{LONG}</script></body>"))
        done = self.browse(copy, "--dump-dom")
        self.assertEqual([line for line in done.stderr.splitlines() if "CONSOLE" in line], [])
        found = json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', done.stdout).group(1)))
        self.assertEqual((found["rows"], found["left"], found["opened"]), (5000, ["growth.c4321"], 1))
        self.assertLess(found["elements"], 5000 * 40)
        self.assertLess((run / "report.html").stat().st_size, 12_000_000)
        self.assertLess((run / "exchanges.html").stat().st_size, 20_000_000)

    def test_size(self):
        self.assertLess(self.page.stat().st_size / len(re.findall(r"<details class=.case.", self.page.read_text())), 1_500_000 / 244)


if __name__ == "__main__":
    unittest.main()
