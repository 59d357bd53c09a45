# Two runs at the same time do not disturb each other: both get the verdicts that one alone gets.
import unittest

import rig


class TwoAtOnce(unittest.TestCase):
    def test_same_verdicts(self):
        rig.need("ip", "nft")
        # Namespaces of a test that has just ended go away by and by, and with them their part of the kernel's table.
        rig.wait_until(lambda: rig.neighbours() < 16, 60)
        before = rig.overflows()
        with rig.Folder() as folder:
            runs = [rig.start(["run", "--dut", "netns:linux", "--out", folder / name, "--seed", 1]) for name in ("one", "two")]
            try:
                said = [run.communicate(timeout=rig.patience(200))[0] for run in runs]
            finally:
                for run in runs:
                    rig.end(run)
            lost = rig.overflows() - before
            for run, text, name in zip(runs, said, ("one", "two")):
                self.assertIn(run.returncode, (0, 1, 2) if lost else (0, 1), text)
                table = rig.verdict_table(folder / name)
                # Each run has 943 of the 1,024 places of that table, which all namespaces share. Where it had no room a run asks again, and
                # may leave a case open; it may not find anything else.
                open_cases = {row.rsplit(" ", 2)[0] for row in table if lost and row.rsplit(" ", 2)[1] == "inconclusive"}
                self.assertLessEqual(len(open_cases), 5, text)
                rig.compare_with_expected("linux", table, but_for=open_cases)

    def test_one_folder_for_two(self):
        with rig.Folder() as folder:
            first = rig.tsuka(["run", "--dut", "netns:linux", "--only", "nat.napt.basics", "--out", folder / "run"])
            record = (folder / "run" / "record.jsonl").read_bytes()
            second = rig.tsuka(["run", "--dut", "netns:linux", "--only", "nat.napt.basics", "--out", folder / "run"])
            self.assertEqual(second.returncode, 3, rig.words(second))
            self.assertIn("run", second.stderr, "the refusal names the folder")
            self.assertEqual((folder / "run" / "record.jsonl").read_bytes(), record, "the first run's record was touched\n" + rig.words(first))


unittest.main(verbosity=2)
