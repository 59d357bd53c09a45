// A router that looks into TCP connections: what belongs on a port passes however it is cut, what does not is dropped.
#include "harness/suite/load_router.hpp"
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>

BOOST_AUTO_TEST_SUITE(inspection)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

constexpr std::uint16_t client_port = 40001;

model::RouterSpec inspecting(std::string const& what) {
    // Without anything that waits for the rest of a control message, to change it.
    auto loaded = suite::parse_router("format = 1\ntitle = \"t\"\nprofile = \"p\"\npptp = \"G1\"\n" + what, "t.toml");
    BOOST_REQUIRE(loaded.ok());
    return loaded.value;
}

Octets text(std::string_view octets) {
    return Octets(octets.begin(), octets.end());
}

Octets joined(Octets one, Octets const& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

/// A Start-Control-Connection-Request or -Reply as far as a router looks at it (RFC 2637 sections 2.1 and 2.2).
Octets pptp(std::uint16_t type) {
    return Writer().u16(156).u16(1).u32(0x1a2b3c4d).u16(type).zeros(146).take();
}

Octets record(std::uint8_t type, std::size_t length) {
    return Writer().u8(type).u16(0x0303).u16(static_cast<std::uint16_t>(length)).zeros(length).take();
}

/// A binary packet of SSH with a message of that number (RFC 4253 section 6).
Octets ssh(std::uint8_t message) {
    return Writer().u32(28).u8(6).u8(message).zeros(26).take();
}

/// A connection of alice's through a router, whose segments it counts.
class Connection {
public:
    Connection(std::string const& what, std::uint16_t port) : rig_(inspecting(what)), port_(port) {
        (void)out({}, 2);
        (void)in({}, 18);
        ++sent_;
        ++received_;
    }
    /// Whether it comes out on the other side.
    bool client_says(View data) {
        const bool passed = out(data, 24);
        sent_ += static_cast<std::uint32_t>(data.size());
        return passed;
    }
    bool server_says(View data) {
        const bool passed = in(data, 24);
        received_ += static_cast<std::uint32_t>(data.size());
        return passed;
    }
    bool client_repeats(View data) {
        sent_ -= static_cast<std::uint32_t>(data.size());
        return client_says(data);
    }
    void client_skips(std::uint32_t octets) { sent_ += octets; }

private:
    bool out(View data, std::uint8_t flags) { return carry(Side::lan, alice, client_port, server, port_, sent_, flags, data); }
    bool in(View data, std::uint8_t flags) {
        return carry(Side::wan, server, port_, rig_.wan_address, client_port, received_, flags, data);
    }
    bool carry(Side side, Ipv4Address from, std::uint16_t from_port, Ipv4Address to, std::uint16_t to_port, std::uint32_t seq,
               std::uint8_t flags, View data) {
        proto::TcpParameters tcp;
        tcp.source_port = from_port;
        tcp.destination_port = to_port;
        tcp.seq = seq;
        tcp.flags = flags;
        return !rig_.ip(side, from, to, 6, proto::build_tcp(from, to, tcp, data)).empty();
    }

    Rig rig_;
    std::uint16_t port_;
    std::uint32_t sent_ = 1000;
    std::uint32_t received_ = 0xfffffff0;  // it goes past the end of the numbers
};

/// All of it, in two pieces cut anywhere, and octet by octet.
void check_passes(std::string const& what, std::uint16_t port, View data) {
    for (std::size_t cut = 0; cut <= data.size(); ++cut) {
        Connection connection(what, port);
        const bool first = cut == 0 || connection.client_says(part(data, 0, cut));
        const bool second = cut == data.size() || connection.client_says(part(data, cut));
        BOOST_TEST((first && second), "port " << port << ", cut at " << cut);
    }
    Connection slow(what, port);
    bool all = true;
    for (std::size_t at = 0; at < data.size(); ++at) all = slow.client_says(part(data, at, 1)) && all;
    BOOST_TEST(all);
}

const std::string all_of_them = "inspects = [\"pptp\", \"tls\", \"ssh\"]";

BOOST_AUTO_TEST_CASE(control_messages_pass_however_they_are_cut) {
    check_passes(all_of_them, 1723, joined(pptp(1), pptp(5)));
}

BOOST_AUTO_TEST_CASE(what_is_no_pptp_is_dropped_and_its_connection_with_it) {
    Connection connection(all_of_them, 1723);
    BOOST_TEST(connection.client_says(pptp(1)));
    BOOST_TEST(!connection.server_says(text("any octets of a server")));
    BOOST_TEST(!connection.client_says(pptp(5)));
    BOOST_TEST(!connection.server_says(pptp(2)));
    Connection other(all_of_them, 1723);
    BOOST_TEST(!other.client_says(text("any octets")));
    BOOST_TEST(!other.client_repeats(text("any octets")));
}

BOOST_AUTO_TEST_CASE(tls_records_pass_however_they_are_cut) {
    for (const auto port : {std::uint16_t{443}, std::uint16_t{5000}})
        check_passes(all_of_them, port, joined(record(22, 40), joined(record(20, 1), record(23, 30))));
}

BOOST_AUTO_TEST_CASE(behind_a_client_hello_there_are_records) {
    Connection connection(all_of_them, 5000);
    BOOST_TEST(connection.client_says(record(22, 40)));
    BOOST_TEST(connection.server_says(record(22, 40)));
    BOOST_TEST(connection.server_says(record(23, 600)));
    BOOST_TEST(!connection.client_says(text("GET / HTTP/1.1\r\n")));
    BOOST_TEST(!connection.server_says(record(23, 600)));
}

BOOST_AUTO_TEST_CASE(port_443_is_for_tls_and_for_openvpn) {
    Connection plain(all_of_them, 443);
    BOOST_TEST(!plain.client_says(text("any octets")));
    Connection openvpn(all_of_them, 443);
    BOOST_TEST(openvpn.client_says(Writer().u16(14).u8(0x38).zeros(13).take()));
    BOOST_TEST(openvpn.server_says(text("any octets")));
    Connection elsewhere(all_of_them, 5000);
    BOOST_TEST(elsewhere.client_says(text("any octets")));
}

BOOST_AUTO_TEST_CASE(ssh_passes_however_it_is_cut_and_is_opaque_behind_new_keys) {
    check_passes(all_of_them, 22, joined(text("SSH-2.0-x\r\n"), joined(ssh(20), joined(ssh(21), text("nobody can read this any more")))));
}

BOOST_AUTO_TEST_CASE(behind_an_ssh_greeting_there_are_binary_packets) {
    Connection connection(all_of_them, 2222);
    BOOST_TEST(connection.server_says(text("welcome\r\nSSH-2.0-y\r\n")));
    BOOST_TEST(connection.client_says(text("SSH-2.0-x\r\n")));
    BOOST_TEST(connection.server_says(ssh(20)));
    BOOST_TEST(!connection.client_says(text("some text instead of packets")));
    BOOST_TEST(!connection.server_says(ssh(20)));
}

BOOST_AUTO_TEST_CASE(only_what_it_looks_into_is_looked_at) {
    const auto passes = [](std::string const& what, std::uint16_t port) {
        Connection connection(what, port);
        return connection.client_says(text("any octets"));
    };
    BOOST_TEST(passes("", 1723));
    BOOST_TEST(passes("", 443));
    BOOST_TEST(passes("inspects = [\"tls\", \"ssh\"]", 1723));
    BOOST_TEST(passes("inspects = [\"pptp\", \"ssh\"]", 443));
    BOOST_TEST(!passes("inspects = [\"tls\"]", 443));
    BOOST_TEST(!passes("inspects = [\"pptp\"]", 1723));
}

BOOST_AUTO_TEST_CASE(behind_a_gap_nothing_is_looked_at) {
    Connection connection(all_of_them, 1723);
    connection.client_skips(100);
    BOOST_TEST(connection.client_says(text("any octets")));
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
