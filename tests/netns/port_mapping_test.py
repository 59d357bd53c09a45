# port_mapping_test.py static: NAT-PMP, PCP and UPnP against a server that others have written: miniupnpd (Debian package miniupnpd-nftables), on a
# kernel router with the rules of the preset "linux". Its verdicts and classes are those of expected/port-mapping.txt.
import json
import os
import subprocess

import interfaces_test as bench
import rig

rig.PACKAGES["miniupnpd"] = "miniupnpd-nftables"

# What miniupnpd fills, as its own nft_init.sh makes it; what it translates is let through by the rules of the preset, too.
TABLES = """
table inet filter {
    chain forward { type filter hook forward priority 0; policy accept; jump miniupnpd; }
    chain miniupnpd { }
    chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
    chain postrouting { type nat hook postrouting priority 90; policy accept; jump postrouting_miniupnpd; }
    chain prerouting_miniupnpd { }
    chain postrouting_miniupnpd { }
}
insert rule ip tsuka forward ct status dnat accept
insert rule ip tsuka forward iifname "wan" meta l4proto { gre, esp } ct status dnat accept
"""

SETTINGS = """
ext_ifname=wan
listening_ip=lan
port=5000
enable_natpmp=yes
enable_upnp=yes
secure_mode=yes
system_uptime=no
min_lifetime=120
max_lifetime=86400
uuid=54737562-0000-4000-8000-000000000000
allow 443-65535 0.0.0.0/0 443-65535
deny 0-65535 0.0.0.0/0 0-65535
upnp_table_name=filter
upnp_nat_table_name=filter
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
"""

LAB = """
title = "A router of namespaces with miniupnpd"
[lan]
clients = "static"
prefix = "192.168.0.1/16"
[wan]
router = "static"
gateway = "21.7.113.1/24"
router_address = "21.7.113.2"
mtu = 1492
"""

PATTERNS = ("trav.natpmp*", "trav.pcp*", "trav.upnp.*")


class Router(bench.Router):
    def set_up(self):
        rig.need("miniupnpd")
        self.do("ip", "link", "set", "wan", "mtu", "1492")
        self.do("ip", "address", "add", "192.168.0.1/16", "dev", "lan")
        # An address of the Internet: what is set aside for documents and tests miniupnpd takes for one behind another NAT.
        self.do("ip", "address", "add", "21.7.113.2/24", "dev", "wan")
        self.do("ip", "route", "add", "default", "via", "21.7.113.1")
        rules = (rig.SOURCE / "duts" / "kernel" / "linux" / "rules.nft").read_text()
        subprocess.run([*self.enter, "nft", "-f", "-"], input=rules + TABLES, text=True, check=True)
        settings = self.folder / "miniupnpd.conf"
        settings.write_text(SETTINGS)
        self.background("miniupnpd", "-d", "-f", settings, "-P", self.folder / "miniupnpd.pid")
        listens = rig.wait_until(lambda: ":5351 " in self.do("ss", "-uln") or ":5351\t" in self.do("ss", "-uln"), 10)
        assert listens, "miniupnpd does not listen: " + (self.folder / "miniupnpd.log").read_text()


class Mapping(bench.WithRouter):
    make_router = Router

    def test_verdicts(self):
        lab = self.folder / "lab.toml"
        lab.write_text(LAB)
        chosen = [word for pattern in PATTERNS for word in ("--only", pattern)]
        longest = ["--longest", "20m"] if os.environ.get("TSUKA_LONG") else []
        done = rig.tsuka(["run", "--lan", "lan0", "--wan", "wan0", "--lab", lab, "--profile", "tr-124-plus", "--seed", 1, "--out", self.folder / "run", *chosen, *longest],
                         timeout=2400 if longest else 280)
        log = (self.folder / "miniupnpd.log").read_text()
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done) + log)
        table = rig.verdict_table(self.folder / "run")
        if os.environ.get("TSUKA_APPROVE"):
            (rig.EXPECTED / "port-mapping.txt").write_text("# port_mapping_test.py: case, verdict, observed class. TSUKA_APPROVE=1 writes it anew; read the difference.\n"
                                                           + "".join(row + "\n" for row in table))
        rig.compare_with_expected("port-mapping", table)
        rows = {row["name"]: row for row in json.loads((self.folder / "run" / "report.json").read_text())["rows"]}
        self.assertEqual(rows["trav.natpmp"]["observed_class"], "exact", log)
        self.assertEqual(rows["trav.pcp"]["observed_class"], "exact", log)
        self.assertEqual(rows["trav.upnp.portmap-vpn"]["observed_class"], "exact", log)


bench.main(__file__)
