# Everything in examples/ is read, linted or run.
import json
import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    sys.exit("FAILED: Python's yaml is not installed (Debian package python3-yaml); ./runtests installs it")

try:
    import jsonschema
except ImportError:
    sys.exit("FAILED: there is no jsonschema for Python (Debian package python3-jsonschema); ./runtests installs it")

TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
# As far as the two files use it: GitHub's "Workflow syntax", GitLab's "CI/CD YAML syntax reference".
WORKFLOW = {
    "type": "object", "required": ["name", "on", "jobs"], "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "on": {"type": "object", "additionalProperties": False, "properties": {
            "workflow_dispatch": {"type": "null"}, "pull_request": {"type": "null"},
            "schedule": {"type": "array", "items": {"type": "object", "required": ["cron"], "properties": {"cron": {"pattern": r"^(\S+ ){4}\S+$"}}}}}},
        "permissions": {"type": "object", "additionalProperties": {"enum": ["read", "write", "none"]}},
        "jobs": {"type": "object", "additionalProperties": {
            "type": "object", "required": ["runs-on", "steps"], "additionalProperties": False,
            "properties": {
                "if": {"type": "string"}, "runs-on": {"type": "array", "items": {"type": "string"}}, "concurrency": {"type": "string"},
                "steps": {"type": "array", "items": {
                    "type": "object", "additionalProperties": False, "oneOf": [{"required": ["uses"]}, {"required": ["run"]}],
                    "properties": {"name": {"type": "string"}, "if": {"type": "string"}, "run": {"type": "string"}, "env": TEXTS, "with": TEXTS,
                                   "uses": {"pattern": r"^[\w-]+/[\w-]+@v\d+$"}}}}}}}}}
