# twins_test.py SIMULATED PRESET [LONGEST]: a simulated router and the built-in one that it is made after are the same to every case: verdict and
# class. Cases that wait are left out of both unless LONGEST says otherwise (by hand: 6m takes six minutes).
import json
import sys
import unittest

import rig

SIMULATED, PRESET = sys.argv.pop(1), sys.argv.pop(1)
LONGEST = sys.argv.pop(1) if len(sys.argv) > 1 else "30s"

# What the kernel does and its twin does not, by case; a case that agrees must not stand here.
EGRESS = "the kernel translates whatever leaves, also what bears no address of the LAN; a simulated router drops that"
NOT_SIMULATED = {
    "linux": {
        "ah.forwarding-class": "AH is to the kernel a protocol without ports: of two clients of one server the second is dropped",
        "pptp.ctrl.callid-edge[id=0]": "without a helper the kernel files GRE under the key 0, which an answer with Call ID 0 fits",
        "sec.spoof.egress[source=10.99.7.7]": EGRESS,
        "sec.spoof.egress[source=203.0.113.66]": EGRESS,
    },
    "closed": {
        "pptp.ctrl.client-source-port-1723": "the preset drops everything to port 1723, also the answers to a client that has it",
        "sec.spoof.egress[source=10.99.7.7]": EGRESS,
        "sec.spoof.egress[source=203.0.113.66]": EGRESS,
    },
}


class Twins(unittest.TestCase):
    def measure(self, folder, router):
        # Judged by one profile, so that verdicts can be compared; enough cases at a time, because waiting is all that long ones do.
        at_once = ["--jobs", 60] if router.startswith("netns:") and LONGEST != "30s" else []
        done = rig.tsuka(["run", "--dut", router, "--profile", PRESET, "--seed", 1, "--longest", LONGEST, "--out", folder, *at_once],
                         timeout=900)
        self.assertIn(done.returncode, (0, 1), rig.words(done))
        return rig.verdict_table(folder)

    def compare(self):
        """The rows in which the twins differ, and all rows of the live one."""
        with rig.Folder() as folder:
            simulated, live = self.measure(folder / "sim", f"sim:{SIMULATED}"), self.measure(folder / "netns", f"netns:{PRESET}")
            # A preset has no hooks; its twin does by itself what they ask for.
            asking = {row["name"] for row in json.loads((folder / "netns" / "report.json").read_text())["rows"] if "the lab has no such hook" in row["reason"]}
            simulated, live = ([row for row in table if row.split()[0] not in asking] for table in (simulated, live))
        self.assertEqual(len(simulated), len(live))
        return [f"sim:   {row}" for row in sorted(set(simulated) - set(live))] + [f"netns: {row}" for row in sorted(set(live) - set(simulated))], live

    def test_same_verdicts_and_classes(self):
        differing, live = self.compare()
        known = NOT_SIMULATED.get(SIMULATED, {})
        self.assertEqual({row.split(maxsplit=2)[1] for row in differing} & set(known), set(known), "these agree by now")
        differing = [row for row in differing if row.split(maxsplit=2)[1] not in known]
        if differing:
            # The kernel draws ports by chance, and now and then gives one to two clients. What it does by nature it does again.
            print("\n".join(["once, and looked at again:", *differing]))
            differing = sorted(set(differing) & set(self.compare()[0]))
        self.assertFalse(differing, "\n".join(["the twins disagree:", *sorted(differing, key=lambda row: row.split(maxsplit=1)[1])]))
        self.assertGreater(sum(row.split()[1] != "skipped" for row in live), 100, "hardly anything ran")


rig.need("ip", "nft", "unshare", "setpriv")
unittest.main(verbosity=2)
