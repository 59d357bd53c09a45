// Steps become the values that the engine runs, and every slip in them is named with its place.
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

using namespace tsuka;
using Kind = model::Term::Kind;

namespace {

constexpr auto open_pptp = "{ use = \"pptp.control\", as = \"a\", from = \"alice\", to = \"server\" },\n";
constexpr auto open_ike = "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n";

/// The last step of a suite that must load without a word.
template <class Step>
Step last(std::string const& steps) {
    auto const loaded = words::read(words::suite_of(steps));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const* step = std::get_if<Step>(&loaded.value.cases.at(0).steps.back().action);
    BOOST_TEST_REQUIRE((step != nullptr));
    return *step;
}

model::Term term_of(std::string const& written) {
    auto const step = last<model::ExpectStep>(std::string(open_pptp) + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\" },\n" +
                                              "{ expect = \"pptp.ocrq\", on = \"a\", at = \"server\", call_id = " + written + " }");
    return step.fields.at(0).constraint.at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(use_reads_ends_settings_and_whether_it_is_judged) {
    auto const step = last<model::UseStep>(std::string(open_ike) +
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

BOOST_AUTO_TEST_CASE(only_tcp_can_be_refused_and_nothing_that_must_open) {
    auto const step = last<model::UseStep>(std::string(open_ike) +
                                           "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\" },\n"
                                           "{ expect = \"esp\", at = \"server\", probe = \"p\" },\n"
                                           "{ use = \"tcp\", as = \"t\", from = \"server\", to = \"bob\", refused = true }");
    BOOST_TEST(step.refused);
    constexpr auto udp = "{ use = \"udp\", as = \"u\", from = \"server\", to = \"bob\", refused = true }";
    BOOST_TEST(words::has(words::complaints(udp), "only TCP says whether it opens"));
    constexpr auto both = "{ use = \"tcp\", as = \"t\", from = \"server\", to = \"bob\", judged = true, refused = true }";
    BOOST_TEST(words::has(words::complaints(both), "cannot be 'refused'"));
}

BOOST_AUTO_TEST_CASE(an_answer_names_the_probe_that_it_answers) {
    auto const loaded = words::read(words::suite_of(std::string(open_ike) +
                                                    "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"out\" },\n"
                                                    "{ send = \"esp\", on = \"a\", at = \"server\", answers = \"out\", as = \"back\" },\n"
                                                    "{ expect = \"esp\", at = \"alice\", probe = \"back\" }"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(2).action).answers == "out");
    auto const wrong = words::complaints(std::string(open_ike) +
                                         "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"out\" },\n"
                                         "{ send = \"esp\", on = \"a\", at = \"server\", answers = \"oud\" },\n"
                                         "{ expect = \"esp\", at = \"alice\" }");
    BOOST_TEST(words::has(wrong, "no earlier probe is called 'oud'"), wrong);
    BOOST_TEST(words::has(wrong, "did you mean 'out'?"), wrong);
}

BOOST_AUTO_TEST_CASE(send_keeps_fields_as_written_and_shapes_apart) {
    auto const loaded = words::read(words::suite_of(
        std::string(open_ike) +
        "{ send = \"esp\", on = \"a\", at = \"alice\", spi = 0xa1000001, ttl = 9, \"ip.df\" = true, bytes = 2900, times = 3, as = \"p\","
        " fragment = { mtu = 1280, order = [3, 1, 2], overlap = 8 } },\n{ expect = \"esp\", at = \"server\", probe = \"p\" }"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const send = std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action);
    BOOST_TEST_REQUIRE(send.fields.size() == 3U);
    BOOST_TEST(send.fields[0].field == "spi");
    BOOST_TEST(send.fields[0].term.number == 0xa1000001U);
    BOOST_TEST(send.fields[0].term.written == "0xa1000001");
    BOOST_TEST(send.fields[1].field == "ttl");
    BOOST_TEST(send.fields[2].field == "ip.df");
    BOOST_TEST(send.fields[2].term.number == 1U);
    BOOST_TEST(send.bytes.value() == 2900U);
    BOOST_TEST(send.times == 3U);
    BOOST_TEST_REQUIRE(send.fragment.has_value());
    BOOST_TEST(send.fragment->mtu == 1280U);
    BOOST_TEST(send.fragment->order == (std::vector<unsigned>{3, 1, 2}), boost::test_tools::per_element());
    BOOST_TEST(send.fragment->overlap == 8U);
    // Reports show the step as it was written, keys in the writer's order.
    BOOST_TEST(
        loaded.value.cases[0].steps[1].written.starts_with("{ send = \"esp\", on = \"a\", at = \"alice\", spi = 0xa1000001, ttl = 9, "));
    BOOST_TEST(model::to_string(loaded.value.cases[0].steps[1].spot) == "t.toml:14:1");
}

BOOST_AUTO_TEST_CASE(a_send_without_a_name_is_called_by_its_number) {
    auto const loaded = words::read(
        words::suite_of(std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\" },\n{ expect = \"esp\", at = \"server\" }"));
    BOOST_TEST(std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action).as == "#2");
}

BOOST_AUTO_TEST_CASE(tcp_messages_can_be_split_and_held_back) {
    auto const loaded =
        words::read(words::suite_of(std::string(open_pptp) + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", coalesce = true },\n"
                                                             "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", split = [13, 40] },\n"
                                                             "{ expect = \"pptp.ocrq\", at = \"server\", within = \"300ms\" }"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action).coalesce);
    BOOST_TEST(std::get<model::SendStep>(loaded.value.cases[0].steps[2].action).split == (std::vector<unsigned>{13, 40}),
               boost::test_tools::per_element());
    BOOST_TEST((std::get<model::ExpectStep>(loaded.value.cases[0].steps[3].action).within == std::chrono::milliseconds(300)));
}

BOOST_AUTO_TEST_CASE(raw_octets_are_read_from_hex) {
    auto const loaded = words::read(words::suite_of(std::string(open_ike) +
                                                    "{ send = \"raw\", on = \"a\", at = \"alice\", hex = \"00 0a:ff\", as = \"p\" },\n"
                                                    "{ expect = \"esp\", at = \"server\", probe = \"p\" }"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const send = std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action);
    BOOST_TEST(send.raw == (Octets{0x00, 0x0a, 0xff}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_icmp_error_belongs_to_what_it_quotes) {
    auto const sent = std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"out\" },\n";
    auto const loaded = words::read(words::suite_of(sent +
                                                    "{ send = \"icmp.unreachable\", at = \"server\", quote = \"out\", quote_bytes = 28, "
                                                    "code = 4, \"quote.esp.spi\" = 7, as = \"e\" },\n" +
                                                    "{ expect = \"icmp.unreachable\", on = \"a\", at = \"alice\", probe = \"e\", "
                                                    "\"quote.ip.src\" = \"alice\", \"quote.ip.checksum\" = \"valid\" }"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const send = std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(2).action);
    BOOST_TEST(send.quote == "out");
    BOOST_TEST(send.on == "a");
    BOOST_TEST(send.quote_bytes.value_or(0) == 28U);
    BOOST_TEST(send.fields.size() == 2U);
    BOOST_TEST(send.fields[1].field == "quote.esp.spi");
    auto const expect = std::get<model::ExpectStep>(loaded.value.cases.at(0).steps.at(3).action);
    BOOST_TEST((expect.fields.at(0).constraint.at(0).kind == Kind::actor));

    struct Slip {
        std::string step;
        std::string said;
    };
    auto const error = std::string("{ send = \"icmp.unreachable\", ");
    for (auto const& slip : std::initializer_list<Slip>{
             {error + "at = \"alice\", quote = \"out\" }", "'out' arrives on the other side than 'alice' stands on"},
             {error + "at = \"server\", quote = \"aut\" }", "nothing called 'aut' has been sent before; did you mean 'out'?"},
             {error + "at = \"server\", on = \"a\", quote = \"out\" }", "'on' does not go with 'quote'"},
             {error + "at = \"server\", quote = \"out\", bytes = 64 }", "'bytes' does not go with 'quote'"},
             {error + "at = \"server\", quote = \"out\", quote_bytes = 19 }", "quote_bytes"},
             {error + "at = \"server\", quote_bytes = 28 }", "needs 'quote'"},
             {error + "at = \"server\", quote = \"out\", \"quote.esp.spy\" = 1 }", "did you mean 'quote.esp.spi'?"},
             {"{ send = \"esp\", at = \"server\", quote = \"out\" }", "esp quotes nothing; ICMP errors do"},
             {error + "at = \"server\", quote = \"out\", as = \"e\" }, " + error + "at = \"alice\", quote = \"e\" }",
              "no error is sent about an error"},
             {"{ expect = \"icmp.unreachable\", at = \"alice\", \"quote.esp.icv\" = \"valid\" }",
              "only 'quote.ip.checksum' can be 'valid'"},
             {"{ expect = \"esp\", at = \"server\", \"quote.ip.src\" = \"alice\" }", "unknown field 'quote.ip.src' of esp"},
         }) {
        auto const said = words::complaints(sent + slip.step);
        BOOST_TEST(words::has(said, slip.said), slip.step << "\nsaid: " << said << "wanted: " << slip.said);
    }
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
    auto const step = last<model::ExpectStep>(
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
    auto const step = last<model::ExpectStep>(std::string(open_ike) +
                                              "{ send = \"esp\", on = \"a\", at = \"server\" },\n"
                                              "{ expect = \"esp\", at = \"alice\", from = \"server\" }");
    BOOST_TEST_REQUIRE(step.fields.size() == 1U);
    BOOST_TEST(step.fields[0].field == "src");
    BOOST_TEST(step.fields[0].constraint.at(0).text == "server");
}

BOOST_AUTO_TEST_CASE(never_and_wait) {
    auto const never = last<model::NeverStep>(std::string(open_ike) +
                                              "{ send = \"esp\", on = \"a\", at = \"server\" },\n{ expect = \"esp\", at = \"alice\" },\n"
                                              "{ never = \"esp\", at = \"bob\", from = \"server\", for = \"2s\", spi = 7 }");
    BOOST_TEST(never.at == "bob");
    BOOST_TEST(never.from == "server");
    BOOST_TEST((never.during == std::chrono::seconds(2)));
    BOOST_TEST(never.fields.size() == 1U);
    auto const wait =
        last<model::WaitStep>(std::string(open_ike) +
                              "{ send = \"esp\", on = \"a\", at = \"server\" },\n{ expect = \"esp\", at = \"alice\" },\n{ wait = \"5m\" }");
    BOOST_TEST((wait.duration == std::chrono::minutes(5)));
}

BOOST_AUTO_TEST_CASE(send_every_and_close) {
    std::string const esp =
        std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\" },\n{ expect = \"esp\", at = \"server\" },\n";
    auto const send = last<model::SendStep>(esp + "{ send = \"esp\", on = \"a\", at = \"alice\", times = 17, every = \"20s\" }");
    BOOST_TEST(send.times == 17U);
    BOOST_TEST((send.every == std::chrono::seconds(20)));
    auto const close = last<model::CloseStep>(std::string(open_pptp) +
                                              "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\" },\n"
                                              "{ expect = \"pptp.ocrq\", at = \"server\" },\n{ close = \"a\", at = \"alice\" }");
    BOOST_TEST(close.flow == "a");
    BOOST_TEST(close.at == "alice");
    auto const wait = last<model::WaitStep>(esp + "{ wait = \"2h10m\" }");
    BOOST_TEST((wait.duration == std::chrono::minutes(130)));
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
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = [] }", "the list for 'call_id' is empty"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", src = \"dut.wam\" }", "did you mean 'dut.wan'?"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", payload = \"same\" }", "pptp.ocrq has no payload"},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", within = \"3 s\" }",
              "'3 s' is not a duration; write \"300ms\", \"2s\", \"5m\" or \"2h\""},
             {esp + "{ wait = 10 }", "'10' is not a duration; write \"300ms\""},
             {sent + "{ expect = \"pptp.ocrq\", at = \"server\", times = 0 }", "'times' of 'expect' must lie between 1 and 100000, not 0"},
             {sent + "{ expect = \"pptp.ocrq\" }", "'expect' needs 'at'"},
             {sent + "{ expet = \"pptp.ocrq\", at = \"server\" }",
              "a step needs one of use, send, expect, never, wait, close; did you mean 'expect'?"},
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

BOOST_AUTO_TEST_CASE(what_is_sent_again_comes_from_the_sender_of_the_probe) {
    auto const send =
        last<model::SendStep>(std::string(open_ike) +
                              "{ send = \"esp\", on = \"a\", at = \"alice\", bytes = 2900, as = \"p\", fragment = { mtu = 1280, order = "
                              "[1] } },\n{ expect = \"esp\", at = \"server\", probe = \"p\" },\n"
                              "{ send = \"again\", probe = \"p\", fragment = { mtu = 1280, order = [3, 2] } }");
    BOOST_TEST(send.again == "p");
    BOOST_TEST(send.on == "a");
    BOOST_TEST(send.at == "alice");
    BOOST_TEST_REQUIRE(send.fragment.has_value());
    BOOST_TEST(send.fragment->order == (std::vector<unsigned>{3, 2}), boost::test_tools::per_element());
    auto const of_tcp = last<model::SendStep>(std::string(open_pptp) +
                                              "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"p\" },\n"
                                              "{ expect = \"pptp.ocrq\", at = \"server\", probe = \"p\" },\n"
                                              "{ send = \"again\", probe = \"p\", split = [13] }");
    BOOST_TEST(of_tcp.split == (std::vector<unsigned>{13}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sent_again_is_refused) {
    std::string const esp = std::string(open_ike) +
                            "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"probe\" },\n"
                            "{ expect = \"esp\", at = \"server\", probe = \"probe\" },\n";
    std::string const call = std::string(open_pptp) +
                             "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"probe\" },\n"
                             "{ expect = \"pptp.ocrq\", at = \"server\", probe = \"probe\" },\n";
    auto const says = [](std::string const& before, std::string const& step, std::string const& wanted) {
        auto const said = words::complaints(before + step);
        BOOST_TEST(words::has(said, "t.toml:16:"), step << ": " << said);
        BOOST_TEST(words::has(said, wanted), step << ": " << said);
    };
    says(esp, "{ send = \"again\", probe = \"prode\" }", "did you mean 'probe'?");
    says(esp, "{ send = \"again\" }", "probe");
    says(esp, "{ send = \"again\", probe = \"probe\", split = [3] }", "needs a message over TCP");
    says(esp, "{ send = \"again\", probe = \"probe\", spi = 7 }", "unknown key 'spi'");
    says(call, "{ send = \"again\", probe = \"probe\", fragment = { mtu = 576 } }", "cut with 'split'");
    says(call, "{ send = \"again\", probe = \"probe\", coalesce = true }", "goes at once");
}

BOOST_AUTO_TEST_CASE(octets_in_front_of_a_payload) {
    std::string const send = std::string(open_ike) + "{ send = \"udp\", on = \"a\", at = \"alice\", as = \"p\", lead = ";
    std::string const rest = " },\n{ expect = \"udp\", at = \"server\", probe = \"p\" }";
    auto const loaded = words::read(words::suite_of(send + "\"c0 ff\"" + rest));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action).lead == (Octets{0xc0, 0xff}),
               boost::test_tools::per_element());
    BOOST_TEST(words::has(words::complaints(send + "\"c0f\"" + rest), "hexadecimal"));
    BOOST_TEST(
        words::has(words::complaints(std::string(open_pptp) + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", lead = \"c0\" },\n"
                                                              "{ expect = \"pptp.ocrq\", at = \"server\" }"),
                   "'lead' does not apply"));
}

BOOST_AUTO_TEST_SUITE_END()
