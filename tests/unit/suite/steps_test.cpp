// Steps become the values that the engine runs, and every slip in them is named with its place.
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(steps)

using namespace tsuka;
using Kind = model::Term::Kind;

namespace {

constexpr auto open_pptp = "{ use = \"pptp.control\", as = \"a\", from = \"alice\", to = \"server\" },\n";
constexpr auto open_ike = "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n";

model::Term term_of(std::string const& written) {
    auto const step = words::last<model::ExpectStep>(std::string(open_pptp) + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\" },\n" +
                                                     "{ expect = \"pptp.ocrq\", on = \"a\", at = \"server\", call_id = " + written + " }");
    return step.fields.at(0).constraint.at(0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(use_reads_ends_settings_and_whether_it_is_judged) {
    auto const step =
        words::last<model::UseStep>(std::string(open_ike) +
                                    "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\" },\n"
                                    "{ expect = \"esp\", at = \"server\" },\n"
                                    "{ use = \"udp\", as = \"u\", from = \"bob\", to = \"server\", src_port = 500, judged = true }");
    BOOST_TEST(step.flow == "udp");
    BOOST_TEST(step.as == "u");
    BOOST_TEST(step.from == "bob");
    BOOST_TEST(step.to == "server");
    BOOST_TEST(step.judged);
    BOOST_TEST_REQUIRE(step.settings.size() == 1U);
    BOOST_TEST(step.settings[0].field == "src_port");
    BOOST_TEST(step.settings[0].term.number == 500U);
}

BOOST_AUTO_TEST_CASE(a_flow_has_a_family) {
    std::string const open = "{ use = \"udp\", as = \"u\", from = \"alice\", to = \"server\", family = \"ipv6\" },\n";
    std::string const out = open + "{ send = \"udp\", on = \"u\", at = \"alice\", as = \"p\" },\n";
    auto const step = words::last<model::ExpectStep>(out +
                                                     "{ expect = \"udp\", on = \"u\", at = \"server\", probe = \"p\", src = \"alice\", "
                                                     "\"ipv6.dst\" = \"2001:db8::1\", hop_limit = 63 }");
    BOOST_TEST(step.fields.size() == 3U);
    auto const loaded = words::read(words::suite_of(out + "{ expect = \"udp\", on = \"u\", at = \"server\" }"));
    BOOST_TEST(loaded.value.cases.at(0).needs_any(model::Need::Kind::ipv6));
    auto const expecting = [&](std::string const& field) {
        return words::complaints(out + "{ expect = \"udp\", on = \"u\", at = \"server\", probe = \"p\", " + field + " }");
    };
    BOOST_TEST(words::has(expecting("src = \"192.0.2.1\""), "'192.0.2.1' is an IPv4 address"));
    BOOST_TEST(words::has(expecting("src = \"dut.wan\""), "IPv4 address of the router's"));
    BOOST_TEST(words::has(expecting("src = \"nobody\""), "neither an IPv6 address nor in the cast"));
    BOOST_TEST(words::has(expecting("\"ip.ttl\" = 3"), "unknown field 'ip.ttl'"));
    BOOST_TEST(
        words::has(words::complaints(open + "{ send = \"icmp.echo-request\", on = \"u\", at = \"alice\" }"), "icmpv6 does the same"));
    BOOST_TEST(words::has(words::complaints("{ use = \"tcp\", as = \"t\", from = \"alice\", to = \"server\", family = \"ipv6\" }"),
                          "'tcp' runs over IPv4 only"));
    BOOST_TEST(words::has(words::complaints("{ use = \"icmpv6\", as = \"t\", from = \"alice\", to = \"server\", family = \"ipv4\" }"),
                          "over IPv4 it is called icmp"));
    BOOST_TEST(
        words::has(words::complaints("{ use = \"udp\", as = \"t\", from = \"alice\", to = \"server\", family = \"ipx\" }"), "'family' is"));
    BOOST_TEST(words::has(words::complaints("{ use = \"udp\", as = \"t\", from = \"alice\", to = \"server\" },\n"
                                            "{ send = \"icmpv6.echo-request\", on = \"t\", at = \"alice\" }"),
                          "needs family"));
}

BOOST_AUTO_TEST_CASE(only_tcp_can_be_refused_and_nothing_that_must_open) {
    auto const step = words::last<model::UseStep>(std::string(open_ike) +
                                                  "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\" },\n"
                                                  "{ expect = \"esp\", at = \"server\", probe = \"p\" },\n"
                                                  "{ use = \"tcp\", as = \"t\", from = \"server\", to = \"bob\", refused = true }");
    BOOST_TEST(step.refused);
    constexpr auto udp = "{ use = \"udp\", as = \"u\", from = \"server\", to = \"bob\", refused = true }";
    BOOST_TEST(words::has(words::complaints(udp), "only TCP says whether it opens"));
    constexpr auto both = "{ use = \"tcp\", as = \"t\", from = \"server\", to = \"bob\", judged = true, refused = true }";
    BOOST_TEST(words::has(words::complaints(both), "cannot be 'refused'"));
}

BOOST_AUTO_TEST_CASE(values_of_every_kind) {
    BOOST_TEST((term_of("7").kind == Kind::number));
    BOOST_TEST(term_of("\"0x1a\"").number == 0x1aU);
    BOOST_TEST((term_of("\"$x\"").kind == Kind::symbol));
    BOOST_TEST(term_of("\"$x\"").text == "x");
    BOOST_TEST((term_of("\"same\"").kind == Kind::same));
    BOOST_TEST((term_of("\"changed\"").kind == Kind::changed));
    auto const range = term_of("\"1024..65535\"");
    BOOST_TEST((range.kind == Kind::range));
    BOOST_TEST(range.number == 1024U);
    BOOST_TEST(range.upper == 65535U);
    auto const step = words::last<model::ExpectStep>(
        std::string(open_ike) +
        "{ send = \"esp\", on = \"a\", at = \"alice\" },\n"
        "{ expect = \"esp\", at = \"server\", src = \"dut.wan\", dst = \"server\", icv = [\"valid\", \"hex:0a0b\"], payload = \"same\" }");
    BOOST_TEST((step.fields.at(0).constraint.at(0).kind == Kind::dut_wan));
    BOOST_TEST((step.fields.at(1).constraint.at(0).kind == Kind::actor));
    BOOST_TEST((step.fields.at(2).constraint.at(0).kind == Kind::valid));
    BOOST_TEST(step.fields.at(2).constraint.at(1).octets == (Octets{0x0a, 0x0b}), boost::test_tools::per_element());
    BOOST_TEST((step.payload.at(0).kind == Kind::same));
}

BOOST_AUTO_TEST_CASE(an_expectation_of_a_wan_sender_is_one_of_the_source_address) {
    auto const step = words::last<model::ExpectStep>(std::string(open_ike) +
                                                     "{ send = \"esp\", on = \"a\", at = \"server\" },\n"
                                                     "{ expect = \"esp\", at = \"alice\", from = \"server\" }");
    BOOST_TEST_REQUIRE(step.fields.size() == 1U);
    BOOST_TEST(step.fields[0].field == "src");
    BOOST_TEST(step.fields[0].constraint.at(0).text == "server");
}

BOOST_AUTO_TEST_CASE(never_and_wait) {
    auto const never =
        words::last<model::NeverStep>(std::string(open_ike) +
                                      "{ send = \"esp\", on = \"a\", at = \"server\" },\n{ expect = \"esp\", at = \"alice\" },\n"
                                      "{ never = \"esp\", at = \"bob\", from = \"server\", for = \"2s\", spi = 7 }");
    BOOST_TEST(never.at == "bob");
    BOOST_TEST(never.from == "server");
    BOOST_TEST((never.during == std::chrono::seconds(2)));
    BOOST_TEST(never.fields.size() == 1U);
    auto const wait = words::last<model::WaitStep>(
        std::string(open_ike) +
        "{ send = \"esp\", on = \"a\", at = \"server\" },\n{ expect = \"esp\", at = \"alice\" },\n{ wait = \"5m\" }");
    BOOST_TEST((wait.duration == std::chrono::minutes(5)));
}

BOOST_AUTO_TEST_CASE(send_every_and_close) {
    std::string const esp =
        std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\" },\n{ expect = \"esp\", at = \"server\" },\n";
    auto const send = words::last<model::SendStep>(esp + "{ send = \"esp\", on = \"a\", at = \"alice\", times = 17, every = \"20s\" }");
    BOOST_TEST(send.times == 17U);
    BOOST_TEST((send.every == std::chrono::seconds(20)));
    auto const close = words::last<model::CloseStep>(std::string(open_pptp) +
                                                     "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\" },\n"
                                                     "{ expect = \"pptp.ocrq\", at = \"server\" },\n{ close = \"a\", at = \"alice\" }");
    BOOST_TEST(close.flow == "a");
    BOOST_TEST(close.at == "alice");
    auto const wait = words::last<model::WaitStep>(esp + "{ wait = \"2h10m\" }");
    BOOST_TEST((wait.duration == std::chrono::minutes(130)));
}

BOOST_AUTO_TEST_CASE(a_hook_is_followed_by_waiting_for_the_router) {
    std::string const esp =
        std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\" },\n{ expect = \"esp\", at = \"server\" },\n";
    auto const read = words::read(words::suite_of(esp + "{ hook = \"config:bridge\" },\n{ wait = \"router\" }"));
    BOOST_TEST_REQUIRE(words::printed(read.diagnostics) == "");
    auto const& one = read.value.cases.at(0);
    BOOST_TEST(std::get<model::HookStep>(one.steps.at(one.steps.size() - 2).action).hook == "config:bridge");
    BOOST_TEST(std::get<model::WaitStep>(one.steps.back().action).router);
    BOOST_TEST(one.needs_any(model::Need::Kind::hook));
    BOOST_TEST(one.needs_any(model::Need::Kind::alone));
    BOOST_TEST((one.waits() == Duration::zero()));
    const auto said = [&](std::string const& more) { return words::printed(words::read(words::suite_of(esp + more)).diagnostics); };
    BOOST_TEST(words::has(said("{ hook = \"reboot\" }"), "{ wait = \"router\" } has to follow"));
    BOOST_TEST(words::has(said("{ wait = \"router\" }"), "the router is waited for after a hook, and there is none before this step"));
    BOOST_TEST(words::has(said("{ hook = \"rebot\" },\n{ wait = \"router\" }"), "'rebot' is no hook; did you mean 'reboot'?"));
    BOOST_TEST(words::has(said("{ hook = \"config:\" },\n{ wait = \"router\" }"), "'config:' is no hook"));
    BOOST_TEST(words::has(said("{ hook = \"power\" },\n{ hook = \"reboot\" },\n{ wait = \"router\" }"), "one hook at a time"));
    BOOST_TEST(words::has(said("{ hook = \"reboot\", command = \"rm\" },\n{ wait = \"router\" }"), "unknown key 'command'"));
}

BOOST_AUTO_TEST_CASE(what_a_case_waits_on_purpose_is_the_sum_of_its_steps) {
    auto const loaded =
        words::read(words::suite_of(std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\", times = 4, every = \"20s\" },\n"
                                                            "{ wait = \"5m\" },\n{ expect = \"esp\", at = \"server\", within = \"2s\" },\n"
                                                            "{ never = \"esp\", at = \"bob\", for = \"300ms\" }"));
    BOOST_TEST_REQUIRE(loaded.ok());
    BOOST_TEST((loaded.value.cases.at(0).waits() == std::chrono::milliseconds(60'000 + 300'000 + 2'000 + 300)));
}

struct Slip {
    std::string steps;
    std::string said;
};

BOOST_AUTO_TEST_CASE(slips_are_named_with_their_place_and_the_nearest_word) {
    std::string const sent = std::string(open_pptp) + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"p\" },\n";
    std::string const esp = std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\" },\n";
    for (auto const& slip : std::vector<Slip>{
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", callid = 7 }",
              "t.toml:15:40: unknown field 'callid' of pptp.ocrq; did you mean 'call_id'?"},
             {sent + "{ expect = \"pptp.orcq\", at = \"server\" }", "t.toml:15:12: unknown message 'pptp.orcq'; did you mean 'pptp.ocrq'?"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"sever\" }", "t.toml:15:30: 'sever' is not in the cast; did you mean 'server'?"},
             {sent + "{ expect = \"pptp.ocrq\", on = \"b\", at = \"server\" }",
              "t.toml:15:30: no flow 'b' has been opened before; known: a"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", probe = \"q\" }", "nothing called 'q' has been sent before; known: p"},
             {sent + "{ expect = \"pptp.ocrp\", at = \"server\", probe = \"p\" }", "'p' was sent as pptp.ocrq, not as pptp.ocrp"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"bob\", on = \"a\" }",
              "'bob' is no end of flow 'a', which runs from alice to server"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = 65536 }",
              "65536 does not fit into 'call_id', which is a number of 16 bits"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"65535..65536\" }", "does not fit into 'call_id'"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = -1 }", "no field is negative"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"seven\" }",
              "'seven' does not fit 'call_id', which is a number of 16 bits"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = 1.5 }", "'call_id' needs a value, not a fraction or date"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"valid\" }", "'valid' applies to 'checksum' and 'icv'"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"random\" }", "'random' only makes sense in send"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"$\" }", "'$' is not a symbol"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", \"tcp.seq\" = \"dut.ports\" }",
              "'dut.ports' is a set of ports, but 'tcp.seq' is"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", \"tcp.src_port\" = \"dut.ports\" }", "a send needs one value"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = [] }", "the list for 'call_id' is empty"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", src = \"dut.wam\" }", "did you mean 'dut.wan'?"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", payload = \"same\" }", "pptp.ocrq has no payload"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", within = \"3 s\" }",
              "'3 s' is not a duration; write \"300ms\", \"2s\", \"5m\" or \"2h\""},
             {esp + "{ wait = 10 }", "'10' is not a duration; write \"300ms\""},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", times = 0 }", "'times' of 'expect' must lie between 1 and 100000, not 0"},
             {sent + "{ expect = \"pptp.ocrq\" }", "'expect' needs 'at'"},
             {sent + "{ expet = \"pptp.ocrq\", at = \"server\" }",
              "a step needs one of use, send, expect, never, wait, close, hook; did you mean 'expect'?"},
             {sent + "{ expect = \"pptp.ocrq\", never = \"esp\", at = \"server\" }", "a step has one verb, here are 'expect' and 'never'"},
             {sent + "{ expect = 7, at = \"server\" }", "'expect' of 'expect' must be text, not a number"},
             {sent + "7", "a step is a table"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", call_id = \"same\" }",
              "'same' only makes sense in expect, never and classes"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", call_id = \"!$x\" }", "a send needs a value"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"p\" }", "there is a probe 'p' already"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"p.q\" }", "'p.q' is not a name"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"dut\" }", "a probe cannot be called 'dut'"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", bytes = 64 }", "'bytes' does not apply"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", fragment = { mtu = 100 } }",
              "cut with 'split', not with 'fragment'"},
             {sent + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", split = [40, 13] }", "the offsets of 'split' must ascend"},
             {sent + "{ send = \"pptp.ocrq\", at = \"alice\" }", "'send' needs 'on'"},
             {sent + "{ send = \"pptp.sccrq\", on = \"a\", at = \"alice\", host_name = 7 }",
              "field 'host_name' is text of at most 64 octets, not a number"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", bytes = 15 }",
              "cannot hold the 16 octets by which the probe is recognised"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", split = [13] }", "'split' needs a message over TCP"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", over = 4500 }", "esp does not travel over UDP"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", src_port = 500 }", "unknown field 'src_port' of esp"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", \"tcp.seq\" = 500 }", "unknown field 'tcp.seq' of esp"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", fragment = { mtu = 1280, oder = [1] } }",
              "unknown key 'oder' in 'fragment'; did you mean 'order'?"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", fragment = { overlap = 7 } }", "'overlap' must be a multiple of 8"},
             {esp + "{ send = \"raw\", on = \"a\", at = \"alice\", hex = \"0a0\" }", "'hex' must be pairs of hexadecimal digits"},
             {esp + "{ use = \"pptp.contol\", as = \"b\", from = \"bob\", to = \"server\" }",
              "unknown kind of flow 'pptp.contol'; did you mean 'pptp.control'?"},
             {esp + "{ use = \"udp\", as = \"b\", from = \"bob\", to = \"server\", scr_port = 1 }",
              "unknown setting 'scr_port' of udp; did you mean 'src_port'?"},
             {esp + "{ use = \"udp\", as = \"b\", from = \"bob\", to = \"server\", src_port = 65536 }",
              "65536 does not fit into 'src_port'"},
             {esp + "{ use = \"udp\", as = \"a\", from = \"bob\", to = \"server\" }", "there is a flow 'a' already"},
             {esp + "{ use = \"udp\", as = \"b\", from = \"bob\", to = \"alice\" }", "stand on the same side"},
             {esp + "{ use = \"udp\", from = \"bob\", to = \"server\" }", "'use' needs 'as'"},
             {esp + "{ wait = \"2s\", at = \"alice\" }", "unknown key 'at' in 'wait'"},
             {esp + "{ send = \"esp\", on = \"a\", at = \"alice\", every = \"20s\" }", "say with 'times' how many"},
             {esp + "{ wait = \"10m2h\" }", "'10m2h' is not a duration"},
             {esp + "{ wait = \"2h10\" }", "'2h10' is not a duration"},
             {esp + "{ close = \"a\", at = \"alice\" }", "'a' is no TCP connection: there is nothing to close"},
             {sent + "{ close = \"b\", at = \"alice\" }", "no flow 'b' has been opened before; known: a"},
             {sent + "{ close = \"a\", at = \"bob\" }", "'bob' is no end of flow 'a', which runs from alice to server"},
             {sent + "{ close = \"a\", at = \"alice\" },\n{ close = \"a\", at = \"alice\" }", "alice has closed 'a' already"},
             {sent + "{ close = \"a\", at = \"alice\" },\n{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\" }",
              "alice has closed 'a' and cannot send on it any more"},
             {esp + "{ wait = \"99999999999999999999h\" }", "is not a duration"},
         }) {
        auto const said = words::complaints(slip.steps);
        BOOST_TEST(words::has(said, slip.said), slip.steps << "\nsaid: " << said << "wanted: " << slip.said);
    }
}

