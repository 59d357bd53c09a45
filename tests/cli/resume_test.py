# `tsuka run --resume`, `--budget`, `--max-fail`: a run that was killed at any moment goes on and says in the end what one says that was not; every
# attempt stays told, and the record of both parts is judged, replayed and signed like any other.
import fnmatch
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import time
import unittest

import rig

MOMENTS = int(os.environ.get("TSUKA_KILLS", "8"))
ROUTER = ["--dut", "sim:faithful", "--defect", "esp.payload-altered", "--jobs", 3]
FAMILIES = ["esp.*", "pptp.*", "nat.*", "icmp.*", "time.*", "l2tp.*"]
SOME = [word for glob in FAMILIES for word in ("--only", glob)]


def lines_of(run):
    """Lines of a record, as far as they are whole."""
    out = []
    for line in (run / "record.jsonl").read_bytes().split(b"\n"):
        try:
            out.append(json.loads(line))
        except ValueError:
            break
    return out


class Resume(unittest.TestCase):
    def setUp(self):
        self.place = rig.Folder()
        self.addCleanup(self.place.__exit__, None, None, None)
        self.folder = self.place.__enter__()
        self.router = ROUTER

    def whole(self, *more, name="whole"):
        done = rig.tsuka(["run", *self.router, *SOME, "--seed", 7, "--out", self.folder / name, *more])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        return self.folder / name, done

    def killed(self, command, after, name="run"):
        """Kills the run when so much time has passed, whatever it does then; whether it was still there."""
        with subprocess.Popen([str(word) for word in [rig.binary(), *command]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            try:
                run.wait(after)
            except subprocess.TimeoutExpired:
                run.kill()
            return run.wait() == -signal.SIGKILL

    def resume(self, run, *more):
        return rig.tsuka(["run", "--resume", run, *more])

    def cut_in_mid_run(self, cases, name="run"):
        """A run as a kill leaves it behind that many cases: made of a whole one, so that it is the same each time."""
        whole, _ = self.whole(name=name)
        text = (whole / "record.jsonl").read_bytes().split(b"\n")
        kept, seen = [], 0
        for line in text:
            if b'"kind":"case"' in line[:40]:
                seen += 1
            if seen > cases:
                kept.append(line[:25])  # torn
                break
            kept.append(line)
        (whole / "record.jsonl").write_bytes(b"\n".join(kept))
        for path in [*whole.glob("report.*"), whole / "exchanges.html", whole / "SHA256SUMS"]:
            path.unlink()
        return whole

    def holds(self, run, wanted):
        self.assertEqual(rig.verdict_table(run), wanted)
        self.assertEqual(subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=run, check=False).returncode, 0)
        replayed = rig.tsuka(["judge", run, "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", replayed.stdout, rig.words(replayed))
        self.assertNotIn("departs", replayed.stderr)
        self.assertEqual(rig.verdict_table(self.folder / "again"), wanted)
        shutil.rmtree(self.folder / "again")

    def test_killed_at_random_moments(self):
        began = time.monotonic()
        whole, done = self.whole()
        took = time.monotonic() - began
        self.assertEqual(done.returncode, 1)
        wanted = rig.verdict_table(whole)
        chance = random.Random(os.environ.get("TSUKA_KILLS_SEED", "13"))
        run = self.folder / "run"
        killed = resumed = moment = 0
        # A machine that has become faster meanwhile is through before it is killed: then the moments come sooner.
        while moment < MOMENTS or (resumed == 0 and moment < 30 * MOMENTS):
            moment += 1
            began = time.monotonic()
            in_time = self.killed(["run", *ROUTER, *SOME, "--seed", 7, "--out", run], chance.uniform(0, took))
            killed += in_time
            took = took if in_time else min(took, time.monotonic() - began)
            # Every third one is killed again while it goes on.
            if moment % 3 == 0 and run.exists():
                killed += self.killed(["run", "--resume", run, *ROUTER, *SOME, "--seed", 7], chance.uniform(0, took))
            if not run.exists():
                continue  # it had not got that far
            ended = (run / "SHA256SUMS").exists()
            went_on = self.resume(run, *ROUTER, *SOME, "--seed", 7)
            self.assertEqual(went_on.returncode, 3 if ended else 1, rig.words(went_on))
            resumed += not ended
            self.holds(run, wanted)
            shutil.rmtree(run)
        print(f"{moment} moments within {took:.1f} s: {killed} kills, {resumed} runs went on")
        self.assertGreater(killed, 0)
        self.assertGreater(resumed, 0)

    def test_what_was_killed_in_mid_run_is_told(self):
        whole, _ = self.whole()
        run = self.cut_in_mid_run(20)
        self.assertEqual(self.resume(run).returncode, 1)
        self.holds(run, rig.verdict_table(whole))
        record = lines_of(run)
        kinds = [line["kind"] for line in record]
        at = kinds.index("resumed")
        self.assertEqual(kinds[:at].count("case"), 20)
        settled = {line["name"] for line in record[:at] if line["kind"] == "case" and line["outcome"] in ("satisfied", "violated")}
        self.assertEqual(set(record[at]["plan"]["cases"]), set(record[0]["plan"]["cases"]) - settled)
        self.assertNotEqual(record[at]["seed"], record[0]["seed"])
        frames = [number for line in record[at:] if line["kind"] == "case" for row in line["frames"] for number in row[4:5]]
        self.assertGreater(min(frames), record[at]["after"], "a frame has one number in all parts")
        report = json.loads((run / "report.json").read_text())
        told = [event for event in report["run"]["timeline"] if event["kind"] == "resumed"]
        self.assertEqual(len(told), 1)
        self.assertIn(f"{len(settled)} of {len(record[0]['plan']['cases'])} cases were settled by then", told[0]["detail"])
        self.assertIn("broken off in mid-run", (run / "report.txt").read_text().replace("\n", " "))
        schema = rig.tsuka(["judge", run, "--lang", "ja", "--out", self.folder / "ja"])
        self.assertIn(schema.returncode, (1, 2))
        self.assertEqual(re.findall(r"[0-9.]+ s: the run went on[^<]*", (self.folder / "ja" / "report.html").read_text()), [])

    def test_what_was_killed_between_two_cases_of_one_moment(self):
        """They are told one after the other, and the second was not written any more."""
        self.router = [*ROUTER[:-1], 64]  # so that some begin and end together
        whole, _ = self.whole()
        cases = [line for line in lines_of(whole) if line["kind"] == "case"]
        ends = [case["began"] + case["took"] for case in cases]
        pairs = [at for at in range(1, len(cases)) if ends[at - 1] == ends[at] and cases[at]["outcome"] in ("satisfied", "violated")]
        self.assertTrue(pairs, "no two cases ended at once: the test shows nothing")
        wanted = rig.verdict_table(whole)
        for number, at in enumerate(pairs[:3]):
            run = self.cut_in_mid_run(at, name=f"cut-{number}")
            self.assertEqual(self.resume(run).returncode, 1)
            self.holds(run, wanted)

    def test_a_signed_run_that_went_on_is_verified(self):
        run = self.cut_in_mid_run(30)
        self.resume(run)
        key, public = self.folder / "key.pem", self.folder / "key.pub"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True, capture_output=True)
        self.assertEqual(rig.tsuka(["sign", run, "--key", key]).returncode, 0)
        verified = rig.tsuka(["verify", run, "--key", public, "--rejudge"])
        self.assertEqual(verified.returncode, 0, rig.words(verified))
        again = self.resume(run)
        self.assertEqual(again.returncode, 3)
        self.assertIn("is signed", again.stderr)

    def test_attempts_of_both_parts_are_told(self):
        """A case that an interruption left open is there once, with what came of it before."""
        run = self.cut_in_mid_run(20)
        record = run / "record.jsonl"
        lines = record.read_text().splitlines()
        at = next(number for number, line in enumerate(lines) if '"kind":"case"' in line and '"outcome":"satisfied"' in line)
        one = json.loads(lines[at])
        one["outcome"], one["reason"] = "undetermined", "interrupted (Ctrl-C)"
        lines[at] = json.dumps(one, separators=(",", ":"))
        record.write_text("\n".join(lines))
        self.resume(run)
        rows = [row for row in json.loads((run / "report.json").read_text())["rows"] if row["name"] == one["name"]]
        self.assertEqual([row["attempts"] for row in rows], [one["attempts"] + 1])

    def test_what_a_budget_leaves_runs_later(self):
        whole, _ = self.whole("--memory", "off")
        run, done = self.whole("--memory", "off", "--budget", "20m", name="run")
        self.assertIn("the run ended early: the time given to this run, 20m, did not do for all cases (--budget)", done.stderr)
        report = json.loads((run / "report.json").read_text())
        reasons = {row["reason"] for row in report["rows"] if row["verdict"] == "skipped"}
        self.assertTrue(any("less is left than it waits" in reason for reason in reasons), reasons)
        replayed = rig.tsuka(["judge", run, "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", replayed.stdout, rig.words(replayed))
        shutil.rmtree(self.folder / "again")
        went_on = self.resume(run)
        self.assertEqual(went_on.returncode, 1, rig.words(went_on))
        self.holds(run, rig.verdict_table(whole))

    def test_a_run_ends_at_so_many_failures(self):
        run, done = self.whole("--max-fail", 2)
        self.assertEqual(done.returncode, 1)
        told = re.search(r"the run ended early: (\d+) cases have failed, and this run was to end at that \(--max-fail\)", done.stderr)
        self.assertIsNotNone(told, rig.words(done))
        verdicts = [row["verdict"] for row in json.loads((run / "report.json").read_text())["rows"]]
        # What was under way, or rested, has gone on to its end: in simulated time that is a good many.
        self.assertEqual(verdicts.count("fail"), int(told[1]))
        self.assertGreaterEqual(int(told[1]), 2)
        self.assertGreater(verdicts.count("skipped"), 10)
        replayed = rig.tsuka(["judge", run, "--replay", "--out", self.folder / "again"])
        self.assertIn(", 0 end otherwise than then", replayed.stdout, rig.words(replayed))

    def test_campaigns(self):
        listed = json.loads(rig.tsuka(["list", "--what", "campaigns", "--json"]).stdout)
        self.assertEqual({one["id"] for one in listed["list"]}, {"quick", "core", "standard", "full"})
        cases = {one["id"] for one in json.loads(rig.tsuka(["list", "--json"]).stdout)["list"]}
        for campaign in listed["list"]:
            for glob in campaign["only"]:
                self.assertTrue(any(fnmatch.fnmatchcase(case, glob) for case in cases), f"{campaign['id']}: {glob}")
        said = {name: rig.tsuka(["run", "--dut", "netns:linux", "--campaign", name, "--dry-run"]).stdout for name in ("quick", "core", "standard", "full")}
        runs = {name: int(re.search(r"(\d+) would run", text)[1]) for name, text in said.items()}
        self.assertTrue(0 < runs["core"] < runs["standard"], runs)
        self.assertTrue(0 < runs["quick"] < runs["standard"] < runs["full"], runs)
        mine = self.folder / "mine.toml"
        mine.write_text('format = 1\ntitle = "Mine"\nonly = ["esp.single.*"]\nconfirm = 0\nlongest = "1s"\nrepeat = 2\n')
        done = rig.tsuka(["run", "--dut", "sim:faithful", "--campaign", mine, "--longest", "2s", "--accept-partial", "--out", self.folder / "runs"])
        self.assertEqual(done.returncode, 0, rig.words(done))
        for run in ("run-1", "run-2"):
            self.assertEqual((self.folder / "runs" / run / "campaign.toml").read_text(), mine.read_text())
            plan = lines_of(self.folder / "runs" / run)[0]["plan"]
            self.assertEqual((plan["confirm"], plan["longest"]), (0, 2_000_000_000), "what is said on the command line goes first")
        for words, name in {"did you mean 'quick'?": "quik", "unknown key 'onyl'": self.folder / "bad.toml"}.items():
            (self.folder / "bad.toml").write_text('format = 1\ntitle = "Bad"\nonyl = ["esp.*"]\n')
            refused = rig.tsuka(["run", "--dut", "sim:faithful", "--campaign", name])
            self.assertEqual(refused.returncode, 3)
            self.assertIn(words, refused.stderr)

    def test_another_run_is_refused(self):
        run = self.cut_in_mid_run(10)
        before = sorted((path, path.stat().st_size) for path in run.rglob("*"))
        suite = next((run / "suites").rglob("*.toml"))
        changed = self.folder / "changed"
        shutil.copytree(run / "suites", changed)
        for path in changed.rglob("*.toml"):
            path.write_text(path.read_text() + "\n# another one\n")
        for words, more in {"the seed of": ["--seed", 8], "and not of sim:linux": ["--dut", "sim:linux"], "and not of sim:faithful": ["--dut", "sim:faithful"],
                            "is not in it": ["--only", "ah.*", *SOME], "is only in the run": ["--only", "esp.*"],
                            "is not the one that the run was begun with": [changed, *SOME],
                            "is judged by another profile": ["--profile", "tr-124"]}.items():
            with self.subTest(words):
                done = self.resume(run, *more)
                self.assertEqual(done.returncode, 3, rig.words(done))
                self.assertIn(words, done.stderr)
        for words, more in {"excludes": ["--repeat", 2], "no folder": None}.items():
            done = self.resume(run, *more) if more else self.resume(self.folder / "nowhere")
            self.assertEqual(done.returncode, 3, rig.words(done))
        after = sorted((path, path.stat().st_size) for path in run.rglob("*"))
        torn = run / "record.jsonl"
        self.assertEqual([one for one in before if one[0] != torn], [one for one in after if one[0] != torn])
        self.assertTrue(suite.exists())

    def test_a_run_that_is_over_and_one_that_is_under_way(self):
        run, _ = self.whole()
        done = self.resume(run)
        self.assertEqual(done.returncode, 3)
        self.assertIn("has come to its end", done.stderr)
        (run / "SHA256SUMS").unlink()  # killed while it was sealed
        (run / "report.html").unlink()
        self.assertEqual(self.resume(run).returncode, 1)
        self.assertTrue((run / "report.html").exists())
        held = os.open(run, os.O_RDONLY)
        try:
            import fcntl
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            done = self.resume(run)
            self.assertEqual(done.returncode, 3)
            self.assertIn("a run is under way in", done.stderr)
        finally:
            os.close(held)

    def test_nothing_was_recorded_yet(self):
        run = self.cut_in_mid_run(10)
        (run / "record.jsonl").write_bytes(b'{"kind":"run","form')
        done = self.resume(run)
        self.assertEqual(done.returncode, 3)
        self.assertIn("say which router", done.stderr)
        done = self.resume(run, *ROUTER, *SOME, "--seed", 7)
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertEqual(sum(line["kind"] == "resumed" for line in lines_of(run)), 0)
        # Killed while the first of its files was being written.
        shutil.rmtree(run)
        run.mkdir()
        (run / "profile.toml.part").write_text("name =")
        done = self.resume(run, *ROUTER, *SOME, "--seed", 7)
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertFalse((run / "profile.toml.part").exists())
        other = self.folder / "other"
        other.mkdir()
        (other / "letter.txt").write_text("mine")
        self.assertEqual(self.resume(other, *ROUTER).returncode, 3)
        self.assertEqual((other / "letter.txt").read_text(), "mine")


unittest.main(verbosity=2)
