# What a user gets wrong, and what a machine lacks: an exit status of its own, words that name the culprit, no crash, no half-made run.
import os
import subprocess
import unittest

import rig

NOT_BEGUN, TROUBLE, NOTHING_RAN = 3, 2, 4
SUITES = rig.SOURCE / "suites"
GOOD_CASE = (rig.SOURCE / "tests" / "netns" / "long.toml").read_text()


def in_mount_namespace(script, command):
    """Runs `script` (mounts) and then `command` in a mount namespace of its own; nothing of it is seen outside."""
    wrap = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() != 0:
        wrap += ["--user", "--map-root-user"]
    return subprocess.run([*wrap, "--", "sh", "-ec", script + '\nexec "$@"', "sh", *map(str, command)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", timeout=rig.patience(120), cwd=rig.SOURCE)


class BadInput(unittest.TestCase):
    def refused(self, done, status, *names):
        """The exit status, the words that the message must hold, and no sign of a crash."""
        self.assertEqual(done.returncode, status, rig.words(done))
        for name in names:
            self.assertIn(name.lower(), (done.stderr + done.stdout).lower(), rig.words(done))
        self.assertTrue(done.stderr.strip(), "the message belongs on stderr\n" + rig.words(done))
        for crash in ("terminate called", "Assertion", "Sanitizer", "Segmentation", "what():"):
            self.assertNotIn(crash, done.stderr)

    def run_with(self, folder, *arguments, who="root", dut=("--dut", "netns:linux")):
        return rig.tsuka(["run", *dut, "--out", folder / "run", *arguments], who=who)

    def suite(self, folder, old, new):
        """A suite file with one thing changed."""
        self.assertIn(old, GOOD_CASE)
        file = folder / "suite.toml"
        file.write_text(GOOD_CASE.replace(old, new))
        return file

    # ---- the command line
    def test_no_command(self):
        self.refused(rig.tsuka([]), NOT_BEGUN, "run")

    def test_unknown_command(self):
        self.refused(rig.tsuka(["rum"]), NOT_BEGUN, "rum")

    def test_unknown_option(self):
        self.refused(rig.tsuka(["run", "--dutt", "netns:linux"]), NOT_BEGUN, "--dutt")

    def test_no_router(self):
        with rig.Folder() as folder:
            self.refused(rig.tsuka(["run", "--out", folder / "run"]), NOT_BEGUN, "--dut")

    def test_router_and_interfaces(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, "--lan", "a", "--wan", "b"), NOT_BEGUN, "--dut")

    def test_one_interface_only(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, dut=("--lan", "lan0")), NOT_BEGUN, "--wan")

    def test_soak_of_what(self):
        self.refused(rig.tsuka(["load", "--dut", "sim:linux", "--rate", 50]), 3, "--what soak")
        self.refused(rig.tsuka(["load", "--dut", "sim:linux", "--what", "soak"]), 3, "one protocol at one size")
        self.refused(rig.tsuka(["load", "--dut", "sim:linux", "--what", "soak", "--protocol", "esp", "--size", 128, "--for", "2x"]), 3, "--for 2x")

    def test_unknown_preset(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, dut=("--dut", "netns:linuks")), NOT_BEGUN, "linuks", "linux")

    def test_preset_without_a_name(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, dut=("--dut", "netns:")), NOT_BEGUN, "which built-in router")

    def test_glob_takes_one_word(self):
        """What follows `--only GLOB` is a suite, not a second glob."""
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, "--only", "nat.*", folder / "absent.toml"), NOT_BEGUN, "absent.toml")

    def test_unknown_kind_of_dut(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, dut=("--dut", "router:x")), NOT_BEGUN, "router:x")

    def test_bad_seed(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, "--seed", "many"), NOT_BEGUN, "seed")

    # ---- files
    def test_missing_suite(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, folder / "absent.toml"), NOT_BEGUN, "absent.toml")

    def test_case_in_place_of_a_suite(self):
        done = rig.tsuka(["run", "esp.single.outbound", "--dut", "sim:faithful"])
        self.refused(done, NOT_BEGUN, "esp.single.outbound", "--only")

    def test_missing_profile(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, "--profile", folder / "absent.toml"), NOT_BEGUN, "absent.toml")

    def test_documented_case_that_does_not_exist(self):
        with rig.Folder() as folder:
            profile = folder / "mine.toml"
            profile.write_text('format = 1\ntitle = "T"\nclaims = []\n[documented]\n"nat.napt.basic" = { class = "x", source = "m" }\n')
            self.refused(self.run_with(folder, "--profile", profile), NOT_BEGUN, "nat.napt.basic", "nat.napt.basics")

    def test_missing_lab(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, "--lab", folder / "absent.toml", dut=("--lan", "a", "--wan", "b")), NOT_BEGUN, "absent.toml")

    def test_misspelt_field(self):
        with rig.Folder() as folder:
            file = self.suite(folder, 'at = "alice", as = "first"', 'at = "alice", as = "first", src_prot = 7')
            self.refused(self.run_with(folder, file), NOT_BEGUN, "suite.toml:", "src_prot", "src_port")

    def test_misspelt_verb(self):
        with rig.Folder() as folder:
            file = self.suite(folder, 'expect = "udp", on = "a", at = "server", probe = "first"', 'expct = "udp", on = "a", at = "server"')
            self.refused(self.run_with(folder, file), NOT_BEGUN, "suite.toml:20:", "expect")

    def test_misspelt_actor(self):
        with rig.Folder() as folder:
            file = self.suite(folder, 'at = "alice", as = "first"', 'at = "alise", as = "first"')
            self.refused(self.run_with(folder, file), NOT_BEGUN, "suite.toml:", "alise")

    def test_unknown_claim(self):
        with rig.Folder() as folder:
            file = self.suite(folder, 'claim = ["nat.napt"]', 'claim = ["nat.nabt"]')
            self.refused(self.run_with(folder, file), NOT_BEGUN, "suite.toml:", "nat.nabt")

    def test_no_toml(self):
        with rig.Folder() as folder:
            file = self.suite(folder, "[cast]", "[cast")
            self.refused(self.run_with(folder, file), NOT_BEGUN, "suite.toml:")

    def test_binary_as_suite(self):
        with rig.Folder() as folder:
            file = folder / "suite.toml"
            file.write_bytes(bytes(range(256)) * 64)
            self.refused(self.run_with(folder, file), NOT_BEGUN, "suite.toml")

    def test_nothing_matches(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, "--only", "no.such.case.*"), NOTHING_RAN, "no case")

    def test_judge_without_run(self):
        with rig.Folder() as folder:
            self.refused(rig.tsuka(["judge", folder / "absent", "--profile", "linux"]), NOT_BEGUN, "absent")

    def test_judge_of_changed_evidence(self):
        with rig.Folder() as folder:
            done = self.run_with(folder, "--only", "nat.napt.basics", "--accept-partial")
            self.assertEqual(done.returncode, 0, rig.words(done))
            done = rig.tsuka(["judge", folder / "run", "--accept-partial"])
            self.assertEqual(done.returncode, 0, "evidence that is untouched\n" + rig.words(done))
            self.assertIn("(linux)", done.stdout, "the profile keeps its name")
            record = folder / "run" / "record.jsonl"
            record.write_text(record.read_text().replace("203.0.113.2", "203.0.113.3"))
            self.refused(rig.tsuka(["judge", folder / "run"]), TROUBLE, "the evidence is in doubt", "record.jsonl")

    def test_warning_is_said_once(self):
        with rig.Folder() as folder:
            file = self.suite(folder, 'on = "a", at = "server", probe = "first"', 'on = "a", at = "server", probe = "first", src_port = "$p"')
            done = rig.tsuka(["lint", file])
            self.assertEqual(done.returncode, 0, rig.words(done))
            self.assertEqual(done.stderr.count("warning"), 1, rig.words(done))
            self.assertIn("1 suite, 1 case: 1 warning\n", done.stdout)

    def test_judge_garbage(self):
        with rig.Folder() as folder:
            done = self.run_with(folder, "--only", "nat.napt.basics", "--accept-partial", dut=("--dut", "netns:linux"))
            self.assertEqual(done.returncode, 0, rig.words(done))
            (folder / "run" / "record.jsonl").write_bytes(b'{"kind":"run"\n\0\xff')
            self.refused(rig.tsuka(["judge", folder / "run", "--profile", "linux"]), TROUBLE, "record.jsonl")

    def test_explain_unknown(self):
        self.refused(rig.tsuka(["explain", "pptp.ctrl.no-such"]), NOT_BEGUN, "pptp.ctrl.no-such")

    def test_whatever_is_listed_can_be_explained(self):
        names = []
        for what in ("cases", "claims", "protocols"):
            listed = rig.tsuka(["list", "--what", what]).stdout.splitlines()
            indent = "  " if what == "cases" else ""
            names += [line.split()[0] for line in listed if line and line.startswith(indent) and line[len(indent)] != " " and not line.endswith(":")]
        self.assertGreater(len(names), 80)
        for name in names:
            done = rig.tsuka(["explain", name])
            self.assertEqual((done.returncode, done.stderr), (0, ""), name + rig.words(done))
            self.assertTrue(done.stdout.strip(), name)

    # ---- where the results go
    def test_unwritable_folder(self):
        with rig.Folder() as folder:
            closed = folder / "closed"
            closed.mkdir(mode=0o555)
            done = rig.tsuka(["run", "--dut", "netns:linux", "--only", "nat.napt.basics", "--out", closed / "run"], who="user")
            closed.chmod(0o755)
            self.refused(done, NOT_BEGUN, "closed")

    def test_file_in_the_way(self):
        with rig.Folder() as folder:
            (folder / "run").write_text("mine")
            self.refused(self.run_with(folder), NOT_BEGUN, "run")
            self.assertEqual((folder / "run").read_text(), "mine")

    def test_full_output(self):
        for command in (["list"], ["explain", "pptp"], ["lint"], ["doctor"], ["--help"], ["--version"]):
            with self.subTest(command=command), open("/dev/full", "w") as full:
                done = subprocess.run([str(rig.binary()), *command], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True,
                                      timeout=rig.patience(60), cwd=rig.SOURCE)
                self.assertEqual(done.returncode, TROUBLE, done.stderr)
                self.assertTrue(done.stderr.strip(), "it says that its output could not be written")

    def test_run_whose_verdict_nobody_could_read(self):
        with rig.Folder() as folder, open("/dev/full", "w") as full:
            done = subprocess.run([str(rig.binary()), "run", "--dut", "sim:faithful", "--only", "nat.napt.basics", "--out", str(folder / "run")],
                                  stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True, timeout=rig.patience(60), cwd=rig.SOURCE)
            self.assertEqual(done.returncode, TROUBLE, done.stderr)
            self.assertIn("the output could not be written", done.stderr)

    def test_too_little_memory(self):
        if b"__asan_init" in rig.binary().read_bytes():
            self.skipTest("AddressSanitizer reserves terabytes of addresses, which the limit counts")
        with rig.Folder() as folder:
            large = folder / "large.toml"
            large.write_text("x = [" + "1, " * 5_000_000 + "]\n")
            done = subprocess.run(["sh", "-c", f"ulimit -v 150000; exec {rig.binary()} lint {large}"], stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=rig.patience(60), cwd=rig.SOURCE)
            self.refused(done, TROUBLE, "out of memory")

    def test_full_disk(self):
        """Disks too small for the copies of the inputs, and for the evidence: it says so and never claims to conform."""
        for size, status in (("16k", NOT_BEGUN), ("256k", TROUBLE)):
            with self.subTest(size=size), rig.Folder() as folder:
                suite = self.suite(folder, 'claim = ["nat.napt"]', 'claim = ["nat.napt"]\nrepeat = 200')
                suite.write_text(suite.read_text().replace('{ wait   = "60s" }', '{ wait   = "1ms" }'))
                disk = folder / "disk"
                disk.mkdir()
                done = in_mount_namespace(f"mount -t tmpfs -o size={size} none {disk}",
                                          [rig.binary(), "run", suite, "--dut", "netns:linux", "--out", disk / "run"])
                self.refused(done, status, "space")

    # ---- what the machine lacks
    def test_without_nft(self):
        self.without("nft", "nftables")

    def test_without_ip(self):
        self.without("ip", "iproute2")

    def without(self, tool, package):
        with rig.Folder() as folder:
            blocker = folder / "blocker"
            blocker.write_text("")  # not executable
            places = [place for place in (f"/usr/sbin/{tool}", f"/usr/bin/{tool}", f"/sbin/{tool}", f"/bin/{tool}") if os.path.exists(place)]
            self.assertTrue(places)
            mounts = "\n".join(f"mount --bind {blocker} {place}" for place in {os.path.realpath(place) for place in places})
            done = in_mount_namespace(mounts, [rig.binary(), "run", "--dut", "netns:linux", "--out", folder / "run"])
            self.refused(done, NOT_BEGUN, tool, package)

    def test_without_user_namespaces(self):
        """An ordinary user on a kernel that forbids user namespaces: the words say what to do."""
        with rig.Folder() as folder:
            command = [str(rig.binary()), "run", "--dut", "netns:linux", "--out", str(folder / "run")]
            # In a user namespace of its own, max_user_namespaces is a limit of that namespace: the machine's stays untouched.
            script = 'echo 0 > /proc/sys/user/max_user_namespaces\nexec setpriv --reuid=0 --bounding-set=-all --inh-caps=-all "$@"'
            outer = ["unshare", "--user", "--map-root-user", "--", "sh", "-ec", script, "sh", *command]
            done = subprocess.run(outer, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=rig.patience(120), cwd=rig.SOURCE)
            self.refused(done, NOT_BEGUN, "namespace")

    def test_interface_that_is_not_there(self):
        with rig.Folder() as folder:
            self.refused(self.run_with(folder, dut=("--lan", "nosuch0", "--wan", "nosuch1")), NOT_BEGUN, "nosuch0")

    def test_interface_without_permission(self):
        """Two good interfaces, but no capability to open a packet socket on them."""
        with rig.Folder() as folder:
            script = """ip link add lan0 type veth peer name wan0
                for side in lan0 wan0; do echo 1 > /proc/sys/net/ipv6/conf/$side/disable_ipv6; ip link set $side up; done
                exec setpriv --bounding-set=-all --inh-caps=-all "$@" """
            wrap = ["unshare", "--net"] + (["--user", "--map-root-user"] if os.geteuid() != 0 else [])
            command = [str(rig.binary()), "run", "--lan", "lan0", "--wan", "wan0", "--out", str(folder / "run")]
            done = subprocess.run([*wrap, "--", "sh", "-ec", script, "sh", *command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  errors="replace", timeout=rig.patience(120), cwd=rig.SOURCE)
            self.refused(done, NOT_BEGUN, "lan0", "root")


rig.need("ip", "nft", "unshare", "setpriv")
unittest.main(verbosity=2)
