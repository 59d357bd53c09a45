// ICMP errors: what is quoted, how they are known on the other side, and what is held against the router.
#include "bench.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/icmp.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(icmp_errors)

using namespace bench;

namespace {

const std::string opening = R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 40123, dst_port = 40321 },
  { send = "udp", on = "u", at = "alice", bytes = 1000, as = "out" },
  { expect = "udp", on = "u", at = "server", probe = "out", src_port = "$port" },)";

std::string error_of(std::string const& more, std::string const& expected = {}) {
    return opening + R"({ send = "icmp.unreachable", at = "stranger", quote = "out", code = 4, mtu = 1280, as = "error")" + more +
           R"( }, { expect = "icmp.unreachable", at = "alice", probe = "error", from = "stranger", mtu = 1280, payload = "same", )"
           R"("quote.ip.src" = "alice", "quote.ip.dst" = "server", "quote.udp.src_port" = 40123, "quote.ip.checksum" = "valid")" +
           expected + " }";
}

bool is_error(toy::Passage const& what) {
    return what.protocol == 1;
}

Ended with(toy::Misdeed what) {
    Bench bench;
    bench.router.faults.push_back({what, is_error});
    return bench.run(error_of(""));
}

model::FrameRecord const& sent_frame(Ended const& ended, std::string const& probe) {
    auto const& frames = ended.record.frames;
    const auto found = std::find_if(frames.begin(), frames.end(), [&](auto const& frame) { return frame.sent && frame.probe == probe; });
    BOOST_REQUIRE((found != frames.end()));
    return *found;
}

std::string field(model::FrameRecord const& frame, std::string const& name) {
    for (auto const& one : frame.fields)
        if (one.name == name) return one.value;
    return "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_quotes_what_arrived_and_is_known_by_that) {
    for (std::string const bytes : {"", ", quote_bytes = 28", ", quote_bytes = 548"}) {
        Bench bench;
        const auto ended = bench.run(error_of(bytes));
        BOOST_TEST(outcome(ended) == "satisfied", bytes << ": " << outcome(ended));
        BOOST_TEST(ended.findings() == "");
        auto const& error = sent_frame(ended, "error");
        // RFC 1812 section 4.3.2.3: no more than 576 octets in all; RFC 792: the header and 8 octets at least.
        BOOST_TEST(field(error, "ip.total_length") == (bytes == ", quote_bytes = 28" ? "56" : "576"));
        BOOST_TEST(field(error, "ip.src") == "198.51.100.6");
        BOOST_TEST(field(error, "ip.dst") == to_string(bench.router.wan_address));
        BOOST_TEST(field(error, "quote.ip.src") == to_string(bench.router.wan_address));
        BOOST_TEST(field(error, "quote.udp.dst_port") == "40321");
        BOOST_TEST(field(error, "quote.ip.ttl") == "63");
    }
}

BOOST_AUTO_TEST_CASE(two_that_look_alike_are_told_apart_by_what_they_quote) {
    Bench bench;
    const auto ended = bench.run(opening + R"({ use = "udp", as = "b", from = "bob", to = "server", src_port = 40123, dst_port = 40321 },
      { send = "udp", on = "b", at = "bob", as = "out-b" }, { expect = "udp", on = "b", at = "server", probe = "out-b" },
      { send = "icmp.unreachable", at = "server", quote = "out-b", quote_bytes = 28, as = "error-b" },
      { send = "icmp.unreachable", at = "server", quote = "out", quote_bytes = 28, as = "error-a" },
      { expect = "icmp.unreachable", at = "alice", probe = "error-a", "quote.ip.src" = "alice" },
      { expect = "icmp.unreachable", at = "bob", probe = "error-b", "quote.ip.src" = "bob" })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(a_lan_host_quotes_what_it_received) {
    Bench bench;
    const auto ended = bench.run(opening + R"({ send = "udp", on = "u", at = "server", as = "back" },
      { expect = "udp", on = "u", at = "alice", probe = "back" },
      { send = "icmp.unreachable", at = "alice", quote = "back", as = "error" },
      { expect = "icmp.unreachable", at = "server", probe = "error", src = "dut.wan", "quote.ip.dst" = "dut.wan", )"
                                           R"("quote.udp.dst_port" = "$port", "quote.ip.checksum" = "valid" })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
    BOOST_TEST(field(sent_frame(ended, "error"), "quote.ip.dst") == "192.168.1.1");
}

BOOST_AUTO_TEST_CASE(of_esp_eight_octets_show_the_spi) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "esp", as = "e", from = "alice", to = "server" },
      { send = "esp", on = "e", at = "alice", spi = 0xa1000001, as = "out" }, { expect = "esp", on = "e", at = "server", probe = "out" },
      { send = "icmp.time-exceeded", at = "stranger", quote = "out", quote_bytes = 28, as = "error" },
      { expect = "icmp.time-exceeded", at = "alice", probe = "error", "quote.esp.spi" = 0xa1000001, "quote.ip.src" = "alice" })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
}