BOOST_AUTO_TEST_CASE(all_slips_of_a_file_are_told_in_order) {
    auto const loaded = words::read(words::suite_of(std::string(open_pptp) + "{ send = \"pptp.ocrx\", on = \"a\", at = \"alice\" },\n"
                                                                             "{ expect = \"pptp.ocrq\", at = \"nobody\", callid = 7 }"));
    BOOST_TEST_REQUIRE(loaded.diagnostics.size() == 3U);
    BOOST_TEST(loaded.diagnostics[0].spot.line == 14U);
    BOOST_TEST(loaded.diagnostics[1].spot.line == 15U);
    BOOST_TEST(loaded.diagnostics[2].spot.line == 15U);
    BOOST_TEST(!loaded.ok());
}

BOOST_AUTO_TEST_CASE(an_answer_of_the_routers_has_a_name_and_a_question) {
    const std::string ask =
        "{ use = \"udp\", as = \"n\", from = \"alice\", to = \"server\", dst_port = 5351 },\n"
        "{ send = \"natpmp.address-request\", on = \"n\", at = \"alice\", to = \"dut.lan\", as = \"ask\" },\n";
    const std::string silent = "classes = [ { is = \"silent\", when = [\"!told\"] }, { is = \"tells\", when = [\"told.result=0\"] } ]";
    auto const loaded = words::read(
        words::suite_of(ask + "{ expect = \"natpmp.address-response\", at = \"alice\", answers = \"ask\", as = \"told\" }", silent));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const step = std::get<model::ExpectStep>(loaded.value.cases.at(0).steps.at(2).action);
    BOOST_TEST(step.answers == "ask");
    BOOST_TEST(step.as == "told");
    const auto says = [&](std::string const& expect, std::string const& more = "") {
        return words::complaints(ask + "{ expect = \"natpmp.address-response\", " + expect + " }" + more);
    };
    for (auto const& [expect, complaint] : std::vector<std::pair<std::string, std::string>>{
             {"at = \"alice\", as = \"told\"", "'as' names what answers a send of this case"},
             {"at = \"alice\", answers = \"ask\"", "'as'"},
             {"at = \"alice\", answers = \"asc\", as = \"told\"", "nothing called 'asc' has been sent before; did you mean 'ask'?"},
             {"at = \"bob\", answers = \"ask\", as = \"told\"", "'ask' was sent by alice, and its answer goes there"},
             {"at = \"alice\", on = \"n\", answers = \"ask\", as = \"told\"", "'probe' and 'on' do not apply"},
             {"at = \"alice\", answers = \"ask\", as = \"ask\"", "there is a probe 'ask' already"}})
        BOOST_TEST(words::has(says(expect), complaint), expect << ": " << says(expect));
    const std::string good = "at = \"alice\", answers = \"ask\", as = \"told\"";
    auto const again = says(good, ",\n{ send = \"again\", probe = \"told\" }");
    BOOST_TEST(words::has(again, "'told' is an answer, and nobody of the cast has sent it"), again);
    auto const twice = says(good, ",\n{ expect = \"natpmp.error\", at = \"alice\", answers = \"told\", as = \"more\" }");
    BOOST_TEST(words::has(twice, "'told' is an answer, and nobody of the cast has sent it"), twice);
}

