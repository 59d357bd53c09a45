// Several addresses outside, one for each LAN host for good (RFC 4787 REQ-2: "paired"). The tables know one address alone; it is put in the
// place of the others where a packet comes in, and they in its place where one leaves.
#include "harness/sim/router.hpp"

#include <algorithm>

namespace tsuka::sim {

bool Router::is_of_pool(Ipv4Address address) const {
    return spec_.lab.wan.pool && spec_.lab.wan.pool->contains(address);
}

Ipv4Address Router::outside_of(Ipv4Address client) const {
    if (!spec_.lab.wan.pool) return own(Side::wan);
    auto const& pool = *spec_.lab.wan.pool;
    const auto given = pooled_.find(client);
    if (spec_.pool_each && given == pooled_.end()) return {};
    const auto host = spec_.pool_each ? given->second : client.number & ~pool.mask();
    return {(pool.address.number & pool.mask()) | host};
}

/// The lowest that is free, to one that is forwarded for from now on.
void Router::give_address(Ipv4Address client) {
    if (!spec_.pool_each || pooled_.contains(client)) return;
    std::erase_if(pooled_, [&](auto const& given) { return !hosts_.contains(given.first); });
    std::uint32_t host = 0;
    while (std::any_of(pooled_.begin(), pooled_.end(), [&](auto const& given) { return given.second == host; })) ++host;
    pooled_[client] = host;
}

void Router::from_pool(Packet& packet) const {
    if (!is_of_pool(packet.destination())) return;
    packet.set_destination(own(Side::wan));
    if (!packet.is_icmp_error()) return;
    Quote quote(packet, QuotedEnd::source);
    if (quote.readable() && is_of_pool(quote.own())) quote.set_own(own(Side::wan));
}

void Router::to_pool(Packet& packet, Ipv4Address client) const {
    if (!spec_.lab.wan.pool || packet.source() != own(Side::wan)) return;
    packet.set_source(outside_of(client));
    if (!packet.is_icmp_error()) return;
    Quote quote(packet, QuotedEnd::destination);
    if (quote.readable() && quote.own() == own(Side::wan)) quote.set_own(outside_of(client));
}

}  // namespace tsuka::sim
