# Two runs at the same time do not disturb each other: both get the verdicts that one alone gets.
import fnmatch
import unittest

import rig

# A whole run has 943 of the kernel's 1,024 neighbours, which all namespaces share, so that two of them lose packets to this machine. Two
# runs of these groups fit in.
GROUPS = ["esp.*", "ike.*", "natt.*", "pptp.*", "l2tp.*"]


class TwoAtOnce(unittest.TestCase):
    def test_same_verdicts(self):
        rig.need("ip", "nft")
        # Namespaces of a test that has just ended go away by and by, and with them their part of the kernel's table.
        rig.wait_until(lambda: rig.neighbours() < 16, 60)
        before = rig.overflows()
        only = [word for group in GROUPS for word in ("--only", group)]
        with rig.Folder() as folder:
            runs = [rig.start(["run", "--dut", "netns:linux", *only, "--out", folder / name, "--seed", 1]) for name in ("one", "two")]
            try:
                said = [run.communicate(timeout=rig.patience(200))[0] for run in runs]
            finally:
                for run in runs:
                    rig.end(run)
            print(f"the kernel's table of neighbours had no room {rig.overflows() - before} times meanwhile", flush=True)
            others = {name for name in map(rig.name_of, rig.read_expected("linux")) if not any(fnmatch.fnmatchcase(name, group) for group in GROUPS)}
            for run, text, name in zip(runs, said, ("one", "two")):
                self.assertIn(run.returncode, (0, 1, 2), text)  # 2: a part of the catalogue settles a part of the claims
                rig.compare_with_expected("linux", rig.verdict_table(folder / name), but_for=others)

    def test_one_folder_for_two(self):
        with rig.Folder() as folder:
            first = rig.tsuka(["run", "--dut", "netns:linux", "--only", "nat.napt.basics", "--out", folder / "run"])
            record = (folder / "run" / "record.jsonl").read_bytes()
            second = rig.tsuka(["run", "--dut", "netns:linux", "--only", "nat.napt.basics", "--out", folder / "run"])
            self.assertEqual(second.returncode, 3, rig.words(second))
            self.assertIn("run", second.stderr, "the refusal names the folder")
            self.assertEqual((folder / "run" / "record.jsonl").read_bytes(), record, "the first run's record was touched\n" + rig.words(first))


unittest.main(verbosity=2)
