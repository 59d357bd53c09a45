# examples/hooks: each script with a stand-in for what it talks to.
import os
import pathlib
import pty
import subprocess
import tempfile
import threading
import unittest

HOOKS = pathlib.Path(__file__).resolve().parents[2] / "examples" / "hooks"


class Hooks(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.folder = pathlib.Path(self.place.name)
        for name in ("ssh", "curl"):
            stand_in = self.folder / name
            stand_in.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{self.folder}/said\n[ "$AWAY" ] && exit 255\ncat >{self.folder}/read\n')
            stand_in.chmod(0o755)

    def hook(self, *command, **environment):
        environment = dict(os.environ, PATH=f"{self.folder}:{os.environ['PATH']}", **environment)
        done = subprocess.run([HOOKS / command[0], *command[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False)
        said = self.folder / "said"
        return done, said.read_text().splitlines() if said.exists() else []

    def test_openwrt(self):
        for what, wanted in {"reboot": "reboot", "factory-reset": "firstboot -y && reboot", "wan-address": "ifup wan", "log": "logread; cat /proc/net/nf_conntrack"}.items():
            done, said = self.hook("openwrt", "192.168.1.1", what)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(said[-2:], ["root@192.168.1.1", wanted])
            self.assertIn("BatchMode=yes", said, "it must not ask")
        done, said = self.hook("openwrt", "192.168.1.1", "apply", HOOKS / "configurations", TSUKA_CONFIG="bridge")
        self.assertEqual(said[-1], "uci batch && uci commit && reload_config")
        self.assertEqual((self.folder / "read").read_text(), (HOOKS / "configurations" / "bridge.uci").read_text())
        done, _ = self.hook("openwrt", "192.168.1.1", "apply", HOOKS / "configurations", TSUKA_CONFIG="none")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no configuration 'none'", done.stderr)
        done, _ = self.hook("openwrt", "192.168.1.1", "rebot")
        self.assertEqual(done.returncode, 2)
        done, _ = self.hook("openwrt", "192.168.1.1", "reboot", AWAY="1")
        self.assertEqual(done.returncode, 255, "that the router is away is the hook's failure")

    def test_pdu(self):
        done, said = self.hook("pdu", "http://pdu.lab/outlet/4", "off", PDU_NETRC="/etc/bench/netrc")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(said[-1], "http://pdu.lab/outlet/4/state/off")
        self.assertIn("/etc/bench/netrc", said)
        done, _ = self.hook("pdu", "http://pdu.lab/outlet/4", "off")
        self.assertNotEqual(done.returncode, 0, "without the file there is no name to log in with")

    def test_serial(self):
        ours, theirs = pty.openpty()
        read = []

        def router():
            line = b""
            while not line.endswith(b"\r"):
                line += os.read(ours, 100)
            read.append(line)
            os.write(ours, b"\r\nrebooting\r\n# ")

        console = threading.Thread(target=router)
        console.start()
        done, _ = self.hook("serial", os.ttyname(theirs), "reboot")
        console.join()
        os.close(ours)
        os.close(theirs)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(read, [b"reboot\r"])
        self.assertIn("rebooting", done.stdout)


unittest.main(verbosity=2)
