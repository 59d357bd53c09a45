# The schemas of docs/schemas against what Tsuka writes, what comes with it, and what its loaders know; by a validator that is not ours
# (Debian's python3-jsonschema).
import copy
import json
import re
import tomllib
import unittest

import rig

try:
    import jsonschema
except ImportError:
    raise SystemExit("FAILED: there is no jsonschema for Python (Debian package python3-jsonschema); ./runtests installs it")

SCHEMAS = rig.SOURCE / "docs" / "schemas"
LOADERS = {"suite": ["load_suite", "steps", "answer_step", "classes", *sorted(path.stem for path in (rig.SOURCE / "harness" / "suite").glob("*_step.cpp") if path.stem != "answer_step")], "profile": ["load_claims"], "lab": ["load_lab", "lab_situation"], "preset": ["load_lab", "lab_situation"],
           "router": ["load_router"], "expected": ["load_expected"], "fleet": ["load_fleet"]}
ASKED = re.compile(r'(?:table|top|row|inner|shape|tunnel)\.(?:take|text|text_or|required_text|number|flag|texts|duration)\("([a-z_0-9]+)"'
                   r'|(?:read_word|read_flag|read_address|read_addressing|read_prefix|read_numbers)\(\w+, "([a-z_0-9]+)"')
NOT_IN = {"profile": {"claim", "id", "level", "source", "sentence", "always"}, "lab": {"profile", "sysctls", "lab"}}


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())


def strict(node):
    """Members that the schema does not name are errors: what we write is what we say that we write."""
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: strict(value) for key, value in node.items()}
    if "properties" in out and isinstance(out["properties"], dict) and "oneOf" not in out:
        out.setdefault("additionalProperties", False)
    return out


def validator(name, exactly=False):
    whole = schema(name)
    jsonschema.Draft7Validator.check_schema(whole)
    if exactly:
        whole["definitions"].pop("other", None)
        if "oneOf" in whole:
            whole["oneOf"] = [one for one in whole["oneOf"] if not one["$ref"].endswith("/other")]
        whole = strict(whole)
    return jsonschema.Draft7Validator(whole)


def keys_of(node, found=None):
    found = set() if found is None else found
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            found.update(node["properties"])
        for value in node.values():
            keys_of(value, found)
    elif isinstance(node, list):
        for value in node:
            keys_of(value, found)
    return found


