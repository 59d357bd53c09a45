# address_conflict_test.py static: a WAN whose network lies inside the LAN's addresses, on a wire. The kernel's longest match leads what comes back for a LAN host
# with an address of both to the WAN; with a route of its own for that host it is served; and a router that has moved its LAN away is told of.
import unittest

import interfaces_test as bench
import rig

LAB = """
title = "A router behind another one with a private network"
[lan]
clients = "static"
prefix = "192.168.0.0/16"
router = "192.168.0.1"
first_client = "192.168.1.1"
last_client = "192.168.199.254"
static_client = "192.168.200.10"
[wan]
router = "static"
gateway = "192.168.200.1/24"
router_address = "192.168.200.2"
"""


class Router(bench.Router):
    def set_up(self):
        self.do("ip", "address", "add", "192.168.0.1/16", "dev", "lan")
        self.do("ip", "address", "add", "192.168.200.2/24", "dev", "wan")
        self.do("ip", "route", "add", "default", "via", "192.168.200.1")
        self.check_sources(0)
        self.do("nft", "-f", rig.SOURCE / "duts" / "kernel" / "linux" / "rules.nft")

    def check_sources(self, how):
        """Reverse path check (RFC 3704): 0 none, 1 strict. The larger of what is set for all and for one interface counts."""
        self.do("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", f"net.ipv4.conf.lan.rp_filter={how}", "net.ipv4.conf.wan.rp_filter=0")


class AddressConflict(bench.WithRouter):
    make_router = Router

    def setUp(self):
        super().setUp()
        (self.folder / "lab.toml").write_text(LAB)

    def certify(self):
        return rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "address-conflict", "--out",
                          self.folder / "run", "--seed", 1, "--only", "nat.address-conflict*"])

    def classes(self):
        done = self.certify()
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + self.router.logs())
        return {name: (verdict, observed) for name, verdict, observed in (row.split(" ") for row in rig.verdict_table(self.folder / "run"))}

    def test_the_longest_match_leads_answers_astray(self):
        self.assertEqual(self.classes(), {"nat.address-conflict": ("fail", "answers-lost"), "nat.address-conflict.router": ("fail", "answers-lost")})

    def test_a_check_of_sources_refuses_such_a_host(self):
        self.router.check_sources(1)
        self.assertEqual(self.classes(), {"nat.address-conflict": ("fail", "refused"), "nat.address-conflict.router": ("fail", "answers-lost")})

    def test_a_route_of_its_own_serves_it(self):
        self.router.do("ip", "route", "add", "192.168.200.10/32", "dev", "lan")
        self.assertEqual(self.classes(), {"nat.address-conflict": ("pass", "served"), "nat.address-conflict.router": ("pass", "answers-both")})

    def test_a_lan_that_was_moved_away_is_named(self):
        self.router.do("ip", "address", "flush", "dev", "lan")
        self.router.do("ip", "address", "add", "10.77.0.1/16", "dev", "lan")
        done = self.certify()
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("192.168.0.1 did not answer ARP", rig.words(done))
        self.assertIn("have addresses in common", rig.words(done))


if __name__ == "__main__":
    bench.main(__file__)
