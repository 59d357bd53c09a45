// The ladder says what the record says: who sent, who received, what was translated, what never came, what reached the wrong host.
#include "reports/ladder.hpp"
#include "reports/intent.hpp"
#include "tests/golden/fixtures.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(report_ladder)

using namespace tsuka;
using namespace std::chrono_literals;
using reports::Rung;

namespace {

model::FrameRecord frame(std::uint64_t number, Side side, bool sent, std::string actor, std::string probe, unsigned step, Duration at,
                         std::vector<model::FieldRecord> fields = {}) {
    model::FrameRecord out;
    out.number = number;
    out.side = side;
    out.sent = sent;
    out.actor = std::move(actor);
    out.probe = std::move(probe);
    out.step = step;
    out.at = Instant{} + at;
    out.summary = "IP 192.0.2.1 > 192.0.2.2 ESP spi=0x5b000041";
    out.fields = std::move(fields);
    return out;
}

model::FrameRecord sentinel(std::uint64_t number, Side side, bool sent, Duration at) {
    auto out = frame(number, side, sent, "", "", 0, at);
    out.sentinel = true;
    return out;
}

/// Two clients of one server; what the server sends on flow b is for bob.
model::CaseRecord two_clients() {
    model::CaseRecord one;
    auto const step = [&](unsigned number, std::string written) {
        model::StepRecord out;
        out.number = number;
        out.written = std::move(written);
        one.steps.push_back(out);
    };
    step(1, R"({ use = "udp", as = "a", from = "alice", to = "server" })");
    step(2, R"({ use = "udp", as = "b", from = "bob", to = "server" })");
    step(3, R"({ send = "esp", on = "b", at = "bob", as = "out-b" })");
    step(4, R"({ send = "esp", on = "b", at = "server", as = "back-b" })");
    step(5, R"({ send = "icmp.unreachable", at = "server", quote = "out-b" })");
    one.hosts = {{"alice", "192.168.1.10"}, {"bob", "192.168.1.11"}, {"server", "198.51.100.1"}};
    one.frames = {frame(1, Side::lan, true, "alice", "out-a", 0, 0ms), frame(2, Side::wan, false, "server", "out-a", 0, 1ms),
                  frame(3, Side::lan, true, "bob", "out-b", 3, 2ms, {{"ip.src", "192.168.1.11"}, {"ip.ttl", "64"}}),
                  frame(4, Side::wan, false, "server", "out-b", 3, 3ms, {{"ip.src", "203.0.113.2"}, {"ip.ttl", "63"}}),
                  frame(5, Side::wan, true, "server", "back-b", 4, 4ms)};
    return one;
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_of_a_step) {
    std::string const written = R"({ send = "esp", on = "b", at="server", as = "back-b" })";
    BOOST_TEST(reports::word_in(written, "send") == "esp");
    BOOST_TEST(reports::word_in(written, "at") == "server");
    BOOST_TEST(reports::word_in(written, "as") == "back-b");
    BOOST_TEST(reports::word_in(written, "to") == "");
    BOOST_TEST(reports::word_in("{ on = 7 }", "on") == "");
}

BOOST_AUTO_TEST_CASE(recipients) {
    auto const one = two_clients();
    reports::Intent const intent{one};
    BOOST_TEST(intent.recipient(one.frames[2]) == "server");
    BOOST_TEST(intent.recipient(one.frames[4]) == "bob");
    BOOST_TEST(intent.recipient(frame(9, Side::wan, true, "server", "error", 5, 9ms)) == "bob");
    BOOST_TEST(intent.recipient(frame(9, Side::wan, true, "second", "other", 4, 9ms)) == "bob");  // somebody else, to the flow
    BOOST_TEST(intent.recipient(one.frames[0]) == "");                                            // of no step: not guessed
}

BOOST_AUTO_TEST_CASE(translations_without_what_every_router_changes) {
    auto const ladder = reports::ladder_of(two_clients());
    BOOST_TEST_REQUIRE(ladder.rungs.size() == 3U);
    BOOST_TEST_REQUIRE(ladder.rungs[1].translations.size() == 1U);
    BOOST_TEST(ladder.rungs[1].translations[0].field == "ip.src");
    BOOST_TEST(ladder.rungs[1].translations[0].before == "192.168.1.11");
    BOOST_TEST(ladder.rungs[1].translations[0].after == "203.0.113.2");
}

BOOST_AUTO_TEST_CASE(lost_with_the_sentinel_that_proves_it) {
    auto one = two_clients();
    BOOST_TEST(reports::ladder_of(one).rungs[2].note == "meant for bob, never arrived; no sentinel after it passed");
    one.frames.push_back(sentinel(6, Side::wan, true, 3ms));  // before the probe: proves nothing
    one.frames.push_back(sentinel(7, Side::lan, false, 4ms));
    BOOST_TEST(reports::ladder_of(one).rungs[2].note == "meant for bob, never arrived; no sentinel after it passed");
    one.frames.push_back(sentinel(8, Side::wan, true, 5ms));
    one.frames.push_back(sentinel(9, Side::lan, false, 6ms));
    auto const ladder = reports::ladder_of(one);
    BOOST_TEST((ladder.rungs[2].kind == Rung::Kind::lost));
    BOOST_TEST(ladder.rungs[2].note == "meant for bob, never arrived; the sentinel after it passed (WAN #8, LAN #9)");
}

BOOST_AUTO_TEST_CASE(astray) {
    auto one = two_clients();
    one.frames.push_back(frame(6, Side::lan, false, "alice", "back-b", 4, 5ms));
    auto const ladder = reports::ladder_of(one);
    BOOST_TEST((ladder.rungs[2].kind == Rung::Kind::astray));
    BOOST_TEST(ladder.rungs[2].note == "meant for bob, reached alice");
    one.frames.back().actor = "bob";
    BOOST_TEST((reports::ladder_of(one).rungs[2].kind == Rung::Kind::crossing));
}

BOOST_AUTO_TEST_CASE(tcp_segments_without_a_match_are_not_called_lost) {
    auto one = two_clients();
    one.frames.back().summary = "IP 192.0.2.1 > 192.0.2.2 TCP 1723 > 2 [PSH,ACK] seq=1 ack=1";
    BOOST_TEST((reports::ladder_of(one).rungs[2].kind == Rung::Kind::crossing));
}

BOOST_AUTO_TEST_CASE(long_waits_break_the_axis) {
    auto one = two_clients();
    one.frames.back().at = Instant{} + 60s;
    auto const ladder = reports::ladder_of(one);
    BOOST_TEST_REQUIRE(ladder.rungs.size() == 4U);
    BOOST_TEST((ladder.rungs[2].kind == Rung::Kind::pause));
    BOOST_TEST(ladder.rungs[2].at.count() == Duration{60s - 2ms}.count());
}

BOOST_AUTO_TEST_CASE(many_frames_are_told_by_number_and_none_is_forgotten) {
    auto one = two_clients();
    one.frames.clear();
    for (unsigned index = 0; index < 200; ++index) {
        std::string const probe = "p" + std::to_string(index);
        one.frames.push_back(frame(2 * index + 1, Side::lan, true, "bob", probe, 3, index * 1ms));
        if (index != 100) one.frames.push_back(frame(2 * index + 2, Side::wan, false, "server", probe, 3, index * 1ms));
    }
    auto const ladder = reports::ladder_of(one);
    BOOST_TEST(ladder.rungs.size() < 20U);
    std::size_t told = 0;
    std::size_t lost = 0;
    for (Rung const& rung : ladder.rungs) {
        told += rung.count;
        lost += rung.kind == Rung::Kind::lost ? 1U : 0U;
    }
    BOOST_TEST(told == 200U);
    BOOST_TEST(lost == 1U);
}

BOOST_AUTO_TEST_CASE(messages) {
    BOOST_TEST(reports::message_of("IP 1.2.3.4 > 5.6.7.8 ESP spi=0x1 seq=0x2, 116 octets") == "ESP spi=0x1 seq=0x2, 116 octets");
    BOOST_TEST(reports::message_of("IP 1.2.3.4 > 5.6.7.8 UDP 500 > 500 ike.mm1 initiator_cookie=0x1 message_id=0x0") == "ike.mm1");
    BOOST_TEST(reports::message_of("IP 1.2.3.4 > 5.6.7.8 TCP 1 > 1723 [PSH,ACK] seq=0x1 ack=0x2 pptp.ocrq call_id=7") ==
               "pptp.ocrq call_id=7");
    BOOST_TEST(reports::message_of("IP 1.2.3.4 > 5.6.7.8 UDP 1 > 2, 64 octets") == "UDP 1 > 2, 64 octets");
    BOOST_TEST(reports::message_of("") == "");
}

BOOST_AUTO_TEST_CASE(text_and_mermaid_name_what_happened) {
    auto one = two_clients();
    one.frames.push_back(frame(6, Side::lan, false, "alice", "back-b", 4, 5ms));
    auto const ladder = reports::ladder_of(one);
    std::string const text = reports::ladder_text(ladder);
    for (std::string const words : {"ASTRAY", "meant for bob, reached alice", "ip.src 192.168.1.11 -> 203.0.113.2", "bob #3 ESP"})
        BOOST_TEST(text.find(words) != std::string::npos, words << " in\n" << text);
    std::string const diagram = reports::ladder_mermaid(ladder);
    BOOST_TEST(diagram.starts_with("sequenceDiagram\n"));
    for (std::string const words :
         {"participant H1 as bob 192.168.1.11", "WAN->>H2", "LAN->>H0", "rect rgb", "meant for bob, reached alice"})
        BOOST_TEST(diagram.find(words) != std::string::npos, words << " in\n" << diagram);
}

BOOST_AUTO_TEST_CASE(hostile_names_steer_nothing) {
    for (auto const& result : golden::hostile().record.cases) {
        auto const ladder = reports::ladder_of(result);
        for (std::string const& text : {reports::ladder_text(ladder), reports::ladder_mermaid(ladder), reports::ladder_svg(ladder)}) {
            BOOST_TEST(text.find('\x1b') == std::string::npos);
            BOOST_TEST(text.find("\xe2\x80\xae") == std::string::npos);
        }
        BOOST_TEST(reports::ladder_svg(ladder).find("<script") == std::string::npos);
        BOOST_TEST(reports::ladder_mermaid(ladder).find("<script") == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
