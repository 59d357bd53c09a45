# Pages in another language: what is translated, what stays, what stands in, and what lint says of a language.
import html
import json
import os
import re
import shutil
import subprocess
import tomllib
import unittest

import rig

JA = tomllib.loads((rig.SOURCE / "lang" / "ja.toml").read_text())


# Who says what a report may have to tell. What the doctor says of a bench (survey.cpp) stands in none.
SPEAKERS = ("judge/findings.cpp", "judge/settle.cpp", "run/*.cpp", "engine/*.cpp", "lab/access_concentrator*.cpp", "lab/join.cpp", "lab/lease.cpp", "lab/neighbour.cpp",
            "lab/pool.cpp")

# Errors of a suite that lint names before, comments of captures, and values that are not sentences.
ELSEWHERE = {
    "many more", "received by", "of no case:", ", and how long they hold a place",
    "How many {} clients at once", "How many {} clients of one server at once", "How long a silent {} client holds its place",
    "the record does not hold what a replay needs: it is of an older version, or the run ended before its first case",
    "'{}' is still held back by coalesce, so it cannot be sent again", "'{}' is still held back: coalesce = true needs a later send of the same flow and actor",
    "unknown message '{}'", "'{}' goes over TCP, but flow '{}' ({}) has no connection", ": give fragment = {}", "nobody in the cast is called '{}'",
    "'{}' about '{}' cannot be built", "no flow is called '{}'", "no TCP flow is called '{}'", "field '{}' takes a number", "(what was sent is unknown)",
    "(as sent)", "octet {} on, of {}", "{} octets", "other than $", "(never bound)", "'{}' is neither an address nor an actor", "${} has no value yet: the step that binds it did not happen",
    "'{}' says what to expect, it is not a value to send", "(the router's)", "ip.options takes 40 octets at most", "Window Scale", "Window Scale, SACK-Permitted",
}


def literals(source):
    """Strings of C++ sources; those that stand side by side are one."""
    source = re.sub(r"//[^\n]*|#include[^\n]*", "", source)
    one = r'"((?:[^"\\\n]|\\.)*)"'
    for run in re.finditer(one + r"(?:\s*" + one + ")*", source):
        yield "".join(re.findall(one, run.group(0))).replace('\\"', '"')


def tsuka(arguments, **environment):
    kept = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    return subprocess.run([str(rig.binary()), *map(str, arguments)], capture_output=True, text=True, env={**kept, **environment}, timeout=120)


