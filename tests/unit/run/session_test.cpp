// How a run goes: preflight, cases one after the other or at once, exclusive ones, confirmation, and every way to end.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace run_bench;

namespace {

std::string many(unsigned count) {
    std::string suite;
    for (unsigned n = 0; n < count; ++n) suite += plain_case("t.case" + std::to_string(n));
    return suite;
}

/// Probes of a case whose number picks it.
std::function<bool(toy::Passage const&)> probe_of(std::uint32_t number, unsigned probe) {
    return [=](toy::Passage const& what) { return what.is_probe(probe) && what.token->case_number == number; };
}

std::vector<std::string> outcomes(RunBench const& bench) {
    std::vector<std::string> all;
    for (auto const& one : bench.told.cases) all.push_back(one.id + " " + std::string(to_string(one.outcome)));
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sessions)

BOOST_AUTO_TEST_CASE(a_faithful_router_satisfies_everything) {
    RunBench bench(many(5));
    bench.go();
    BOOST_TEST(bench.ended == "");
    BOOST_TEST(!bench.told.facts.empty());
    BOOST_TEST(bench.told.cases.size() == 5U);
    for (auto const& one : bench.told.cases) {
        BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
        BOOST_TEST(one.attempts == 1U);
        BOOST_TEST((one.took < 1s));
    }
    BOOST_TEST((bench.course.end < Instant{100ms}), bench.course.end.time_since_epoch().count());
}

BOOST_AUTO_TEST_CASE(a_router_that_forwards_nothing_to_one_prefix_gets_servers_of_the_others) {
    RunBench bench(many(20));
    bench.plan.lab.wan.servers = {*parse_prefix("192.0.2.0/24"), *parse_prefix("198.51.100.0/24")};
    const auto bogons = *parse_prefix("192.0.2.0/24");
    bench.router.faults.push_back({toy::Misdeed::drop, [=](auto const& what) { return bogons.contains(what.destination); }});
    bench.go();
    BOOST_TEST(!bench.preflight_failed);
    BOOST_TEST(bench.told.cases.size() == 20U);
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
    const auto filtered =
        std::find_if(bench.told.facts.begin(), bench.told.facts.end(), [](auto const& fact) { return fact.name == "servers.filtered"; });
    BOOST_REQUIRE((filtered != bench.told.facts.end()));
    BOOST_TEST(filtered->value == "192.0.2.0/24");
}

BOOST_AUTO_TEST_CASE(a_router_that_drops_the_ports_of_the_first_datagrams_is_asked_by_others) {
    unsigned silent = 0;
    for (const bool upper : {false, true}) {
        RunBench bench(many(1));
        const auto dropped = [=](auto const& what) {
            const auto server = what.from == Side::lan ? what.destination_port : what.source_port;
            return what.is_sentinel() && (server >= 40000) == upper;
        };
        bench.router.faults.push_back({toy::Misdeed::drop, dropped});
        bench.go();
        BOOST_TEST(!bench.preflight_failed);
        BOOST_TEST((bench.told.of("t.case0").outcome == Outcome::satisfied), bench.told.of("t.case0").reason);
        for (auto const& fact : bench.told.facts) silent += fact.name == "control.silent" ? 1U : 0U;
    }
    BOOST_TEST(silent == 1U);  // those that were drawn lie in one of the two halves
}

BOOST_AUTO_TEST_CASE(an_empty_plan_ends) {
    RunBench bench;
    bench.go();
    BOOST_TEST(bench.ended == "");
    BOOST_TEST(bench.told.cases.empty());
}

BOOST_AUTO_TEST_CASE(eight_at_once_find_what_one_after_the_other_finds) {
    const auto run = [](unsigned jobs) {
        RunBench bench(many(12) +
                       toy::case_text("t.first-come", R"({ use = "esp", as = "a", from = "alice", to = "server" },
          { use = "esp", as = "b", from = "bob", to = "server" },
          { send = "esp", on = "a", at = "alice", as = "out-a" }, { send = "esp", on = "b", at = "bob", as = "out-b" },
          { send = "esp", on = "b", at = "server", as = "back-b" })",
                                      R"(classes = [ { is = "first-come", when = ["back-b@alice"], breaks = ["claim.one"] },
          { is = "independent", when = ["back-b@bob"] } ])") +
                       toy::case_text("t.lost", R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 7777 },
          { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" })"));
        bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.destination_port == 7777; }});
        bench.plan.jobs = jobs;
        bench.go();
        BOOST_TEST(bench.told.most_running == jobs);
        return outcomes(bench);
    };
    const auto one = run(1);
    BOOST_TEST(one == run(8), boost::test_tools::per_element());
    BOOST_TEST(std::count(one.begin(), one.end(), "t.first-come violated") == 1);
    BOOST_TEST(std::count(one.begin(), one.end(), "t.lost violated") == 1);
}

