# A run of a live router that is killed, both processes of it, and goes on: the verdicts are those of a run that nobody killed. So it is with interfaces, and
# there another router is refused.
import os
import random
import shutil
import signal
import time
import unittest

import rig

SOME = [word for glob in ("esp.*", "pptp.*", "nat.mapping.*", "multi.*") for word in ("--only", glob)]
MOMENTS = int(os.environ.get("TSUKA_KILLS", "4"))


class Resume(unittest.TestCase):
    def test_killed_at_random_moments(self):
        chance = random.Random(os.environ.get("TSUKA_KILLS_SEED", "13"))
        with rig.Folder() as folder:
            whole = rig.tsuka(["run", "--dut", "netns:linux", *SOME, "--out", folder / "whole"])
            self.assertIn(whole.returncode, (0, 2), rig.words(whole))
            wanted = rig.verdict_table(folder / "whole")
            went_on = 0
            for _ in range(MOMENTS):
                run = folder / "run"
                record = run / "record.jsonl"
                # After so many cases, and somewhat later: whatever it does then.
                told = chance.randrange(len(wanted) * 3 // 4)
                process = rig.start(["run", "--dut", "netns:linux", *SOME, "--out", run])
                try:
                    self.assertTrue(rig.wait_until(lambda: record.exists() and record.read_bytes().count(b'"kind":"case"') >= told, 120))
                    time.sleep(chance.uniform(0, 0.1))
                    os.killpg(process.pid, signal.SIGKILL)
                finally:
                    rig.end(process)
                if not run.exists():
                    continue
                sealed = (run / "SHA256SUMS").exists()
                done = rig.tsuka(["run", "--resume", run, "--dut", "netns:linux", *SOME])
                self.assertIn(done.returncode, (3,) if sealed else (0, 2), rig.words(done))
                went_on += not sealed
                self.assertEqual(rig.verdict_table(run), wanted)
                again = rig.tsuka(["judge", run, "--replay", "--out", folder / "again"])
                self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
                self.assertEqual(rig.verdict_table(folder / "again"), wanted)
                shutil.rmtree(run)
                shutil.rmtree(folder / "again")
            print(f"{MOMENTS} moments, {went_on} runs went on")
            self.assertGreater(went_on, 0)

    def test_one_run_after_the_other(self):
        """Each gives up its privileges, and the next one has them all the same."""
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--dut", "netns:linux", "--only", "esp.single.*", "--repeat", 2, "-q", "--accept-partial", "--out", folder / "all"])
            self.assertEqual(done.returncode, 0, rig.words(done))
            self.assertIn("All 2 cases had the same verdict and class each time.", done.stdout)


rig.need("ip", "nft")
unittest.main(verbosity=2)
