# A line that is bad on purpose, in front of the router of the preset "linux": its verdicts are those of the preset, or left open with the reason.
import json
import shutil
import subprocess
import unittest

import rig

LINE = """
[lab.wan.impair]
delay = "15ms"
jitter = "3ms"
loss = "0.2%"
duplicate = "1%"
reorder = "0.5%"
"""
# The last one finds out whether GRE comes in, which cases of fragments need.
PARTS = ("esp.*", "nat.*", "natt.*", "ike.*", "frag.*", "pptp.gre.inbound")


class Impaired(unittest.TestCase):
    def test_no_verdict_is_the_line_s(self):
        with rig.Folder() as folder:
            preset = folder / "bad"
            shutil.copytree(rig.SOURCE / "duts" / "kernel" / "linux", preset)
            file = preset / "preset.toml"
            file.write_text(file.read_text().replace("\n[sysctls]", LINE + "\n[sysctls]"))
            done = rig.tsuka(["run", "--dut", f"netns:{preset}", "--profile", "linux", "--seed", 1, "--jobs", 6, "--out", folder / "run",
                              *(word for part in PARTS for word in ("--only", part))], timeout=280)
            report = json.loads((folder / "run" / "report.json").read_text())
            expected = set(rig.read_expected("linux"))
            table = rig.verdict_table(folder / "run")
            self.assertGreater(len(table), 100, rig.words(done))
            others = [row.split()[0] for row in table if row not in expected]
            self.assertLess(len(others), len(table) / 5, rig.words(done))
            for row in report["rows"]:
                if row["name"] in others:
                    self.assertEqual(row["verdict"], "inconclusive", row)
                    self.assertIn("the line, as the lab file wants it", row["reason"])
            # What was asked for, and what it did, is told.
            text = (folder / "run" / "report.txt").read_text()
            self.assertIn("line.impaired: delay=15ms jitter=3ms loss=0.2% duplicate=1% reorder=0.5%", text)
            told = [one for one in report["run"]["frames"]["bench"] if one["kind"] == "line"]
            self.assertEqual(len(told), 1)
            words = told[0]["detail"].split()
            dropped, doubled, held = (int(words[words.index(word) + step].rstrip(",")) for word, step in (("dropped", 1), ("doubled", 1), ("held", 2)))
            self.assertGreater(min(dropped, doubled, held), 0, told)
            # And it was on the wire: late by twice the delay, and twice.
            floor = dict(report["run"]["facts"])["round_trip.worst"]
            self.assertGreater(float(floor.split()[0]), 30, floor)
            fields = subprocess.run(["tshark", "-n", "-r", folder / "run" / "evidence.pcapng", "-o", "frame.generate_md5_hash:TRUE", "-Y",
                                     "frame.interface_id == 1 && ip", "-T", "fields", "-e", "frame.md5_hash"], capture_output=True, text=True, check=True).stdout.split()
            self.assertGreaterEqual(len(fields) - len(set(fields)), doubled)
            again = rig.tsuka(["judge", folder / "run", "--replay", "--out", folder / "again"])
            self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
            self.assertNotIn("departs", again.stderr)


rig.need("ip", "nft", "tshark")
unittest.main(verbosity=2)
