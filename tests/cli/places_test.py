# Routers that shut out some hosts are failed for nothing that they do well.
import json
import unittest

import rig


class Places(unittest.TestCase):
    def certify(self, router):
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--dut", f"sim:{router}", "--profile", "passthrough", "--seed", 1, "--out", folder / "run"])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
            report = json.loads((folder / "run" / "report.json").read_text())
            record = (folder / "run" / "record.jsonl").read_text()
        self.assertEqual([f"{row['name']}: {row['reason']}" for row in report["rows"] if row["verdict"] == "fail"], [])
        return report["rows"], record

    def test_device_limit(self):
        rows, _ = self.certify("device-limit-4")
        cut_off = [row for row in rows if row["verdict"] == "inconclusive" and "the router shuts it out" in row["reason"]]
        self.assertGreater(len(cut_off), 20, "a fifth device gets nothing through, and the report says so")

    def test_bogons(self):
        _, record = self.certify("bogon-list")
        self.assertIn('"servers.filtered"', record)
        self.assertIn("192.0.2.0/24", record)


unittest.main(verbosity=2)
