# The report in a browser: what a reader gets on the screen and on paper. Chromium alone, without network, with a profile of its own.
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import rig

OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--enable-logging=stderr"]


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

    def pages(self, page):
        paper = self.folder / "paper.pdf"
        self.browse(page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        return max(int(count) for count in re.findall(rb"/Count (\d+)", paper.read_bytes()))

    def test_paper(self):
        self.assertLessEqual(self.pages(self.page), 12)

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

    def test_size(self):
        self.assertLess(self.page.stat().st_size / len(re.findall(r"<details class=.case.", self.page.read_text())), 1_500_000 / 244)


if __name__ == "__main__":
    unittest.main()
