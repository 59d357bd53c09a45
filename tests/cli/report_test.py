# What a lab file says of item and laboratory stands in every form of the report, whatever it holds.
import json
import unittest

import rig

STATED = {
    "vendor": "Example <b>", "model": "AP-1200", "firmware": "1.2.3", "serial": "serial of " + "9" * 1000, "mac": "00:00:5e:00:53:01",
    "firmware_sha256": "0123456789abcdef" * 4, "laboratory": "通過 laboratory", "operator": "A. Tester", "number": "L-2026-17",
}
DEVICE = ("vendor", "model", "firmware", "serial", "mac", "firmware_sha256")


def entries(keys):
    return "".join(f"{key} = {json.dumps(STATED[key], ensure_ascii=False)}\n" for key in keys)


class Identity(unittest.TestCase):
    def test_what_is_stated_stands_in_every_report(self):
        with rig.Folder() as folder:
            router = folder / "router.toml"
            text = (rig.SOURCE / "duts" / "simulated" / "faithful.toml").read_text()
            router.write_text(text + '\n[lab]\nabout = "told in about"\n[lab.dut]\n' + entries(DEVICE) +
                              "\n[lab.certificate]\n" + entries(key for key in STATED if key not in DEVICE))
            done = rig.tsuka(["run", "--only", "nat.napt.basics", "--dut", f"sim:{router}", "--out", folder / "run"])
            self.assertEqual(done.returncode, 2, rig.words(done))
            report = json.loads((folder / "run" / "report.json").read_text())
            self.assertEqual({**report["run"]["device"], **report["run"]["certificate"]} | STATED,
                             {**report["run"]["device"], **report["run"]["certificate"]})
            self.assertEqual(report["run"]["certificate"]["customer"], "")
            self.assertEqual(report["number"], "L-2026-17")
            page = (folder / "run" / "report.html").read_text()
            self.assertIn("Example &lt;b&gt; AP-1200</h1>", page)
            self.assertIn("not stated", page)
            flat = "".join((folder / "run" / "report.txt").read_text().split())
            for value in (*STATED.values(), "told in about"):
                shown = value.replace("<", "&lt;").replace(">", "&gt;")
                self.assertIn(shown, page)
                self.assertIn("".join(value.split()), flat)


unittest.main(verbosity=2)