std::string waiting_case(std::string const& id, std::string const& wait) {
    return toy::case_text(id, R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
      { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" },
      { wait = ")" + wait + R"(" })");
}

BOOST_AUTO_TEST_CASE(waiting_times_of_cases_at_once_overlap) {
    const auto took = [](unsigned jobs) {
        RunBench bench(waiting_case("t.a", "60s") + waiting_case("t.b", "60s") + waiting_case("t.c", "60s"));
        bench.plan.jobs = jobs;
        bench.go();
        BOOST_TEST(bench.told.cases.size() == 3U);
        for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
        return bench.course.end.time_since_epoch();
    };
    BOOST_TEST((took(1) > 180s));
    BOOST_TEST((took(3) < 61s));
}

BOOST_AUTO_TEST_CASE(what_waits_longer_than_the_plan_allows_is_skipped_with_words) {
    RunBench bench(waiting_case("t.long", "61s") + waiting_case("t.short", "60s") + plain_case("t.none"));
    bench.plan.longest = 60s;
    BOOST_TEST(run::left_out(bench.plan).cases == 1U);
    BOOST_TEST((run::left_out(bench.plan).longest == 61s));
    bench.go();
    BOOST_TEST(bench.ended == "");
    auto const& skipped = bench.told.of("t.long");
    BOOST_TEST((skipped.outcome == Outcome::skipped));
    BOOST_TEST(skipped.reason == "not run: it waits 1m1s, and this run allows 1m; run it with --longest 1m1s");
    BOOST_TEST((bench.told.of("t.short").outcome == Outcome::satisfied));
    BOOST_TEST((bench.told.of("t.none").outcome == Outcome::satisfied));
}

BOOST_AUTO_TEST_CASE(without_a_limit_nothing_waits_too_long) {
    RunBench bench(waiting_case("t.long", "2h"));
    BOOST_TEST(run::left_out(bench.plan).cases == 0U);
    bench.go();
    BOOST_TEST((bench.told.of("t.long").outcome == Outcome::satisfied));
}

BOOST_AUTO_TEST_CASE(exclusive_cases_come_last_and_alone) {
    RunBench bench(plain_case("t.alone", R"(needs = ["alone"])") + many(6) + plain_case("t.alone-too", R"(needs = ["alone"])"));
    bench.plan.jobs = 4;
    bench.go();
    auto const& log = bench.told.log;
    const auto at = [&](std::string const& line) { return std::find(log.begin(), log.end(), line) - log.begin(); };
    for (int n = 0; n < 6; ++n) BOOST_TEST(at("end t.case" + std::to_string(n)) < at("start t.alone 1"));
    BOOST_TEST(at("end t.alone") == at("start t.alone 1") + 1);
    BOOST_TEST(at("end t.alone-too") == at("start t.alone-too 1") + 1);
    BOOST_TEST(at("end t.alone-too") < static_cast<std::ptrdiff_t>(log.size()));
}

BOOST_AUTO_TEST_CASE(without_a_static_client_the_case_is_skipped_and_the_run_goes_on) {
    const auto inside = toy::case_text("t.inside", R"({ use = "udp", as = "u", from = "inside", to = "server" },
      { send = "udp", on = "u", at = "inside", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" })");
    for (auto const& suite : {inside + many(2), many(2) + inside, inside}) {
        RunBench bench(suite);
        bench.plan.lab.lan.static_client.reset();
        bench.go();
        BOOST_TEST(bench.ended == "");
        auto const& skipped = bench.told.of("t.inside");
        BOOST_TEST((skipped.outcome == Outcome::skipped));
        BOOST_TEST(has(skipped.reason, "static_client"));
        BOOST_TEST((skipped.took < 1s));
        for (auto const& one : bench.told.cases)
            if (one.id != "t.inside") BOOST_TEST((one.outcome == Outcome::satisfied));
    }
}

BOOST_AUTO_TEST_CASE(what_is_too_large_for_the_wan_only_is_skipped_where_the_lab_has_no_such_thing) {
    struct Given {
        unsigned mtu;
        std::optional<unsigned> wan;
        Outcome outcome;
    };
    // The last one has a LAN of large frames: 1500 octets are too large for neither side.
    for (auto const& given : std::initializer_list<Given>{{1500, std::nullopt, Outcome::skipped},
                                                          {1500, 1492, Outcome::satisfied},
                                                          {1492, 1400, Outcome::skipped},
                                                          {9000, 1500, Outcome::skipped}}) {
        RunBench bench(plain_case("t.one", R"(needs = ["wan-mtu<=1492"])"));
        bench.plan.lab.mtu = given.mtu;
        bench.plan.lab.wan.mtu = given.wan;
        bench.go();
        BOOST_TEST((bench.told.of("t.one").outcome == given.outcome), given.mtu << ": " << bench.told.of("t.one").reason);
    }
}

BOOST_AUTO_TEST_CASE(what_a_dmz_would_get_anyway_is_not_asked) {
    for (const bool exposed : {false, true}) {
        RunBench bench(plain_case("t.one", R"(needs = ["no-dmz"])") + plain_case("t.two"));
        if (exposed) bench.plan.lab.lan.dmz = Ipv4Address{0xc0a80065};
        bench.go();
        BOOST_TEST((bench.told.of("t.one").outcome == (exposed ? Outcome::skipped : Outcome::satisfied)));
        if (exposed)
            BOOST_TEST(bench.told.of("t.one").reason ==
                       "needs 'no-dmz': whatever nobody has asked for is led to 192.168.0.101, as the lab says ('dmz')");
        BOOST_TEST((bench.told.of("t.two").outcome == Outcome::satisfied));
    }
}

BOOST_AUTO_TEST_CASE(what_needs_a_path_waits_for_its_control_and_is_not_tried_without_it) {
    const auto control = plain_case("t.control", R"(provides = ["inbound.gre"])");
    const auto needy = plain_case("t.needy", R"(needs = ["inbound.gre"])") + plain_case("t.needy-too", R"(needs = ["inbound.gre"])");
    for (unsigned jobs : {1U, 8U}) {
        for (bool there : {true, false}) {
            RunBench bench(needy + many(2) + control);
            bench.plan.jobs = jobs;
            // The control is lost in both attempts; its number depends on how many run at once, its name does not.
            if (!there) {
                auto& send = std::get<model::SendStep>(bench.plan.cases.back().steps[1].action);
                send.fields.push_back({"dst_port", {}});
                send.fields.back().term.number = 7777;
                bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.destination_port == 7777; }});
            }
            bench.go();
            BOOST_TEST(bench.told.cases.size() == 5U);
            auto const& log = bench.told.log;
            const auto at = [&](std::string const& line) { return std::find(log.begin(), log.end(), line) - log.begin(); };
            for (auto const* id : {"t.needy", "t.needy-too"}) {
                BOOST_TEST(at("end t.control") < at(std::string("start ") + id + " 1"));
                auto const& one = bench.told.of(id);
                BOOST_TEST((one.outcome == (there ? Outcome::satisfied : Outcome::skipped)), one.reason);
                BOOST_TEST(one.reason == (there ? "" : "not tried: needs 'inbound.gre', which t.control found missing"));
            }
        }
    }
    // Where nobody looks for the path, what needs it runs; and cases that wait for each other do not wait for ever.
    RunBench bench(needy + plain_case("t.ring", R"(needs = ["inbound.esp"]
provides = ["inbound.esp"])"));
    bench.go();
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
}

