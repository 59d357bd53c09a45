// Whose frame is it? By token, else by where it goes: MAC on the LAN, address on the WAN. One look-up, however many cases run; the
// tokens of cases that have ended are known to the end of the run.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"
#include "harness/engine/token.hpp"
#include "harness/model/host.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tsuka::run {

class Demux {
public:
    explicit Demux(std::uint64_t seed) : magic_(engine::run_magic(seed)) {}

    enum class Kind : std::uint8_t { running, resting, ended, lab, nobody };
    struct Owner {
        Kind kind = Kind::nobody;
        std::uint32_t number = 0;  ///< of the case, if a case's
    };

    /// A case begins; numbers count up from 1.
    [[nodiscard]] std::uint32_t begin(std::string name);
    void add(std::uint32_t number, model::Host const& host);
    /// Its turn is over; its hosts are still its own until another case has them.
    void rest(std::uint32_t number) { cases_[number].kind = Kind::resting; }
    void end(std::uint32_t number, std::vector<model::Host> const& hosts);

    /// What a LAN host sends: whoever has opened a port may be spoken to there by anybody, where the router lets strangers in.
    void sends(Side side, View frame);
    /// Whether this frame goes to a port of TCP or UDP that the LAN host whose it is has opened.
    [[nodiscard]] bool is_open(View frame) const;
    [[nodiscard]] Owner owner(Side side, View frame) const;

    /// Of any case that has begun; empty for a number that none has.
    [[nodiscard]] std::string const& name(std::uint32_t number) const;

private:
    struct Known {
        std::string name;
        Kind kind = Kind::running;
    };

    engine::Magic magic_;
    std::vector<Known> cases_{{"the lab", Kind::lab}};      ///< by number
    std::unordered_map<std::uint64_t, std::uint32_t> lan_;  ///< by MAC
    std::unordered_set<std::uint64_t> opened_;              ///< MAC, protocol and port; kept to the end, as a cone NAT may keep them
    std::map<IpAddress, std::uint32_t> wan_;                ///< by address: a tree is as good as flat for what a lab has servers
};

/// Whether the hosts and servers of the lab itself may have something to say to this frame: ARP, ICMP, DHCP, PPPoE. Probes of cases are
/// none.
[[nodiscard]] bool concerns_lab(View frame);
/// DHCP over IPv4, either way (RFC 2131 section 4.1).
[[nodiscard]] bool is_dhcp(View frame);
[[nodiscard]] bool from_dhcp_server(View frame);

}  // namespace tsuka::run
