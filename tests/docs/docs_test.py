# Every command and every example of the README and the docs, run or linted, so that nobody copies one that does not work.
# A fenced block says what it is: ```sh (commands), ```toml KIND (kinds: see Examples), ```text, ```cpp. Only a block without any word goes
# unread, and it must not hold a command. Commands for hardware that is not here have to get as far as the hardware.
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import tomllib
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PAGES = [SOURCE / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted((SOURCE / "docs").glob("*.md"))
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:tsuka|cmake|cpack|ctest|ninja|python3|gcovr|\./\S+|build/\S+) ")
OURS = ("netns:", "sim:")

# What a fragment of a case stands in: two flows, something to be quoted, and hosts enough.
PREAMBLE = """format = 1
[suite]
id = "docs.example"
title = "An example of the docs"
[cast]
alice = { side = "lan" }
bob = { side = "lan" }
server = { side = "wan" }
hop = { side = "wan" }
[[case]]
id = "docs.example.case"
title = "An example of the docs"
claim = ["multi.same-server.ipsec", "passthrough.ipsec"]
"""
STEPS = """
  { use = "udp", as = "a", from = "alice", to = "server" },
  { use = "udp", as = "b", from = "bob", to = "server" },
  { send = "udp", on = "a", at = "alice", bytes = 64, as = "out-a" },
  { expect = "udp", on = "a", at = "server", probe = "out-a" },
  { send = "udp", on = "a", at = "server", bytes = 64, as = "back-a" },
  { send = "udp", on = "b", at = "server", bytes = 64, as = "back-b" },
"""


class Block:
    def __init__(self, page, line, word, kind, lines):
        self.where = f"{page.relative_to(SOURCE)}:{line}"
        self.word, self.kind, self.lines = word, kind, lines

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def blocks():
    for page in PAGES:
        fence = None
        for number, line in enumerate(page.read_text().splitlines(), 1):
            mark = re.match(r" *```(.*)", line)
            if mark and fence is None:
                words = mark.group(1).split()
                fence, lines = (number, words[0] if words else "", words[1] if len(words) > 1 else ""), []
            elif mark:
                yield Block(page, *fence, lines)
                fence = None
            elif fence:
                lines.append(line.strip() if fence[1] == "sh" else line)
        assert fence is None, f"{page}: a block without an end"


def binary():
    return pathlib.Path(os.environ["TSUKA"]).resolve()


def tsuka(arguments, cwd):
    return subprocess.run([binary(), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", cwd=cwd, timeout=240)


def presets():
    return {preset["name"] for preset in json.loads((SOURCE / "CMakePresets.json").read_text())["configurePresets"]}


class Examples(unittest.TestCase):
    """One check per kind of TOML."""

    def accepted(self, block, arguments, cwd, statuses=(0,)):
        done = tsuka(arguments, cwd)
        self.assertIn(done.returncode, statuses, f"{block.where}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done

    def lint(self, block, text):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "example.toml").write_text(text)
            self.accepted(block, ["lint", "example.toml"], folder)

    def suite(self, block):
        self.lint(block, block.text)

    def steps(self, block):
        self.lint(block, f"{PREAMBLE}steps = [{STEPS}{block.text}]\n")

    def classes(self, block):
        self.lint(block, f"{PREAMBLE}steps = [{STEPS}]\n{block.text}")

    def claim(self, block):
        shipped = {row["id"]: row for row in tomllib.loads((SOURCE / "suites/claims.toml").read_text())["claim"]}
        for row in tomllib.loads(block.text)["claim"]:
            row = {key: value for key, value in row.items() if (key, value) != ("always", False)}
            self.assertEqual(row, shipped.get(row["id"]), f"{block.where}: not the claim that ships")

    def profile(self, block):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "example.toml").write_text(block.text)
            arguments = ["run", "--dut", "sim:faithful", "--only", "esp.single.*", "--profile", "example.toml", "--out", "run"]
            self.accepted(block, arguments, folder, (0, 1, 2))

    def router(self, block):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "example.toml").write_text(block.text)
            self.accepted(block, ["run", "--dut", "sim:example.toml", "--only", "esp.single.*", "--out", "run"], folder, (0, 1, 2))

    def lab(self, block):
        """Read before the interfaces are looked for: the complaint has to be about those."""
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "lab.toml").write_text(block.text)
            done = self.accepted(block, ["run", "--lan", "absent0", "--wan", "absent1", "--lab", "lab.toml", "--out", "run"], folder, (3,))
            self.assertIn("absent0", done.stderr, f"{block.where}\n{done.stderr}")
            self.assertNotIn("lab.toml:", done.stderr, block.where)

    def campaign(self, block):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "example.toml").write_text(block.text)
            self.accepted(block, ["run", "--dut", "sim:faithful", "--campaign", "example.toml", "--dry-run"], folder, (0,))

    def fleet(self, block):
        """Read, and nothing is wrong with it but that its benches have no runs yet."""
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "example.toml").write_text(block.text)
            done = self.accepted(block, ["fleet", "report", "example.toml"], folder, (2,))
            self.assertIn("no run to show", done.stderr, f"{block.where}\n{done.stderr}")

    def test_examples(self):
        seen = 0
        for block in blocks():
            if block.word != "toml":
                continue
            seen += 1
            check = {"suite": self.suite, "steps": self.steps, "classes": self.classes, "claim": self.claim, "profile": self.profile,
                     "router": self.router, "lab": self.lab, "campaign": self.campaign, "fleet": self.fleet}.get(block.kind)
            with self.subTest(block.where):
                self.assertIsNotNone(check, f"{block.where}: say after ```toml what kind of example it is")
                check(block)
        self.assertGreater(seen, 5, "the examples are not found any more")