BOOST_AUTO_TEST_CASE(a_request_says_whom_it_asks_and_is_one) {
    const std::string open = "{ use = \"http\", as = \"h\", from = \"alice\", to = \"server\" },\n";
    auto const complaints = [&](std::string const& send) {
        return words::complaints(open + "{ send = " + send + ", on = \"h\", at = \"alice\", as = \"ask\" }");
    };
    auto const told = words::read(
        words::suite_of(open +
                            "{ send = \"upnp.get-description\", on = \"h\", at = \"alice\", to = \"dut.lan\", dst_port = 5000, path = "
                            "\"/x\", as = \"ask\" },\n" +
                            "{ expect = \"upnp.description\", at = \"alice\", answers = \"ask\", as = \"told\", control_path = \"$c\" }",
                        "classes = [ { is = \"silent\", when = [\"!told\"] }, { is = \"tells\", when = [\"told.status=200\"] } ]"));
    BOOST_TEST(words::printed(told.diagnostics) == "");
    BOOST_TEST(words::has(complaints("\"upnp.get-description\", path = \"/\""), "says with 'to' whom it asks"));
    BOOST_TEST(words::has(complaints("\"udp\", to = \"dut.lan\""), "udp is no request over HTTP, and 'h' carries nothing else"));
}

BOOST_AUTO_TEST_CASE(a_frame_and_a_tag) {
    const std::string open = "{ use = \"udp\", as = \"u\", from = \"alice\", to = \"server\" },\n";
    auto const frame = words::last<model::SendStep>(
        open +
        "{ send = \"udp\", on = \"u\", at = \"alice\", as = \"p\" },\n{ expect = \"udp\", on = \"u\", at = \"server\", probe = \"p\" },\n" +
        "{ send = \"ethernet\", on = \"u\", at = \"alice\", dst = \"01:80:c2:00:00:0e\", type "
        "= 0x88cc, vlan = 7, lead = \"02\", bytes = 16 }");
    BOOST_TEST(frame.vlan.value_or(0) == 7U);
    BOOST_TEST(to_hex(frame.fields.at(0).term.octets) == "0180c200000e");
    auto const complaints = [&](std::string const& send) {
        return words::complaints(open + "{ use = \"segments\", as = \"t\", from = \"alice\", to = \"server\" },\n{ send = " + send +
                                 ", at = \"alice\" }");
    };
    BOOST_TEST(words::has(complaints("\"udp\", on = \"u\", vlan = 4095"), "4094"));
    BOOST_TEST(words::has(complaints("\"tcp\", on = \"t\", vlan = 7"), "'vlan' tags the frame of a datagram"));
}

BOOST_AUTO_TEST_CASE(what_was_sent_to_an_address_may_have_turned_back) {
    const std::string open =
        "{ use = \"udp\", as = \"u\", from = \"alice\", to = \"server\" },\n"
        "{ send = \"udp\", on = \"u\", at = \"alice\", as = \"out\" },\n"
        "{ send = \"udp\", on = \"u\", at = \"alice\", to = \"dut.wan\", as = \"hair\" },\n";
    auto const complaints = [&](std::string const& who, std::string const& what) {
        return words::complaints(open + "{ send = \"icmp.unreachable\", at = \"" + who + "\", quote = \"" + what +
                                 "\", code = 3, as = \"error\" }");
    };
    BOOST_TEST(words::has(complaints("bob", "out"), "arrives on the other side than 'bob' stands on"));
    BOOST_TEST(words::has(complaints("alice", "hair"), "arrives on the other side than 'alice' stands on"));
    BOOST_TEST(!words::has(complaints("bob", "hair"), "arrives on the other side"));
}

BOOST_AUTO_TEST_SUITE_END()
