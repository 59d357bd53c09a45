// Leases of LAN clients: see dhcp_server.hpp.
#include "harness/sim/dhcp_server.hpp"

#include <algorithm>

namespace tsuka::sim {

using proto::DhcpMessage;
using proto::DhcpType;

namespace {

constexpr Duration offer_stands = std::chrono::seconds(60);

/// RFC 2131 section 4.2: the client identifier if there is one, else the hardware address.
Octets client_of(DhcpMessage const& message) {
    if (!message.client_id.empty()) return message.client_id;
    return {message.chaddr.octets.begin(), message.chaddr.octets.end()};
}

}  // namespace

DhcpMessage DhcpServer::reply(DhcpMessage const& asked, DhcpType type) const {
    DhcpMessage message;
    message.type = type;
    message.xid = asked.xid;
    message.broadcast = asked.broadcast;
    message.giaddr = asked.giaddr;
    message.chaddr = asked.chaddr;
    message.server_id = spec_.lab.lan.prefix.address;
    return message;
}

DhcpMessage DhcpServer::grant(DhcpMessage const& asked, DhcpType type, Ipv4Address address) const {
    auto message = reply(asked, type);
    auto const& lan = spec_.lab.lan;
    message.yiaddr = address;
    message.subnet_mask = Ipv4Address{lan.prefix.mask()};
    message.routers = {lan.prefix.address};
    message.dns_servers = {lan.prefix.address};
    if (type == DhcpType::ack) message.ciaddr = asked.ciaddr;
    if (asked.type != DhcpType::inform)
        message.lease_time = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(spec_.timers.lease).count());
    return message;
}

bool DhcpServer::leasable(Ipv4Address address) const {
    auto const& lan = spec_.lab.lan;
    const auto host = address.number & ~lan.prefix.mask();
    return lan.prefix.contains(address) && lan.first_client <= address && address <= lan.last_client && host != 0 &&
           host != ~lan.prefix.mask() && address != lan.prefix.address && address != lan.static_client;
}

bool DhcpServer::free(Ipv4Address address, Octets const& client, Instant now) const {
    const auto lease = leases_.find(address);
    return lease == leases_.end() || lease->second.client == client || lease->second.until <= now;
}

std::optional<Ipv4Address> DhcpServer::held_by(Octets const& client) const {
    const auto known = clients_.find(client);
    if (known == clients_.end()) return std::nullopt;
    const auto lease = leases_.find(known->second);
    return lease != leases_.end() && lease->second.client == client ? std::optional(known->second) : std::nullopt;
}

/// RFC 2131 section 4.3.1: the client's own address of now or before, the one it asks for, any other. That is the lowest that
/// nobody has, be it that it was given back a moment ago, as with many routers; those whose lease has run out only then, since their
/// clients may return, and whose has longest.
std::optional<Ipv4Address> DhcpServer::choose(Octets const& client, std::optional<Ipv4Address> wanted, Instant now) const {
    if (const auto own = held_by(client)) return own;
    if (wanted && leasable(*wanted) && free(*wanted, client, now)) return wanted;
    auto const& lan = spec_.lab.lan;
    for (auto address = lan.first_client; address <= lan.last_client; ++address.number)
        if (leasable(address) && !leases_.contains(address)) return address;
    std::optional<Ipv4Address> longest;
    for (auto const& [address, lease] : leases_)
        if (leasable(address) && lease.until <= now && (!longest || lease.until < leases_.at(*longest).until)) longest = address;
    return longest;
}

void DhcpServer::keep(Ipv4Address address, Octets const& client, Instant until) {
    leases_[address] = {client, until};
    clients_[client] = address;
}

std::optional<DhcpMessage> DhcpServer::offer(DhcpMessage const& asked, Instant now) {
    const auto client = client_of(asked);
    const auto address = choose(client, asked.requested_address, now);
    if (!address) return std::nullopt;
    const auto lease = leases_.find(*address);
    const auto stands = now + offer_stands;
    keep(*address, client, lease == leases_.end() ? stands : std::max(lease->second.until, stands));
    return grant(asked, DhcpType::offer, *address);
}

/// RFC 2131 section 4.3.2: which of the four kinds of DHCPREQUEST it is shows in server identifier and ciaddr.
std::optional<DhcpMessage> DhcpServer::acknowledge(DhcpMessage const& asked, Instant now) {
    const bool renews = asked.ciaddr != Ipv4Address{};
    if (asked.server_id && *asked.server_id != spec_.lab.lan.prefix.address) return std::nullopt;
    const auto client = client_of(asked);
    const auto wanted = renews ? asked.ciaddr : asked.requested_address.value_or(Ipv4Address{});
    const auto own = held_by(client);
    // Who comes back with an address of elsewhere, or with another one than its own, has to begin anew; of strangers nothing is known.
    if (!own && !asked.server_id && leasable(wanted)) return std::nullopt;
    if (!own || *own != wanted) return reply(asked, DhcpType::nak);
    keep(wanted, client, now + spec_.timers.lease);
    return grant(asked, DhcpType::ack, wanted);
}

std::optional<DhcpMessage> DhcpServer::answer(DhcpMessage const& asked, Instant now) {
    switch (asked.type) {
        case DhcpType::discover:
            return offer(asked, now);
        case DhcpType::request:
            return acknowledge(asked, now);
        case DhcpType::inform:
            return grant(asked, DhcpType::ack, {});
        case DhcpType::release:
            // Whose it was is kept (section 4.4.6), so that the client gets it again while nobody else needs it.
            if (held_by(client_of(asked)) == asked.ciaddr) leases_[asked.ciaddr].until = now;
            return std::nullopt;
        case DhcpType::decline:
            // Somebody else uses it (section 4.3.3): it belongs to no client until such a lease would have ended.
            if (asked.requested_address && held_by(client_of(asked)) == asked.requested_address)
                leases_[*asked.requested_address] = {{}, now + spec_.timers.lease};
            return std::nullopt;
        case DhcpType::offer:
        case DhcpType::ack:
        case DhcpType::nak:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace tsuka::sim
