# examples/labgrid with labgrid itself: coordinator, exporter, client, and the bench's host reached over SSH, all on the loopback of a network
# namespace; the bench is the router of interfaces_test.py, its outlet an HTTP server that labgrid's power driver switches.
# TSUKA_LABGRID names a folder with labgrid-client, -coordinator, -exporter (25 or later) and a python3 that knows the library: bin of a virtual
# environment. What the recipe says has to be what stands in examples/labgrid/log.txt.
import contextlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import unittest

sys.argv = sys.argv[:1]  # before the import: the WAN is static
import interfaces_test as bench
import rig
import yaml

EXAMPLE = rig.SOURCE / "examples" / "labgrid"
TOOLS = ("labgrid-client", "labgrid-coordinator", "labgrid-exporter", "python3")
COORDINATOR = "127.0.0.1:20408"
SSHD = """
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/own.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
"""
SSH = """
Host bench-1.lab
HostName 127.0.0.1
HostKeyAlias bench
User root
IdentityFile {folder}/own
UserKnownHostsFile {folder}/known
"""


def missing():
    """What there has to be and is not, in words."""
    folder = os.environ.get("TSUKA_LABGRID", "")
    if not folder or not all(os.access(pathlib.Path(folder, tool), os.X_OK) for tool in TOOLS):
        return f"TSUKA_LABGRID={folder!r} is no folder with {', '.join(TOOLS)}: python3 -m venv FOLDER && FOLDER/bin/pip install labgrid"
    return "" if sshd() else "there is no sshd (Debian package openssh-server)"


def sshd():
    return shutil.which("sshd", path=f"{os.environ['TSUKA_LABGRID']}:{os.environ['PATH']}:/usr/sbin")


class Outlet(http.server.BaseHTTPRequestHandler):
    """Number 4 is the router's."""

    def do_GET(self):
        found = re.fullmatch(r"/relay/4/?([01]?)", self.path)
        if found and found[1]:
            self.server.switch(found[1] == "1")
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(b"1" if self.server.is_on else b"0")

    def log_message(self, *_):
        pass


