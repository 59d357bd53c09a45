// Mappings that clients have asked for by NAT-PMP (RFC 6886) or PCP (RFC 6887): what comes in without having been asked for goes by them.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tsuka::sim {

struct PortMap {
    std::uint8_t protocol = 0;
    SocketAddress internal;      ///< port 0: of a protocol without ports
    std::uint16_t external = 0;  ///< port
    Instant until{};
    Octets nonce{};                             ///< PCP: who does not know it cannot change the mapping
    Ipv4Address only_remote{};                  ///< UPnP: nobody else is let in; 0.0.0.0: everybody is
    std::optional<Ipv4Address> first_remote{};  ///< mapping.one-remote: who came first
};

class PortMaps {
public:
    explicit PortMaps(Faults const& faults) : faults_(faults) {}

    /// The table is new, and its age begins anew (RFC 6886 section 3.6, RFC 6887 section 8.5).
    void begin(Instant now);
    /// Forgets all mappings without owning to it: only planted defects do that.
    void lose() { maps_.clear(); }
    /// The table's age in seconds.
    [[nodiscard]] std::uint32_t epoch(Instant now) const;

    /// What leads in at a port, for whoever `remote` is. nullptr: nothing.
    [[nodiscard]] PortMap const* inward(std::uint8_t protocol, std::uint16_t external, Ipv4Address remote, Instant now);
    /// A client's own; nullptr: none.
    [[nodiscard]] PortMap* of(std::uint8_t protocol, SocketAddress internal, Instant now);
    /// Whether a port is another client's, under this protocol or its companion (RFC 6886 section 3.3).
    [[nodiscard]] bool taken(std::uint8_t protocol, std::uint16_t external, Ipv4Address client, Instant now) const;
    void keep(PortMap map);
    /// Those that hold at the moment.
    [[nodiscard]] std::size_t count(Instant now) const;
    /// UPnP: by the port outside, which has one mapping whoever it is for. nullptr: none.
    [[nodiscard]] PortMap const* at(std::uint8_t protocol, std::uint16_t external, Instant now) const;
    /// The same, in place of the one that the port had.
    void keep_at(PortMap map);
    void end_at(std::uint8_t protocol, std::uint16_t external);
    /// Forgets all but so many: only planted defects do that.
    void keep_last(std::size_t count);
    void end(std::uint8_t protocol, SocketAddress internal);
    /// All of a client and protocol.
    void end_all(std::uint8_t protocol, Ipv4Address client);

private:
    [[nodiscard]] bool holds(PortMap const& map, Instant now) const;

    Faults const& faults_;
    std::vector<PortMap> maps_;
    Instant since_{};
};

}  // namespace tsuka::sim
