# A router (or what else hangs on its cables) that floods: Ctrl-C is heard all the same, memory stays bounded, no case is failed for it, and
# the report says what it was. The router is the one of interfaces_test.py; the flood comes from its namespace.
import json
import resource
import signal
import subprocess
import sys
import time
import unittest

import interfaces_test as bench
import rig

FLOODER = rig.TESTS / "flooder.py"


class Flood(unittest.TestCase):
    def setUp(self):
        scratch = rig.Folder()
        self.folder = scratch.__enter__()
        self.addCleanup(scratch.__exit__)
        self.router = bench.Router(self.folder)
        self.addCleanup(self.router.end)
        (self.folder / "lab.toml").write_text(bench.LAB.format(router="static"))

    def flooded(self, side, kind):
        """A run that is in the middle of a long case when the flood begins; the run, what it said, and how long it took to hear Ctrl-C."""
        run = self.begin(f"{side}-{kind}")
        flood = subprocess.Popen([*self.router.enter, sys.executable, "-B", FLOODER, side, kind], stdin=subprocess.DEVNULL)
        try:
            time.sleep(5)  # the length of the flood, not a wait for something
            began = time.monotonic()
            if run.poll() is None:  # it gives a case up that it has tried three times
                run.send_signal(signal.SIGINT)
            said = run.communicate(timeout=rig.patience(60))[0]
            self.assertIsNone(flood.poll(), "the flood ended before the run did, so nothing is shown")
            return run.returncode, said, time.monotonic() - began
        finally:
            flood.kill()
            flood.wait()
            rig.end(run)

    def begin(self, name):
        run_folder = self.folder / name
        run = rig.start(["run", rig.LONG, "--lan", "lan0", "--wan", "wan0", "--lab", self.folder / "lab.toml", "--profile", "linux",
                         "--longest", "2m", "--out", run_folder])
        self.addCleanup(rig.end, run)
        record = run_folder / "record.jsonl"
        self.assertTrue(rig.wait_until(lambda: run.poll() is not None or (record.exists() and record.stat().st_size > 0), 30))
        return run

    def test_floods(self):
        for side in ("lan", "wan"):
            for kind in ("arp", "udp", "random"):
                with self.subTest(side=side, kind=kind):
                    status, said, took = self.flooded(side, kind)
                    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
                    print(side, kind, f"ended after {took:.2f} s, at most {largest} MB", flush=True)
                    self.assertLess(largest, 300, "memory grows with what others send")
                    self.assertEqual(status, 2, said)
                    report = json.loads((self.folder / f"{side}-{kind}" / "report.json").read_text())
                    self.assertFalse([row for row in report["rows"] if row["verdict"] in ("fail", "pass")], said)
                    told = json.dumps(report)
                    if (side, kind) == ("wan", "arp"):  # it asks for our gateway
                        self.assertIn("ARP storm on the WAN: ", told)
                        self.assertRegex(told, "were left unanswered|the wan port dropped")  # whichever comes first
                    elif " port dropped " in told:
                        self.assertIn(f"{'ARP storm' if kind == 'arp' else 'flood'} on the {side.upper()}: ", told)


bench.main(__file__)
