# ipv6_test.py PRESET: IPv6 echo, UDP and fragments of a suite travel through a forwarding router of namespaces, or a cable, and are
# judged; the capture of the run, replayed, says the same.
import subprocess
import sys
import unittest

import rig

WHERE = sys.argv.pop(1)
DUT = {"cable": "netns:cable", "forward": f"netns:{rig.TESTS / 'ipv6'}"}[WHERE]
HOPS = {"cable": "untouched", "forward": "forwarded"}[WHERE]
CASES = ["echo", "udp", "fragments", "unasked", "hop-limit", "error", "beside"]


class Ipv6(unittest.TestCase):
    def table(self, folder):
        return {line.split()[0]: line.split()[1:] for line in rig.verdict_table(folder)}

    def test_verdicts(self):
        rig.need("ip", "nft", "tshark")
        with rig.Folder() as folder:
            done = rig.tsuka(["run", rig.TESTS / "ipv6.toml", "--dut", DUT, "--profile", "linux", "--out", folder / "run", "--seed", 1])
            table = self.table(folder / "run")
            self.assertEqual(sorted(table), sorted(f"test.ipv6.{name}" for name in CASES), rig.words(done))
            for name, verdict in table.items():
                self.assertEqual(verdict[0], "pass", name + "\n" + rig.words(done))
            self.assertIn(HOPS, table["test.ipv6.hop-limit"], rig.words(done))
            again = rig.tsuka(["judge", folder / "run", "--replay", "--out", folder / "again"])
            self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
            self.assertEqual(self.table(folder / "again"), table, "the replay judges otherwise than the run")
            # Another program finds IPv6 in the evidence, and nothing wrong with it.
            found = subprocess.run(["tshark", "-r", folder / "run" / "evidence.pcapng", "-n", "-o", "udp.check_checksum:TRUE", "-Y",
                             "ipv6 && (_ws.malformed || _ws.expert.severity == error)"],
                                   capture_output=True, text=True, check=True)
            self.assertEqual(found.stdout.strip(), "", found.stdout)

    @unittest.skipUnless(WHERE == "forward", "asks a router")
    def test_vpns_pass_a_kernel_that_only_forwards(self):
        """Whatever begins gets through, strangers and forged sources included."""
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--only", "ipv6.*", "--dut", DUT, "--profile", "tr-124-plus", "--out", folder / "run", "--seed", 1])
            table = self.table(folder / "run")
            self.assertGreaterEqual(len(table), 14, rig.words(done))
            told = {name: verdict for name, verdict in table.items() if verdict[0] not in ("pass", "skipped")}
            self.assertEqual(told, {"ipv6.filtering": ["deviation", "open"], "ipv6.filtering.spoofed": ["fail", "open"],
                                    "ipv6.esp.icmp-errors.unmatched": ["deviation", "-"]}, rig.words(done))

    def test_a_lab_without_ipv6_skips_them(self):
        with rig.Folder() as folder:
            rig.tsuka(["run", rig.TESTS / "ipv6.toml", "--dut", "sim:linux", "--out", folder / "run", "--seed", 1])
            table = self.table(folder / "run")
            self.assertEqual(table["test.ipv6.udp"][0], "skipped")
            self.assertEqual(table["test.ipv6.beside"][0], "pass")


unittest.main(verbosity=2)