PIPELINE = {
    "type": "object", "additionalProperties": {
        "type": "object", "required": ["script"], "additionalProperties": False,
        "properties": {
            "tags": {"type": "array", "items": {"type": "string"}}, "resource_group": {"type": "string"}, "variables": TEXTS,
            "rules": {"type": "array", "items": {"type": "object", "required": ["if"], "additionalProperties": False, "properties": {"if": {"type": "string"}}}},
            "script": {"type": "array", "items": {"type": "string"}}, "after_script": {"type": "array", "items": {"type": "string"}},
            "artifacts": {"type": "object", "additionalProperties": False, "properties": {
                "when": {"enum": ["on_success", "on_failure", "always"]}, "paths": {"type": "array", "items": {"type": "string"}},
                "reports": {"type": "object", "additionalProperties": False, "properties": {"junit": {"type": "string"}}}}}}}}

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
                summary = (self.folder / "summary").read_text()
                self.assertIn(words, summary)
                self.assertEqual("seed " in summary.split("The router")[-1], status < 3, "the run's own summary comes behind the line")
                self.assertEqual((out / "report.xml").exists(), status < 3)
        done = self.run_in(EXAMPLES / "ci" / "certify", TSUKA=str(TSUKA))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("what to certify", done.stderr)

    def test_comment(self):
        """What is told to which service, with a stand-in for curl; the token is in no command line."""
        done = self.run_in(EXAMPLES / "ci" / "certify", TSUKA=str(TSUKA), ROUTER="--dut sim:faithful --defect esp.payload-altered", OUT=str(self.folder / "out"))
        self.assertEqual(done.returncode, 1, done.stderr)
        report = (self.folder / "out" / "report.md").read_text()
        self.assertTrue(report.startswith("**Tsuka: does not conform**"), report)
        self.assertIn("| fail | ", report)
        self.assertLess(len(report), 65000)
        (self.folder / "curl").write_text("#!/bin/sh\nfor word; do\n  echo \"$word\" >>said\n  case $word in @/*) cat \"${word#@}\" >>header;; @-) cat >body;; body@*) cat \"${word#body@}\" >body;; esac\ndone\n")
        (self.folder / "curl").chmod(0o755)
        own = dict(OUT="out", TSUKA_TOKEN="hunter2", PATH=f"{self.folder}:{os.environ['PATH']}")
        gitlab = dict(CI_MERGE_REQUEST_IID="12", CI_PROJECT_ID="34", CI_API_V4_URL="https://gitlab.lab/api/v4")
        github = dict(GITHUB_REF="refs/pull/7/merge", GITHUB_REPOSITORY="lab/router", GITHUB_API_URL="https://api.lab")
        for variables, url, header, body in ((gitlab, "https://gitlab.lab/api/v4/projects/34/merge_requests/12/notes", "PRIVATE-TOKEN: hunter2\n", lambda text: text),
                                             (github, "https://api.lab/repos/lab/router/issues/7/comments", "Authorization: Bearer hunter2\n", lambda text: json.loads(text)["body"])):
            done = self.run_in(EXAMPLES / "ci" / "comment", **own, **variables)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            said = (self.folder / "said").read_text()
            self.assertEqual(said.splitlines()[-1], url)
            self.assertNotIn("hunter2", said)
            self.assertEqual((self.folder / "header").read_text(), header)
            self.assertEqual(body((self.folder / "body").read_text()), report)
            for name in ("said", "header", "body"):
                (self.folder / name).unlink()
        for variables, words in ({"GITHUB_REF": "refs/heads/main"}, "no merge request"), (dict(gitlab, OUT="absent"), "nothing to tell"):
            done = self.run_in(EXAMPLES / "ci" / "comment", **dict(own, **variables))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(words, done.stdout)
            self.assertFalse((self.folder / "said").exists())

    def packages_of_libraries(self):
        """Of what the program is linked with, but for what every Debian has, and what instruments it."""
        linked = set(re.findall(r"NEEDED.*\[(.*)\]", subprocess.run(["readelf", "-d", TSUKA], capture_output=True, text=True, check=True).stdout))
        places = dict(re.findall(r"(\S+) => (/\S+)", subprocess.run(["ldd", TSUKA], capture_output=True, text=True, check=True).stdout))
        files = [str(pathlib.Path(places[name]).resolve()) for name in sorted(linked & places.keys())]
        # A package has its files under /lib or under /usr/lib, which are one folder: of the two forms one is known.
        found = subprocess.run(["dpkg-query", "--search", *files, *(file.removeprefix("/usr") for file in files)], capture_output=True, text=True, check=False).stdout
        return {line.split(":")[0] for line in found.splitlines()} - {"libc6", "libgcc-s1", "libstdc++6", "libasan8", "libubsan1", "libtsan2"}

    def test_container(self):
        """No container is made here: that all it is made from is there, and its packages are those that are needed. Carried out, step by step as they are
        read here, it is by tests/packaging/containerfile, which takes as long as a build."""
        text = (EXAMPLES / "container" / "Containerfile").read_text()
        words = [[step, *rest.split()] for step, rest in runpy.run_path(str(SOURCE / "tests" / "packaging" / "containerfile"))["steps"](text)]
        known = {"FROM", "RUN", "WORKDIR", "COPY", "ENTRYPOINT"}
        self.assertEqual({step[0] for step in words} - known, set())
        stages = [at for at, step in enumerate(words) if step[0] == "FROM"]
        self.assertEqual(len(stages), 2)
        self.assertEqual({words[at][1] for at in stages}, {"docker.io/library/debian:12-slim"})
        copied = set()
        for step in words:
            if step[0] == "COPY" and not step[1].startswith("--from"):
                copied.update(step[1:-1])
                for source in step[1:-1]:
                    self.assertTrue((SOURCE / source).exists(), source)
            if step[0] == "COPY" and step[1].startswith("--from"):
                self.assertIn(step[1].removeprefix("--from="), {words[at][-1] for at in stages if "AS" in words[at]})
        # Everything that a build without tests and an installation read, by their own words.
        read = (SOURCE / "CMakeLists.txt").read_text().split("if(TSUKA_BENCH)")[0] + (SOURCE / "cmake" / "packaging.cmake").read_text()
        needed = {folder.split("/")[0] for folder in re.findall(r"add_subdirectory\(([\w/]+)\)", read)} | {"cmake", "docs", "CMakeLists.txt", "CMakePresets.json"}
        needed |= set(re.search(r"foreach\(folder ([\w ]+)\)", read).group(1).split()) | set(re.findall(r"PROJECT_SOURCE_DIR}/([A-Z]+(?:\.md)?)", read))
        self.assertEqual(copied, needed)
        packages = [set(re.search(r"--no-install-recommends(.*?)(?:&&|$)", " ".join(step)).group(1).split()) for step in words if "install" in step]
        listed = [line.split() for line in (SOURCE / "cmake" / "packages.txt").read_text().splitlines() if line and not line.startswith("#")]
        section = lambda name: {package.split("|")[0] for kind, package in listed if kind == name}
        self.assertEqual(packages[0], section("build"))
        self.assertTrue(section("run") < packages[1], packages[1])
        libraries = packages[1] - section("run")
        if 'VERSION_ID="12"' in pathlib.Path("/etc/os-release").read_text():  # elsewhere libraries have other names
            self.assertEqual(libraries, self.packages_of_libraries())
        self.assertIn("ENTRYPOINT", {step[0] for step in words})

    def test_services(self):
        """The files that services read: right YAML of the form that they take, calling the scripts that are tested above, with variables that those know."""
        script = (EXAMPLES / "ci" / "certify").read_text() + (EXAMPLES / "ci" / "comment").read_text()
        workflow = yaml.safe_load((EXAMPLES / "ci" / "github.yml").read_text())
        workflow["on"] = workflow.pop(True)  # YAML 1.1 takes the word for a boolean
        pipeline = yaml.safe_load((EXAMPLES / "ci" / "gitlab.yml").read_text())
        for value, form in (workflow, WORKFLOW), (pipeline, PIPELINE):
            jsonschema.Draft7Validator.check_schema(form)
            jsonschema.validate(value, form)
        github, gitlab = workflow["jobs"]["certify"]["steps"], pipeline["certify"]
        calls = [(step["run"], step["env"]) for step in github if "run" in step] + [(gitlab["script"][0], gitlab["variables"]), (gitlab["after_script"][0], {})]
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
