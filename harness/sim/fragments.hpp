// How a router treats fragments (RFC 4787 section 11): only the first one shows ports, a Call ID or an SPI, so later ones follow what
// was decided for it.
#pragma once

#include "generator/base/time.hpp"
#include "generator/shape/fragment.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <map>
#include <optional>
#include <vector>

namespace tsuka::sim {

class Fragments {
public:
    Fragments(model::RouterSpec const& spec, Faults const& faults)
        : spec_(spec),
          faults_(faults),
          reassemblers_{shape::Reassembler(spec.timers.fragments), shape::Reassembler(spec.timers.fragments)} {}

    /// What shall be translated now: the packet itself, the reassembled datagram, or nothing.
    [[nodiscard]] std::optional<Packet> admit(Side from, Packet packet, Instant now);

    /// The addresses that the translation of a first fragment led to.
    struct Way {
        Ipv4Address source;
        Ipv4Address destination;
        std::uint16_t id = 0;
    };
    /// The identification under which a datagram of the LAN leaves: behind one address it has to be unlike those of every other client
    /// (RFC 6864 section 5.3.1).
    [[nodiscard]] std::uint16_t id_for(Packet const& first);
    /// Remembers them, and returns the later fragments that have waited for it.
    [[nodiscard]] std::vector<Packet> decided(Side from, Packet const& first, Way way, Instant now);
    /// The way of a later fragment whose first one has passed.
    [[nodiscard]] std::optional<Way> way_of(Side from, Packet const& later) const;

private:
    struct Key {
        Side from = Side::lan;
        Ipv4Address source;
        Ipv4Address destination;
        std::uint8_t protocol = 0;
        std::uint16_t id = 0;
        auto operator<=>(Key const&) const = default;
    };
    struct Train {
        std::optional<Way> way;
        std::vector<Packet> waiting;
        Instant expires{};
    };
    [[nodiscard]] Key key_of(Side from, Packet const& packet) const;

    model::RouterSpec const& spec_;
    Faults const& faults_;
    std::array<shape::Reassembler, 2> reassemblers_;
    std::map<Key, Train> trains_;
    std::uint16_t next_id_ = 1;
};

}  // namespace tsuka::sim