class Language(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = rig.Folder()
        cls.folder = cls.place.__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)

    def page(self, name, *more, **environment):
        done = tsuka(["run", "--dut", "sim:seil", "--only", "esp.*", "--only", "multi.esp.*", "--seed", 1, "--out", self.folder / name, *more], **environment)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return (self.folder / name / "report.html").read_text()

    def test_japanese_pages(self):
        page = self.page("ja", "--lang", "ja")
        self.assertIn('<html lang="ja">', page)
        for words in (JA["interface"]["users.title"], JA["interface"]["verdict.pass"], JA["claim"]["passthrough.ipsec"], JA["kind"]["ipsec"],
                      JA["profile"]["IIJ SEIL, VPN passthrough with NAPT"],
                      JA["say"]["ipsec.one=yes.servers=yes.same=no"], JA["interface"]["statement.title"]):
            self.assertIn(words, page)
        self.assertNotIn("[[", page)
        self.assertFalse(re.findall(r"<h2>[A-Z][a-z]+[^<]*</h2>", page))
        self.assertIn('<html lang="ja">', (self.folder / "ja" / "exchanges.html").read_text())

    def test_programs_read_english(self):
        self.page("one", "--lang", "ja")
        self.page("two", "--lang", "en")
        kept = {}
        for name in ("one", "two"):
            report = json.loads((self.folder / name / "report.json").read_text())
            kept[name] = (report["claims"], report["users"], report["conclusion"], [row["title"] for row in report["rows"]])
        self.assertEqual(kept["one"], kept["two"])

    def test_the_environment_chooses(self):
        self.assertIn('<html lang="ja">', self.page("env", LANG="ja_JP.UTF-8"))
        self.assertIn('<html lang="en">', self.page("all", LANG="ja_JP.UTF-8", LC_ALL="C"))
        self.assertIn('<html lang="en">', self.page("none", LANG="xx_XX.UTF-8"))
        done = tsuka(["judge", self.folder / "env", "--lang", "ja", "--out", self.folder / "again"])
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        self.assertIn('<html lang="ja">', (self.folder / "again" / "report.html").read_text())

    def test_nothing_that_a_run_says_stands_in_english(self):
        """Reasons, findings and classes of routers that go wrong in many ways, as the pages and the terminal say them."""
        left = set()
        for dut in (["sim:linux"], ["sim:one-ipsec-client"], ["sim:renumbering"], *(["sim:faithful", "--defect", name] for name in (
                "udp.inbound-checksum-wrong", "gre.call-id-not-restored", "esp.cross-wired", "tcp.third-client-dropped", "pptp.wedged-by-length",
                "flow.overtaken"))):
            out = self.folder / ("all-" + dut[-1])
            done = tsuka(["run", "--dut", *dut, "--seed", 1, "--lang", "ja", "--out", out])
            self.assertIn(done.returncode, (0, 1, 2), done.stderr)
            self.assertNotRegex(done.stdout, r"(?m)^(What|Report|Next|Measured|Claimed|preflight|\d+ case)|simulated time")
            pages = "".join((out / name).read_text() for name in ("report.html", "exchanges.html"))
            shown = html.unescape(pages)
            texts = {html.unescape(text).strip() for text in re.findall(r">([^<>]+)<", pages)}
            said = {row["reason"] for row in json.loads((out / "report.json").read_text())["rows"]}
            said |= {cause["sentence"] for cause in json.loads((out / "report.json").read_text())["causes"]}
            # A time stands before what happened: the sentence is looked for in the text, not as the text.
            facts = [value for _, value in json.loads((out / "report.json").read_text())["run"]["facts"]]
            left |= {value for value in facts if re.search(r"[a-z]{3,} [a-z]{3,}", value) and value in shown}
            happened = [event["detail"] for event in json.loads((out / "report.json").read_text())["run"]["timeline"]]
            moved = [event for event in json.loads((out / "report.json").read_text())["run"]["timeline"] if event["kind"] == "wan-address"]
            self.assertEqual(bool(moved), dut == ["sim:renumbering"])
            left |= {detail for detail in happened if detail in shown or detail in done.stdout}
            for line in (out / "record.jsonl").read_text().splitlines():
                one = json.loads(line)
                if one["kind"] == "case":
                    said |= {one.get("class_about", "")} | {finding["detail"] for finding in one.get("findings", [])}
            left |= {text for text in said & texts if re.search(r"[a-z]{3,} [a-z]{3,}", text)}
        self.assertEqual(left, set())

    def test_load(self):
        """What is left in English are names: protocols, the router, Tsuka itself."""
        promises = [("esp", "flows = 8"), ("udp", "frames = 1000\nsize = 128"), ("udp", "mbit = 900\nsize = 128"), ("gre", "percent_of_udp = 20\nsize = 128"),
                    ("l2tp", "flows = 20\n"), ("natt", "new_flows = 5000\n"), ("gre", "new_flows = 5\n"), ("gre", "flows = 4\n"), ("esp", "frames = 1\nsize = 64\ndirection = \"both\"")]
        profile = self.folder / "promises.toml"
        profile.write_text('format = 1\ntitle = "AP-1200"\nclaims = []\n' + "".join(
            f'[[load]]\nprotocol = "{protocol}"\nsource = "p. 12"\n{promise}\n' for protocol, promise in promises))
        done = tsuka(["load", "--dut", "sim:linux", "--protocol", "udp,gre", "--size", "128,imix", "--most", 2000, "--flows", 10, "--up-to", 7000, "--seed", 1,
                      "--profile", profile, "--lang", "ja", "--out", self.folder / "load"])
        self.assertEqual(done.returncode, 2, done.stderr)  # of some it is not known
        page = (self.folder / "load" / "load.html").read_text()
        self.assertIn('<html lang="ja">', page)
        self.assertNotIn("[[", page)
        body = page[page.index("<body>"):]
        names = json.loads((self.folder / "load" / "load.json").read_text())
        texts = {html.unescape(text).strip() for text in re.findall(r">([^<>]+)<|aria-label=\"([^\"]+)\"", body) for text in text}
        left = {text for text in texts | set(done.stdout.splitlines()) | set(done.stderr.splitlines()) if re.search(r"[a-z]{3,} [a-z]{3,}", text)}
        self.assertEqual(left - {names["about"]}, set())
        self.assertNotIn("no flow is open", page)
        self.assertIn("no flow is open", (self.folder / "load" / "load.txt").read_text(), "files that programs may read are English")

    def test_every_sentence_of_the_sources_is_known(self):
        """What engine, session and the lab's parts say in sentences has a pattern in reports/phrases.cpp. A new one here: add its pattern there and its
        translation to lang/ja.toml; what no report ever tells goes into ELSEWHERE."""
        listed = re.search(r"patterns\[\] = \{(.*?)\n\};", (rig.SOURCE / "reports/phrases.cpp").read_text(), re.DOTALL).group(1)
        patterns = "\n".join(literals(listed))
        left, seen = set(), 0
        for path in sorted(path for place in SPEAKERS for path in rig.SOURCE.glob("harness/" + place) if path.name != "survey.cpp"):
            for text in literals(path.read_text()):
                text = re.sub(r"\{[^}]*\}", "{}", text).strip()
                if len(re.findall("[a-z]{2,}", text)) < 2 or " " not in text or text in ELSEWHERE:
                    continue
                seen += 1
                parts = [part for part in re.split(r"^\W+|; |^(?:WAN|LAN) side: |^set-up: ", text) if len(part) > 3]
                if not all(part in patterns or part.rstrip(" ,{}") in patterns for part in parts):
                    left.add(f"{path.name}: {text}")
        self.assertGreater(seen, 150)
        self.assertEqual(left, set())

    def test_doubt_in_the_evidence(self):
        self.page("sealed", "--lang", "ja")
        (self.folder / "sealed" / "SHA256SUMS").unlink()
        done = tsuka(["judge", self.folder / "sealed", "--lang", "ja", "--out", self.folder / "doubt"])
        self.assertEqual(done.returncode, 2, done.stderr)
        for text in (done.stdout, (self.folder / "doubt" / "report.html").read_text()):
            self.assertIn(JA["phrase"]["the run was never sealed, or its seal is gone"], "".join(text.split("\n")))
            self.assertNotIn("seal is gone", text)

    def test_what_is_said_before_and_after_a_run(self):
        """--dry-run and a replay that ends otherwise than the run; names of routers, profiles, paths and options stay."""
        for more in ["--dut", "sim:linux", "--longest", "2m"], ["--dut", "netns:linux", "--longest", "2m"], ["--dut", "netns:linux", "--only", "esp.single.*"]:
            said = tsuka(["run", "--dry-run", "--lang", "ja", *more]).stdout
            self.assertIn("選ばれた項目", said)
            self.assertNotRegex(said, r"[a-z]{3,} [a-z]{3,} [a-z]{3,}")
        self.page("replayed")
        record = self.folder / "replayed" / "record.jsonl"
        record.write_text(record.read_text().replace('"outcome":"satisfied"', '"outcome":"violated"', 1))
        done = tsuka(["judge", self.folder / "replayed", "--replay", "--lang", "ja", "--out", self.folder / "once-more"])
        self.assertRegex(done.stdout, r"(?m)^再生: \S+: 当時 破られた( \(\S+\))?、今日 満たされた")
        self.assertRegex(done.stdout, r"(?m)^再生: \d+ 件、うち当時と異なる結果 1 件$")

    def test_a_language_that_there_is_not(self):
        for word in ("jp", "../ja", "xx"):
            done = tsuka(["run", "--dut", "sim:seil", "--lang", word, "--out", self.folder / "never"])
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(f"there is no language '{word}'", done.stderr)
            self.assertFalse((self.folder / "never").exists())

    def test_japanese_is_whole(self):
        self.assertRegex(tsuka(["lint"]).stdout, r"ja: all \d+ texts are there")

    def test_lint_counts_and_the_original_stands_in(self):
        data = self.folder / "data"
        for name in ("suites", "profiles", "duts", "lang"):
            shutil.copytree(rig.SOURCE / name, data / name)
        text = (data / "lang" / "ja.toml").read_text()
        whole = tsuka(["lint"], TSUKA_DATA=str(data)).stdout
        line = next(line for line in text.splitlines() if line.startswith('"nat.napt" = '))
        (data / "lang" / "ja.toml").write_text(text.replace(line, '"nat.nabt" = "x"'))
        done = tsuka(["lint"], TSUKA_DATA=str(data))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("nothing is called 'claim.nat.nabt' any more; did you mean 'claim.nat.napt'?", done.stderr)
        missing = [int(re.search(r"ja: (\d+) of", words + " ja: 0 of").group(1)) for words in (whole, done.stdout)]
        self.assertEqual(missing[1], missing[0] + 1)
        self.assertIn("claim 1", done.stdout)
        run = tsuka(["run", "--dut", "sim:seil", "--only", "nat.napt.*", "--lang", "ja", "--out", self.folder / "gap"], TSUKA_DATA=str(data))
        self.assertIn(run.returncode, (0, 1, 2), run.stderr)
        self.assertIn("Several LAN hosts share one WAN address", (self.folder / "gap" / "report.html").read_text())

    def test_patterns_hold_no_more_places_than_they_are_given(self):
        """A pattern that cannot be filled would silently stand in English."""
        source = "".join(path.read_text() for path in [*(rig.SOURCE / "reports").glob("*.cpp"), *(rig.SOURCE / "harness" / "app").glob("*.cpp"), *(rig.SOURCE / "harness" / "cli").glob("*.cpp")])
        for name, words in JA["interface"].items():
            if re.search(r"(?<!\{)\{\d*\}(?!\})", words):
                self.assertTrue(re.search(r'say\(\s*"' + re.escape(name) + '"', source), name)


unittest.main(verbosity=2)
