// Address and port translation of UDP, TCP and ICMP queries (RFC 3022, RFC 4787, RFC 5382, RFC 5508): which external port a client gets,
// and whose a reply is. No octets here.
#pragma once

#include "harness/model/router.hpp"
#include "harness/sim/bindings.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/port_choice.hpp"
#include "harness/sim/port_maps.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tsuka::sim {

class Napt {
public:
    Napt(model::RouterSpec const& spec, Faults const& faults, PortMaps& maps)
        : spec_(spec), faults_(faults), maps_(maps), ports_(spec, faults) {}

    /// The binding of what a client sends; made when there is none. Nothing: refused.
    [[nodiscard]] Binding* outbound(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, std::uint64_t cookie, Instant now);
    /// The binding of what arrives at `external`, a static entry's included. Nothing: unsolicited.
    [[nodiscard]] Binding* inbound(std::uint8_t protocol, SocketAddress external, SocketAddress remote, std::uint64_t cookie, Instant now);
    /// The binding that a datagram quoted in an ICMP error belongs to, by its end outside or inside; makes and refreshes nothing
    /// (RFC 5508 REQ-6).
    [[nodiscard]] Binding const* quoted(std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now) const;
    [[nodiscard]] Binding const* quoted_inside(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, Instant now) const;
    /// Another client's binding towards the same remote host, and the end of a binding: only planted defects ask for these.
    [[nodiscard]] Binding const* rival(std::uint8_t protocol, Ipv4Address client, Ipv4Address remote) const;
    void forget(std::uint8_t protocol, SocketAddress internal);
    void keep_alive(std::uint8_t protocol, SocketAddress external, Instant now);
    void closing(Binding& binding) { binding.closing = true; }
    void expires_at(Binding& binding, Instant at) { bindings_.expires_at(binding, at); }
    /// Keeps a binding for so long at least (RFC 6887 section 12).
    void keep_until(Binding& binding, Instant until);
    /// Whether a client may have that port mapped: nobody else's binding, and no static entry, has it.
    [[nodiscard]] bool may_map(std::uint8_t protocol, std::uint16_t port, SocketAddress internal) const;
    /// The port outside that a client's own packets have made; nothing: none.
    [[nodiscard]] std::optional<std::uint16_t> port_outside(std::uint8_t protocol, SocketAddress internal) const;
    /// The client that a port outside belongs to.
    [[nodiscard]] std::optional<SocketAddress> owner(std::uint8_t protocol, std::uint16_t external) const;
    /// Whether a static entry leads a protocol without ports in.
    [[nodiscard]] bool has_entry_for(std::uint8_t protocol) const;
    /// LAN hosts that speak with that remote.
    [[nodiscard]] std::vector<Ipv4Address> clients(std::uint8_t protocol, SocketAddress remote) const;
    /// Forgets everybody who speaks with that remote: only planted defects do that.
    void forget_all_with(std::uint8_t protocol, SocketAddress remote);

    /// Whether a mapping or a static entry has that port.
    [[nodiscard]] bool leads_somewhere(std::uint8_t protocol, SocketAddress external) const;
    /// Whose `external` is, asked by a LAN host that `remote` stands for; no filter applies.
    [[nodiscard]] Binding const* hairpinned(std::uint8_t protocol, SocketAddress external, SocketAddress remote, bool bind, Instant now);

    [[nodiscard]] std::size_t size() const { return bindings_.size(); }

private:
    [[nodiscard]] bool refused(std::uint8_t protocol, SocketAddress internal, SocketAddress remote) const;
    [[nodiscard]] bool admits(Binding const& binding, SocketAddress remote) const;
    [[nodiscard]] Duration lifetime(Binding const& binding, Instant now) const;
    [[nodiscard]] Binding* choose(std::uint8_t protocol, SocketAddress external, SocketAddress remote, std::uint64_t cookie);
    [[nodiscard]] Binding const* any_at(std::uint8_t protocol, SocketAddress external) const;
    [[nodiscard]] bool has_entry(std::uint8_t protocol, std::uint16_t port) const;
    [[nodiscard]] Binding* unless_entry(Binding* chosen, std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now);
    [[nodiscard]] bool leaves_by_entry(std::uint8_t protocol, SocketAddress internal, SocketAddress remote);
    [[nodiscard]] bool entry_leads_in(std::uint8_t protocol, std::uint16_t port) const;
    [[nodiscard]] Binding* through_static_entry(std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now);
    [[nodiscard]] bool is_flooded(std::uint8_t protocol, SocketAddress internal, Instant now);
    void make_room();
    [[nodiscard]] bool too_soon(Instant now);
    Binding* open_inward(std::uint8_t protocol, SocketAddress internal, SocketAddress external, SocketAddress remote, Instant now);
    [[nodiscard]] Binding* through_map(std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now);
    Binding* add(Binding binding, Instant now);
    void refresh(Binding& binding, Instant now);

    model::RouterSpec const& spec_;
    Faults const& faults_;
    PortMaps& maps_;
    PortChoice ports_;
    Bindings bindings_;
    std::map<Ipv4Address, unsigned> asked_;  ///< table.*: for a mapping of UDP, by client
    std::optional<Instant> full_until_;
    Instant next_new_{};  ///< new_bindings: when the next one is due
};

}  // namespace tsuka::sim
