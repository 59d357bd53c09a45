# hooks_live_test.py static Resil|Settings: every case that has something done to its router (reboots, a factory reset, another WAN address, links
# that go down, configurations) against a kernel router whose hooks are shell commands, over interfaces. The verdicts are those of
# expected/hooks-resil.txt and hooks-settings.txt.
import json
import os
import unittest

import interfaces_test as bench
import rig

SCRIPT = rig.TESTS / "router_of_hooks.sh"
CONFIGURATIONS = ("lab", "permit-pptp", "permit-tcp-1723", "permit-ipsec", "permit-udp-500", "permit-udp-500-from-500", "permit-natt", "permit-l2tp",
                  "off-ipsec", "off-pptp", "static-udp-500", "static-protocols", "static-remote", "dmz")

LAB = """
title = "A kernel router whose hooks are shell commands"
[lan]
clients = "static"
prefix = "192.168.0.1/16"
static_client = "192.168.0.10"
[wan]
router = "static"
gateway = "203.0.113.1/24"
router_address = "203.0.113.2"
static_remote = "198.51.100.77"
[hooks]
reboot = "{script} reboot"
factory-reset = "{script} factory-reset"
power-off = "{script} power-off"
power-on = "{script} power-on"
off_for = "3s"
wan-address = "{script} wan-address"
wan-link = "{script} flap wan"
lan-link = "{script} flap lan"
collect = "{script} log"
apply = '{script} apply "$TSUKA_CONFIG"'
configurations = {configurations}
"""


class Router(bench.Router):
    """The router of interfaces_test.py, set up by the script that its hooks call, too."""

    def __init__(self, folder):
        self.flash = folder / "flash"
        self.flash.mkdir()
        super().__init__(folder)

    def set_up(self):
        rig.need("conntrack")
        self.do(*self.script("start"))

    def script(self, *action):
        return ["sh", str(SCRIPT), str(self.flash), *action]


class Live(bench.WithRouter):
    make_router = Router

    def certify(self, name, *more, wrong=""):
        script = " ".join([*(["env", f"TSUKA_WRONG={wrong}"] if wrong else []), *self.router.enter, *self.router.script()])
        lab = self.folder / f"{name}.toml"
        lab.write_text(LAB.format(script=script, configurations=json.dumps(CONFIGURATIONS)))
        return rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", lab, "--profile", "linux-static", "--seed", 1, "--out", self.folder / name, *more],
                         timeout=280)

    def rows(self, name):
        return {row["name"]: row for row in json.loads((self.folder / name / "report.json").read_text())["rows"]}

    def skipped(self, rows):
        """Names, and why."""
        return [(name, row["reason"]) for name, row in rows.items() if row["verdict"] == "skipped"]

    def compare(self, part, *patterns, more=()):
        """Every case of these names; the report's rows."""
        done = self.certify("run", *more, *(word for pattern in patterns for word in ("--only", pattern)))
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + self.router.logs())
        table = rig.verdict_table(self.folder / "run")
        if os.environ.get("TSUKA_APPROVE"):
            (rig.EXPECTED / f"hooks-{part}.txt").write_text(f"# hooks_live_test.py {part}: case, verdict, observed class. TSUKA_APPROVE=1 writes it anew; read the difference.\n"
                                                            + "".join(row + "\n" for row in table))
        rig.compare_with_expected(f"hooks-{part}", table)
        again = rig.tsuka(["judge", self.folder / "run", "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
        self.assertEqual(rig.verdict_table(self.folder / "again"), table, "the replay judges otherwise than the run")
        return self.rows("run")


class Resil(Live):
    def test_verdicts(self):
        rows = self.compare("resil", "resil.*", more=("--longest", "40s"))
        self.assertEqual(["resil.table.recovery"], [name for name, _ in self.skipped(rows)], self.skipped(rows))  # five minutes
        self.assertGreater(len(rows), 20)

    def test_a_router_that_forgets_its_entries(self):
        """The wrong twin: what is set is lost with the restart, and the case says so. Once: an entry that is gone for good cannot be lost again."""
        done = self.certify("forgets", "--only", "resil.reboot.config-kept.static", "--confirm", 0, wrong="static-lost")
        row = self.rows("forgets")["resil.reboot.config-kept.static"]
        self.assertEqual((row["verdict"], row["observed_class"]), ("not-offered", "lost"), rig.words(done))  # its profile says nothing of restarts


class Settings(Live):
    def test_verdicts(self):
        rows = self.compare("settings", "off.*", "filter.*", "static.*")
        self.assertEqual([], self.skipped(rows))
        self.assertGreater(len(rows), 24)


bench.main(__file__)
