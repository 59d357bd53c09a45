# A router remembers: asked everything a second time, right after the first, it gives the same verdicts and classes. Each case of the
# catalogue is there twice, the second one as another case, so that nothing but the router ties the two together.
import json
import pathlib
import re
import shutil
import unittest

import rig

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def double(path):
    """Every case of a suite file, and the same again under another id, which finds paths and provides none."""
    head, *cases = re.split(r"(?m)^(?=\[\[case\]\])", path.read_text())
    doubled = [head]
    for case in cases:
        again, count = re.subn(r'(?m)^(id\s*=\s*")([^"]+)"', r'\1\2.twice"', case, count=1)
        assert count == 1, f"{path}: a case without an id"
        doubled += [case.rstrip() + "\n\n", re.sub(r"(?m)^provides\s*=.*\n", "", again).rstrip() + "\n\n"]
    path.write_text("".join(doubled))
    return len(cases)


class Twice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = rig.Folder()
        cls.folder = cls.place.__enter__()
        shutil.copytree(SOURCE / "suites", cls.folder / "suites")
        files = [path for path in (cls.folder / "suites").rglob("*.toml") if path.name not in ("claims.toml", "users.toml")]
        assert sum(double(path) for path in files) > 400

    @classmethod
    def tearDownClass(cls):
        cls.place.__exit__(None, None, None)

    def ask_twice(self, name, dut):
        out = self.folder / f"run-{name}"
        done = rig.tsuka(["run", self.folder / "suites", "--dut", f"sim:{dut}", "--jobs", 1, "--seed", 1, "--quiet", "--out", out])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        rows = {row["name"]: row for row in json.loads((out / "report.json").read_text())["rows"]}
        differ, pairs = [], 0
        for case, row in rows.items():
            id, bracket, variant = case.partition("[")
            again = rows.get(f"{id}.twice{bracket}{variant}")
            if again is None:
                continue
            pairs += 1
            found = [(one["verdict"], one.get("observed_class")) for one in (row, again)]
            if found[0] != found[1]:
                differ.append(f"{case}: {found[0]}, then {found[1]}: {again.get('reason')}")
        self.assertGreater(pairs, 500)
        self.assertEqual(differ, [])

    def test_a_faithful_router(self):
        self.ask_twice("faithful", "faithful")

    def test_one_that_lets_in_whoever_comes(self):
        self.ask_twice("full-cone", "full-cone")

    def test_one_that_maps_by_port(self):
        self.ask_twice("linux", "linux")

    def test_one_that_maps_by_address_and_keeps_ports(self):
        text = (SOURCE / "duts" / "simulated" / "faithful.toml").read_text()
        changed, count = re.subn(r'(?m)^mapping\s*=.*$', 'mapping = "address-dependent"', text)
        self.assertEqual(count, 1)
        router = self.folder / "by-address.toml"
        router.write_text(changed)
        self.ask_twice("by-address", router)

    def test_one_that_has_room_for_one_ipsec_client(self):
        self.ask_twice("one-ipsec-client", "one-ipsec-client")


if __name__ == "__main__":
    unittest.main()
