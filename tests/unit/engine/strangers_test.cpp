// What strangers send: forged sources, and hosts that get by rights what was for somebody else.
#include "bench.hpp"

#include "generator/proto/frame.hpp"
#include "harness/engine/token.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(strangers)

using namespace bench;

BOOST_AUTO_TEST_CASE(what_static_entries_lead_to_their_host_is_no_misdelivery) {
    // The entry's host takes no part in the case; only its address tells it from a stranger's.
    for (const bool documented : {true, false}) {
        auto bench = open_bench();
        const auto entry = bench.facts.sentinel.lan.address;
        if (documented) bench.facts.static_client = entry;
        const auto ended = bench.run(fmt::format(R"({{ use = "udp", as = "s", from = "stranger", to = "alice" }},
            {{ send = "udp", on = "s", at = "stranger", to = "{}", as = "knock" }})",
                                                 to_string(entry)),
                                     R"(classes = [ { is = "silent", when = ["!knock"] }, { is = "open", when = ["knock@alice"] } ])");
        BOOST_TEST(ended.found("always.no-misdelivery") == !documented, ended.findings());
        BOOST_TEST((ended.record.observed_class == "silent") == documented, outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(what_a_dmz_gets_is_no_misdelivery_and_is_told_as_such) {
    for (const std::string protocol : {"esp", "gre"}) {
        auto bench = open_bench();
        bench.facts.dmz = bench.facts.sentinel.lan.address;
        const auto ended = bench.run(fmt::format(R"({{ use = "{0}", as = "s", from = "stranger", to = "alice" }},
            {{ send = "{1}", on = "s", at = "stranger", to = "{2}", as = "knock" }})",
                                                 protocol, protocol == "gre" ? "gre.ppp" : "esp", to_string(*bench.facts.dmz)),
                                     R"(classes = [ { is = "silent", when = ["!knock"] }, { is = "open", when = ["knock@alice"] } ])");
        BOOST_TEST(!ended.found("always.no-misdelivery"), ended.findings());
        BOOST_TEST(ended.record.observed_class == "silent", outcome(ended));
        BOOST_REQUIRE(ended.record.observations.size() == 1U);
        BOOST_TEST(to_string(ended.record.observations.front().seen) == "went-to-dmz");
        BOOST_TEST(ended.record.observations.front().probe == "knock");
    }
}

BOOST_AUTO_TEST_CASE(what_strangers_send_goes_by_rights_to_whoever_has_opened_that_port) {
    // A client of a case before, whose port a router with endpoint-independent filtering leaves open to everybody.
    enum class Told { open, shut, to_another_port, to_a_port_of_this_case };
    for (const auto what : {Told::open, Told::shut, Told::to_another_port, Told::to_a_port_of_this_case}) {
        auto bench = open_bench();
        bench.at_open_ports = what != Told::shut;
        bench.router.astray_to = bench.facts.sentinel.lan.address;
        const unsigned knock = what == Told::to_a_port_of_this_case ? 1 : 0;
        bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(knock)});
        if (what == Told::to_another_port) bench.router.faults.push_back({toy::Misdeed::other_socket, toy::probe(knock)});
        const std::string own = R"({ use = "udp", as = "o", from = "alice", to = "server", src_port = 4500, dst_port = 4500 },
            { send = "udp", on = "o", at = "alice", as = "own" }, { expect = "udp", on = "o", at = "server", probe = "own" },)";
        const auto ended = bench.run((knock == 1 ? own : "") +
                                         R"({ use = "udp", as = "s", from = "stranger", to = "alice", src_port = 4500, dst_port = 4500 },
            { send = "udp", on = "s", at = "stranger", as = "knock" })",
                                     R"(classes = [ { is = "silent", when = ["!knock"] }, { is = "open", when = ["knock@alice"] } ])");
        BOOST_TEST(ended.found("always.no-misdelivery") == (what != Told::open), ended.findings());
        if (what != Told::open) continue;
        BOOST_TEST(ended.record.observed_class == "silent", outcome(ended));
        BOOST_REQUIRE(ended.record.observations.size() == 1U);
        BOOST_TEST(to_string(ended.record.observations.front().seen) == "went-to-open-port");
    }
}

BOOST_AUTO_TEST_CASE(the_control_host_is_no_client_that_used_the_port) {
    auto bench = open_bench();
    const auto ended = bench.run(fmt::format(R"({{ use = "udp", as = "s", from = "stranger", to = "alice" }},
            {{ send = "udp", on = "s", at = "stranger", to = "{}", as = "knock" }})",
                                             to_string(bench.facts.sentinel.lan.address)),
                                 R"(classes = [ { is = "silent", when = ["!knock"] }, { is = "port-open", when = ["knock"] } ])");
    BOOST_TEST(ended.record.observed_class == "");
    BOOST_TEST(ended.found("always.no-misdelivery"), ended.findings());
}

