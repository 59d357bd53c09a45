// Claims, profiles, labs and presets, read from files.
#include "harness/suite/document.hpp"
#include "harness/suite/lint.hpp"
#include "harness/suite/load_hooks.hpp"
#include "tests/unit/suite/words.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace tsuka;

namespace {

struct Folder {
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    [[nodiscard]] std::filesystem::path write(std::string const& name, std::string const& text) const {
        std::ofstream(path / name) << text;
        return path / name;
    }
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("tsuka-files-test-" + std::to_string(::getpid()));
};

std::vector<model::Claim> const claims{{"claim.one", model::Level::must, "s", "t", false},
                                       {"always.x", model::Level::must, "s", "t", true}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(files, Folder)

BOOST_AUTO_TEST_CASE(claims_with_level_source_and_sentence) {
    auto const loaded = suite::load_claims(
        write("c.toml", "format = 1\n[[claim]]\nid = \"a\"\nlevel = \"should\"\nsource = \"RFC 1\"\nsentence = \"S.\"\nalways = true\n"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST_REQUIRE(loaded.value.size() == 1U);
    BOOST_TEST((loaded.value[0].level == model::Level::should));
    BOOST_TEST(loaded.value[0].always);
    BOOST_TEST(loaded.value[0].source == "RFC 1");
    auto const said = words::printed(
        suite::load_claims(
            write("d.toml",
                  "format = 1\n[[claim]]\nid = \"a\"\nlevel = \"shall\"\n[[claim]]\nid = \"a\"\nlevel = \"may\"\nsource = \"\"\n"
                  "sentence = \"S.\"\nalwais = true\n"))
            .diagnostics);
    BOOST_TEST(words::has(said, ":4:9: 'level' is \"must\", \"should\" or \"may\", not \"shall\""));
    BOOST_TEST(words::has(said, "[[claim]] needs 'source'"));
    BOOST_TEST(words::has(said, "'source' of [[claim]] must not be empty"));
    BOOST_TEST(words::has(said, "there is a claim 'a' already"));
    BOOST_TEST(words::has(said, "unknown key 'alwais' in [[claim]]; did you mean 'always'?"));
    BOOST_TEST(words::has(words::printed(suite::load_claims(write("e.toml", "format = 1\n")).diagnostics), "the file has no [[claim]]"));
}

BOOST_AUTO_TEST_CASE(profiles_with_promises_of_load) {
    std::string const head = "format = 1\ntitle = \"T\"\nclaims = []\n";
    auto const of = [&](std::string const& promise) {
        return suite::parse_profile(head + "[[load]]\nsource = \"s\"\n" + promise, "t.toml", claims);
    };
    using Of = model::LoadPromise::Of;
    struct Good {
        std::string text;
        Of of;
        std::uint64_t at_least;
        std::string size;
        std::string direction;
    };
    for (auto const& [text, unit, at_least, size, direction] :
         std::vector<Good>{{"protocol = \"esp\"\nflows = 8", Of::flows, 8, "", "outward"},
                           {"protocol = \"natt\"\nnew_flows = 500", Of::new_flows, 500, "", "outward"},
                           {"protocol = \"udp\"\nframes = 80000\nsize = 512", Of::frames, 80'000, "512", "outward"},
                           {"protocol = \"natt\"\nmbit = 900\nsize = 1400\ndirection = \"both\"", Of::mbit, 900, "1400", "both"},
                           {"protocol = \"gre\"\npercent_of_udp = 20\nsize = \"imix\"", Of::percent, 20, "imix", "outward"}}) {
        auto const loaded = of(text);
        BOOST_TEST_REQUIRE(loaded.ok(), text);
        BOOST_TEST_REQUIRE(loaded.value.load.size() == 1U);
        auto const& promise = loaded.value.load.front();
        BOOST_TEST((promise.of == unit && promise.at_least == at_least && promise.size == size && promise.direction == direction), text);
        BOOST_TEST(promise.source == "s");
    }
    for (auto const& [text, words] : std::vector<std::pair<std::string, std::string>>{
             {"protocol = \"esq\"\nflows = 8", "'protocol' is udp, natt, esp, gre, l2tp or wireguard"},
             {"protocol = \"esp\"", "one of flows, new_flows (a second), frames (a second), mbit (a second) and percent_of_udp"},
             {"protocol = \"esp\"\nflows = 8\nmbit = 9",
              "one of flows, new_flows (a second), frames (a second), mbit (a second) and percent_of_udp"},
             {"protocol = \"esp\"\nflows = 8\nsize = 512", "flows have no size"},
             {"protocol = \"esp\"\nnew_flows = 8\nsize = 512", "flows have no size"},
             {"protocol = \"esp\"\nframes = 8", "[[load]] needs 'size'"},
             {"protocol = \"esp\"\nframes = 8\nsize = 63", "'size' is a number from 64 to 9018"},
             {"protocol = \"esp\"\nframes = 8\nsize = 512\ndirection = \"up\"", "'direction' is"},
             {"protocol = \"esp\"\nflows = 0", "flows"},
             {"protocol = \"esp\"\nflows = 8\nrate = 9", "rate"},
             {"flows = 8", "protocol"}}) {
        auto const loaded = of(text);
        BOOST_TEST(!loaded.ok(), text);
        BOOST_TEST_REQUIRE(!loaded.diagnostics.empty(), text);
        BOOST_TEST(loaded.diagnostics.front().text.find(words) != std::string::npos, loaded.diagnostics.front().text);
    }
    BOOST_TEST(!suite::parse_profile(head + "[[load]]\nprotocol = \"esp\"\nflows = 8", "t.toml", claims).ok());  // nobody says so
    BOOST_TEST(!suite::parse_profile(head + "load = [8]", "t.toml", claims).ok());
}

BOOST_AUTO_TEST_CASE(profiles_with_claims_and_documented_classes) {
    auto const loaded = suite::load_profile(write("seil.toml",
                                                  "format = 1\ntitle = \"T\"\nclaims = [\"claim.one\"]\n[documented]\n"
                                                  "\"case.b\" = { class = \"x\", source = \"m\" }\n"),
                                            claims);
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(loaded.value.id == "seil");
    auto const renamed = suite::load_profile(write("profile.toml", "format = 1\nid = \"seil\"\ntitle = \"T\"\nclaims = []\n"), claims);
    BOOST_TEST(words::printed(renamed.diagnostics) == "");
    BOOST_TEST(renamed.value.id == "seil");
    BOOST_TEST(loaded.value.claims.size() == 1U);
    BOOST_TEST_REQUIRE(loaded.value.documented.size() == 1U);
    BOOST_TEST(loaded.value.documented[0].case_id == "case.b");
    BOOST_TEST(loaded.value.documented[0].observed_class == "x");
    auto const said = words::printed(suite::load_profile(write("p.toml",
                                                               "format = 1\nclaims = [\"claim.on\", \"always.x\", \"claim.one\", "
                                                               "\"claim.one\"]\n[documented]\na = 7\nb = { class = \"x\" }\n"),
                                                         claims)
                                         .diagnostics);
    BOOST_TEST(words::has(said, "a profile needs 'title'"));
    BOOST_TEST(words::has(said, ":2:11: unknown claim 'claim.on'; did you mean 'claim.one'?"));
    BOOST_TEST(words::has(said, "'always.x' holds for every router"));
    BOOST_TEST(words::has(said, "'claim.one' is claimed twice"));
    BOOST_TEST(words::has(said, "write \"a\" = { class"));
    BOOST_TEST(words::has(said, "'b' of [documented] needs 'source'"));
}

BOOST_AUTO_TEST_CASE(a_lab_of_nothing_is_the_default_lab) {
    auto const loaded = suite::load_lab(write("lab.toml", ""));
    BOOST_TEST(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(to_string(loaded.value.lan.prefix) == "192.168.0.1/16");
    BOOST_TEST(to_string(loaded.value.wan.router_address) == "203.0.113.2");
    BOOST_TEST(loaded.value.mtu == 1500U);
}

BOOST_AUTO_TEST_CASE(a_lab_with_every_key) {
    auto const loaded = suite::load_lab(write(
        "lab.toml",
        "format = 1\ntitle = \"T\"\nabout = \"A\"\nmtu = 1492\ncable = true\none_to_one = \"192.0.2.0/24\"\n[lan]\nclients = \"dhcp\"\n"
        "prefix = \"10.1.0.0/16\"\nrouter = \"10.1.0.254\"\nfirst_client = \"10.1.1.1\"\nlast_client = \"10.1.2.1\"\nstatic_client = "
        "\"10.1.0.9\"\ndmz = \"10.1.0.10\"\n"
        "[wan]\nrouter = \"dhcp\"\ngateway = \"198.18.0.1/24\"\nrouter_address = \"198.18.0.2\"\nmtu = 1400\nservers = "
        "[\"198.51.100.0/24\"]\n"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const& lab = loaded.value;
    BOOST_TEST(lab.mtu == 1492U);
    BOOST_TEST(lab.cable);
    BOOST_TEST(to_string(lab.one_to_one.value()) == "192.0.2.0/24");
    BOOST_TEST((lab.lan.clients == model::Addressing::dhcp));
    BOOST_TEST(to_string(lab.lan.prefix) == "10.1.0.254/16");
    BOOST_TEST(to_string(lab.lan.first_client) == "10.1.1.1");
    BOOST_TEST(to_string(lab.lan.static_client.value()) == "10.1.0.9");
    BOOST_TEST(to_string(lab.lan.dmz.value()) == "10.1.0.10");
    BOOST_TEST((lab.wan.router == model::Addressing::dhcp));
    BOOST_TEST(lab.wan.mtu.value_or(0) == 1400U);
    BOOST_TEST(to_string(lab.wan.link) == "198.18.0.1/24");
    BOOST_TEST_REQUIRE(lab.wan.servers.size() == 1U);
    BOOST_TEST(to_string(lab.wan.servers[0]) == "198.51.100.0/24");
}

BOOST_AUTO_TEST_CASE(hooks_stand_in_a_lab_file_and_nowhere_else) {
    auto const file = write("hooks.toml", "[hooks]\nready = \"true\"\ncollect = \"logread\"\nlimit = \"30s\"\n");
    BOOST_TEST(words::printed(suite::load_lab(file).diagnostics) == "");
    auto const hooks = suite::load_hooks(file);
    BOOST_TEST_REQUIRE(words::printed(hooks.diagnostics) == "");
    BOOST_TEST_REQUIRE(hooks.value.size() == 2U);
    BOOST_TEST(hooks.value[1].name == "collect");
    BOOST_TEST(hooks.value[1].command == "logread");
    BOOST_TEST((hooks.value[1].limit == std::chrono::seconds(30)));
    auto const said =
        words::printed(suite::load_lab(write("bad.toml", "[hooks]\nready = \" \"\nrebot = \"x\"\nlimit = \"2h\"\n")).diagnostics);
    BOOST_TEST(words::has(said, "'ready' says no command; leave it out"));
    BOOST_TEST(words::has(said, "unknown key 'rebot' in [hooks]; did you mean 'reboot'?"));
    BOOST_TEST(words::has(said, "'limit' of [hooks] lies between 1ms and 1h"));
    auto const before = suite::load_hooks(write("before.toml", "[hooks]\nready = \"b\"\nbefore = \"a\"\n")).value;
    BOOST_TEST_REQUIRE(before.size() == 2U);
    BOOST_TEST(before[0].command == "a");  // told in the order in which they come
    BOOST_TEST(before[1].command == "b");
    // Cases know the names of those that they may ask for.
    auto const more = write("more.toml", "[hooks]\nready = \"a\"\nreboot = \"b\"\npower = \"c\"\n[hooks.config]\nbridge = \"d\"\n");
    auto const lab = suite::load_lab(more);
    BOOST_TEST(words::printed(lab.diagnostics) == "");
    BOOST_TEST((lab.value.hooks == std::vector<std::string>{"reboot", "power", "config:bridge"}));
    BOOST_TEST(suite::load_hooks(more).value.back().command == "d");
    BOOST_TEST(words::has(words::printed(suite::load_lab(write("name.toml", "[hooks.config]\nBad = \"x\"\n")).diagnostics),
                          "'Bad' is no name of a configuration: small letters, digits and '-'"));
    // The plug as two commands; one command for several configurations.
    auto const plug =
        suite::load_hooks(write("plug.toml",
                                "[hooks]\npower-off = \"off\"\npower-on = \"on # now\"\noff_for = \"1500ms\"\nfactory-reset = \"f\"\n"
                                "apply = \"load $TSUKA_CONFIG\"\nconfigurations = [\"bridge\", \"open\"]\n"));
    BOOST_TEST(words::printed(plug.diagnostics) == "");
    std::vector<std::string> named;
    for (auto const& hook : plug.value) named.push_back(hook.name + " = " + hook.command);
    BOOST_TEST((named == std::vector<std::string>{"factory-reset = f", "power = ( off\n) && sleep 1.5 && ( on # now\n)",
                                                  "config:bridge = load $TSUKA_CONFIG", "config:open = load $TSUKA_CONFIG"}));
    auto const wrong = [&](std::string const& text) {
        return words::printed(suite::load_lab(write("wrong.toml", "[hooks]\n" + text)).diagnostics);
    };
    BOOST_TEST(words::has(wrong("power-off = \"x\"\n"), "'power-off' and 'power-on' belong together"));
    BOOST_TEST(words::has(wrong("power-off = \"x\"\npower-on = \"y\"\npower = \"z\"\n"), "give it or the two"));
    BOOST_TEST(words::has(wrong("power-off = \"x\"\npower-on = \"y\"\noff_for = \"3m\"\n"), "'off_for' is shorter than 'limit'"));
    BOOST_TEST(words::has(wrong("apply = \"x\"\n"), "belong together"));
    BOOST_TEST(words::has(wrong("configurations = [\"a\"]\n"), "belong together"));
    BOOST_TEST(words::has(wrong("apply = \"x\"\nconfigurations = [\"A\"]\n"), "'A' is no name of a configuration"));
    BOOST_TEST(words::has(wrong("apply = \"x\"\nconfigurations = [\"a\"]\n[hooks.config]\na = \"y\"\n"), "two commands for 'config:a'"));
    // What comes from others runs nothing.
    auto const preset = suite::parse_preset("title = \"t\"\nprofile = \"p\"\n[lab.hooks]\nready = \"true\"\n", "preset.toml");
    BOOST_TEST(words::has(words::printed(preset.diagnostics), "unknown key 'hooks' in [lab]"));
}

BOOST_AUTO_TEST_CASE(a_lab_says_which_item_and_which_laboratory) {
    std::string const sum(64, 'a');
    std::string text = "[dut]\nmac = \"00:00:5E:00:53:01\"\nfirmware_sha256 = \"" + sum + "\"\n";
    for (auto const* key : {"vendor", "model", "hardware", "firmware", "serial"}) text += fmt::format("{0} = \"the {0}\"\n", key);
    text += "[certificate]\n";
    for (auto const& entry : model::certificate_entries) text += fmt::format("{0} = \"the {0}\"\n", entry.key);
    auto const loaded = suite::load_lab(write("lab.toml", text));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(loaded.value.device.hardware == "the hardware");
    BOOST_TEST(loaded.value.device.mac == "00:00:5E:00:53:01");
    BOOST_TEST(loaded.value.device.firmware_sha256 == sum);
    for (auto const& entry : model::certificate_entries)
        BOOST_TEST((loaded.value.certificate.*entry.text) == "the " + std::string(entry.key));
}

BOOST_AUTO_TEST_CASE(labs_that_cannot_work) {
    auto const said = [&](std::string const& text) { return words::printed(suite::load_lab(write("lab.toml", text)).diagnostics); };
    BOOST_TEST(words::has(said("[dut]\nserail = \"1\"\n"), "serial"));
    BOOST_TEST(words::has(said("[dut]\nmac = \"00-00-5e-00-53-01\"\n"), "'mac' is written"));
    BOOST_TEST(words::has(said("[dut]\nfirmware_sha256 = \"abc\"\n"), "64 hexadecimal digits"));
    BOOST_TEST(words::has(said("[certificate]\nlaboratory = 7\n"), "laboratory"));
    BOOST_TEST(words::has(said("[lan]\nprefix = \"10.0.0.1/24\"\n"), "do not lie inside the LAN 10.0.0.1/24"));
    BOOST_TEST(words::has(said("[lan]\nprefix = \"192.168.0.0/16\"\n"), "names no host; set 'router'"));
    BOOST_TEST(words::has(said("[lan]\nprefix = \"192.168.0.1\"\n"), "'192.168.0.1' for 'prefix' is not a prefix"));
    BOOST_TEST(words::has(said("[lan]\nrouter = \"192.168.0\"\n"), "'192.168.0' is not an IPv4 address"));
    BOOST_TEST(words::has(said("[lan]\nclients = \"fixed\"\n"), "'clients' is \"static\" or \"dhcp\", not \"fixed\""));
    BOOST_TEST(words::has(said("[lan]\nstatic_client = \"10.0.0.1\"\n"), "'static_client' lies outside the LAN"));
    BOOST_TEST(words::has(said("[lan]\ndmz = \"10.0.0.1\"\n"), "'dmz' lies outside the LAN"));
    BOOST_TEST(words::has(said("[wan]\nrouter_address = \"10.0.0.1\"\n"), "does not lie on the gateway's link"));
    BOOST_TEST(words::has(said("[wan]\nrouter_address = \"203.0.113.1\"\n"), "cannot have one address"));
    BOOST_TEST(words::has(said("[wan]\nservers = []\n"), "at least one prefix"));
    BOOST_TEST(words::has(said("[wan]\nmtu = 1501\n"), "the WAN's 'mtu' 1501 is larger than the lab's, 1500"));
    BOOST_TEST(words::has(said("[wan]\nservers = [\"192.168.7.0/24\"]\n"), "overlap"));
    const std::string two = "[wan]\nservers = [\"192.0.2.0/24\"]\n";
    BOOST_TEST(words::has(said("one_to_one = \"192.0.2.0/24\"\n" + two), "overlap"));
    BOOST_TEST(words::has(said("[wan]\nservers = [\"203.0.113.0/24\"]\n"), "the WAN link 203.0.113.1/24 overlap"));
    BOOST_TEST(words::has(said("routed = true\none_to_one = \"192.0.2.0/24\"\n"), "translates nothing has no 'one_to_one'"));
    BOOST_TEST(words::has(said("ip_passthrough = true\n[lan]\ndmz = \"192.168.0.9\"\n"), "is its static client and DMZ"));
    BOOST_TEST(words::has(said("ip_passthrough = true\n[lan]\nclients = \"dhcp\"\n"), "fixed addresses on both sides"));
    BOOST_TEST(words::has(said("[wan]\nport_set = { psid_offset = 12, psid_length = 5, psid = 1 }\n"), "a port has 16 bits"));
    BOOST_TEST(words::has(said("[wan]\nport_set = { psid_offset = 4, psid_length = 5, psid = 32 }\n"), "a port has 16 bits"));
    BOOST_TEST(words::has(said("[wan]\nport_set = { offset = 4 }\n"), "unknown key 'offset'"));
    BOOST_TEST(words::has(said("[wan]\nstatic_remote = \"8.8.8.8\"\n"), "none of the 'servers'"));
    BOOST_TEST(said("routed = true\n[wan]\nstatic_remote = \"198.51.100.7\"\n") == "");
    BOOST_TEST(said("ip_passthrough = true\n") == "");
    // The usual ones make way.
    BOOST_TEST(said("one_to_one = \"192.0.2.0/24\"\n") == "");
    BOOST_TEST(words::has(said("mtu = 100\n"), "'mtu' of a lab file must lie between 576 and 9000, not 100"));
    BOOST_TEST(words::has(said("[wam]\n"), "unknown key 'wam' in a lab file; did you mean 'wan'?"));
}

BOOST_AUTO_TEST_CASE(presets_bring_lab_rules_and_sysctls) {
    (void)write("preset.toml",
                "title = \"T\"\nprofile = \"linux\"\n[lab]\nmtu = 1400\n[lab.lan]\nstatic_client = "
                "\"192.168.0.10\"\n[sysctls]\n\"net.ipv4.ip_forward\" = \"1\"\n"
                "net.ipv4.conf.all.rp_filter = 0\n");
    auto const missing = suite::load_preset(path);
    BOOST_TEST(words::has(words::printed(missing.diagnostics), "rules.nft: cannot read the file: it does not exist"));
    std::filesystem::create_directory(path / "rules.nft");
    BOOST_TEST(words::has(words::printed(suite::load_preset(path).diagnostics), "rules.nft: cannot read the file: it is a folder"));
    std::filesystem::remove(path / "rules.nft");
    (void)write("rules.nft", "table ip x {}\n");
    auto const loaded = suite::load_preset(path);
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(loaded.value.name == path.filename().string());
    BOOST_TEST(loaded.value.profile == "linux");
    BOOST_TEST(loaded.value.lab.mtu == 1400U);
    BOOST_TEST(loaded.value.lab.title == "T");
    BOOST_TEST(loaded.value.rules == "table ip x {}\n");
    BOOST_TEST_REQUIRE(loaded.value.sysctls.size() == 2U);
    BOOST_TEST(loaded.value.sysctls[0].first == "net.ipv4.ip_forward");
    BOOST_TEST(loaded.value.sysctls[1].first == "net.ipv4.conf.all.rp_filter");
    BOOST_TEST(loaded.value.sysctls[1].second == "0");
}

/// Somebody else's preset, run as root.
BOOST_AUTO_TEST_CASE(presets_reach_nothing_but_their_router) {
    auto const said = [&](std::string const& sysctls, std::string const& rules) {
        (void)write("preset.toml", "title = \"T\"\nprofile = \"linux\"\n[sysctls]\n" + sysctls);
        (void)write("rules.nft", rules);
        return words::printed(suite::load_preset(path).diagnostics);
    };
    std::string const good = "table ip x {\n  comment \"we include all; # no comment\" # monitor, include\n}\n";
    BOOST_TEST(said("\"net.ipv4.ip_forward\" = 1\nnet.ipv4.conf.lan.proxy_arp_pvlan = 1\n", good) == "");
    for (std::string const name :
         {"kernel.core_pattern", "vm.overcommit_memory", "net", "netx.a", "net..ipv4", "net.../kernel.core_pattern",
          "net.ipv4/../../kernel/core_pattern", "/proc/sys/kernel/core_pattern", "net.a.", "net.a b"})
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(
                words::has(said('"' + name + "\" = \"|/bin/sh\"\n", good), "preset.toml:4:1: '" + name + "' is no sysctl of a network"));
        }
    BOOST_TEST(words::has(said("kernel.core_pattern = \"x\"\n", good), "'kernel.core_pattern' is no sysctl"));
    BOOST_TEST(words::has(said("", "include \"/etc/shadow\"\n"), "rules.nft:1:1: rules may not include files"));
    BOOST_TEST(words::has(said("", good + "table ip y {};include\"/etc/shadow\"\n"), "rules.nft:4:15: rules may not include files"));
    BOOST_TEST(words::has(said("", "table ip x {}\nmonitor\n"), "rules.nft:2:1: rules may not monitor"));
    BOOST_TEST(words::has(said("", "comment \"no end\n include"), "rules.nft:1:9: a text in quotes has no end"));
    auto const elsewhere = write("elsewhere", "table ip x {}\n");
    (void)said("", good);
    std::filesystem::remove(path / "rules.nft");
    std::filesystem::create_symlink(elsewhere, path / "rules.nft");
    BOOST_TEST(words::has(words::printed(suite::load_preset(path).diagnostics), "rules.nft: it is a link"));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_of_text) {
    auto const said = [](std::filesystem::path const& file) { return words::printed(suite::load_claims(file).diagnostics); };
    BOOST_TEST(words::has(said("/dev/zero"), "no regular file"));
    BOOST_TEST_REQUIRE(::mkfifo((path / "pipe.toml").c_str(), 0600) == 0);
    BOOST_TEST(words::has(said(path / "pipe.toml"), "no regular file"));  // and does not wait for a writer
    BOOST_TEST(words::has(said("/proc/self/mem"), "reading failed"));
    auto const huge = write("huge.toml", "format = 1\n");
    std::filesystem::resize_file(huge, 16'000'001);
    BOOST_TEST(words::has(said(huge), "larger than 16 MB"));
}

BOOST_AUTO_TEST_CASE(labs_whose_addresses_are_no_hosts) {
    auto const said = [&](std::string const& text) { return words::printed(suite::load_lab(write("lab.toml", text)).diagnostics); };
    BOOST_TEST(words::has(said("[wan]\ngateway = \"203.0.113.0/24\"\n"), "'gateway' 203.0.113.0/24 names no host"));
    BOOST_TEST(words::has(said("[lan]\nfirst_client = \"192.168.9.9\"\nlast_client = \"192.168.1.1\"\n"),
                          "'first_client' 192.168.9.9 comes after 'last_client' 192.168.1.1"));
    BOOST_TEST(said("[wan]\ngateway = \"203.0.113.9/24\"\n") == "");
}

BOOST_AUTO_TEST_CASE(documented_cases_and_classes_exist) {
    auto const suites = std::vector{words::read(words::suite_of("{ use = \"udp\", as = \"a\", from = \"alice\", to = \"server\" },"
                                                                "{ send = \"udp\", on = \"a\", at = \"alice\", as = \"out\" }",
                                                                "classes = [{ is = \"through\", when = [\"out@server\"] }]\n"))
                                        .value};
    model::Profile profile{.id = "p", .title = {}, .about = {}, .claims = {}, .documented = {{"t.one", "through", "m"}}};
    BOOST_TEST(words::printed(suite::lint_profile(profile, suites)) == "");
    profile.documented = {{"t.onne", "through", "m"}, {"t.one", "thruogh", "m"}};
    auto const said = words::printed(suite::lint_profile(profile, suites));
    BOOST_TEST(words::has(said, "unknown case 't.onne'; did you mean 't.one'?"));
    BOOST_TEST(words::has(said, "no such class; did you mean 'through'?"));
}

/// The same depth in every way that TOML has to nest; the parser itself overflows the stack at some of these.
BOOST_AUTO_TEST_CASE(endless_nesting_is_refused_with_its_place) {
    auto const times = [](std::string const& part, std::size_t count) {
        std::string text;
        while (count-- > 0) text += part;
        return text;
    };
    std::string const keys = "a" + times(".a", 20'000);
    std::vector<std::string> const deep{keys + " = 1\n",
                                        "[" + keys + "]\n",
                                        "[[" + keys + "]]\n",
                                        "\"a\"" + times(" . 'a'", 20'000) + " = 1\n",
                                        "x = " + times("[", 20'000),
                                        "x = " + times("{a = ", 20'000),
                                        "x = [\n" + times("{a.a.a.a.a.a.a.a = [\n", 20'000)};
    for (auto const& text : deep) {
        auto const file = write("deep.toml", "format = 1\n" + text);
        auto const expects = [&](suite::Diagnostics const& said, std::string const& loader) {
            BOOST_TEST_CONTEXT(loader << ": " << text.substr(0, 20)) {
                BOOST_TEST(words::has(words::printed(said), "deep.toml:"));
                BOOST_TEST(words::has(words::printed(said), "nested too deeply"));
            }
        };
        expects(suite::read_document(file).diagnostics, "document");
        expects(suite::load_claims(file).diagnostics, "claims");
        expects(suite::load_profile(file, claims).diagnostics, "profile");
        expects(suite::load_lab(file).diagnostics, "lab");
    }
    // What people write is far from it, and neither text nor comments nest.
    auto const flat = suite::parse_document("# " + times("[", 99) + "\nx = '" + times("[", 99) + "'\ny = \"\\\"" + times("{", 99) +
                                                "\"\nz = \"\"\"\n" + times("a.", 99) + "\"\"\"\n" + "w = [" + times("1.5, ", 99) + "]\n",
                                            "flat.toml");
    BOOST_TEST(words::printed(flat.diagnostics) == "");
    BOOST_TEST(flat.value.entries.size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
