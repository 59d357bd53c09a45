#!/usr/bin/env python3
"""A run may be long: what it keeps in memory is bounded, and so is what judging it again takes. The bounds lie well above what is needed
and far below what keeping every frame would take; how fast it goes is bench/growth.py's to say. A run that meets the end of its memory all
the same is sealed and says so."""
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TSUKA = os.environ["TSUKA"]
SOURCE = pathlib.Path(__file__).resolve().parents[2]

spec = importlib.util.spec_from_file_location("growth", SOURCE / "bench" / "growth.py")
growth = importlib.util.module_from_spec(spec)
spec.loader.exec_module(growth)


def check(cases, jobs, times, most_run, most_judge):
    with tempfile.TemporaryDirectory() as name:
        ran, judged, _ = growth.measure(TSUKA, pathlib.Path(name), cases, jobs, times)
    print(f"{cases} cases of {times} exchanges, {jobs} at once: {ran[2]:.0f} MB, judged in {judged[2]:.0f} MB")
    if ran[2] > most_run or judged[2] > most_judge:
        sys.exit(f"more than {most_run} and {most_judge} MB")


def check_end(kilobytes, times):
    """A limit in which the program and its data fit, and one case of so many exchanges does not."""
    with tempfile.TemporaryDirectory() as name:
        suite, out = pathlib.Path(name) / "growth.toml", pathlib.Path(name) / "run"
        suite.write_text(growth.HEAD + growth.CASE % {"name": "long", "times": times})
        command = [TSUKA, "run", str(suite), "--dut", "sim:faithful", "--seed", "1", "--quiet", "--out", str(out)]
        done = subprocess.run(["sh", "-c", f'ulimit -v {kilobytes}; exec "$@"', "sh", *command], capture_output=True, text=True)
        end = json.loads((out / "record.jsonl").read_text().splitlines()[-1]) if out.exists() else {}
        sums = subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=name if not out.exists() else out)
        judged = subprocess.run([TSUKA, "judge", str(out)], capture_output=True, text=True)
    print(f"{times} exchanges in {kilobytes // 1000} MB: {done.stderr.strip()}")
    wrong = [what for what, so in (("it passes", done.returncode in (0, 1)),
                                   ("it does not say why it ended", "run out of memory" not in done.stderr),
                                   ("the record does not say why", "run out of memory" not in end.get("ended", "")),
                                   ("the record calls itself whole", end.get("complete") is not False),
                                   ("it is not sealed", sums.returncode != 0),
                                   ("it cannot be judged", judged.returncode not in (2, 4))) if so]
    if wrong:
        sys.exit(f"{', '.join(wrong)}: {done.returncode}, {done.stderr}, {judged.returncode}, {judged.stderr}")


if os.environ.get("TSUKA_SANITIZED"):
    print("memory says nothing in a build with sanitizers")
    sys.exit(77)
check(5000, 64, 1, 150, 100)
check(1, 1, 100000, 300, 150)
for kilobytes in 100_000, 110_000, 120_000:  # it ends in another place each time
    check_end(kilobytes, 100_000)