class Commands(unittest.TestCase):
    """One check per program that a command begins with."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.cwd = pathlib.Path(self.folder.name)
        (self.cwd / "lab.toml").write_text('title = "An example"\n')
        shutil.copy(SOURCE / "examples/profile/my-router.toml", self.cwd)
        (self.cwd / "fleet.toml").write_text('format = 1\ntitle = "Examples"\n[[bench]]\nname = "reference"\nmodel = "One of ours"\ndut = "sim:faithful"\n')

    def run_tsuka(self, where, words):
        names = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("--lan", "--wan", "--trunk")]
        if not names and words[:1] == ["run"]:
            # Short, but all that is written is read: a router, defects, a profile.
            words = [*words, "--only", "esp.single.*"] if "--only" not in words else words
        done = tsuka(words, self.cwd)
        said = f"{where}: tsuka {' '.join(words)}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"
        if names:
            self.assertEqual(done.returncode, 3, said)
            self.assertIn(names[0], done.stderr, said)
            self.assertNotIn("--help", done.stderr, said)
        else:
            self.assertIn(done.returncode, (0, 1, 2), said)

    def run_cmake(self, where, words):
        options = dict(zip(words, words[1:]))
        if "--preset" in options:
            self.assertIn(options["--preset"], presets(), where)
        elif words[0] == "-S":
            done = subprocess.run(["cmake", *words[:2], "-B", str(self.cwd / "build"), *words[4:]], cwd=SOURCE, capture_output=True, text=True, timeout=200)
            self.assertEqual(done.returncode, 0, f"{where}\n{done.stderr}")
        else:
            self.assertIn(words[0], ("--build", "--install"), where)
            self.assertTrue(words[1].startswith("build/") and words[1][6:] in presets() | {"bench"}, where)

    def run_runtests(self, where, words):
        for option, value in zip(words, words[1:]):
            listed = subprocess.run(["ctest", "--test-dir", os.environ["TSUKA_BUILD"], "-N", option, value], capture_output=True, text=True, timeout=60).stdout
            self.assertNotIn("Total Tests: 0", listed, f"{where}: no such test")
            self.assertIn("Total Tests:", listed, where)

    def run_growth(self, where, words):
        """As it is written, with numbers that take no time."""
        small = {"--cases": "10,20", "--jobs": "1", "--exchanges": "50"}
        words = [small.get(before, word) for before, word in zip(["", *words], words)]
        done = subprocess.run(["python3", "-B", "bench/growth.py", os.environ["TSUKA"], *words[1:]], cwd=SOURCE, capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, 0, f"{where}\n{done.stdout}{done.stderr}")

    def run_signals(self, where):
        """One signal, in a flood."""
        done = subprocess.run(["python3", "-B", "bench/signals.py", os.environ["TSUKA"], "--signals", "1", "--commands", "run", "--kinds", "arp"],
                              cwd=SOURCE, capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, 0, f"{where}\n{done.stdout}{done.stderr}")
        for side in ("lan", "wan"):
            self.assertRegex(done.stdout, rf"run +{side} +arp +\| +1 ", where)

    def run_pages(self, where):
        """A part of it; without a browser it has two columns less."""
        done = subprocess.run(["python3", "-B", "bench/pages.py", os.environ["TSUKA"], "--routers", "", "--cases", "20"], cwd=SOURCE,
                              capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, 0, f"{where}\n{done.stdout}{done.stderr}")
        self.assertRegex(done.stdout, r"20 of one kind +20 ")

    def run_rates(self, where, words):
        """It knows its words; generators of others, and minutes, are for who asks for figures."""
        self.built(where, pathlib.Path(words[0]))
        done = subprocess.run(["python3", "-B", "bench/rates.py", *words, "--rounds", "0"], cwd=SOURCE, capture_output=True, text=True, timeout=200)
        self.assertEqual((done.returncode, done.stdout), (0, ""), f"{where}\n{done.stderr}")

    def built(self, where, program):
        """A program of the build: its target has a source file of that name."""
        name = re.sub(r"^(fuzz|tsuka_bench|tsuka)_", "", program.name)
        self.assertTrue(program.name == "tsuka" or any(SOURCE.rglob(f"{name}*.cpp")), f"{where}: what would build {program}?")

    def check(self, where, command):
        words = shlex.split(command, comments=True)
        while words and re.match(r"[A-Z_]+=", words[0]):
            name, value = words.pop(0).split("=", 1)
            if name == "TSUKA_PRESET":
                self.assertIn(value, presets(), where)
        for word in words[1:]:
            if re.match(r"(tests|suites|profiles|docs|examples|cmake)/", word):
                self.assertTrue((SOURCE / word).exists(), f"{where}: {word} is not there")
        program, rest = pathlib.Path(words[0]), words[1:]
        if words[0] == "tsuka":
            return self.run_tsuka(where, rest)
        if words[0] == "cmake":
            return self.run_cmake(where, rest)
        if words[0] == "./runtests":
            return self.run_runtests(where, rest)
        if words[0] == "cpack":
            return self.assertTrue((pathlib.Path(os.environ["TSUKA_BUILD"]) / "CPackConfig.cmake").exists(), where)
        if words[0].startswith("build/"):
            return self.built(where, program)
        if words[0] == "bench/pages.py":
            return self.run_pages(where)
        if words[0] == "bench/signals.py":
            return self.run_signals(where)
        if words[0] == "bench/rates.py":
            return self.run_rates(where, rest)
        if words[0] == "bench/growth.py":
            return self.run_growth(where, rest)
        self.assertIn(words[0], ("./quickstart", "python3", "ninja", "gcovr", "git", "cd"), f"{where}: a command that no check knows: {command}")

    def test_commands(self):
        seen = 0
        for block in blocks():
            if block.word != "sh":
                for line in block.lines if not block.word else []:
                    self.assertIsNone(COMMAND.match(line.strip() + " "), f"{block.where}: a command; say ```sh")
                continue
            for line in block.lines:
                for command in line.split("&&"):
                    if command.strip() and not command.strip().startswith("#"):
                        seen += 1
                        with self.subTest(f"{block.where}: {command.strip()}"):
                            self.check(block.where, command.strip())
        self.assertGreater(seen, 15, "the commands are not found any more")

    def test_options_in_the_text(self):
        """`tsuka WORD ... --option` in the midst of a sentence: the command and each option exist."""
        known = {}
        seen = 0
        for page in PAGES:
            for words in re.findall(r"`tsuka ([a-z]+(?: [^`]*)?)`", re.sub(r"```.*?```", "", page.read_text(), flags=re.S)):
                command, *rest = words.split()
                if command not in known:
                    done = tsuka([command, "--help"], self.cwd)
                    self.assertEqual(done.returncode, 0, f"{page.name}: tsuka {command}")
                    known[command] = done.stdout
                for option in re.findall(r"--[a-z-]+", " ".join(rest)):
                    seen += 1
                    self.assertRegex(known[command], re.escape(option) + r"[ ,:]", f"{page.name}: `tsuka {words}`")
        self.assertGreater(seen, 5)


if __name__ == "__main__":
    unittest.main()