class Labgrid(bench.WithRouter):
    def setUp(self):
        super().setUp()
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        self.tools = pathlib.Path(os.environ["TSUKA_LABGRID"])
        self.said, self.power, self.parts = "", [], {}
        (self.folder / "lab.toml").write_text(bench.LAB.format(router="static"))
        self.listen_to_ssh()
        self.outlet = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
        self.outlet.is_on, self.outlet.switch = False, self.switch
        threading.Thread(target=self.outlet.serve_forever, daemon=True).start()
        self.addCleanup(lambda: (self.outlet.shutdown(), self.outlet.server_close()))
        self.switch(False)
        self.environment = dict(os.environ, PATH=f"{self.folder}/bin:{self.tools}:{os.environ['PATH']}", LG_COORDINATOR=COORDINATOR, LG_USERNAME="ci", LG_HOSTNAME="runner",
                                PYTHONDONTWRITEBYTECODE="1")
        self.environment.pop("LG_TOKEN", None)
        self.begin("labgrid-coordinator", "--listen", COORDINATOR)
        self.until(lambda: self.client("places").returncode == 0)
        self.export()
        for words in (["-p", "rx100", "create"], ["-p", "rx100", "add-match", "bench-1/rx100/*"], ["-p", "rx100", "set-tags", "board=rx100"]):
            done = self.client(*words)
            self.assertEqual(done.returncode, 0, rig.words(done))
        self.until(lambda: "TsukaBench" in self.client("resources").stdout)

    # --- what stands around the recipe
    def listen_to_ssh(self):
        for name in ("host", "own"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        (self.folder / "known").write_text("bench " + (self.folder / "host.pub").read_text())
        (self.folder / "sshd_config").write_text(SSHD.format(folder=self.folder))
        (self.folder / "ssh_config").write_text(SSH.format(folder=self.folder))
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "ssh").write_text(f"#!/bin/sh\nexec {shutil.which('ssh')} -F {self.folder}/ssh_config \"$@\"\n")
        (self.folder / "bin" / "ssh").chmod(0o755)
        # In a mount namespace of our own: its folder, and the user that it lowers itself to, where no package has made them.
        users = pathlib.Path("/etc/passwd").read_text()
        if "\nsshd:" not in users:
            (self.folder / "passwd").write_text(f"{users}sshd:x:{rig.NOBODY}:{rig.NOBODY}::/run/sshd:/usr/sbin/nologin\n")
            subprocess.run(["mount", "--bind", self.folder / "passwd", "/etc/passwd"], check=True)
            self.addCleanup(subprocess.run, ["umount", "/etc/passwd"], check=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", "/run"], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", "/run"], check=True)
        os.mkdir("/run/sshd", 0o755)
        self.begin(sshd(), "-D", "-e", "-f", self.folder / "sshd_config")

    def begin(self, tool, *words):
        program = self.tools / tool if (self.tools / tool).exists() else tool
        name = pathlib.Path(tool).name
        with open(self.folder / f"{name}.log", "a") as log:
            self.parts[name] = subprocess.Popen([str(word) for word in (program, *words)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                                env=getattr(self, "environment", None), start_new_session=True)
        self.addCleanup(self.finish, self.parts[name])

    @staticmethod
    def finish(process):
        rig.end(process)

    def export(self):
        (group,) = yaml.safe_load((EXAMPLE / "exporter.yaml").read_text()).values()
        group["TsukaBench"] |= {"lan": "lan0", "wan": "wan0", "lab": str(self.folder / "lab.toml"), "folder": str(self.folder / "runs"), "tsuka": str(rig.binary())}
        group["NetworkPowerPort"] |= {"model": "simplerest", "host": f"http://127.0.0.1:{self.outlet.server_address[1]}/relay/{{index}}/{{value}}"}
        (self.folder / "exporter.yaml").write_text(yaml.safe_dump({"rx100": group}))
        (self.folder / "runs").mkdir()
        self.begin("labgrid-exporter", "--coordinator", COORDINATOR, "--name", "bench-1", "exporter.yaml")

    def switch(self, on):
        self.outlet.is_on = on
        self.power.append("on" if on else "off")
        for side in ("lan", "wan"):
            self.router.do("ip", "link", "set", side, "up" if on else "down")
        if on:
            self.router.do("ip", "route", "replace", "default", "via", "203.0.113.1")

    def until(self, wanted):
        self.assertTrue(rig.wait_until(wanted, 40), self.logs())

    def logs(self):
        return self.said + "".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in self.folder.glob("*.log"))

    def client(self, *words, **variables):
        return subprocess.run([self.tools / "labgrid-client", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=rig.patience(60), cwd=self.folder,
                              env=dict(self.environment, **variables))

    # --- the recipe
    def command(self, *state, options=("--profile", "linux", "--only", "esp.single.*", "--accept-partial"), configurations=None, wanted="board=rx100"):
        environment = yaml.safe_load((EXAMPLE / "environment.yaml").read_text())
        environment["imports"] = [str(EXAMPLE / name) for name in environment["imports"]]
        drivers = environment["targets"]["main"]["drivers"]
        drivers["TsukaDriver"] = {"options": [str(word) for word in options]}
        drivers["TsukaStrategy"] = {"configurations": configurations or {"bridge": f'echo "set $TSUKA_CONFIG" >>"{self.folder}/set"'}}
        (self.folder / "environment.yaml").write_text(yaml.safe_dump(environment))
        return [str(EXAMPLE / "certify"), wanted, "out", *state]

    def certify(self, title, *state, patience="60", **more):
        done = subprocess.run(self.command(*state, **more), cwd=self.folder, env=dict(self.environment, ENVIRONMENT=str(self.folder / "environment.yaml"), PATIENCE=patience),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=rig.patience(150))
        self.tell(title, state, done.returncode, done.stdout, more.get("wanted", "board=rx100"))
        return done.returncode

    def tell(self, title, state, status, output, wanted="board=rx100"):
        said = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", "2026-05-01 09:00:00", output)
        section = f"$ ./certify {' '.join((wanted, 'out', *state))}\n{said}exit status {status}\n"
        self.said += f"# {title}\n{section}\n"
        log = EXAMPLE / "log.txt"
        sections = dict(part.split("\n", 1) for part in re.split(r"(?m)^# ", log.read_text())[1:]) if log.exists() else {}
        if os.environ.get("TSUKA_APPROVE"):
            log.write_text("\n".join(f"# {name}\n{text.strip()}\n" for name, text in {**sections, title: section}.items()))
        else:
            self.assertEqual(sections.get(title, "").strip(), section.strip(), self.logs())

    def given_back(self):
        self.assertEqual(self.power[-1], "off", self.logs())
        self.assertNotIn("rx100", self.client("who").stdout, "somebody holds the place")
        self.assertNotRegex(self.client("reservations").stdout, "state: (allocated|acquired)")  # one that waited in vain goes by itself

    def verdicts(self):
        """Of the newest run that was fetched."""
        reports = sorted((self.folder / "out").glob("run-*/report.json"), key=lambda report: report.stat().st_mtime)
        return {row["name"]: row["verdict"] for report in reports[-1:] for row in json.loads(report.read_text())["rows"]}

    def test_from_reservation_to_unlock(self):
        self.assertEqual(self.certify("A router that conforms", "bridge"), 0, self.logs())
        self.assertEqual((self.folder / "set").read_text(), "set bridge\n")
        self.assertEqual(self.verdicts(), {line.split()[0]: line.split()[1] for line in rig.read_expected("linux") if line.startswith("esp.single.")})
        self.assertIn("Accepted publickey for root", (self.folder / "sshd.log").read_text())
        self.assertEqual(self.power[1:], ["off", "on", "off"], "cycled, and off at the end")
        self.given_back()
        self.router.do("nft", "table inet other { chain forward { type filter hook forward priority -10; ip protocol esp drop; }; }")
        self.assertEqual(self.certify("The same with firmware that lets no ESP through"), 1, self.logs())
        self.assertIn("fail", self.verdicts().values())
        self.given_back()

    def test_nothing_can_be_run(self):
        self.assertEqual(self.certify("No place has that tag", patience="3", wanted="board=rx200"), 3, self.logs())
        self.assertIn("no place for board=rx200", self.said)
        self.assertEqual(self.certify("A state that the environment does not name", "brige"), 3, self.logs())
        self.assertIn("there is no state 'brige'", self.said)
        self.assertNotIn("Traceback", self.said)
        self.given_back()
        # Yesterday somebody locked it and went home.
        done = self.client("-p", "rx100", "lock", LG_USERNAME="somebody", LG_HOSTNAME="desk")
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertEqual(self.certify("Somebody has locked it since yesterday", patience="3"), 3, self.logs())
        self.assertIn("no place for board=rx100 was free in time", self.said)
        self.assertIn("somebody", self.said[self.said.rindex("since yesterday"):], "who it is")
        self.assertEqual(self.client("-p", "rx100", "unlock", "--kick").returncode, 0)

    def test_the_exporter_vanishes(self):
        """Before the run there is no bench to run on; once the client has it, the run goes on to its end."""
        exporter = self.parts["labgrid-exporter"].pid
        self.assertEqual(self.certify("The exporter vanishes while the place is in use", "vanish", configurations={"vanish": f"kill -9 {exporter}"}), 0, self.logs())
        self.given_back()
        self.until(lambda: "TsukaBench" not in self.client("resources").stdout)
        self.assertEqual(self.certify("The exporter is gone"), 3, self.logs())
        self.assertIn("has no matching remote resource", self.said)
        self.given_back()

    def test_the_bench_s_host_vanishes_in_mid_run(self):
        command = self.command(options=("--profile", "linux", "--longest", "2m", rig.LONG))
        certify = subprocess.Popen(command, cwd=self.folder, env=dict(self.environment, ENVIRONMENT=str(self.folder / "environment.yaml"), PATIENCE="60"),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.addCleanup(rig.end, certify)
        self.until(lambda: certify.poll() is not None or any(file.stat().st_size for file in self.folder.glob("runs/run-*/record.jsonl")))
        self.assertIsNone(certify.poll(), "the run has ended")
        sessions = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self.is_sshd(pid)]
        for pid in sessions:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        output = certify.communicate(timeout=rig.patience(60))[0]
        self.tell("The bench's host vanishes in mid-run", (), certify.returncode, output)
        self.assertEqual(certify.returncode, 3, self.logs())
        self.assertIn("ssh has 255 when the bench's host is gone", output)
        self.given_back()
        self.assertEqual(self.verdicts(), {})

    @staticmethod
    def is_sshd(pid):
        """One of this process namespace, which is ours."""
        try:
            return pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "sshd"
        except OSError:
            return False


if __name__ == "__main__":
    if bench.INSIDE not in os.environ:
        if words := missing():
            sys.exit(words)
        rig.need("ip", "nft", "dnsmasq", "unshare", "nsenter", "ssh", "ssh-keygen")
        rig.binary()
    bench.main(__file__)