BOOST_AUTO_TEST_CASE(cases_that_need_the_one_static_client_take_turns) {
    const auto inside = [](std::string const& id) {
        return toy::case_text(id, R"({ use = "udp", as = "u", from = "inside", to = "server" },
          { send = "udp", on = "u", at = "inside", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" })");
    };
    for (unsigned jobs : {1U, 8U}) {
        RunBench bench(inside("t.in1") + inside("t.in2") + many(3) + inside("t.in3"));
        bench.plan.jobs = jobs;
        bench.go();
        BOOST_TEST(bench.told.cases.size() == 6U);
        for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.id << ": " << one.reason);
    }
}

BOOST_AUTO_TEST_CASE(one_seed_gives_the_same_frames) {
    const auto frames = [](std::uint64_t seed) {
        RunBench bench(many(3));
        bench.plan.seed = seed;
        bench.go();
        std::vector<Octets> all;
        for (auto const& sent : bench.course.sent) all.push_back(sent.frame);
        return all;
    };
    const auto first = frames(1);
    BOOST_TEST((first == frames(1)));
    BOOST_TEST((first != frames(2)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(confirmation)

BOOST_AUTO_TEST_CASE(the_same_twice_is_accepted_with_two_attempts) {
    RunBench bench(plain_case("t.one"));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }});
    bench.go();
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::violated), one.reason);
    BOOST_TEST(one.attempts == 2U);
    BOOST_TEST(bench.told.cases.size() == 1U);
}