BOOST_AUTO_TEST_CASE(a_reply_from_another_port_may_go_through_a_static_entry_and_a_proper_one_may_not) {
    for (const bool proper : {true, false}) {
        auto bench = open_bench();
        bench.facts.static_client = bench.facts.sentinel.lan.address;
        bench.router.astray_to = bench.facts.static_client;
        bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(1)});
        const auto ended = bench.run(fmt::format(R"({{ use = "udp", as = "u", from = "alice", to = "server" }},
            {{ send = "udp", on = "u", at = "alice", as = "out" }},
            {{ expect = "udp", on = "u", at = "server", probe = "out" }},
            {{ send = "udp", on = "u", at = "server", as = "back"{} }})",
                                                 proper ? "" : ", src_port = 501"),
                                     R"(classes = [ { is = "kept-out", when = ["!back"] }, { is = "let-in", when = ["back@alice"] } ])");
        BOOST_TEST(ended.found("always.no-misdelivery") == proper, ended.findings());
        BOOST_TEST((ended.record.observed_class == "kept-out") == !proper, outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(what_comes_when_the_mapping_may_be_gone_is_led_by_the_static_entries) {
    // The shortest timers in use are 30 seconds long: who was silent for longer may be forgotten, and then the entry decides.
    for (const bool silent : {true, false}) {
        auto bench = open_bench();
        bench.facts.static_client = bench.facts.sentinel.lan.address;
        bench.router.astray_to = bench.facts.static_client;
        bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(1)});
        const auto ended =
            bench.run(fmt::format(R"({{ use = "udp", as = "u", from = "alice", to = "server" }},
            {{ send = "udp", on = "u", at = "alice", as = "out" }},
            {{ expect = "udp", on = "u", at = "server", probe = "out" }},
            {{ wait = "{}" }},
            {{ send = "udp", on = "u", at = "server", as = "late" }})",
                                  silent ? "31s" : "29s"),
                      R"(classes = [ { is = "expired", when = ["!late@alice"] }, { is = "alive", when = ["late@alice"] } ])");
        BOOST_TEST(ended.found("always.no-misdelivery") == !silent, ended.findings());
        BOOST_TEST(ended.found("note.elsewhere") == silent);
        BOOST_TEST(ended.record.observed_class == "expired", outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(what_a_server_sends_that_never_heard_its_client_is_led_by_the_static_entries) {
    auto bench = open_bench();
    bench.facts.static_client = bench.facts.sentinel.lan.address;
    bench.router.astray_to = bench.facts.static_client;
    bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(0)});
    const auto ended = bench.run(R"({ use = "esp", as = "e", from = "alice", to = "server" },
        { send = "esp", on = "e", at = "server", as = "back" })",
                                 R"(classes = [ { is = "blocked", when = ["!back"] }, { is = "open", when = ["back@alice"] } ])");
    BOOST_TEST(!ended.found("always.no-misdelivery"), ended.findings());
    BOOST_TEST(ended.record.observed_class == "blocked", outcome(ended));
}

BOOST_AUTO_TEST_CASE(what_a_server_sent_before_it_heard_its_client_is_led_there_however_late_it_comes) {
    // A router that does not know the entry's host yet asks for its MAC address first, and keeps the packet meanwhile.
    for (const bool heard : {false, true}) {
        auto bench = open_bench();
        bench.facts.static_client = bench.facts.sentinel.lan.address;
        bench.router.astray_to = bench.facts.static_client;
        bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(heard ? 1 : 0)});
        bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(heard ? 1 : 0), 5ms});
        const std::string out = R"({ send = "udp", on = "u", at = "alice", as = "out" },
            { expect = "udp", on = "u", at = "server", probe = "out" })";
        const std::string back = R"({ send = "udp", on = "u", at = "server", as = "back" })";
        const auto ended =
            bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },)" + (heard ? out + "," + back : back + "," + out),
                      R"(classes = [ { is = "blocked", when = ["!back"] }, { is = "open", when = ["back@alice"] } ])");
        BOOST_TEST(ended.found("always.no-misdelivery") == heard, ended.findings());
    }
}

