# frames_test.py static: frames that are no datagrams, on a wire: a kernel router keeps them on their side, and what a broken one lets across is seen
# there as it is, behind a tag that no link here has, too.
import unittest

import interfaces_test as bench
import rig

# Copies what comes in on one side to the other as it is. "vlan" finds frames whose tag the kernel has taken off, as it does on the way in.
LEAK = """
table netdev leak {{
    chain from_lan {{ type filter hook ingress device lan priority 0; {rule} dup to wan; }}
    chain from_wan {{ type filter hook ingress device wan priority 0; {rule} dup to lan; }}
}}
"""


class Frames(bench.OverInterfaces):
    def classes(self, rule=None):
        if rule:
            (self.folder / "leak.nft").write_text(LEAK.format(rule=rule))
            self.router.do("nft", "-f", self.folder / "leak.nft")
        done = self.certify("--seed", 1, "--only", "sec.l2.isolation*")
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + self.router.logs())
        return {name: observed for name, _, observed in (row.split(" ") for row in rig.verdict_table(self.folder / "run"))}

    def test_a_kernel_router_keeps_them(self):
        found = self.classes()
        self.assertGreater(len(found), 9)
        self.assertEqual(set(found.values()), {"apart"}, found)

    def test_a_type_that_leaks_is_found(self):
        found = self.classes("ether type 0x88cc")
        self.assertEqual({name for name, observed in found.items() if observed != "apart"}, {"sec.l2.isolation.lldp"}, found)
        self.assertEqual(found["sec.l2.isolation.lldp"], "bridged")

    def test_a_tag_that_leaks_is_found(self):
        found = self.classes("vlan id 100")
        self.assertEqual(found["sec.l2.isolation.tagged[tag=0x8100]"], "bridged", found)
        self.assertEqual(found["sec.l2.isolation.tagged-datagrams"], "bridged", found)
        self.assertEqual(found["sec.l2.isolation.lldp"], "apart", found)


if __name__ == "__main__":
    bench.main(__file__)
