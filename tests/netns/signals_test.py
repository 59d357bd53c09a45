# Ctrl-C and SIGKILL in the middle of a run: no process, namespace or interface stays, and what was recorded can be judged.
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

import rig


def count_namespaces(session):
    """Network namespaces, other than our own, in which a process of the session lives."""
    found = set()
    for pid in rig.session_processes(session):
        try:
            found.add(os.readlink(f"/proc/{pid}/ns/net"))
        except OSError:
            pass  # not ours to look at, or gone
    return found - {os.readlink("/proc/self/ns/net")}


class Signals(unittest.TestCase):
    def interrupted(self, folder, number, who):
        """Starts a long run, sends it the signal once frames are flowing, and returns it with what it said."""
        before = rig.interfaces(), rig.named_namespaces()
        run = rig.start(["run", rig.LONG, "--dut", "netns:linux", "--longest", "2m", "--out", folder / "run"], who=who)
        try:
            record = folder / "run" / "record.jsonl"  # begun when the preflight is over; the case follows at once
            flowing = rig.wait_until(lambda: run.poll() is not None or (record.exists() and record.stat().st_size > 0), 30)
            self.assertTrue(flowing and run.poll() is None, "the long run is not running: " + (run.communicate()[0] if run.poll() is not None else ""))
            self.assertEqual((rig.interfaces(), rig.named_namespaces()), before, "the run shows in the caller's namespace")
            if who == "root":
                self.assertTrue(count_namespaces(run.pid), "the run has no namespace of its own: this test would prove nothing")
            for pid in rig.session_processes(run.pid) if number in (signal.SIGINT, signal.SIGHUP) else [run.pid]:
                os.kill(pid, number)  # a terminal sends Ctrl-C to all of them, and its end too
            began = time.monotonic()
            said = run.communicate(timeout=rig.patience(30))[0]
            self.assertLess(time.monotonic() - began, rig.patience(3), "it takes too long to end")
            self.assertTrue(rig.wait_until(lambda: not rig.session_processes(run.pid), 5), "processes are left")
            self.assertEqual((rig.interfaces(), rig.named_namespaces()), before, "an interface or a namespace is left")
            return run, said
        finally:
            rig.end(run)

    def judged(self, folder):
        return rig.tsuka(["judge", folder / "run", "--profile", "linux"])

    def test_ctrl_c(self):
        for who in ("root", "user"):
            with self.subTest(who=who), rig.Folder() as folder:
                run, said = self.interrupted(folder, signal.SIGINT, who)
                self.assertEqual(run.returncode, 2, said)
                self.assertIn("interrupt", said.lower(), "it says why it ended")
                done = self.judged(folder)
                self.assertEqual(done.returncode, 2, "an interrupted record judges as inconclusive\n" + rig.words(done))

    def test_sigterm(self):
        with rig.Folder() as folder:
            run, said = self.interrupted(folder, signal.SIGTERM, "root")
            self.assertEqual(run.returncode, 2, said)

    def sealed(self, folder, why):
        """The run folder is whole, and the record says why it ended early."""
        end = json.loads((folder / "record.jsonl").read_text().splitlines()[-1])
        self.assertEqual((end["kind"], end["complete"]), ("end", False))
        self.assertIn(why, end["ended"])
        self.assertTrue((folder / "report.html").exists())
        sums = subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
        self.assertEqual(sums.returncode, 0, sums.stdout + sums.stderr)

    def test_every_other_end_that_can_be_caught(self):
        for number, why in ((signal.SIGHUP, "session was closed"), (signal.SIGQUIT, "interrupted"), (signal.SIGUSR1, "SIGUSR1"),
                            (signal.SIGUSR2, "SIGUSR2"), (signal.SIGPIPE, "SIGPIPE"), (signal.SIGXFSZ, "SIGXFSZ")):
            with self.subTest(signal=number), rig.Folder() as folder:
                run, said = self.interrupted(folder, number, "root")
                self.assertEqual(run.returncode, 2, said)
                self.sealed(folder / "run", why)

    def test_ignored_hangup(self):
        """As under nohup: the run goes on."""
        with rig.Folder() as folder:
            command, environment, place = rig.command_line(["run", "--dut", "netns:linux", "--only", "nat.napt.basics", "--out", folder / "run"],
                                                           "root")
            script = 'trap "" HUP; "$@" & run=$!; kill -HUP $run; wait $run'
            done = subprocess.run(["sh", "-c", script, "sh", *command], env=environment, cwd=place, capture_output=True, text=True, timeout=rig.patience(60))
            self.assertNotIn("SIGHUP", done.stderr)
            self.assertTrue(json.loads((folder / "run" / "record.jsonl").read_text().splitlines()[-1])["complete"])

    def test_reader_that_goes_away(self):
        """`tsuka run ... | head -1`"""
        with rig.Folder() as folder:
            command, environment, place = rig.command_line(["run", "--dut", "netns:linux", "--out", folder / "run"], "root")
            run = subprocess.Popen(command, env=environment, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertIn("cases on netns:linux", run.stdout.readline())
            run.stdout.close()
            said = run.stderr.read()
            self.assertEqual(run.wait(rig.patience(60)), 2, said)
            self.sealed(folder / "run", "SIGPIPE")
            run.stderr.close()

    def test_file_size_limit(self):
        """The capture reaches it first; the record, which is smaller, is sealed and says why."""
        with rig.Folder() as folder:
            command, environment, place = rig.command_line(["run", "--dut", "netns:linux", "--only", "esp.*", "--only", "tcp.*", "--out",
                                                            folder / "run"], "root")
            done = subprocess.run(["sh", "-c", 'ulimit -f 250; exec "$@"', "sh", *command], env=environment, cwd=place, capture_output=True,
                                  text=True, timeout=rig.patience(120))
            self.assertEqual(done.returncode, 2, rig.words(done))
            self.assertIn("limit", done.stderr)
            self.assertNotIn("terminate called", done.stderr)

    def test_privileges(self):
        """What reads the frames holds no capability and can make few system calls, and so does what waits for it."""
        for who in ("root", "user"):
            with self.subTest(who=who), rig.Folder() as folder:
                run = rig.start(["run", rig.LONG, "--dut", "netns:linux", "--longest", "2m", "--out", folder / "run"], who=who)
                try:
                    record = folder / "run" / "record.jsonl"
                    flowing = rig.wait_until(lambda: run.poll() is not None or (record.exists() and record.stat().st_size > 0), 30)
                    self.assertTrue(flowing and run.poll() is None, "the long run is not running")
                    children = pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
                    self.assertEqual(len(children), 1)
                    for process in (children[0], run.pid):  # of the namespaces nothing has to be put back
                        lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
                        status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
                        for capabilities in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
                            self.assertEqual(int(status[capabilities], 16), 0, capabilities)
                        self.assertEqual(status["NoNewPrivs"], "1")
                        if b"__asan_init" not in rig.binary().read_bytes() and b"__gcov_" not in rig.binary().read_bytes():
                            self.assertEqual(status["Seccomp"], "2")
                finally:
                    rig.end(run)

    def test_the_measuring_process_is_killed(self):
        """By the kernel for want of memory, say: the other one tells it, and there is something to judge."""
        with rig.Folder() as folder:
            run = rig.start(["run", rig.LONG, "--dut", "netns:linux", "--longest", "2m", "--out", folder / "run"])
            try:
                record = folder / "run" / "record.jsonl"
                self.assertTrue(rig.wait_until(lambda: record.exists() and record.stat().st_size > 0, 30))
                os.kill(int(pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text()), signal.SIGKILL)
                said = run.communicate(timeout=rig.patience(30))[0]
                self.assertEqual(run.returncode, 2, said)
                self.assertIn("ended by signal 9", said)
                self.assertIn(self.judged(folder).returncode, (2, 4))
            finally:
                rig.end(run)

    def test_sigkill(self):
        for who in ("root", "user"):
            with self.subTest(who=who), rig.Folder() as folder:
                run, _ = self.interrupted(folder, signal.SIGKILL, who)
                self.assertEqual(run.returncode, -signal.SIGKILL)
                done = self.judged(folder)
                self.assertIn(done.returncode, (2, 4), "a record without its end never conforms\n" + rig.words(done))
                self.assertNotIn("terminate called", done.stderr)


rig.need("ip", "nft", "setpriv")
unittest.main(verbosity=2)
