// What a NAPT remembers of one client endpoint, and when two remotes are one to it.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/packet.hpp"

#include <cstdint>

namespace tsuka::sim {

/// One client endpoint as one remote endpoint sees it. An ICMP query has its identifier in place of the port, and remote port 0.
struct Binding {
    std::uint8_t protocol = 0;
    SocketAddress internal;
    SocketAddress external;
    SocketAddress remote;
    std::uint64_t serial = 0;
    std::uint64_t cookie = 0;   ///< where replies are told apart by more than their port: the IKE initiator's (K4), or the client (L4)
    bool from_outside = false;  ///< opened by the remote, through a static entry
    bool answered = false;
    bool closing = false;  ///< TCP: FIN or RST was seen
    Instant made{};
    Instant used{};
    Instant expires{};
    Instant kept_until{};  ///< not before, whatever its timer: PCP's PEER
    Instant before{};      ///< when it would have expired without what was seen last
};

/// Whether two remotes are one to a mapping or a filter of that behaviour (RFC 4787 sections 4.1 and 5).
[[nodiscard]] bool same_for(model::Dependence dependence, SocketAddress a, SocketAddress b);

}  // namespace tsuka::sim
