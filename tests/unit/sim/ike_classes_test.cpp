// IKE classes K0 to K6: two clients with source port 500 towards one server, and one of them towards another.
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(ike_classes)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

constexpr std::uint64_t alice_cookie = 0xa1a1a1a1a1a1a1a1;
constexpr std::uint64_t bob_cookie = 0xb2b2b2b2b2b2b2b2;

class Ike {
public:
    explicit Ike(std::string const& code) : rig(router_of("ike = \"" + code + "\"")) {}

    /// The port under which it left: "500", "other", "-" for none; and who gets the answer to it.
    std::string asks(Ipv4Address client, Ipv4Address to, std::uint64_t cookie) {
        const auto frames = rig.udp(Side::lan, client, 500, to, 500, message(cookie));
        auto const* out = left(frames);
        if (out == nullptr) return "- -";
        port = static_cast<std::uint16_t>(out->number("udp.src_port"));
        return (port == 500 ? "500 " : "other ") + back(to, port, cookie);
    }
    std::string back(Ipv4Address from, std::uint16_t to_port, std::uint64_t cookie) {
        return receivers(rig.udp(Side::wan, from, 500, rig.wan_address, to_port, message(cookie)));
    }

    Rig rig;
    std::uint16_t port = 0;  ///< of the last question

private:
    /// RFC 2408 section 3.1: cookies, next payload, version, exchange, flags, message id, length.
    static Octets message(std::uint64_t cookie) { return Writer().u64(cookie).u64(0).u32(0x00100200).u32(0).u32(28).take(); }
};

std::string story(std::string const& code) {
    Ike ike(code);
    std::ostringstream story;
    story << ike.asks(alice, server, alice_cookie);
    const auto alices = ike.port;
    story << ", " << ike.asks(bob, server, bob_cookie);
    story << ", alice's: " << ike.back(server, alices, alice_cookie);
    story << ", elsewhere: " << ike.asks(bob, second, bob_cookie);
    // RFC 3715 section 2.3 (n): the responder begins a new phase 1, with a cookie of its own.
    story << ", rekey: " << ike.back(server, alices, 0x5e5e5e5e5e5e5e5e);
    return story.str();
}

BOOST_AUTO_TEST_CASE(two_clients_with_port_500) {
    struct Row {
        std::string code;
        std::string story;
    };
    const Row rows[] = {
        {"K0", "- -, - -, alice's: -, elsewhere: - -, rekey: -"},
        {"K1", "500 alice, - -, alice's: alice, elsewhere: - -, rekey: alice"},
        // Bob's mapping is used again elsewhere, for mapping is endpoint-independent (RFC 4787 section 4.1).
        {"K2", "500 alice, other bob, alice's: alice, elsewhere: other bob, rekey: alice"},
        {"K3", "other alice, other bob, alice's: alice, elsewhere: other bob, rekey: alice"},
        {"K4", "500 alice, 500 bob, alice's: alice, elsewhere: 500 bob, rekey: -"},
        {"K5", "500 alice, - -, alice's: alice, elsewhere: 500 bob, rekey: alice"},
        {"K6", "500 alice, 500 alice, alice's: alice, elsewhere: 500 bob, rekey: alice"},
    };
    for (auto const& row : rows) BOOST_TEST(story(row.code) == row.story, row.code << ": " << story(row.code));
}

BOOST_AUTO_TEST_CASE(a_refused_client_is_served_when_the_first_has_been_forgotten) {
    for (auto const* code : {"K1", "K5"}) {
        Ike ike(code);
        BOOST_TEST(ike.asks(alice, server, alice_cookie) == "500 alice");
        ike.rig.now += std::chrono::seconds(301);
        BOOST_TEST(ike.asks(bob, server, bob_cookie) == "500 bob", code);
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_begins_anew_is_known_by_both_its_cookies) {
    Ike ike("K4");
    BOOST_TEST(ike.asks(alice, server, alice_cookie) == "500 alice");
    BOOST_TEST(ike.asks(alice, server, 0xa3a3) == "500 alice");
    BOOST_TEST(ike.back(server, 500, alice_cookie) == "alice");
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
