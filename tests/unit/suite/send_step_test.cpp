// The verb send: what it reads of shapes, quotes, answers and repetitions, and what it refuses.
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(send_steps)

using namespace tsuka;
using Kind = model::Term::Kind;

namespace {

constexpr auto open_pptp = "{ use = \"pptp.control\", as = \"a\", from = \"alice\", to = \"server\" },\n";
constexpr auto open_ike = "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n";

}  // namespace

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

BOOST_AUTO_TEST_CASE(a_range_of_sizes_sends_a_copy_of_each) {
    auto const steps = [](std::string const& more) {
        return std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\", " + more +
               " },\n{ expect = \"esp\", at = \"server\", probe = \"p\", times = 3 }";
    };
    auto const loaded = words::read(words::suite_of(steps("bytes = \"127..129\", times = 3, every = \"1ms\"")));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const send = std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action);
    BOOST_TEST(!send.bytes.has_value());
    BOOST_TEST_REQUIRE(send.fields.size() == 1U);
    BOOST_TEST(send.fields[0].field == "bytes");
    BOOST_TEST(send.fields[0].term.number == 127U);
    BOOST_TEST(send.fields[0].term.upper == 129U);
    BOOST_TEST(words::has(words::complaints(steps("bytes = \"127..128\", times = 3")), "counts up from copy to copy"));
    BOOST_TEST(words::has(words::complaints(steps("bytes = \"9..11\", times = 3")), "or a range from 16 on"));
    BOOST_TEST(words::has(words::complaints(steps("bytes = \"much\", times = 3")), "'bytes'"));
}

BOOST_AUTO_TEST_CASE(pieces_of_a_tcp_message_have_an_order) {
    auto const steps = [](std::string const& more) {
        return std::string(open_pptp) + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", as = \"p\", " + more +
               " },\n{ expect = \"pptp.ocrq\", at = \"server\", probe = \"p\" }";
    };
    auto const loaded = words::read(words::suite_of(steps("split = [12, 14], order = [3, 1, 2]")));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST((std::get<model::SendStep>(loaded.value.cases.at(0).steps.at(1).action).order == std::vector<unsigned>{3, 1, 2}));
    for (std::string const wrong :
         {"order = [1, 2]", "split = [12], order = [1]", "split = [12], order = [1, 1]", "split = [12], order = [2, 3]"})
        BOOST_TEST(words::has(words::complaints(steps(wrong)), "'order' names each of the"), wrong);
    BOOST_TEST(words::has(words::complaints(steps("split = [12], order = [2, 1], coalesce = true")), "'order' has no place here"));
    BOOST_TEST(
        words::has(words::complaints(std::string(open_ike) + "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\", order = [1] },\n"
                                                             "{ expect = \"esp\", at = \"server\", probe = \"p\" }"),
                   "'order' needs a message over TCP"));
}

BOOST_AUTO_TEST_CASE(a_checksum_chooses_the_payload_of_udp) {
    auto const said = [](std::string const& message, std::string const& more) {
        return words::complaints("{ use = \"udp\", as = \"a\", from = \"alice\", to = \"server\" },\n{ send = \"" + message +
                                 "\", on = \"a\", at = \"alice\", as = \"p\", " + more + " },\n{ expect = \"" + message +
                                 "\", at = \"server\", probe = \"p\" }");
    };
    BOOST_TEST(said("udp", "checksum_behind = 65535") == "");
    BOOST_TEST(words::has(said("udp", "checksum_behind = 0"), "checksum_behind"));
    BOOST_TEST(words::has(said("udp", "checksum_behind = 1, bytes = 17"), "needs two octets behind the 16"));
    BOOST_TEST(words::has(said("natt.esp", "checksum_behind = 1"), "chooses the payload of \"udp\""));
}

BOOST_AUTO_TEST_CASE(a_range_counts_up_from_copy_to_copy) {
    auto const send = [](std::string const& more) {
        return words::complaints(
            "{ use = \"udp\", as = \"a\", from = \"alice\", to = \"server\" },\n"
            "{ send = \"udp\", on = \"a\", at = \"alice\", as = \"p\", " +
            more + " },\n{ expect = \"udp\", at = \"server\", probe = \"p\" }");
    };
    BOOST_TEST(send("src_port = \"4001..4003\", times = 3") == "");
    BOOST_TEST(words::has(send("src_port = \"4001..4003\", times = 2"), "one value each, and there are 2 of them"));
    BOOST_TEST(words::has(send("src_port = \"4001..4003\""), "one value each, and there is 1 of them"));
    BOOST_TEST(words::has(words::complaints("{ use = \"udp\", as = \"a\", from = \"alice\", to = \"server\", src_port = \"1..2\" },\n"
                                            "{ expect = \"udp\", at = \"server\" }"),
                          "a send needs one value"));
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

BOOST_AUTO_TEST_CASE(what_is_sent_again_comes_from_the_sender_of_the_probe) {
    auto const send = words::last<model::SendStep>(
        std::string(open_ike) +
        "{ send = \"esp\", on = \"a\", at = \"alice\", bytes = 2900, as = \"p\", fragment = { mtu = 1280, order = "
        "[1] } },\n{ expect = \"esp\", at = \"server\", probe = \"p\" },\n"
        "{ send = \"again\", probe = \"p\", fragment = { mtu = 1280, order = [3, 2] } }");
    BOOST_TEST(send.again == "p");
    BOOST_TEST(send.on == "a");
    BOOST_TEST(send.at == "alice");
    BOOST_TEST_REQUIRE(send.fragment.has_value());
    BOOST_TEST(send.fragment->order == (std::vector<unsigned>{3, 2}), boost::test_tools::per_element());
    auto const of_tcp = words::last<model::SendStep>(std::string(open_pptp) +
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