BOOST_AUTO_TEST_CASE(of_tcp_eight_octets_show_the_ports) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "tcp", as = "t", from = "alice", to = "server", src_port = 40123, dst_port = 40321 },
      { send = "tcp", on = "t", at = "alice", as = "out" }, { expect = "tcp", on = "t", at = "server", probe = "out" },
      { send = "icmp", type = 4, code = 0, at = "server", quote = "out", quote_bytes = 28, as = "error" },
      { expect = "icmp", at = "alice", probe = "error", type = 4, "quote.tcp.src_port" = 40123, "quote.tcp.dst_port" = 40321 })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(of_fragments_the_first_is_quoted) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 40123 },
      { send = "udp", on = "u", at = "alice", bytes = 2000, fragment = { mtu = 1280, order = [2, 1] }, as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" },
      { send = "icmp.time-exceeded", code = 1, at = "server", quote = "out", as = "error" },
      { expect = "icmp.time-exceeded", at = "alice", probe = "error", "quote.udp.src_port" = 40123, "quote.ip.fragment_offset" = 0 })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_quote_left_untranslated_meets_no_expectation) {
    Bench bench;
    bench.router.translates_quotes = false;
    const auto ended = bench.run(error_of(""));
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(has(ended.record.reason, "quote.ip.src is 203.0.113.2"), ended.record.reason);
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(lost_altered_doubled_and_astray_are_held_against_the_router) {
    BOOST_TEST(has(with(toy::Misdeed::drop).record.reason, "did not arrive at alice"));
    BOOST_TEST(with(toy::Misdeed::alter).found("always.payload-untouched"));
    BOOST_TEST(with(toy::Misdeed::duplicate).found("always.no-duplicates"));
    BOOST_TEST(with(toy::Misdeed::wrong_client).found("always.no-misdelivery"));
    BOOST_TEST(with(toy::Misdeed::bad_ip_checksum).found("always.checksums-right"));
}

BOOST_AUTO_TEST_CASE(a_deliberate_fault_in_the_quote_is_not_the_routers) {
    Bench bench;
    const auto ended =
        bench.run(opening + R"({ send = "icmp.unreachable", at = "stranger", quote = "out", "quote.udp.checksum" = 7, as = "odd" },
      { expect = "icmp.unreachable", at = "alice", probe = "odd", checksum = "valid" },
      { send = "icmp.unreachable", at = "server", quote = "out", "quote.ip.checksum" = 0x1234, as = "wrong" },
      { expect = "icmp.unreachable", at = "alice", probe = "wrong" })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
    BOOST_TEST(field(sent_frame(ended, "odd"), "quote.udp.checksum") == "7");
    BOOST_TEST(field(sent_frame(ended, "wrong"), "quote.ip.checksum") == "4660");
}

BOOST_AUTO_TEST_CASE(a_forged_quote_has_a_right_header_checksum) {
    Bench bench;
    const auto ended =
        bench.run(opening + R"({ send = "icmp.unreachable", at = "stranger", quote = "out", "quote.ip.id" = 1, as = "forged" },
      { expect = "icmp.unreachable", at = "alice", probe = "forged", "quote.ip.id" = 1, "quote.ip.checksum" = "valid" })");
    BOOST_TEST(outcome(ended) == "satisfied", outcome(ended));
    auto const& frames = ended.record.frames;
    for (std::size_t at = 0; at < frames.size(); ++at)
        if (frames[at].sent && frames[at].probe == "forged")
            BOOST_TEST(internet_checksum(View(ended.frames[at]).subspan(14 + 20 + 8, 20)) == 0U);
}

BOOST_AUTO_TEST_CASE(what_did_not_arrive_cannot_be_quoted) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended =
        bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" }, { send = "udp", on = "u", at = "alice", as = "out" },
      { send = "icmp.unreachable", at = "server", quote = "out", as = "error" },
      { expect = "icmp.unreachable", at = "alice", probe = "error" })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "nothing to quote"), ended.record.reason);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_routers_own_is_not_the_one_that_was_sent) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, is_error});
    // The same type and code about the same datagram, from the router itself, just when the other one is due.
    bench.events.emplace(Instant{} + 1ms, [&](Instant now) {
        proto::IpParameters ip;
        ip.source = bench.router.lan_address;
        ip.destination = {0xc0a80101};
        ip.protocol = 1;
        proto::IpParameters quoted;
        quoted.source = ip.destination;
        quoted.destination = {0xc6336404};
        quoted.protocol = 17;
        const auto quote = proto::build_ipv4(quoted, proto::build_udp(quoted.source, quoted.destination, 40123, 40321, to_octets("mine")));
        const auto error = proto::build_ipv4(ip, proto::build_icmp(3, 4, 1280, quote));
        const auto frame = proto::build_ethernet({{0x02, 0, 0, 0, 1, 1}}, bench.router.lan_mac, 0x0800, error);
        bench.engine->receive(Side::lan, frame, now);
    });
    const auto ended = bench.run(error_of(""));
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "did not arrive"), ended.record.reason);
}

