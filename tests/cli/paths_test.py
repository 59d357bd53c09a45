# What a router lacks is one fact: a case that builds on a path which another has found missing is not tried.
import json
import unittest

import rig


class Paths(unittest.TestCase):
    def without(self, what):
        """What a run by `behave` says of a router that is faithful but for these lines."""
        with rig.Folder() as folder:
            router, out = folder / "lacking.toml", folder / "run"
            router.write_text('format = 1\ntitle = "t"\nabout = "a"\nprofile = "passthrough"\noverlapping = "well-known"\n'
                              f'keep_range = true\nparity = true\nhairpinning = "external-source"\nothers = true\nwan_mtu = 1492\n{what}\n')
            done = rig.tsuka(["run", "--dut", f"sim:{router}", "--profile", "behave", "--seed", 1, "--memory", "off", "--longest", "61s", "--out", out])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
            return json.loads((out / "report.json").read_text())["rows"]

    def test_a_path_that_is_missing(self):
        """It is one fact: it breaks the claim about itself, and what builds on it is not tried."""
        rows = self.without('esp = ["E2"]')
        broken = {claim["id"] for row in rows for claim in row["claims"] if row["outcome"] == "violated" and claim["verdict"] == "fail"}
        self.assertEqual(broken, {"passthrough.ipsec"})
        self.assertEqual([row["name"] for row in rows if row["verdict"] == "inconclusive"], [])
        untried = [row["name"] for row in rows if "needs 'inbound.esp', which esp.single.inbound found missing" in row["reason"]]
        for name in ("frag.in.inorder[message=esp]", "time.esp.idle[idle=31s]", "multi.esp.same-server.sequential"):
            self.assertIn(name, untried)
        self.assertEqual([row["verdict"] for row in rows if row["name"] == "frag.in.inorder[message=natt.esp]"], ["pass"])

    def test_any_path_that_is_missing(self):
        """Whichever it is: of what the faithful router keeps only the claim about the path breaks, and what asks for the very thing: a kept port."""
        kept = {claim["id"] for row in self.without('pptp = "G4"') for claim in row["claims"] if claim["kept"] and row["outcome"] == "satisfied"}
        about_itself = {
            'pptp = "G0"': ("open-call", {"passthrough.pptp"}),
            'pptp = "G1"': ("outbound.gre", {"passthrough.pptp"}),
            # Tunnel data that leaves and does not come in is a passthrough that is half on: a claim of its own.
            'pptp = "G1"\ngre_leaves = true': ("inbound.gre", {"passthrough.pptp", "resil.default-state"}),
            'esp = ["E0"]': ("outbound.esp", {"passthrough.ipsec"}),
            # Errors about ESP that left find nobody whom its replies would be for: that is the router's, and a claim of its own.
            'esp = ["E2"]': ("inbound.esp", {"passthrough.ipsec", "icmp.errors-ipsec", "resil.default-state"}),
            'ike = "K0"': ("ike", {"passthrough.ipsec", "natt", "ike.port-kept", "one-to-one.numbers-kept"}),
            'l2tp = "L0"': ("l2tp", {"passthrough.l2tp", "one-to-one.numbers-kept"}),
            'natt = false': ("inbound.natt.esp", {"natt", "one-to-one.numbers-kept"}),
        }
        for what, (path, claims) in about_itself.items():
            rows = self.without(what)
            broken = {claim["id"] for row in rows for claim in row["claims"] if row["outcome"] == "violated" and not claim["kept"]}
            self.assertEqual(broken & kept - claims, set(), what)
            self.assertTrue(broken & claims, what)
            self.assertTrue([row["name"] for row in rows if f"needs '{path}', which" in row["reason"]], what)


unittest.main(verbosity=2)
