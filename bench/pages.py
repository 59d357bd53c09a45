#!/usr/bin/env python3
"""What the pages of a run cost: time to judge and render, octets, elements of the page and what a browser takes to open it.

  bench/pages.py TSUKA                                 a simulated router's whole catalogue, then runs of 300, 1,000 and 5,000 cases
  bench/pages.py TSUKA --cases 300 --routers faithful  a part of it

With chromium on PATH the page is opened once without a window; without it these columns stay empty.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import growth

PROBE = """<script>window.addEventListener("load", function () { setTimeout(function () {
    var timing = performance.getEntriesByType("navigation")[0], out = document.createElement("pre");
    out.id = "probe"; out.textContent = JSON.stringify({ elements: document.querySelectorAll("*").length - 2, opened: timing.loadEventEnd });
    document.body.append(out); }, 0); });</script></body>"""


def browser():
    return shutil.which("chromium") or shutil.which("chromium-browser")


def opened(page, folder):
    """Elements, and milliseconds from the first octet to the end of loading; nothing without a browser."""
    if browser() is None:
        return None
    copy = page.with_name("probed.html")
    copy.write_text(page.read_text().replace("</body>", PROBE))
    dom = subprocess.run([browser(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--dump-dom", copy.as_uri()],
                         capture_output=True, text=True, check=True).stdout
    copy.unlink()
    return json.loads(re.search(r'<pre id="probe">(.*?)</pre>', dom).group(1))


def measure(tsuka, folder, what, arguments):
    run = folder / "run"
    subprocess.run([tsuka, "run", "-q", *arguments, "--seed", "1", "--lang", "en", "--out", run], stdout=subprocess.DEVNULL)
    began = time.monotonic()
    subprocess.run([tsuka, "judge", run, "--lang", "en", "--out", folder / "judged"], stdout=subprocess.DEVNULL)
    took = time.monotonic() - began
    page, archive = folder / "judged" / "report.html", folder / "judged" / "exchanges.html"
    rows = len(json.loads((folder / "judged" / "report.json").read_text())["rows"])
    found = opened(page, folder)
    told = f"{found['elements']:9} {found['opened']:8.0f}" if found else f"{'':9} {'':8}"
    print(f"{what:22} {rows:6} {took:8.2f} {page.stat().st_size / 1e6:8.2f} {archive.stat().st_size / 1e6:8.2f} {told}", flush=True)
    shutil.rmtree(run)
    shutil.rmtree(folder / "judged")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tsuka", type=pathlib.Path, help="the program")
    parser.add_argument("--cases", type=growth.numbers, default=[300, 1000, 5000])
    parser.add_argument("--routers", type=lambda text: [word for word in text.split(",") if word], default=["faithful", "linux"])
    options = parser.parse_args()
    tsuka = str(options.tsuka.resolve())
    print("run                     cases  judge s  page MB  all MB   elements  open ms")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for router in options.routers:
            measure(tsuka, folder, "sim:" + router, ["--dut", "sim:" + router])
        for cases in options.cases:
            suite = folder / "growth.toml"
            suite.write_text(growth.HEAD + "".join(growth.CASE % {"name": f"c{number}", "times": 1} for number in range(cases)))
            measure(tsuka, folder, f"{cases} of one kind", [str(suite), "--dut", "sim:faithful"])


if __name__ == "__main__":
    main()
