# Routers that hold few clients, or shut some out, are failed for nothing that they do well.
import json
import pathlib
import unittest

import rig


class Places(unittest.TestCase):
    def certify(self, router, *more):
        with rig.Folder() as folder:
            done = rig.tsuka(["run", "--dut", f"sim:{router}", "--profile", "passthrough", "--seed", 1, "--out", folder / "run", *more])
            self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
            report = json.loads((folder / "run" / "report.json").read_text())
            record = (folder / "run" / "record.jsonl").read_text()
        facts = dict(json.loads(record.splitlines()[0])["facts"])
        return [f"{row['name']}: {row['reason']}" for row in report["rows"] if row["verdict"] == "fail"], facts

    def test_one_ipsec_client(self):
        fails, facts = self.certify("one-ipsec-client")
        self.assertEqual(fails, [])
        for kind in ("ike", "esp"):
            self.assertEqual(facts[f"memory.{kind}"], "one client at a time, whatever the server: a second one gets nothing")
        self.assertEqual(facts["memory.l2tp"], "9 clients of 9 servers at once, and none too many")
        unaware, facts = self.certify("one-ipsec-client", "--memory", "off")
        self.assertGreater(len(unaware), 10, "each case that brings a new client is refused")
        self.assertNotIn("memory.ike", facts)

    def test_eight_slots(self):
        """What that table really does wrong is found, and no more than when each case finds it empty."""
        fails, facts = self.certify("eight-esp-slots")
        self.assertEqual(facts["memory.esp"], "8 clients at a time, whatever the servers: another one gets nothing")
        with rig.Folder() as folder:
            rested = folder / "rested.toml"
            text = (pathlib.Path(__file__).parents[2] / "duts" / "simulated" / "eight-esp-slots.toml").read_text()
            rested.write_text(text + '[lab]\npause = "601s"\n')
            patient, _ = self.certify(rested, "--memory", "off")
        names = sorted(fail.split(":")[0] for fail in fails)
        self.assertEqual(names, sorted(fail.split(":")[0] for fail in patient))
        self.assertEqual(names, ["esp.rekey.client-side", "esp.rekey.server-side", "esp.sa.several-per-client", "esp.server-first-after-ike"])

    def test_how_long_a_place_is_held(self):
        fails, facts = self.certify("one-ipsec-client", "--memory", "full")
        self.assertEqual(fails, [])
        self.assertTrue(facts["memory.esp"].endswith("; another one gets in after 30s to 1m of silence"), facts["memory.esp"])
        self.assertTrue(facts["memory.ike"].endswith("; another one gets in after 1m to 2m of silence"), facts["memory.ike"])
        self.assertNotIn("silence", facts["memory.udp"])
        _, facts = self.certify("one-ipsec-client", "--memory", "full", "--longest", "20s")
        self.assertTrue(facts["memory.esp"].endswith("; after 10s of silence another one still does not get in"), facts["memory.esp"])

    def test_a_port_is_clean_for_the_first_client(self):
        """One mapping for all destinations, and a port for the first who asks: later clients get another one, and the first has its own."""
        with rig.Folder() as folder:
            router = folder / "first.toml"
            router.write_text('format = 1\ntitle = "t"\nabout = "a"\nprofile = "passthrough"\nmapping = "endpoint-independent"\noverlapping = "none"\n')
            for memory in ("count", "full"):
                out = folder / memory
                done = rig.tsuka(["run", "--dut", f"sim:{router}", "--profile", "passthrough", "--seed", 1, "--memory", memory, "--out", out])
                self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
                seen = {row["name"]: row["observed_class"] for row in json.loads((out / "report.json").read_text())["rows"]}
                self.assertEqual(seen["ike.srcport.first-client"], "kept")
                self.assertEqual(seen["l2tp.udp1701.fixed-port"], "port-kept")
                self.assertEqual(seen["natt.udp4500.roundtrip"], "port-kept")

    def test_device_limit(self):
        fails, facts = self.certify("device-limit-4")
        self.assertEqual(fails, [])
        self.assertEqual(facts["memory.udp"], "3 clients at a time, whatever the servers: another one gets nothing")
        fails, _ = self.certify("device-limit-4", "--memory", "off")
        self.assertEqual(fails, [])

    def test_users_are_told_how_many(self):
        for router, seen in {"device-limit-4": ("partly", "3 at a time"), "one-ipsec-client": ("no", "one at a time"), "faithful": ("yes", "9 and more")}.items():
            with rig.Folder() as folder:
                done = rig.tsuka(["run", "-q", "--dut", f"sim:{router}", "--only", "esp.*", "--only", "multi.*", "--only", "sec.crosstalk", "--seed", 1, "--out", folder / "run"])
                self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
                rows = {row["kind"]: row for row in json.loads((folder / "run" / "report.json").read_text())["users"]}
            cell = next(cell for cell in rows["ipsec"]["cells"] if cell["situation"] == "several")
            self.assertEqual((cell["works"], cell["word"]), seen, router)

    def test_a_line_smaller_than_the_lab_says(self):
        """The lab file says 1500 octets, and the router's line carries 1454: it is measured, and what does not fit is not charged to the router."""
        text = 'format = 1\ntitle = "t"\nabout = "a"\nprofile = "passthrough"\noverlapping = "well-known"\nkeep_range = true\nparity = true\nwan_mtu = 1454\n'
        with rig.Folder() as folder:
            told, untold = folder / "told.toml", folder / "untold.toml"
            told.write_text(text)
            untold.write_text(text + '[lab]\nmtu = 1500\n[lab.wan]\nmtu = 1500\n')
            runs = {}
            for router in (told, untold):
                out = folder / router.stem
                done = rig.tsuka(["run", "--dut", f"sim:{router}", "--profile", "behave", "--seed", 1, "--out", out])
                self.assertIn(done.returncode, (0, 1), rig.words(done))
                runs[router.stem] = rig.verdict_table(out)
                self.assertIn("mtu.to_wan: 1454 octets; larger ones are refused", (out / "report.txt").read_text())
                again = rig.tsuka(["judge", out, "--replay", "--out", folder / "again"])
                self.assertIn(", 0 end otherwise than then", again.stdout, rig.words(again))
        self.assertEqual(runs["untold"], runs["told"])
        for row in ("frag.out.df1-icmp.udp pass -", "frag.out.df0.udp pass -", "esp.short-and-large[bytes=1450] skipped -"):
            self.assertIn(row, runs["untold"])

    def test_several_wan_addresses(self):
        fails, facts = self.certify("wan-pool")
        self.assertEqual(fails, [])
        self.assertEqual(facts["router.wan_addresses"], "8 seen, within 203.0.113.64/29")

    def test_a_newcomer_takes_a_place(self):
        """Where the oldest gives way, or all lose their places, it is told, and what one client does is not failed for it."""
        fails, facts = self.certify("four-esp-tunnels")
        self.assertEqual(fails, [])
        self.assertEqual(facts["memory.esp"], "4 clients at a time, whatever the servers: the oldest gives way to another one")
        self.assertEqual(facts["memory.esp.one-server"], "4 clients of a server at a time: the oldest gives way to another one")
        fails, facts = self.certify("forgetful")
        self.assertEqual(fails, [])
        self.assertEqual(facts["memory.esp"], "6 clients at a time, whatever the servers: with one more all others lose their places")
        self.assertEqual(facts["memory.ike"], "9 clients of 9 servers at once, and none too many")

    def test_dmz_host(self):
        """What nobody has asked for, or no longer, may go to the host of a DMZ, GRE too."""
        fails, _ = self.certify("dmz-host")
        self.assertEqual(fails, [])

    def test_a_router_that_looks_into_connections(self):
        """What cases send over TCP is what real clients and servers send, so a firewall that knows the protocols has nothing to drop."""
        fails, _ = self.certify("inspecting")
        self.assertEqual(fails, [])

    def test_small_wan_mtu(self):
        """What does not fit is skipped, with that reason; the rest is judged as ever."""
        text = (pathlib.Path(__file__).parents[2] / "duts" / "simulated" / "faithful.toml").read_text()
        for mtu in (1400, 1280):
            with rig.Folder() as folder:
                router = folder / "small.toml"
                router.write_text(text.replace("wan_mtu = 1492", f"wan_mtu = {mtu}"))
                done = rig.tsuka(["run", "--dut", f"sim:{router}", "--seed", 1, "--out", folder / "run"])
                self.assertEqual(done.returncode, 0, rig.words(done))
                rows = json.loads((folder / "run" / "report.json").read_text())["rows"]
            wrong = [f"{row['name']}: {row['reason']}" for row in rows if row["verdict"] in ("fail", "error", "inconclusive", "deviation")]
            self.assertEqual(wrong, [])
            small = [row for row in rows if f"more than the WAN's MTU of {mtu}" in row["reason"]]
            self.assertTrue(small)
            self.assertTrue(all(row["verdict"] == "skipped" for row in small))

    def test_a_pause_is_a_ceiling(self):
        """Who wrote it guessed how long a place is held; where it is known which places are scarce, only cases that overrun them wait."""
        text = (pathlib.Path(__file__).parents[2] / "duts" / "simulated" / "one-ipsec-client.toml").read_text()
        with rig.Folder() as folder:
            router, out = folder / "pause.toml", folder / "run"
            router.write_text(text + '[lab]\npause = "601s"\n')
            done = rig.tsuka(["run", "--dut", f"sim:{router}", "--profile", "passthrough", "--seed", 1, "--longest", "0s", "--out", out])
            self.assertIn(done.returncode, (0, 2), rig.words(done))
            rows = json.loads((out / "report.json").read_text())["rows"]
            ran = sum(row["verdict"] != "skipped" for row in rows)
            took = json.loads((out / "record.jsonl").read_text().splitlines()[-1])["took"] / 1e9
        self.assertEqual([row["name"] for row in rows if row["verdict"] == "fail"], [])
        self.assertGreater(ran, 200)
        self.assertLess(took, ran * 601 / 4, "cases that need no place wait for none")

    def test_bogons(self):
        fails, facts = self.certify("bogon-list")
        self.assertEqual(fails, [])
        self.assertIn("192.0.2.0/24", facts["servers.filtered"])


unittest.main(verbosity=2)
