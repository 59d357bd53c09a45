// PPTP classes G0 to G5: two clients of one server, who assign the same Call ID on purpose, and GRE both ways (RFC 2637 section 4.1).
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(pptp_classes)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

constexpr std::uint16_t port = 40001;
constexpr std::uint16_t server_call = 0x5001;

/// Outgoing-Call-Request (7) or -Reply (8), "connected": only what matters here is filled in.
Octets message(std::uint16_t type, std::uint16_t first, std::uint16_t second_word) {
    const std::uint16_t length = type == 7 ? 168 : 32;
    Writer writer;
    writer.u16(length).u16(1).u32(0x1a2b3c4d).u16(type).u16(0).u16(first).u16(second_word).u8(1).zeros(length - 17U);
    return writer.take();
}

Octets gre(std::uint16_t call_id) {
    return Writer().u16(0x3001).u16(0x880b).u16(4).u16(call_id).u32(1).u32(0xff03c021).take();
}

class PptpLab {
public:
    explicit PptpLab(std::string const& more) : rig(router_of(more)) {}

    bool opens(Ipv4Address client) {
        const auto frames = segment(Side::lan, client, next_[client] = 1000, 2, {});
        ++next_[client];
        auto const* out = left(frames);
        if (out == nullptr) return false;
        outer_[client] = static_cast<std::uint16_t>(out->number("tcp.src_port"));
        (void)segment(Side::wan, client, back_[client] = 5000, 18, {});
        ++back_[client];
        return true;
    }
    /// Opens a call and returns the Call ID that the server sees; the reply must name the client's own.
    std::uint16_t calls(Ipv4Address client, std::uint16_t id) {
        const auto request = message(7, id, 1);
        const auto frames = segment(Side::lan, client, next_[client], 24, request);
        next_[client] += 168;
        BOOST_REQUIRE(left(frames) != nullptr);
        const auto seen = static_cast<std::uint16_t>(read_bits(behind(*left(frames), 20), 12 * 8, 16).value_or(0));
        const auto answers = segment(Side::wan, client, back_[client], 24, message(8, server_call, seen));
        back_[client] += 32;
        BOOST_REQUIRE_EQUAL(answers.size(), 1U);
        BOOST_TEST(read_bits(behind(answers[0], 20), 14 * 8, 16).value_or(0) == id);
        return seen;
    }
    bool sends(Ipv4Address client) { return left(rig.ip(Side::lan, client, server, 47, gre(server_call))) != nullptr; }
    /// Who gets GRE for that Call ID, and whether it bears the client's own.
    std::string back(std::uint16_t call_id, std::uint16_t own) {
        const auto frames = rig.ip(Side::wan, server, rig.wan_address, 47, gre(call_id));
        for (auto const& arrived : frames) BOOST_TEST(read_bits(behind(arrived, 0), 6 * 8, 16).value_or(0) == own);
        return receivers(frames);
    }

    Rig rig;

private:
    std::vector<Arrived> segment(Side side, Ipv4Address client, std::uint32_t seq, std::uint8_t flags, View data) {
        proto::TcpParameters tcp;
        tcp.source_port = side == Side::lan ? port : 1723;
        tcp.destination_port = side == Side::lan ? 1723 : outer_[client];
        tcp.seq = seq;
        tcp.flags = flags;
        const auto from = side == Side::lan ? client : server;
        const auto to = side == Side::lan ? server : rig.wan_address;
        return rig.ip(side, from, to, 6, proto::build_tcp(from, to, tcp, data));
    }
    std::map<Ipv4Address, std::uint32_t> next_;
    std::map<Ipv4Address, std::uint32_t> back_;
    std::map<Ipv4Address, std::uint16_t> outer_;
};

std::string story(std::string const& more, std::uint16_t alices, std::uint16_t bobs) {
    PptpLab lab(more);
    if (!lab.opens(alice)) return "no control connection";
    BOOST_REQUIRE(lab.opens(bob));
    const auto a = lab.calls(alice, alices);
    const auto b = lab.calls(bob, bobs);
    std::ostringstream story;
    story << (a == b ? "one Call ID" : "two Call IDs") << (a == alices && b == bobs ? " kept" : "");
    story << ", out: " << (lab.sends(alice) ? "alice" : "") << (lab.sends(bob) ? "+bob" : "");
    story << ", alice's: " << lab.back(a, alices) << ", bob's: " << lab.back(b, bobs);
    return story.str();
}

