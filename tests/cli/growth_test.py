#!/usr/bin/env python3
"""A run may be long: what it keeps in memory is bounded, and so is what judging it again takes. The bounds lie well above what is needed
and far below what keeping every frame would take; how fast it goes is bench/growth.py's to say."""
import importlib.util
import os
import pathlib
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


if os.environ.get("TSUKA_SANITIZED"):
    print("memory says nothing in a build with sanitizers")
    sys.exit(77)
check(5000, 64, 1, 150, 100)
check(1, 1, 100000, 300, 150)
