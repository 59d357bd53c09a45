# examples/labgrid: the recipe, and by it run.py, resource, driver and strategy, with stand-ins for labgrid and its client (labgrid 25 and later are
# no Debian packages). What is run on the bench is Tsuka itself.
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import yaml

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "examples" / "labgrid"
CLIENT = """#!/bin/sh
echo "$*" >>calls
case "$*" in
reserve*) [ -e no-place ] && exit 1; echo "export LG_TOKEN=T0KEN" ;;
"-p + lock") [ ! -e taken ] ;;
"-p + show") [ -e no-exporter ] || echo "Acquired resource 'TsukaBench' (bench-1/rx100/TsukaBench/TsukaBench):" ;;
esac
"""
TAKEN, GIVEN_BACK = ["reserve --wait --shell board=rx100", "-p + lock", "-p + show"], ["-p + unlock", "cancel-reservation T0KEN"]


class Labgrid(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        client = self.folder / "labgrid-client"
        client.write_text(CLIENT)
        client.chmod(0o755)
        self.only = "esp.single.*"
        self.bench = {"host": "localhost", "dut": "sim:faithful", "folder": str(self.folder / "a folder"), "tsuka": os.environ["TSUKA"]}

    def certify(self, *state):
        environment = yaml.safe_load((EXAMPLE / "environment.yaml").read_text())
        environment["imports"] = [str(EXAMPLE / name) for name in environment["imports"]]
        main = environment["targets"]["main"]
        self.assertEqual(main["resources"], {"RemotePlace": {"name": "+"}})
        main["resources"] = {"TsukaBench": self.bench}
        self.assertEqual(set(main["drivers"]), {"NetworkPowerDriver", "TsukaDriver", "TsukaStrategy"})
        main["drivers"] = {"FilePowerDriver": {"file": str(self.folder / "power")},
                           "TsukaDriver": {"options": ["--only", self.only, "--accept-partial"]},
                           "TsukaStrategy": {"configurations": {"bridge": f'echo "set $TSUKA_CONFIG" >>"{self.folder}/set"', "broken": "echo no >&2; exit 7"}}}
        (self.folder / "environment.yaml").write_text(yaml.safe_dump(environment))
        variables = dict(os.environ, LABGRID_CLIENT=str(self.folder / "labgrid-client"), ENVIRONMENT=str(self.folder / "environment.yaml"), PATIENCE="60",
                         PYTHONPATH=str(SOURCE / "tests" / "docs" / "labgrid_stand_in"), PYTHONDONTWRITEBYTECODE="1")
        variables.pop("LG_TOKEN", None)
        done = subprocess.run([EXAMPLE / "certify", "board=rx100", "out", *state], cwd=self.folder, env=variables, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        self.said = done.stdout + done.stderr
        return done.returncode

    def read(self, name):
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []

    def verdict(self):
        (report,) = (self.folder / "out").glob("run-*/report.json")
        return json.loads(report.read_text())["conclusion"]

    def test_a_run(self):
        self.assertEqual(self.certify(), 0, self.said)
        self.assertEqual(self.read("calls"), TAKEN + GIVEN_BACK)
        self.assertEqual(self.read("power"), ["cycle", "off"])
        self.assertTrue(self.verdict())
        # The same by the other way: a shell on another host.
        self.bench["host"] = "bench-1.lab"
        self.assertEqual(self.certify("bridge"), 0, self.said)
        self.assertEqual(self.read("set"), ["set bridge"])
        self.assertEqual(len(list((self.folder / "out").iterdir())), 2)

    def test_a_router_that_fails(self):
        """The folder is fetched, the router switched off, and the status is the verdict's."""
        self.bench["dut"], self.only = "sim:broadcom-like", "esp.*"
        self.assertEqual(self.certify(), 1, self.said)
        self.assertTrue(self.verdict())
        self.assertEqual(self.read("power"), ["cycle", "off"])

    def test_whatever_happens_the_place_is_given_back(self):
        for state, word in (("brige", "no state 'brige'"), ("broken", "configuration 'broken': no")):
            self.assertEqual(self.certify(state), 3, self.said)
            self.assertIn(word, self.said)
        self.bench["dut"] = "sim:absent"
        self.assertEqual(self.certify(), 3, self.said)
        self.assertIn("absent", self.said)
        self.bench["wan"] = self.bench["lan"] = "absent0"
        self.assertEqual(self.certify(), 3, self.said)
        self.assertIn("'lan' and 'wan', or 'trunk', or 'dut'", self.said)
        del self.bench["dut"]
        self.assertEqual(self.certify(), 3, self.said)
        self.assertIn("absent0: no such network interface", self.said, "the examination of the bench speaks for itself")
        self.assertEqual(self.read("calls"), 5 * (TAKEN + GIVEN_BACK))
        self.assertEqual(self.read("power").count("off"), 5)

    def test_no_place(self):
        for trouble, word, calls in (("no-exporter", "no TsukaBench", TAKEN + GIVEN_BACK), ("taken", "cannot be locked", TAKEN[:2] + GIVEN_BACK[1:]),
                                     ("no-place", "no place for board=rx100 was free in time; who holds which:", TAKEN[:1] + ["who"])):
            (self.folder / "calls").unlink(missing_ok=True)
            (self.folder / trouble).touch()
            self.assertEqual(self.certify(), 3, self.said)
            self.assertIn(word, self.said)
            self.assertEqual(self.read("calls"), calls)
            self.assertEqual(list(self.folder.glob("out/*")), [])

    def test_the_exporter_s_file(self):
        """A class of ours, with keys that it has; what power it has is labgrid's."""
        (group,) = yaml.safe_load((EXAMPLE / "exporter.yaml").read_text()).values()
        self.assertEqual(set(group), {"TsukaBench", "NetworkPowerPort"})
        self.bench = {**group["TsukaBench"], "host": "localhost", "tsuka": os.environ["TSUKA"]}
        self.assertEqual(self.certify(), 3)
        self.assertIn("/etc/tsuka/rx100.toml", self.said)


unittest.main(verbosity=2)