BOOST_AUTO_TEST_CASE(two_clients_with_one_call_id) {
    struct Row {
        std::string more;
        std::string story;
    };
    const Row rows[] = {
        {"pptp = \"G0\"", "no control connection"},
        {"pptp = \"G1\"", "one Call ID kept, out: , alice's: -, bob's: -"},
        {"pptp = \"G1\"\ngre_leaves = true", "one Call ID kept, out: alice+bob, alice's: -, bob's: -"},
        {"pptp = \"G2\"", "one Call ID kept, out: alice+bob, alice's: alice, bob's: alice"},
        {"pptp = \"G3\"", "one Call ID kept, out: alice+bob, alice's: alice, bob's: alice"},
        {"pptp = \"G4\"", "two Call IDs, out: alice+bob, alice's: alice, bob's: bob"},
        {"pptp = \"G4\"\nkeep_call_ids = true", "two Call IDs, out: alice+bob, alice's: alice, bob's: bob"},
        {"pptp = \"G5\"", "two Call IDs, out: alice+bob, alice's: alice, bob's: bob"},
    };
    for (auto const& row : rows) BOOST_TEST(story(row.more, 7, 7) == row.story, row.more << ": " << story(row.more, 7, 7));
}

BOOST_AUTO_TEST_CASE(two_clients_with_call_ids_of_their_own) {
    struct Row {
        std::string more;
        std::string story;
    };
    const Row rows[] = {
        // G2 goes by the address alone, and does not look whose Call ID it is: bob's tunnel data reach alice as they are.
        {"pptp = \"G3\"", "two Call IDs kept, out: alice+bob, alice's: alice, bob's: bob"},
        {"pptp = \"G4\"", "two Call IDs, out: alice+bob, alice's: alice, bob's: bob"},
        {"pptp = \"G4\"\nkeep_call_ids = true", "two Call IDs kept, out: alice+bob, alice's: alice, bob's: bob"},
    };
    for (auto const& row : rows) BOOST_TEST(story(row.more, 7, 8) == row.story, row.more << ": " << story(row.more, 7, 8));
}

BOOST_AUTO_TEST_CASE(by_address_the_first_client_gets_every_call_as_it_is) {
    PptpLab lab("pptp = \"G2\"");
    BOOST_REQUIRE(lab.opens(alice) && lab.opens(bob));
    (void)lab.calls(alice, 7);
    (void)lab.calls(bob, 8);
    BOOST_TEST((lab.sends(alice) && lab.sends(bob)));
    BOOST_TEST(lab.back(8, 8) == "alice");
}

BOOST_AUTO_TEST_CASE(a_second_call_of_one_connection) {
    for (auto const& [code, first_call] : {std::pair{"G3", "alice"}, std::pair{"G4", "alice"}, std::pair{"G5", "-"}}) {
        PptpLab lab(std::string("pptp = \"") + code + "\"");
        BOOST_REQUIRE(lab.opens(alice));
        const auto one = lab.calls(alice, 7);
        const auto two = lab.calls(alice, 8);
        BOOST_TEST(lab.sends(alice));
        BOOST_TEST(lab.back(one, 7) == first_call, code);
        BOOST_TEST(lab.back(two, 8) == "alice", code);
    }
}

BOOST_AUTO_TEST_CASE(gre_without_a_call_finds_no_way) {
    for (auto const* code : {"G3", "G4", "G5"}) {
        PptpLab lab(std::string("pptp = \"") + code + "\"");
        BOOST_TEST(!lab.sends(alice), code);
        BOOST_TEST(lab.back(7, 7) == "-", code);
    }
    PptpLab by_address("pptp = \"G2\"");
    BOOST_TEST(by_address.back(7, 7) == "-");
    BOOST_TEST(by_address.sends(alice));
    BOOST_TEST(by_address.back(7, 7) == "alice");
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