/// A case of ESP both ways.
std::string esp_case(std::string const& id) {
    return toy::case_text(id,
                          R"({ use = "esp", as = "a", from = "alice", to = "server" }, { send = "esp", on = "a", at = "alice", as = "out" },
      { expect = "esp", on = "a", at = "server", probe = "out" })");
}

BOOST_AUTO_TEST_CASE(a_router_that_filters_the_server_is_not_charged_with_the_protocol) {
    RunBench bench(esp_case("t.one"));
    std::set<Ipv4Address> filtered;
    bench.router.faults.push_back({toy::Misdeed::drop, [&](auto const& what) {
                                       if (what.is_probe(0) && what.from == Side::lan) filtered.insert(what.destination);
                                       return filtered.contains(what.destination);
                                   }});
    bench.go();
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::undetermined), one.reason);
    BOOST_TEST(has(one.reason, "this server, server"), one.reason);
}

BOOST_AUTO_TEST_CASE(a_router_that_drops_the_protocol_alone_is_charged) {
    RunBench bench(esp_case("t.one"));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.protocol == 50; }});
    bench.go();
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::violated), one.reason);
    BOOST_TEST(one.attempts == 2U);
}

BOOST_AUTO_TEST_CASE(no_confirmation_takes_the_servers_that_other_cases_need) {
    // Eight addresses, one of which is the control flow's, and seven cases of one server each. What a router remembers of a server may
    // touch whoever gets its address next, so that must be a second attempt and never a first one.
    RunBench bench(many(7));
    bench.plan.lab.wan.servers = {*parse_prefix("198.51.100.8/29")};
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }});
    bench.go();
    std::string starts;
    for (auto const& line : bench.told.log)
        if (line.starts_with("start")) starts += line.back();
    BOOST_TEST(starts == "11111112222222");
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::violated && one.attempts == 2), one.reason);
}

BOOST_AUTO_TEST_CASE(something_else_the_second_time_is_not_repeatable) {
    RunBench bench(plain_case("t.one"));
    bench.router.faults.push_back({toy::Misdeed::drop, probe_of(1, 0)});
    bench.go();
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::undetermined));
    BOOST_TEST(has(one.reason, "not repeatable"));
    BOOST_TEST(has(one.reason, "did not arrive at server"));
    BOOST_TEST(has(one.reason, "satisfied"));
    BOOST_TEST(one.attempts == 2U);
    BOOST_TEST(!one.frames.empty());
}

BOOST_AUTO_TEST_CASE(wrong_twice_is_wrong_even_if_not_the_same_way) {
    // The first attempt loses what goes out, the second what comes back.
    RunBench bench(toy::case_text("t.one", R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" }, { send = "udp", on = "u", at = "server", as = "back" })",
                                  R"(classes = [ { is = "deaf", when = ["out@server", "!back"], breaks = ["claim.one"] },
      { is = "mute", when = ["!out", "!back"], breaks = ["claim.one"] }, { is = "fine", when = ["back@alice"] } ])"));
    bench.router.faults.push_back({toy::Misdeed::drop, probe_of(1, 0)});
    bench.router.faults.push_back({toy::Misdeed::drop, probe_of(2, 1)});
    bench.go();
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::violated), one.reason);
    BOOST_TEST(has(one.reason, "not the same way"), one.reason);
    BOOST_REQUIRE_EQUAL(one.tries.size(), 2U);
    BOOST_TEST(one.tries[0].observed_class == "mute");
    BOOST_TEST(one.tries[1].observed_class == "deaf");
    // The frames of the attempt that is not shown are named, too.
    BOOST_TEST(!one.tries[0].frames.empty());
    BOOST_TEST(one.tries[1].frames.size() == one.frames.size());
}

