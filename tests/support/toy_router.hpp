// A router small enough to be seen through, for tests only: NAPT for UDP, TCP and ICMP echo, address translation for ESP, AH and GRE,
// and misdeeds on demand. Frames in, frames with a delay out; no clock of its own.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "generator/shape/fragment.hpp"
#include "harness/engine/token.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace toy {

/// A datagram on its way through, as it came in.
struct Passage {
    tsuka::Side from = tsuka::Side::lan;
    std::uint8_t protocol = 0;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::size_t payload = 0;                    ///< octets behind the transport header
    std::optional<tsuka::engine::Token> token;  ///< of a probe or sentinel
    tsuka::Instant at;
    tsuka::Ipv4Address destination{};

    [[nodiscard]] bool is_sentinel() const { return token && token->probe == tsuka::engine::Token::sentinel_probe; }
    [[nodiscard]] bool is_probe(unsigned number) const { return token && token->probe == number; }
};

enum class Misdeed : std::uint8_t {
    drop,
    duplicate,
    wrong_client,
    alter,
    bad_checksum,
    bad_ip_checksum,
    leak,
    delay,
    reset,
    other_port,
    other_socket,
    other_host,
    stop
};

/// Done to every datagram that `when` picks, `times` times at most.
struct Fault {
    Misdeed what = Misdeed::drop;
    std::function<bool(Passage const&)> when;
    tsuka::Duration delay{};
    unsigned times = 1'000'000;
};

struct Departure {
    tsuka::Side side = tsuka::Side::lan;
    tsuka::Octets frame;
    tsuka::Duration delay{};
};

class Router {
public:
    explicit Router(std::uint64_t seed) : magic_(tsuka::engine::run_magic(seed)) {}

    // What it is, and what is wrong with it. Set before the run or in the middle of it.
    tsuka::Ipv4Address lan_address{0xc0a80001};
    tsuka::Ipv4Address wan_address{0xcb007102};
    tsuka::MacAddress lan_mac{{0x06, 0, 0, 0, 0, 1}};
    tsuka::MacAddress wan_mac{{0x06, 0, 0, 0, 0, 2}};
    tsuka::Duration latency = std::chrono::microseconds(100);
    bool translates = true;
    bool translates_quotes = true;  ///< of ICMP errors
    bool last_come = false;         ///< ESP, AH, GRE of one server: to the last client that spoke, not the first
    bool dead = false;
    std::optional<tsuka::Ipv4Address> astray_to;  ///< wrong_client: whose MAC it gets instead; else some other neighbour's. other_host: who
    std::array<bool, 2> answers_arp{true, true};
    /// Another host on the LAN: which of the addresses that are probed (RFC 5227), counted from 1, it says to have, and how late.
    std::function<bool(unsigned)> squats;
    tsuka::Duration squats_after = std::chrono::microseconds(100);
    tsuka::MacAddress squatter_mac{{0x0a, 0, 0, 0, 0, 0x66}};
    std::optional<std::uint64_t> dies_after;     ///< datagrams forwarded
    std::optional<tsuka::Instant> silent_until;  ///< stop: for so long nothing goes in or out
    std::vector<Fault> faults;
    /// What comes out on the other side of a frame that is neither ARP nor a datagram of its link; nothing, unless it is set.
    std::function<std::vector<tsuka::Octets>(tsuka::Side, tsuka::View)> others;
    bool ignores_tags = false;  ///< of IEEE 802.1Q: a datagram behind one is its link's
    /// A program of its own: it sees every frame of the LAN, and says frames there.
    std::function<std::vector<tsuka::Octets>(tsuka::View, tsuka::Instant)> program;

    [[nodiscard]] std::vector<Departure> receive(tsuka::Side side, tsuka::View frame, tsuka::Instant now);
    [[nodiscard]] std::uint64_t forwarded() const { return forwarded_; }

private:
    using Flow = std::tuple<std::uint8_t, std::uint32_t, std::uint16_t>;  ///< IP protocol, LAN address, port or ICMP identifier

    void arp(tsuka::Side side, tsuka::View frame, std::vector<Departure>& out);
    [[nodiscard]] Passage passage(tsuka::Side side, tsuka::View datagram, tsuka::Instant now) const;
    [[nodiscard]] bool outbound(tsuka::Octets& datagram);
    [[nodiscard]] bool inbound(tsuka::Octets& datagram);
    [[nodiscard]] bool error(tsuka::Octets& datagram, bool inward);
    void send(tsuka::Side to, tsuka::Octets const& datagram, tsuka::Duration delay, std::vector<Departure>& out, bool astray = false,
              bool spoil_header = false);
    void reset(Passage const& what, tsuka::View datagram, std::vector<Departure>& out);

    tsuka::engine::Magic magic_;
    std::map<tsuka::Ipv4Address, tsuka::MacAddress> neighbours_;
    tsuka::MacAddress gateway_mac_;
    std::map<Flow, std::uint16_t> out_ports_;
    std::map<std::pair<std::uint8_t, std::uint16_t>, std::pair<std::uint32_t, std::uint16_t>> in_ports_;
    std::map<std::pair<std::uint8_t, std::uint32_t>, std::uint32_t> portless_;
    std::uint16_t next_port_ = 2000;
    std::array<tsuka::shape::Reassembler, 2> reassemblers_;
    std::uint64_t forwarded_ = 0;
    unsigned probed_ = 0;
};

/// Whole datagrams of one protocol and direction that carry data, the nth only if `nth` is given (1-based, counted by this value).
[[nodiscard]] std::function<bool(Passage const&)> probe(unsigned number);
[[nodiscard]] std::function<bool(Passage const&)> tcp_data(tsuka::Side from, unsigned nth = 0);

}  // namespace toy
