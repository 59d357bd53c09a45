# in_a_row_test.py PRESET: runs over two real interfaces, one after the other, through one router that nobody flushes: the kernel by the
# rules and settings of the preset, in a network namespace made here. Every run must get the verdicts and classes of
# tests/netns/expected/PRESET.txt, whatever those before it have left in the router's tables.
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import unittest

import rig

PRESET = sys.argv.pop(1)
# Three show what the next run meets; TSUKA_RUNS=10 for a long look.
RUNS = int(os.environ.get("TSUKA_RUNS", "3"))
INSIDE = "TSUKA_TEST_INSIDE"
FOLDER = rig.SOURCE / "duts" / "kernel" / PRESET


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.stderr}{done.stdout}")
    return done.stdout


class InARow(unittest.TestCase):
    def setUp(self):
        self.preset = tomllib.loads((FOLDER / "preset.toml").read_text())
        self.scratch = rig.Folder()
        self.folder = self.scratch.__enter__()
        self.addCleanup(self.scratch.__exit__)
        lab = re.search(r"^\[lab\]\n(.*?)(?=^\[(?!lab\.)|\Z)", (FOLDER / "preset.toml").read_text(), re.M | re.S)
        (self.folder / "lab.toml").write_text(lab[1].replace("[lab.", "["))
        if self.preset["lab"].get("cable"):
            run("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "wan0")
        else:
            self.make_router()
        for interface in ("lan0", "wan0"):
            pathlib.Path(f"/proc/sys/net/ipv6/conf/{interface}/disable_ipv6").write_text("1")
            run("ip", "link", "set", interface, "mtu", self.preset["lab"]["mtu"])
            run("ip", "link", "set", interface, "up")

    def make_router(self):
        holder = subprocess.Popen(["unshare", "--net", "--", "sleep", "infinity"])
        self.addCleanup(holder.wait)
        self.addCleanup(holder.kill)
        own = os.readlink("/proc/self/ns/net")
        self.assertTrue(rig.wait_until(lambda: os.readlink(f"/proc/{holder.pid}/ns/net") != own, 20), "the router's namespace did not come about")
        enter = ["nsenter", f"--net=/proc/{holder.pid}/ns/net", "--"]
        lab = self.preset["lab"]
        for side in ("lan", "wan"):
            run("ip", "link", "add", f"{side}0", "type", "veth", "peer", "name", side, "netns", holder.pid)
        run(*enter, "sysctl", "-qw", *(f"{name}={value}" for name, value in self.preset["sysctls"].items()))
        run(*enter, "ip", "link", "set", "wan", "mtu", lab["wan"].get("mtu", lab["mtu"]))
        run(*enter, "ip", "address", "add", f"{lab['lan']['router']}/{lab['lan']['prefix'].split('/')[1]}", "dev", "lan")
        run(*enter, "ip", "address", "add", f"{lab['wan']['router_address']}/{lab['wan']['gateway'].split('/')[1]}", "dev", "wan")
        for side in ("lan", "wan"):
            run(*enter, "ip", "link", "set", side, "up")
        run(*enter, "ip", "route", "add", "default", "via", lab["wan"]["gateway"].split("/")[0])
        run(*enter, "nft", "-f", "-", input=(FOLDER / "rules.nft").read_text())

    def test_run_after_run(self):
        expected = set(rig.read_expected(PRESET))
        for number in range(RUNS):
            out = self.folder / f"run-{number}"
            bench = ["--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", self.preset["profile"]]
            done = rig.tsuka(["run", *bench, "--out", out])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done))

            def again(names):
                folder = self.folder / f"asked-{number}"
                rig.tsuka(["run", *bench, "--out", folder, *rig.only(names)])
                return folder

            table = rig.settled(rig.verdict_table(out), expected, out, again)
            odd = [row for row in table if row not in expected]
            self.assertEqual(odd, [], f"run {number + 1} of {RUNS}\n{rig.reasons(out, odd)}")
            print(f"run {number + 1} of {RUNS}: {len(table)} rows as expected", flush=True)


if not os.environ.get(INSIDE):
    rig.need("ip", "nft", "unshare", "nsenter")
    rig.inside(INSIDE, __file__, PRESET, *sys.argv[1:])
unittest.main(verbosity=2)
