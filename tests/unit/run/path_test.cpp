// What a case shows of the paths that it provides, and what becomes of the cases that need them.
#include "harness/run/path.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(paths)

using namespace run_bench;
using run::PathSeen;
using toy::Misdeed;

namespace {

constexpr std::uint16_t control_port = 7777;

/// A control of the way out and of both ways, and one case that needs each.
std::string suite_with(std::string const& steps, std::string const& more = {}) {
    return toy::case_text("t.control",
                          R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 7777 },)" + steps,
                          "provides = [\"outbound.gre\", \"inbound.gre\"]\n" + more) +
           plain_case("t.outward", R"(needs = ["outbound.gre"])") + plain_case("t.inward", R"(needs = ["inbound.gre"])");
}

std::string both_ways() {
    return suite_with(R"(
      { send = "udp", on = "u", at = "alice", as = "out" },
      { send = "udp", on = "u", at = "server", as = "back", answers = "out" })",
                      R"(classes = [
      { is = "both-ways", when = ["out@server", "back@alice"] },
      { is = "outbound-only", when = ["out@server", "!back"], breaks = ["claim.one"] },
      { is = "elsewhere", when = ["back"], breaks = ["claim.one"] },
      { is = "blocked", when = ["!out", "!back"], breaks = ["claim.one"] }])");
}

/// Of the control's datagrams alone: those of one direction.
toy::Fault to_control(Misdeed what, Side from) {
    return {what, [from](toy::Passage const& passage) {
                return passage.from == from && (passage.destination_port == control_port || passage.source_port == control_port);
            }};
}

struct Shown {
    PathSeen outward;
    PathSeen inward;
};

/// Runs the suite, checks that the cases which need a path were tried or not as it was seen, and says how it was seen.
Shown run_with(std::string const& suite, std::vector<toy::Fault> faults, Outcome of_control = Outcome::violated) {
    RunBench bench(suite);
    bench.router.faults = std::move(faults);
    bench.go();
    auto const& control = bench.told.of("t.control");
    BOOST_TEST((control.outcome == of_control), to_string(control.outcome) << ": " << control.reason);
    const auto seen = [&](std::string const& path, std::string const& needy) {
        const auto how = run::path_seen(path, bench.plan.cases.front(), control);
        auto const& one = bench.told.of(needy);
        BOOST_TEST((one.outcome == (how == PathSeen::missing ? Outcome::skipped : Outcome::satisfied)), one.reason);
        BOOST_TEST(one.reason == (how == PathSeen::missing ? "not tried: needs '" + path + "', which t.control found missing" : ""));
        return how;
    };
    return {seen("outbound.gre", "t.outward"), seen("inbound.gre", "t.inward")};
}

void check(Shown const& shown, PathSeen outward, PathSeen inward) {
    BOOST_TEST((shown.outward == outward));
    BOOST_TEST((shown.inward == inward));
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_passes_is_there) {
    check(run_with(both_ways(), {}, Outcome::satisfied), PathSeen::there, PathSeen::there);
}

BOOST_AUTO_TEST_CASE(what_does_not_come_back_lacks_the_way_in_alone) {
    check(run_with(both_ways(), {to_control(Misdeed::drop, Side::wan)}), PathSeen::there, PathSeen::missing);
    check(run_with(both_ways(), {to_control(Misdeed::wrong_client, Side::wan)}), PathSeen::there, PathSeen::missing);
}

BOOST_AUTO_TEST_CASE(what_does_not_leave_lacks_both) {
    check(run_with(both_ways(), {to_control(Misdeed::drop, Side::lan)}), PathSeen::missing, PathSeen::missing);
}

BOOST_AUTO_TEST_CASE(a_router_that_alters_or_copies_has_the_path) {
    for (const auto what : {Misdeed::alter, Misdeed::duplicate})
        for (const auto from : {Side::lan, Side::wan})
            check(run_with(both_ways(), {to_control(what, from)}), PathSeen::there, PathSeen::there);
}

BOOST_AUTO_TEST_CASE(one_of_several_that_comes_is_enough) {
    const auto several = suite_with(R"(
      { send = "udp", on = "u", at = "alice", as = "out", times = 3 },
      { expect = "udp", on = "u", at = "server", probe = "out", times = 3 },
      { send = "udp", on = "u", at = "server", as = "back" })");
    auto first = to_control(Misdeed::drop, Side::lan);
    first.when = [seen = 0](toy::Passage const& passage) mutable { return passage.destination_port == control_port && seen++ % 3 == 1; };
    // What the server was to say it never said: of the way in nothing is known.
    check(run_with(several, {first}), PathSeen::there, PathSeen::unknown);
}

BOOST_AUTO_TEST_CASE(a_case_that_ends_before_it_has_tried_knows_nothing) {
    const auto stops = suite_with(R"(
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out", payload = "same" },
      { send = "udp", on = "u", at = "server", as = "back" },
      { expect = "udp", on = "u", at = "alice", probe = "back" })");
    check(run_with(stops, {to_control(Misdeed::alter, Side::lan)}), PathSeen::there, PathSeen::unknown);
}

BOOST_AUTO_TEST_CASE(a_flow_that_does_not_open_lacks_both) {
    const auto tcp =
        toy::case_text("t.control", R"({ use = "tcp", as = "u", from = "alice", to = "server", dst_port = 7777, judged = true },
      { send = "tcp", on = "u", at = "alice", as = "out" },
      { expect = "tcp", on = "u", at = "server", probe = "out" })",
                       R"(provides = ["outbound.gre", "inbound.gre"])") +
        plain_case("t.outward", R"(needs = ["outbound.gre"])") + plain_case("t.inward", R"(needs = ["inbound.gre"])");
    check(run_with(tcp, {to_control(Misdeed::drop, Side::lan)}), PathSeen::missing, PathSeen::missing);
    check(run_with(tcp, {}, Outcome::satisfied), PathSeen::there, PathSeen::there);
}

BOOST_AUTO_TEST_CASE(a_control_that_cannot_tell_leaves_what_needs_it_to_be_tried) {
    RunBench bench(both_ways());
    auto const& control = bench.plan.cases.front();
    model::CaseRecord result;
    for (const auto outcome : {Outcome::undetermined, Outcome::skipped, Outcome::error}) {
        result.outcome = outcome;
        BOOST_TEST((run::path_seen("inbound.gre", control, result) == PathSeen::unknown));
    }
}

/// A class of that name is no fault, and there is nothing to build on all the same.
BOOST_AUTO_TEST_CASE(what_is_not_offered_is_no_path) {
    const auto asks = suite_with(R"({ send = "udp", on = "u", at = "alice", as = "out" })", R"(classes = [
      { is = "offered", when = ["out@server"] },
      { is = "not-offered", when = ["!out"] }])");
    check(run_with(asks, {}, Outcome::satisfied), PathSeen::there, PathSeen::there);
    check(run_with(asks, {to_control(Misdeed::drop, Side::lan)}, Outcome::satisfied), PathSeen::missing, PathSeen::missing);
}

BOOST_AUTO_TEST_SUITE_END()