BOOST_AUTO_TEST_CASE(without_confirmation_the_first_counts) {
    RunBench bench(plain_case("t.one"));
    bench.plan.confirm = 0;
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }});
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome == Outcome::violated));
    BOOST_TEST(bench.told.of("t.one").attempts == 1U);
}

BOOST_AUTO_TEST_CASE(twice_more_if_asked) {
    RunBench bench(plain_case("t.one"));
    bench.plan.confirm = 2;
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }});
    bench.go();
    BOOST_TEST(bench.told.of("t.one").attempts == 3U);
}

BOOST_AUTO_TEST_CASE(an_error_is_not_repeated) {
    RunBench bench(plain_case("t.one"));
    std::get<model::SendStep>(bench.plan.cases[0].steps[1].action).on = "nothing";
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome == Outcome::error));
    BOOST_TEST(bench.told.of("t.one").attempts == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_machine_has_lost_is_tried_again_after_a_rest) {
    RunBench bench(toy::case_text("t.one", R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" }, { wait = "1s" })"));
    bench.events.emplace(Instant{500ms}, [&](Instant now) { bench.session->spoil("no room", 5s, now); });
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome == Outcome::satisfied));
    BOOST_TEST(bench.told.of("t.one").attempts == 2U);
    BOOST_TEST((bench.course.end > Instant{6500ms}));
}

BOOST_AUTO_TEST_CASE(frames_that_the_port_dropped_prove_nothing_and_the_case_runs_again) {
    const auto waiting = toy::case_text("t.one", R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" }, { wait = "1s" })");
    {
        RunBench bench(waiting);
        bench.events.emplace(Instant{500ms}, [&](Instant now) { bench.session->frames_dropped(Side::wan, 3, now); });
        bench.go();
        auto const& one = bench.told.of("t.one");
        BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
        BOOST_TEST(one.attempts == 2U);
    }
    {
        RunBench bench(waiting);
        bench.plan.confirm = 0;
        bench.events.emplace(Instant{500ms}, [&](Instant now) { bench.session->frames_dropped(Side::wan, 3, now); });
        bench.go();
        auto const& one = bench.told.of("t.one");
        BOOST_TEST((one.outcome == Outcome::undetermined), one.reason);
        BOOST_TEST(has(one.reason, "the wan port dropped 3 frames"), one.reason);
    }
    {
        RunBench bench(waiting);
        for (int n = 1; n < 200; ++n)
            bench.events.emplace(Instant{n * 500ms}, [&](Instant now) {
                if (!bench.session->done()) bench.session->frames_dropped(Side::wan, 3, now);
            });
        bench.go();
        BOOST_TEST((bench.told.of("t.one").outcome == Outcome::undetermined));
        BOOST_TEST(has(bench.told.of("t.one").reason, "port dropped"), bench.told.of("t.one").reason);
    }
}

BOOST_AUTO_TEST_CASE(a_lab_may_ask_for_a_pause_between_cases) {
    const auto cases = plain_case("t.one") + plain_case("t.two") + plain_case("t.three");
    for (const unsigned jobs : {1U, 2U}) {
        RunBench bench(cases);
        bench.plan.lab.pause = 31s;
        bench.plan.jobs = jobs;
        bench.go();
        BOOST_REQUIRE_EQUAL(bench.told.cases.size(), 3U);
        auto const& one = bench.told.of("t.one");
        auto const& two = bench.told.of("t.two");
        auto const& three = bench.told.of("t.three");
        if (jobs == 1) BOOST_TEST((two.began == one.began + one.took + 31s));
        if (jobs == 2) BOOST_TEST((two.began == one.began));  // who is first begins at once
        BOOST_TEST((three.began == two.began + two.took + 31s));
        BOOST_TEST((bench.course.end < Instant{} + 2min));  // and nobody waits after the last one
    }
}

BOOST_AUTO_TEST_SUITE_END()
