// Which external port a client of a NAPT gets: its own, one that it has already, one that several clients share, or another one.
#pragma once

#include "harness/model/router.hpp"
#include "harness/sim/bindings.hpp"
#include "harness/sim/faults.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tsuka::sim {

class PortChoice {
public:
    PortChoice(model::RouterSpec const& spec, Faults const& faults) : spec_(spec), faults_(faults) {}

    /// How clients share a well-known port (IKE, L2TP); `napt`: like any other.
    [[nodiscard]] model::SharedPort policy(std::uint8_t protocol, SocketAddress internal, SocketAddress remote) const;
    /// The port for a new binding beside those that there are. Nothing: none is free, or the client is refused.
    [[nodiscard]] std::optional<std::uint16_t> choose(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                                      Bindings const& bindings);

private:
    [[nodiscard]] std::optional<std::uint16_t> another_port(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                                            Bindings const& bindings);
    [[nodiscard]] bool taken(std::uint8_t protocol, std::uint16_t port, SocketAddress internal, SocketAddress remote,
                             Bindings const& bindings) const;
    [[nodiscard]] bool may_overlap(std::uint8_t protocol, std::uint16_t internal_port) const;
    [[nodiscard]] model::Dependence mapping(SocketAddress internal, std::uint16_t external) const;
    [[nodiscard]] static bool moved_for_others(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                               Bindings const& bindings);
    [[nodiscard]] bool overloaded(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, Bindings const& bindings) const;

    [[nodiscard]] bool may_use(std::uint16_t port) const;
    [[nodiscard]] std::optional<std::uint16_t> port_of_set(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                                           Bindings const& bindings);

    model::RouterSpec const& spec_;
    Faults const& faults_;
    std::vector<std::uint16_t> set_;  ///< all ports of an address that it shares with others; filled when the first is asked for
    /// Where other ports than the client's own come from.
    struct Range {
        std::uint16_t first = 0;
        std::uint16_t last = 0;
        std::uint64_t drawn = 0;  ///< so many before
    };
    Range high_{61000, 65000};
    Range low_{600, 1023};  ///< not in the way of servers, which are below 600 mostly
};

}  // namespace tsuka::sim
