// Values as a suite writes them, and where they stand in it. Steps and classes are made of them.
#pragma once

#include "generator/base/octets.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

/// Where something stands in a file, for diagnostics. Lines and columns count from 1; 0 means unknown.
struct Spot {
    std::string file;
    unsigned line = 0;
    unsigned column = 0;
};

[[nodiscard]] std::string to_string(Spot const& spot);  ///< "suites/pptp/call_id.toml:21:3"

/// One value as the suite writes it. In `send` it is what to write; in `expect` it is what must hold.
struct Term {
    enum class Kind : std::uint8_t {
        number,      ///< 7, 0x1a
        text,        ///< "abc" for a text field; an address for an ipv4 or ipv6 field
        octets,      ///< "hex:0a0b"
        range,       ///< "1024..65535", both ends included
        symbol,      ///< "$x": binds at first sight, must be equal afterwards
        not_symbol,  ///< "!$x": must differ from x
        same,        ///< as the sender put it
        changed,     ///< not as the sender put it
        valid,       ///< a right checksum
        dut_wan,     ///< "dut.wan": the router's WAN address
        dut_lan,     ///< "dut.lan": the router's LAN address
        dut_ports,   ///< "dut.ports": one of those ports of a shared WAN address that are the router's
        actor,       ///< an actor's address, by name
        random,      ///< send only: from the run's seed
    };
    Kind kind = Kind::number;
    std::uint64_t number = 0;  ///< number; lower end of range
    std::uint64_t upper = 0;   ///< upper end of range
    std::string text;          ///< text, symbol name (without "$"), actor name
    Octets octets;
    std::string written;  ///< as it stands in the suite, for reports

    auto operator<=>(Term const&) const = default;
};

/// All of them must hold.
using Constraint = std::vector<Term>;

struct FieldTerm {
    std::string field;  ///< a field of the message, or "tcp.seq", "ip.ttl", "src", "dst_port" of the layers below
    Term term;
};

struct FieldConstraint {
    std::string field;
    Constraint constraint;
};

/// How a sent datagram is cut into fragments (generator/shape).
struct FragmentShape {
    unsigned mtu = 576;           ///< largest fragment in octets
    std::vector<unsigned> order;  ///< 1-based positions in which to send them; empty: in order; a repeated number duplicates
    unsigned overlap = 0;         ///< octets by which a later fragment repeats the one before it (multiple of 8)
};

}  // namespace tsuka::model
