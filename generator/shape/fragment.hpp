// IP fragmentation and reassembly of both families, ours: a library's reassembler joins what must stay apart (RFC 791 section 3.2,
// RFC 815, RFC 8200 section 4.5).
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/base/time.hpp"

#include <compare>
#include <map>
#include <optional>
#include <vector>

namespace tsuka::shape {

struct Piece;

struct FragmentPlan {
    unsigned mtu = 576;             ///< largest datagram per fragment, headers included; at least 28, over IPv6 56
    std::vector<unsigned> order{};  ///< 1-based; empty: in order; a repeated number duplicates; a missing number is never sent
    unsigned overlap = 0;           ///< octets, multiple of 8, by which each later fragment starts before the end of the one before it
    std::uint32_t id = 0;           ///< IPv6 only, whose datagrams have no identification of their own: of all fragments
};

/// Cuts a whole datagram (from its IP header on). In IPv6 this is its sender's business, and no router's (RFC 8200 section 5). A datagram
/// that fits the MTU yields itself. Errors: DF set and too large, malformed header, IPv6 extension headers, an order that names a fragment
/// which is not there (the message says how many there are), overlap that leaves no progress.
[[nodiscard]] Result<std::vector<Octets>> fragment(View datagram, FragmentPlan const& plan);

/// What the fragments of one datagram looked like, as facts for the report.
struct FragmentFacts {
    unsigned count = 0;
    bool in_order = true;      ///< no fragment came after one of a higher offset
    bool overlapping = false;  ///< octets of two fragments overlapped
    bool conflicting = false;  ///< ... and differed, or two fragments disagreed where the datagram ends
    std::size_t largest = 0;   ///< octets of the largest fragment, header included
};

/// Puts fragments together, keyed by source, destination, identification and, in IPv4, protocol (RFC 791, RFC 8200 section 4.5),
/// on one side of the router. A datagram of IPv6 whose fragments overlap is abandoned, as hosts do (RFC 8200 section 4.5); exact duplicates
/// are left out. In IPv4 what came first stays.
/// Sans I/O: time is an argument; what stays incomplete for `patience` is dropped.
class Reassembler {
public:
    explicit Reassembler(Duration patience = std::chrono::seconds(30), std::size_t most_datagrams = 1024)
        : patience_(patience), most_(most_datagrams) {}

    struct Whole {
        Octets datagram;  ///< header of the first fragment, without fragmentation; lengths and checksum right
        FragmentFacts facts;
    };

    /// Feeds one datagram. A datagram that is no fragment comes back at once (facts.count 1). Nothing while incomplete or malformed.
    [[nodiscard]] std::optional<Whole> add(View datagram, Instant at);
    [[nodiscard]] std::size_t pending() const { return datagrams_.size(); }

private:
    struct Key {
        IpAddress source;
        IpAddress destination;
        std::uint8_t protocol = 0;
        std::uint32_t id = 0;
        auto operator<=>(Key const&) const = default;
    };
    struct Partial {
        Octets header;
        Octets data;
        std::vector<bool> present;
        std::optional<std::size_t> total;
        std::size_t last_offset = 0;
        FragmentFacts facts;
        bool abandoned = false;  ///< IPv6: fragments overlapped; what else comes is dropped, too
        Instant began{};
    };

    static void take_in(Partial& partial, Piece const& piece);
    [[nodiscard]] static std::optional<Whole> finish(Partial& partial);
    void expire(Instant at);
    void make_room();

    Duration patience_;
    std::size_t most_;
    std::map<Key, Partial> datagrams_;
};

}  // namespace tsuka::shape
