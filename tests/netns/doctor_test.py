# `tsuka doctor --lan IF --wan IF` on a bench that is right, and on benches with one mistake each: it has to name the mistake and what mends it.
# The bench is that of interfaces_test.py: a router of a network namespace, which leases addresses by dnsmasq.
import os
import signal
import sys
import unittest

import rig

sys.argv = sys.argv[:1]  # before the import: the WAN is static
import interfaces_test as bench


class Doctor(bench.WithRouter):
    def setUp(self):
        super().setUp()
        self.lab = self.folder / "lab.toml"
        self.lab.write_text(bench.LAB.format(router="static"))

    def doctor(self, *more, lan="lan0", wan="wan0", who="root"):
        return rig.tsuka(["doctor", "--lan", lan, "--wan", wan, "--lab", self.lab, *more], who)

    def finds(self, done, *words):
        """It says no, and this."""
        self.assertEqual(done.returncode, 2, rig.words(done) + self.router.logs())
        self.assertIn("\nNO ", "\n" + done.stdout, rig.words(done))
        for word in words:
            self.assertIn(word, done.stdout)

    def notes(self, done, *words):
        self.assertEqual(done.returncode, 0, rig.words(done) + self.router.logs())
        for word in words:
            self.assertIn(word, done.stdout)

    def background(self, *command):
        """In the router's namespace."""
        self.router.background(*command)

    def serve(self, interface, address, first, last):
        """A second DHCP server there."""
        self.background("env", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--group=", "--port=0", "--pid-file=",
                        f"--interface={interface}", "--bind-interfaces", "--dhcp-authoritative", "--no-ping", f"--listen-address={address}",
                        f"--dhcp-range={first},{last},255.255.255.0,1h", f"--dhcp-leasefile={self.folder}/other", "--log-facility=-")

    def test_a_bench_that_is_fit(self):
        before = bench.offloads("lan0"), bench.offloads("wan0")
        done = self.doctor()
        self.notes(done, "cabling: two sides", "router.wan_address: 203.0.113.2", "This bench is ready")
        self.assertNotIn("\nNO ", done.stdout)
        self.assertEqual((bench.offloads("lan0"), bench.offloads("wan0")), before, "offloads were not put back")

    def test_cables_swapped(self):
        self.finds(self.doctor(lan="wan0", wan="lan0"), "the cables look swapped", "exchange the two cables")

    def test_both_on_one_switch(self):
        for command in ("ip address flush dev lan", "ip address flush dev wan", "ip link add one type bridge", "ip link set one up",
                        "ip link set lan master one", "ip link set wan master one"):
            self.router.do(*command.split())
        self.finds(self.doctor(), "LAN and WAN are one wire", "one switch")

    def test_no_link(self):
        self.router.do("ip", "link", "set", "wan", "down")
        self.finds(self.doctor(), "wan0", "has no link", "is the cable in")

    def test_down_and_addressed(self):
        """Both interfaces are looked at, whatever is wrong with the first."""
        bench.run("ip", "link", "set", "lan0", "down")
        bench.run("ip", "address", "add", "203.0.113.9/24", "dev", "wan0")
        self.finds(self.doctor(), "ip link set lan0 up", "203.0.113.9/24", "ip address flush dev wan0")

    def test_default_route(self):
        bench.run("ip", "route", "add", "default", "dev", "wan0")
        self.finds(self.doctor(), "wan0 carries this machine's default route")
        run = rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", self.lab, "--profile", "linux", "--out", self.folder / "never"])
        self.assertEqual(run.returncode, 3, rig.words(run))
        self.assertIn("wan0 carries this machine's default route", run.stderr)

    def test_no_such_interface(self):
        done = self.doctor(lan="lan7")
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("lan7: no such network interface", done.stderr)

    def test_trunk_without_two_vlans(self):
        """The lab file is read as a run reads it."""
        for command in "doctor", "run":
            done = rig.tsuka([command, "--trunk", "lan0", "--lab", self.lab])
            self.assertEqual(done.returncode, 3, rig.words(done))
            self.assertIn("--trunk needs a VLAN for each side", done.stderr)

    def test_no_permission(self):
        self.lab.chmod(0o644)
        self.finds(self.doctor(who="user"), "no permission to use interfaces", "sudo")

    def test_second_dhcp_server_on_the_lan(self):
        for command in ("ip link add twin link lan type macvlan mode bridge", "ip address add 10.77.0.2/16 dev twin", "ip link set twin up"):
            self.router.do(*command.split())
        self.serve("twin", "10.77.0.2", "10.77.0.100", "10.77.0.200")
        self.assertTrue(rig.wait_until(lambda: (self.folder / "other").exists() or "started" in self.router.logs(), 5))
        self.finds(self.doctor(), "2 DHCP servers answer on the LAN", "10.77.0.1", "10.77.0.2")

    def test_dhcp_server_on_the_wan(self):
        self.router.do("nft", "flush", "ruleset")  # which drops what comes to the router from the WAN
        self.serve("wan", "203.0.113.2", "203.0.113.100", "203.0.113.200")
        self.finds(self.doctor(), "a DHCP server answers on the WAN: 203.0.113.2", "nothing else")

    def test_somebody_is_the_gateway(self):
        self.router.do("ip", "address", "add", "203.0.113.1/24", "dev", "wan")
        self.finds(self.doctor(), "on the WAN has 203.0.113.1", "take that device away")

    def test_wrong_vlan(self):
        self.lab.write_text(bench.LAB.format(router="static").replace("[lan]", "[lan]\nvlan = 101"))
        self.background("ping", "-b", "-i", "0.2", "-c", "300", "10.77.255.255")
        self.finds(self.doctor(), "untagged frame(s) on the LAN, where the lab file has VLAN 101", "tagged member of VLAN 101")

    def test_foreign_vlan(self):
        """A frame with the tag of VLAN 7 now and then, beside everything that is right."""
        code = ("import socket, time\n"
                "s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('lan', 0))\n"
                "for _ in range(300): s.send(bytes.fromhex('ffffffffffff0a0000000007810000070806') + bytes(46)); time.sleep(0.2)\n")
        self.background(sys.executable, "-c", code)
        self.notes(self.doctor(), "of VLAN 7 on the LAN", "vlan = 7")

    def test_small_mtu(self):
        bench.run("ip", "link", "set", "wan0", "mtu", "1400")
        self.notes(self.doctor(), "the interfaces carry 1400 octets, the lab 1500", "ip link set")

    def test_other_hosts(self):
        for command in ("ip link add twin link lan type macvlan mode bridge", "ip link set twin address 0a:00:00:00:00:42",
                        "ip address add 10.77.0.3/16 dev twin", "ip link set twin up"):
            self.router.do(*command.split())
        self.background("ping", "-b", "-i", "0.2", "-c", "300", "-I", "twin", "10.77.255.255")
        self.notes(self.doctor(), "0a:00:00:00:00:42", "other devices")

    def stranger(self, *addresses):
        """Another host on the router's LAN, in a namespace of its own, with all of these addresses."""
        self.router.background("unshare", "--net", "--", "sleep", "300")
        child = self.router.children[-1]
        own = self.router.do("readlink", "/proc/self/ns/net").strip()

        def apart():
            try:
                return os.readlink(f"/proc/{child.pid}/ns/net") not in (own, os.readlink("/proc/self/ns/net"))
            except OSError:
                return False
        self.assertTrue(rig.wait_until(apart, 5))
        for command in ("ip link add twin link lan type macvlan mode bridge", "ip link set twin address 0a:00:00:00:00:42", f"ip link set twin netns {child.pid}"):
            self.router.do(*command.split())
        inside = ["nsenter", f"--net=/proc/{child.pid}/ns/net", "--"]
        for command in ("ip link set lo up", "ip address add 10.77.0.9/16 dev twin", "ip link set twin up", *(f"ip route add local {one} dev lo" for one in addresses)):
            bench.run(*inside, *command.split())

    def test_a_clients_address_is_in_use(self):
        fixed = bench.LAB.format(router="static").replace('clients = "dhcp"', 'clients = "static"\nprefix = "10.77.0.1/16"\nfirst_client = "10.77.9.1"\n'
                                                          'last_client = "10.77.9.254"')
        self.stranger("10.77.9.0/24", "10.77.0.77")
        self.lab.write_text(fixed)
        self.finds(self.doctor(), "one of the lab's clients, is in use by another host, 0a:00:00:00:00:42", "take that host off the LAN")
        self.lab.write_text(fixed.replace("10.77.9.", "10.77.10.").replace("[wan]", 'static_client = "10.77.0.77"\n[wan]'))
        self.finds(self.doctor(), "10.77.0.77, the lab's static_client, is in use by another host, 0a:00:00:00:00:42")

    def test_a_leased_address_is_in_use(self):
        """Whatever the router leases: it is declined, twice (RFC 2131 section 3.1 step 5)."""
        self.stranger("10.77.1.0/24", "10.77.2.0/23", "10.77.4.0/22", "10.77.8.0/24")
        self.finds(self.doctor(), "which 10.77.0.1 leased, is in use by another host, 0a:00:00:00:00:42")
        self.assertIn("DHCPDECLINE", self.router.logs())

    def test_router_that_does_not_forward(self):
        self.router.do("sysctl", "-qw", "net.ipv4.ip_forward=0")
        self.finds(self.doctor(), "does not reach the WAN", "does the router forward")

    def test_in_use(self):
        run_folder = self.folder / "long"
        run = rig.start(["run", rig.LONG, "--lan", "lan0", "--wan", "wan0", "--lab", self.lab, "--profile", "linux", "--longest", "2m",
                         "--out", run_folder])
        self.addCleanup(rig.end, run)
        record = run_folder / "record.jsonl"
        self.assertTrue(rig.wait_until(lambda: record.exists() and record.stat().st_size > 0, 30))
        self.finds(self.doctor(), f"lan0 is in use: process {run.pid}")

    def test_interrupted(self):
        before = bench.offloads("lan0"), bench.offloads("wan0")
        doctor = rig.start(["doctor", "--lan", "lan0", "--wan", "wan0", "--lab", self.lab])
        self.addCleanup(rig.end, doctor)
        self.assertTrue(rig.wait_until(lambda: bench.offloads("wan0") != before[1], 10))
        doctor.send_signal(signal.SIGINT)
        self.assertEqual(doctor.wait(rig.patience(20)), 2)
        self.assertEqual((bench.offloads("lan0"), bench.offloads("wan0")), before)


if __name__ == "__main__":
    bench.main(__file__)