/// RFC 5508 REQ-7: what has turned back at the router was received by a host beside its sender, and that one sends the error.
BOOST_AUTO_TEST_CASE(whoever_got_what_turned_back_sends_the_error_and_it_is_known) {
    const std::string steps = R"({ use = "udp", as = "a", from = "alice", to = "server", src_port = 40521 },
      { use = "udp", as = "b", from = "bob", to = "server" },
      { send = "udp", on = "b", at = "bob", as = "hello" }, { expect = "udp", on = "b", at = "server", probe = "hello", src_port = "$b" },
      { send = "udp", on = "a", at = "alice", to = "dut.wan", dst_port = "$b", as = "hair" },
      { send = "icmp.unreachable", at = "bob", quote = "hair", code = 3, as = "error" })";
    const std::string classes = R"(classes = [ { is = "none", when = ["!hair@bob"] }, { is = "lost", when = ["hair@bob", "!error"] },
      { is = "told", when = ["hair@bob", "error@alice", "error.quote.udp.src_port=40521", "error.ip.src=dut.wan"] },
      { is = "else", when = ["hair@bob", "error@alice", "error.quote.udp.src_port!=40521"] } ])";
    Bench none;
    BOOST_TEST(outcome(none.run(steps, classes)) == "satisfied [none]");
    // The bench's router turns nothing back, so this is done for it: first the datagram, then, a moment later, its error.
    const auto turned = [&](std::uint16_t quoted, bool errs) {
        Bench bench;
        const auto to_router = [&](toy::Passage const& what) {
            return what.destination == bench.router.wan_address && what.from == Side::lan;
        };
        bench.router.faults.push_back({toy::Misdeed::drop, to_router});
        const auto turn = [&](std::uint8_t protocol, Ipv4Address to, std::uint8_t mac, View message, Instant now) {
            proto::IpParameters ip;
            ip.source = bench.router.wan_address;
            ip.destination = to;
            ip.protocol = protocol;
            ip.ttl = 63;
            bench.engine->receive(
                Side::lan, proto::build_ethernet({{0x02, 0, 0, 0, 1, mac}}, bench.router.lan_mac, 0x0800, proto::build_ipv4(ip, message)),
                now);
        };
        const Ipv4Address alice{0xc0a80101};
        const Ipv4Address bob{0xc0a80102};
        bench.router.program = [&, alice, bob](View frame, Instant now) {
            const auto seen = proto::dissect(frame);
            auto const* to = seen.field("ip.dst");
            if (to == nullptr || std::get<std::uint64_t>(to->value) != bench.router.wan_address.number) return std::vector<Octets>{};
            auto const* port = seen.field("udp.dst_port");
            if (auto const* type = seen.field("icmp.type"); type == nullptr) {
                const auto text = part(frame, 14 + 20 + 8);
                turn(17, bob, 2,
                     proto::build_udp(bench.router.wan_address, bob, 2001, static_cast<std::uint16_t>(std::get<std::uint64_t>(port->value)),
                                      text),
                     now);
            } else if (errs) {
                auto quote = Octets(frame.begin() + 14 + 20 + 8,
                                    frame.begin() + 14 + static_cast<std::ptrdiff_t>(read_bits(frame, 16 * 8, 16).value()));
                write_bits(quote, 10 * 8, 16, 0);
                write_bits(quote, 12 * 8, 32, alice.number);
                write_bits(quote, 16 * 8, 32, bench.router.wan_address.number);
                write_bits(quote, 10 * 8, 16, internet_checksum(part(quote, 0, 20)));
                write_bits(quote, 20 * 8, 16, quoted);
                turn(1, alice, 1, proto::build_icmp(3, 3, 0, quote), now);
            }
            return std::vector<Octets>{};
        };
        return outcome(bench.run(steps, classes));
    };
    BOOST_TEST(turned(40521, true) == "satisfied [told]");
    BOOST_TEST(turned(2001, true) == "satisfied [else]");
    BOOST_TEST(turned(40521, false) == "satisfied [lost]");
}

BOOST_AUTO_TEST_SUITE_END()
