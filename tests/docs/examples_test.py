# Everything in examples/ is read, linted or run.
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    sys.exit("FAILED: Python's yaml is not installed (Debian package python3-yaml); ./runtests installs it")

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = SOURCE / "examples"
TSUKA = pathlib.Path(os.environ["TSUKA"]).resolve()


class Examples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_in(self, *command, **variables):
        return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=self.folder, timeout=240,
                              env=dict(os.environ, **variables))

    def test_labs(self):
        """Read before the interfaces are looked for: the complaint has to be about those."""
        labs = sorted((EXAMPLES / "lab").glob("*.toml"))
        self.assertGreaterEqual(len(labs), 4)
        for lab in labs:
            with self.subTest(lab.name):
                sides = ("--trunk", "absent0") if "trunk" in lab.name else ("--lan", "absent0", "--wan", "absent1")
                done = self.run_in(TSUKA, "run", *sides, "--lab", lab, "--out", "run")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("absent0", done.stderr)
                self.assertNotIn(lab.name, done.stderr)

    def test_first_files(self):
        """What `lab init` and `suite new` write is read and runs as it stands, and nothing is written over."""
        for wan in ("dhcp", "static", "pppoe", "vlan-trunk"):
            with self.subTest(wan):
                done = self.run_in(TSUKA, "lab", "init", f"{wan}.toml", "--wan", wan)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                sides = ("--trunk", "absent0") if "trunk" in wan else ("--lan", "absent0", "--wan", "absent1")
                self.assertIn("--trunk" if "trunk" in wan else "--lan", done.stdout)
                done = self.run_in(TSUKA, "run", *sides, "--lab", f"{wan}.toml", "--out", "run")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("absent0", done.stderr)
                # All that is commented out can be used.
                text = (self.folder / f"{wan}.toml").read_text()
                (self.folder / f"{wan}.toml").write_text(re.sub(r"(?m)^# (?=\[|\w+ +=)", "", text))
                done = self.run_in(TSUKA, "run", *sides, "--lab", f"{wan}.toml", "--out", "run")
                self.assertNotIn(f"{wan}.toml", done.stderr)
        done = self.run_in(TSUKA, "suite", "new", "own.toml", "--id", "own")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        linted = self.run_in(TSUKA, "lint", "own.toml")
        self.assertEqual((linted.returncode, linted.stderr), (0, ""))
        ran = self.run_in(TSUKA, "run", "own.toml", "--dut", "sim:faithful", "--only", "own.esp.*", "--out", "first")
        self.assertIn("1 pass", ran.stdout + ran.stderr)
        for command, file in (("lab", "init"), "own.toml"), (("suite", "new"), "own.toml"):
            before = (self.folder / file).read_text()
            done = self.run_in(TSUKA, *command, file)
            self.assertEqual((done.returncode, (self.folder / file).read_text()), (3, before))
            self.assertIn("exists", done.stderr)
        for id in "", "Own", "a b", "../x":
            done = self.run_in(TSUKA, "suite", "new", "never.toml", "--id", id)
            self.assertEqual((done.returncode, (self.folder / "never.toml").exists()), (3, False), id)

    def test_suites(self):
        for suite in sorted((EXAMPLES / "suite").glob("*.toml")):
            with self.subTest(suite.name):
                linted = self.run_in(TSUKA, "lint", suite)
                self.assertEqual((linted.returncode, linted.stderr), (0, ""))
                ran = self.run_in(TSUKA, "run", suite, "--dut", "sim:faithful", "--out", f"run-{suite.stem}")
                self.assertIn("1 pass", ran.stdout + ran.stderr)

    def test_profiles(self):
        for profile in sorted((EXAMPLES / "profile").glob("*.toml")):
            with self.subTest(profile.name):
                done = self.run_in(TSUKA, "run", "--dut", "sim:faithful", "--profile", profile, "--out", f"run-{profile.stem}")
                self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)

    def test_certify(self):
        """What the three services call, on a router that conforms, on one that does not, and without a router."""
        for router, status, words in (("--dut sim:faithful", 0, "conforms"), ("--dut sim:faithful --defect esp.payload-altered", 1, "does not conform"),
                                      ("--dut sim:absent", 3, "was not certified")):
            with self.subTest(router):
                out = self.folder / f"out-{status}"
                done = self.run_in(EXAMPLES / "ci" / "certify", TSUKA=str(TSUKA), ROUTER=router, OUT=str(out), GITHUB_STEP_SUMMARY=str(self.folder / "summary"))
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(words, done.stdout)
                self.assertIn(words, (self.folder / "summary").read_text())
                self.assertEqual((out / "report.xml").exists(), status < 3)
        done = self.run_in(EXAMPLES / "ci" / "certify", TSUKA=str(TSUKA))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("what to certify", done.stderr)

    def test_services(self):
        """The files that services read: right YAML, calling the script that is tested above, with variables that it knows."""
        script = (EXAMPLES / "ci" / "certify").read_text()
        github = yaml.safe_load((EXAMPLES / "ci" / "github.yml").read_text())["jobs"]["certify"]["steps"]
        gitlab = yaml.safe_load((EXAMPLES / "ci" / "gitlab.yml").read_text())["certify"]
        calls = [(step["run"], step["env"]) for step in github if "run" in step] + [(gitlab["script"][0], gitlab["variables"])]
        jenkins = (EXAMPLES / "ci" / "Jenkinsfile").read_text()
        calls.append((re.search(r"sh '([^']*)'", jenkins).group(1), dict(re.findall(r"([A-Z]+) = '([^']*)'", jenkins))))
        self.assertEqual(jenkins.count("{"), jenkins.count("}"))
        for call, variables in calls:
            self.assertTrue(os.access(SOURCE / call, os.X_OK), call)
            for name in variables:
                self.assertIn("${" + name, script)

    def test_every_file_is_listed(self):
        listed = set(re.findall(r"\]\(([^)]*)\)", (EXAMPLES / "README.md").read_text()))
        there = {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*") if path.is_file() and path.name != "README.md"}
        self.assertEqual({name.split("/report")[0] for name in listed}, {name for name in there if not name.startswith("sample-report/")}
                         | ({"sample-report"} if (EXAMPLES / "sample-report").exists() else set()))


if __name__ == "__main__":
    unittest.main()
