# examples/sample-report: built by its script, whole, and still what Tsuka's pages look like.
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.parse

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = SOURCE / "examples" / "sample-report"
LEFT_OUT = {"exchanges.html", "evidence.pcapng"}  # as its README says


def pages(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.html"))}


def skeleton(page):
    """What a reader finds where: sections, headings, heads of tables."""
    return re.findall(r'<section id="([a-z]+)"', page), re.findall(r"<h2>([^<]*)</h2>", page), len(set(re.findall(r'<tr data-verdict="([a-z-]+)"', page))) > 1


class Sample(unittest.TestCase):
    def test_it_is_what_its_script_builds(self):
        """With a router of namespaces where the environment says so (netns.sample), else with a simulated one in its place."""
        router = os.environ.get("SAMPLE_ROUTER", "sim:linux")
        with tempfile.TemporaryDirectory(prefix="tsuka-sample-") as folder:
            done = subprocess.run([str(SAMPLE / "build"), os.environ["TSUKA"], folder, router], capture_output=True, text=True, timeout=300)
            self.assertEqual(done.returncode, 0, done.stderr)
            fresh, kept = pages(pathlib.Path(folder)), pages(SAMPLE)
        self.assertIn("netns:linux", kept["linux/report.html"], "the page that is kept is the kernel's")
        self.assertIn(router, fresh["linux/report.html"])
        self.assertEqual(sorted(fresh), sorted(kept))
        for name, page in fresh.items():
            if name == "diff.html":  # its tables are those of the day's suites
                continue
            self.assertEqual(skeleton(kept[name]), skeleton(page), f"{name} has grown old: run examples/sample-report/build")

    def test_links_lead_somewhere(self):
        kept = pages(SAMPLE)
        anchors = {name: set(re.findall(r' id="([^"]+)"', page)) for name, page in kept.items()}
        count = 0
        for name, page in kept.items():
            for link in re.findall(r'<a [^>]*href="([^"]+)"', page):
                path, _, anchor = urllib.parse.unquote(link.replace("&amp;", "&")).partition("#")
                target = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
                if os.path.basename(target) in LEFT_OUT:
                    continue
                self.assertIn(target, kept, f"{name}: {link}")
                if anchor:
                    self.assertIn(anchor, anchors[target], f"{name}: {link}")
                count += 1
        self.assertGreater(count, 200)

    def test_it_is_light(self):
        self.assertLess(sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()), 1_000_000)


unittest.main(verbosity=2)