class Schemas(unittest.TestCase):
    def accept(self, check, value, where):
        found = [f"{where}: {'/'.join(str(part) for part in one.absolute_path)}: {one.message[:300]}" for one in check.iter_errors(value)]
        self.assertEqual(found[:3], [])

    def test_what_a_run_writes(self):
        with rig.Folder() as folder:
            for router in ("seil", "faithful"):
                run = folder / router
                done = rig.tsuka(["run", "--dut", f"sim:{router}", "--only", "esp.*", "--only", "time.udp.*", "--only", "multi.*", "--only",
                                  "ah.*", "--profile", "seil", "--out", run])
                self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
                self.accept(validator("report", True), json.loads((run / "report.json").read_text()), "report.json")
                line_of = validator("record", True)
                for number, line in enumerate((run / "record.jsonl").read_text().splitlines(), 1):
                    self.accept(line_of, json.loads(line), f"record.jsonl line {number}")
                # Of a simulated router the lab is its description.
                self.accept(validator("router"), tomllib.loads((run / "lab.toml").read_text()), "lab.toml")
                self.accept(validator("profile"), tomllib.loads((run / "profile.toml").read_text()), "profile.toml")
                listed = folder / "expected.toml"
                made = rig.tsuka(["expect", run])
                listed.write_text(made.stdout)
                self.accept(validator("expected"), tomllib.loads(listed.read_text()), "expected")

    def test_what_comes_with_tsuka(self):
        files = {"profile": list((rig.SOURCE / "profiles").glob("*.toml")), "router": list((rig.SOURCE / "duts" / "simulated").glob("*.toml")),
                 "preset": list((rig.SOURCE / "duts" / "kernel").glob("*/preset.toml")),
                 "suite": [path for path in (rig.SOURCE / "suites").rglob("*.toml") if path.name not in ("claims.toml", "users.toml")]}
        for name, paths in files.items():
            self.assertGreater(len(paths), 3)
        files["campaign"] = list((rig.SOURCE / "campaigns").glob("*.toml"))
        self.assertEqual({path.stem for path in files["campaign"]}, {"quick", "core", "standard", "full"})
        files["fleet"] = list((rig.SOURCE / "examples").rglob("fleet.toml"))
        self.assertGreater(len(files["fleet"]), 0)
        files["lab"] = list((rig.SOURCE / "examples" / "lab").glob("*.toml"))
        self.assertGreater(len(files["lab"]), 0)
        files["suite"] += (rig.SOURCE / "examples" / "suite").glob("*.toml")
        files["profile"] += (rig.SOURCE / "examples" / "profile").glob("*.toml")
        for name, paths in files.items():
            check = validator(name)
            for path in paths:
                self.accept(check, tomllib.loads(path.read_text()), path.relative_to(rig.SOURCE))

    def test_suites_speak_in_words(self):
        """The codes of docs/simulated-routers.md are for descriptions of routers; people read sentences."""
        for path in (rig.SOURCE / "suites").rglob("*.toml"):
            words = re.findall(r'(?:about|title|sentence|text|helps) *= *"([^"]*)"', path.read_text())
            self.assertEqual([one for one in words if re.search(r"\b[EGKL][0-9]{1,2}\b", one)], [], path)

    def test_what_the_loaders_refuse(self):
        good = {"suite": rig.SOURCE / "suites" / "esp", "profile": rig.SOURCE / "profiles" / "seil.toml",
                "lab": None, "router": rig.SOURCE / "duts" / "simulated" / "seil.toml", "preset": rig.SOURCE / "duts" / "kernel" / "linux" / "preset.toml"}
        suite = next(path for path in good["suite"].rglob("*.toml"))
        values = {name: tomllib.loads((suite if name == "suite" else path).read_text()) for name, path in good.items() if path is not None}
        values["lab"] = values["preset"]["lab"]
        values["fleet"] = {"format": 1, "title": "a", "bench": [{"name": "a", "model": "b", "dut": "sim:faithful"}]}
        values["expected"] = {"format": 1, "expected": [{"case": "a", "reason": "b"}]}
        for name, value in values.items():
            check = validator(name)
            self.accept(check, value, name)
            self.assertFalse(check.is_valid({**value, "typo": 1}), f"{name} takes any key")
        wrong = copy.deepcopy(values["suite"])
        wrong["case"][0]["steps"].append({"wait": "soon"})
        self.assertFalse(validator("suite").is_valid(wrong))
        wrong = copy.deepcopy(values["lab"])
        wrong["wan"]["mtu"] = 12
        self.assertFalse(validator("lab").is_valid(wrong))
        for one in ({"reason": "b"}, {"case": "a", "claim": "b", "reason": "c"}, {"case": "a"}):
            self.assertFalse(validator("expected").is_valid({"format": 1, "expected": [one]}), one)
        self.assertFalse(validator("report").is_valid({"format": 1}))
        self.assertFalse(validator("record").is_valid({"kind": "case", "id": "a"}))
        self.assertTrue(validator("record").is_valid({"kind": "of another day"}), "readers pass over kinds that they do not know")

    def test_every_key_that_a_loader_asks_for(self):
        for name, sources in LOADERS.items():
            text = "".join((rig.SOURCE / "harness" / "suite" / f"{source}.cpp").read_text() for source in sources)
            asked = {one or other for one, other in ASKED.findall(text)} - NOT_IN.get(name, set())
            self.assertGreater(len(asked), 3)
            self.assertEqual(sorted(asked - keys_of(schema(name)) - {"exclusive", "small_wan"}), [], f"keys that {name}.schema.json lacks")

    def test_verbs_are_those_of_the_program(self):
        """The program names its verbs where a step has none; the schema and the page of the language have the same, in their own order."""
        with rig.Folder() as folder:
            suite = folder / "suite.toml"
            suite.write_text('format = 1\n[suite]\nid = "t"\ntitle = "T"\n[[case]]\nid = "t.a"\ntitle = "A"\nclaim = ["passthrough.ipsec"]\nsteps = [{}]\n')
            told = rig.words(rig.tsuka(["lint", suite]))
        verbs = re.search(r"a step needs one of ([a-z, ]+)", told).group(1).split(", ")
        self.assertGreater(len(verbs), 6)
        definitions = schema("suite")["definitions"]
        self.assertEqual(sorted(one["$ref"].rsplit("/", 1)[1] for one in definitions["step"]["oneOf"]), sorted(verbs))
        for verb in verbs:
            self.assertIn(verb, definitions[verb]["required"])
        language = (rig.SOURCE / "docs" / "suite-language.md").read_text()
        steps = language[language.index("\n## Steps"):]
        headings = re.findall(r"^### (\w+)$", steps[:steps.index("\n## ", 1)], re.MULTILINE)
        self.assertEqual(sorted(headings), sorted(verbs))

    def test_every_key_of_the_schemas_is_known(self):
        sources = [*(rig.SOURCE / "harness" / "suite").glob("*.cpp"), *(rig.SOURCE / "harness" / "model" / name for name in ("certificate.hpp", "hook.hpp", "hook.cpp"))]
        text = "".join(path.read_text() for path in sources)
        for name in LOADERS:
            self.assertEqual([key for key in sorted(keys_of(schema(name))) if f'"{key}"' not in text], [], f"{name}.schema.json invents keys")


unittest.main(verbosity=2)