BOOST_AUTO_TEST_CASE(esp_that_a_router_only_lets_out_is_led_by_the_static_entries) {
    // One that keeps nothing of what a client sent takes the answer for unasked; whether the entry's host is there is another case's doing.
    const std::string back = R"(, { send = "esp", on = "e", at = "server", as = "back" })";
    for (const bool served : {false, true}) {
        auto bench = open_bench();
        bench.facts.static_client = bench.facts.sentinel.lan.address;
        bench.router.astray_to = bench.facts.static_client;
        bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(served ? 2 : 1)});
        const auto ended = bench.run(R"({ use = "esp", as = "e", from = "alice", to = "server" },
            { send = "esp", on = "e", at = "alice", as = "out" }, { expect = "esp", on = "e", at = "server", probe = "out" })" +
                                         std::string(served ? R"(, { send = "esp", on = "e", at = "server", as = "first" },
            { expect = "esp", on = "e", at = "alice", probe = "first" })"
                                                            : "") +
                                         back,
                                     R"(classes = [ { is = "blocked", when = ["!back"] }, { is = "open", when = ["back@alice"] } ])");
        BOOST_TEST(ended.found("always.no-misdelivery") == served, ended.findings());
        BOOST_TEST(ended.found("note.elsewhere") == !served);
        BOOST_TEST((ended.record.observed_class == "blocked") == !served, outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(esp_sent_before_any_was_let_in_is_led_there_however_late_it_comes) {
    auto bench = open_bench();
    bench.facts.static_client = bench.facts.sentinel.lan.address;
    bench.router.astray_to = bench.facts.static_client;
    bench.router.faults.push_back({toy::Misdeed::other_host, toy::probe(0)});
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 20ms});
    const auto ended = bench.run(R"({ use = "esp", as = "e", from = "alice", to = "server" },
        { send = "esp", on = "e", at = "server", as = "early" },
        { send = "esp", on = "e", at = "alice", as = "out" }, { expect = "esp", on = "e", at = "server", probe = "out" },
        { send = "esp", on = "e", at = "server", as = "back" }, { expect = "esp", on = "e", at = "alice", probe = "back" },
        { wait = "50ms" })",
                                 R"(classes = [ { is = "client-opens", when = ["!early", "back@alice"] } ])");
    BOOST_TEST(!ended.found("always.no-misdelivery"), ended.findings());
    BOOST_TEST(ended.record.observed_class == "client-opens", outcome(ended));
}

BOOST_AUTO_TEST_CASE(the_routers_own_answer_to_a_ping_is_no_delivery) {
    // A router that answers pings to its own address repeats the payload, and with it the token of a probe for somebody behind it.
    Bench bench;
    bench.events.emplace(Instant{1ms}, [&](Instant now) {
        const auto token = engine::write_token(engine::run_magic(Bench::seed), {bench.facts.case_number, 0, 0});
        proto::IpParameters ip;
        ip.source = bench.facts.crossing.wan_address();
        ip.destination = {0xc6336406};  // stranger, the sixth of the cast
        ip.protocol = 1;
        const auto reply = proto::build_ipv4(ip, proto::build_icmp(0, 0, 0x00070001, token));
        bench.engine->receive(Side::wan, proto::build_ethernet({{0x02, 0, 0, 0, 0, 0}}, bench.router.wan_mac, 0x0800, reply), now, true);
    });
    const std::string ping = R"({ use = "icmp", as = "i", from = "stranger", to = "alice" },
        { send = "icmp.echo-request", on = "i", at = "stranger", id = 7, as = "ping" }, { wait = "5ms" })";
    const std::string pinged =
        R"(classes = [ { is = "answered", when = ["ping@dut.wan", "!ping"] }, { is = "silent", when = ["!ping@dut.wan", "!ping"] },
                       { is = "open", when = ["ping"] } ])";
    const auto ended = bench.run(ping, pinged);
    BOOST_TEST(ended.record.observed_class == "answered", outcome(ended));
    BOOST_TEST(ended.findings() == "");
    BOOST_TEST(ended.found("note.elsewhere"));
    Bench silent;
    BOOST_TEST(silent.run(ping, pinged).record.observed_class == "silent");
}

BOOST_AUTO_TEST_CASE(a_source_of_somebody_elses_comes_with_checksums_that_fit_it) {
    auto bench = open_bench();
    const auto ended = bench.run(R"({ use = "udp", as = "s", from = "stranger", to = "alice" },
        { send = "udp", on = "s", at = "stranger", "ip.src" = "bob", as = "knock" },
        { expect = "udp", on = "s", at = "alice", probe = "knock", src = "bob", "udp.checksum" = ["valid", "1..65535"] })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_SUITE_END()
