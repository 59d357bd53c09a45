# An ordinary user with a program that has file capabilities (docs/lab-set-up.md): real interfaces, nobody's password. A veth pair is what a network
# namespace of ours can have of them; to Tsuka it is an interface like any other.
import json
import os
import shutil
import subprocess
import sys
import unittest

import interfaces_test as interfaces
import rig

SETCAP = "cap_net_raw,cap_net_admin=ep"


class Capabilities(interfaces.WithRouter):
    def setUp(self):
        super().setUp()
        (self.folder / "lab.toml").write_text(interfaces.LAB.format(router="static"))
        program, self.data = rig.everybody_may_read()
        self.program = self.folder / "tsuka"
        shutil.copy(program, self.program)
        self.before = {side: interfaces.offloads(side) for side in ("lan0", "wan0")}

    def give(self):
        subprocess.run(["setcap", SETCAP, self.program], check=True)

    def as_nobody(self, *arguments):
        """Without the capabilities of whoever runs the tests, also not those that a child could inherit."""
        command = ["setpriv", f"--reuid={rig.NOBODY}", f"--regid={rig.NOBODY}", "--clear-groups", "--inh-caps=-all", "--", self.program, *arguments]
        environment = {**os.environ, "TSUKA_DATA": str(self.data), "TSUKA_STATE_DIR": str(self.state())}
        return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=rig.patience(200),
                              cwd=self.folder, env=environment)

    def state(self):
        folder = self.folder / "state"
        if not folder.exists():
            folder.mkdir(mode=0o700)
            os.chown(folder, rig.NOBODY, rig.NOBODY)
        return folder

    def run_(self, *more):
        return self.as_nobody("run", "--lan", "lan0", "--wan", "wan0", "--lab", "lab.toml", "--profile", "linux", "--only", "esp.single.*", "--out", "run", *more)

    def test_without_them_it_says_what_is_missing(self):
        self.assertIn("need root, or CAP_NET_RAW and CAP_NET_ADMIN", self.as_nobody("doctor").stdout)
        done = self.as_nobody("doctor", "--lan", "lan0", "--wan", "wan0", "--lab", "lab.toml")
        self.assertEqual(done.returncode, 2, rig.words(done))
        self.assertIn("NO   no permission to use interfaces", done.stdout)
        done = self.run_()
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertEqual({side: interfaces.offloads(side) for side in self.before}, self.before)

    def test_with_them_he_examines_and_certifies(self):
        self.give()
        self.assertIn("this program has CAP_NET_RAW and CAP_NET_ADMIN", self.as_nobody("doctor").stdout)
        done = self.as_nobody("doctor", "--lan", "lan0", "--wan", "wan0", "--lab", "lab.toml")
        self.assertEqual(done.returncode, 0, rig.words(done) + self.router.logs())
        self.assertIn("This bench is ready", done.stdout)
        done = self.run_()
        self.assertEqual(done.returncode, 2, rig.words(done))  # three cases settle no profile
        rows = json.loads((self.folder / "run" / "report.json").read_text())["rows"]
        self.assertEqual({row["name"]: row["verdict"] for row in rows},
                         {line.split()[0]: line.split()[1] for line in rig.read_expected("linux") if line.startswith("esp.single.")})
        self.assertEqual(os.stat(self.folder / "run" / "report.json").st_uid, rig.NOBODY)
        self.assertEqual({side: interfaces.offloads(side) for side in self.before}, self.before, "the interfaces are what they were")
        self.assertEqual(list(self.state().iterdir()), [], "nothing is left to be put back")


if interfaces.INSIDE not in os.environ:
    rig.need("ip", "nft", "ethtool", "dnsmasq", "unshare", "nsenter", "setpriv", "setcap")
    if os.geteuid() != 0:
        print("SKIPPED: only root can make a program that another user gets capabilities by")
        sys.exit(77)
    interfaces.enter(__file__)
unittest.main(argv=sys.argv[:1], verbosity=2)
