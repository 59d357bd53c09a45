#!/usr/bin/env python3
"""What a run costs as it grows: wall clock, CPU and resident memory per case and per exchange, in virtual time.

  bench/growth.py TSUKA                                   the whole curve
  bench/growth.py TSUKA --cases 500,1000 --jobs 1,8       a part of it
  bench/growth.py TSUKA --cases "" --exchanges 100000    one case of so many datagrams
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HEAD = """format = 1
[suite]
id    = "growth"
title = "Growth"
about = "Cases by the thousand."
[cast]
alice  = { side = "lan" }
server = { side = "wan" }
"""

CASE = """
[[case]]
id    = "growth.%(name)s"
title = "%(name)s"
claim = ["flow.steady"]
steps = [
  { use    = "udp", as = "u", from = "alice", to = "server" },
  { send   = "udp", on = "u", at = "alice",  as = "out", times = %(times)d },
  { expect = "udp", on = "u", at = "server", times = %(times)d },
  { send   = "udp", on = "u", at = "server", as = "back" },
  { expect = "udp", on = "u", at = "alice" },
]
"""


def numbers(text):
    return [int(word) for word in text.split(",") if word]


def measured(command):
    """Wall seconds, CPU seconds and peak resident MB of a command. Ends the benchmark when it fails."""
    began = time.monotonic()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) not in (0, 2):  # 2: one claim is not the whole profile
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def octets(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def measure(tsuka, folder, cases, jobs, times):
    suite = folder / "growth.toml"
    suite.write_text(HEAD + "".join(CASE % {"name": f"c{number}", "times": times} for number in range(cases)))
    out = folder / "run"
    ran = measured([tsuka, "run", str(suite), "--dut", "sim:faithful", "--seed", "1", "--jobs", str(jobs), "--quiet", "--out", str(out)])
    judged = measured([tsuka, "judge", str(out)])
    size = octets(out)
    subprocess.run(["rm", "-r", str(out)], check=True)
    return ran, judged, size


def line(cases, jobs, times, ran, judged, size):
    each = cases * times
    print(f"{cases:6} {jobs:5} {times:7} | {ran[0]:7.2f} {ran[1]:7.2f} {ran[1] / each * 1e6:9.1f} {ran[2]:7.1f} | "
          f"{judged[0]:7.2f} {judged[2]:7.1f} | {size:7.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tsuka", type=pathlib.Path, help="the program")
    parser.add_argument("--cases", type=numbers, default=[500, 1000, 2000, 5000])
    parser.add_argument("--jobs", type=numbers, default=[1, 4, 16, 64])
    parser.add_argument("--exchanges", type=numbers, default=[1000, 10000, 100000])
    options = parser.parse_args()
    tsuka = str(options.tsuka.resolve())
    print(" cases  jobs   times |  run s   CPU s  CPU us/x  RSS MB | judge s  RSS MB |  run MB")
    with tempfile.TemporaryDirectory() as name:
        for cases in options.cases:
            for jobs in options.jobs:
                line(cases, jobs, 1, *measure(tsuka, pathlib.Path(name), cases, jobs, 1))
        for times in options.exchanges:
            line(1, 1, times, *measure(tsuka, pathlib.Path(name), 1, 1, times))


if __name__ == "__main__":
    main()
