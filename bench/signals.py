#!/usr/bin/env python3
"""How long a signal waits until the process that reads frames has seen it, while somebody floods the bench.

  bench/signals.py TSUKA                                        20 signals for each command, side and kind of flood
  bench/signals.py TSUKA --signals 2 --commands run --kinds arp a part of it

The router is the one of tests/netns/interfaces_test.py, made of a network namespace with veth pairs; the flood comes from its side of them.
Everything is inside namespaces of its own (as root, or where user namespaces are allowed). A signal that is waited for by descriptor is
pending until it is read: how long is asked of /proc/PID/status, twice a millisecond. `ended` is how long it takes from there until the
command has written what it writes and is gone.
"""
import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "tests" / "netns"))
import rig

INSIDE = "TSUKA_BENCH_INSIDE"
COMMANDS = ("run", "doctor", "load")
KINDS = ("none", "arp", "udp", "random")


def words(text):
    return text.split(",")


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tsuka", type=pathlib.Path, help="the program")
    parser.add_argument("--signals", type=int, default=20, help="for each command, side and kind")
    parser.add_argument("--commands", type=words, default=list(COMMANDS))
    parser.add_argument("--kinds", type=words, default=list(KINDS))
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    return parser.parse_args()


def is_pending(pid, number):
    """Whether it has not been seen yet; a process that has ended for it has."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return any(line.startswith("ShdPnd:") and int(line.split()[1], 16) >> (number - 1) & 1 for line in lines)


def reader_of(process):
    """The process of the command that reads frames: the one that it has started."""
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")

    def one():
        return process.poll() is not None or len(children.read_text().split()) == 1

    if not rig.wait_until(one, 30, 0.005) or process.poll() is not None:
        sys.exit("the command has ended by itself:\n" + process.communicate()[0])
    return int(children.read_text())


class Moments:
    """What was measured of one command under one flood."""

    def __init__(self):
        self.seen, self.ended, self.rates = [], [], []

    def line(self, command, side, kind):
        seen = sorted(self.seen)
        at = lambda share: seen[min(len(seen) - 1, int(share * len(seen)))] * 1000
        return (f"{command:7} {side:4} {kind:7} | {len(seen):3} {sum(self.rates) / len(self.rates) / 1000:9.0f} | "
                f"{at(0.5):8.1f} {at(0.95):8.1f} {seen[-1] * 1000:8.1f} | {max(self.ended):7.2f}")


def arguments(command, folder, out, tests):
    bench = ["--lan", "lan0", "--wan", "wan0", "--lab", folder / "lab.toml"]
    return {"run": ["run", tests / "long.toml", *bench, "--profile", "linux", "--longest", "2m", "--out", out],
            "doctor": ["doctor", *bench],
            "load": ["load", *bench, "--out", out, "--protocol", "udp", "--size", "64"]}[command]


def measure_one(router, folder, moments, dice, command, side, kind):
    out = folder / f"{command}-{side}-{kind}-{len(moments.seen)}"
    process = rig.start(arguments(command, folder, out, rig.TESTS))
    flood = None
    try:
        reader = reader_of(process)
        if kind != "none":
            before = rig.arrived(f"{side}0")
            flood = subprocess.Popen([*router.enter, sys.executable, "-B", rig.TESTS / "flooder.py", side, kind], stdin=subprocess.DEVNULL)
            if not rig.wait_until(lambda: rig.arrived(f"{side}0") - before > 1000, 10, 0.005):
                sys.exit("the flood does not come")
        began, before = time.monotonic(), rig.arrived(f"{side}0")
        time.sleep(dice.uniform(0.2, 2.0))  # anywhere in what it does; the flood goes on
        moments.rates.append((rig.arrived(f"{side}0") - before) / (time.monotonic() - began))
        began = time.monotonic()
        os.kill(reader, signal.SIGINT)
        while is_pending(reader, signal.SIGINT):
            time.sleep(0.0005)
        moments.seen.append(time.monotonic() - began)
        process.communicate(timeout=60)
        moments.ended.append(time.monotonic() - began - moments.seen[-1])
    finally:
        if flood:
            flood.kill()
            flood.wait()
        rig.end(process)


def main():
    wanted = options()
    os.environ["TSUKA"] = str(wanted.tsuka.resolve())
    if INSIDE not in os.environ:
        sys.exit(rig.in_namespaces(INSIDE, __file__, *sys.argv[1:]))
    sys.argv[1:] = ["static"]  # how interfaces_test.py is told what router it makes
    import interfaces_test

    dice = random.Random(wanted.seed)
    print("command side flood   |   n  frames/ms |  50 % ms  95 % ms   max ms | ended s")
    for command in wanted.commands:
        for kind in wanted.kinds:
            for side in ("lan", "wan") if kind != "none" else ("wan",):
                moments = Moments()
                with rig.Folder() as folder:
                    router = interfaces_test.Router(folder)
                    try:
                        (folder / "lab.toml").write_text(interfaces_test.LAB.format(router="static"))
                        for _ in range(wanted.signals):
                            measure_one(router, folder, moments, dice, command, side, kind)
                    finally:
                        router.end()
                print(moments.line(command, side, kind), flush=True)


if __name__ == "__main__":
    main()
