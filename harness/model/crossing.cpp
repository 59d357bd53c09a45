#include "harness/model/crossing.hpp"

#include <algorithm>

namespace tsuka::model {

Crossing::Crossing(Lab const& lab)
    : kind_(lab.cable        ? Kind::none
            : lab.one_to_one ? Kind::one_to_one
                             : Kind::napt),
      configured_(lab.wan.router_address),
      pool_(kind_ == Kind::napt ? lab.wan.pool : std::nullopt),
      mapped_(lab.one_to_one.value_or(Ipv4Prefix{})),
      routed_(lab.is_routed()) {}

void Crossing::learn(Ipv4Address seen) {
    const bool one_of_them = pool_ && (seen == configured_ || pool_->contains(seen));
    wan_address_ = kind_ == Kind::one_to_one || one_of_them ? configured_ : seen;
}

void Crossing::learn_pool(std::set<Ipv4Address> const& seen) {
    if (pool_ || kind_ != Kind::napt || seen.size() < 2) return;
    unsigned length = 32;
    const auto covers = [&](Ipv4Prefix const& prefix) {
        return std::all_of(seen.begin(), seen.end(), [&](auto const& address) { return prefix.contains(address); });
    };
    while (!covers({*seen.begin(), length})) --length;
    Ipv4Prefix found{*seen.begin(), length};
    found.address.number &= found.mask();
    pool_ = found;
}

void Crossing::saw(Ipv4Address host, Ipv4Address outside) {
    if (pool_ && is_routers_own(outside)) outside_.emplace(host, outside);
}

Ipv4Address Crossing::public_address(Host const& host) const {
    if (host.side == Side::wan) return host.address;
    switch (kind_) {
        case Kind::none:
            return host.address;
        case Kind::one_to_one:
            return {(mapped_.address.number & mapped_.mask()) | (host.address.number & ~mapped_.mask())};
        case Kind::napt:
            break;
    }
    const auto seen = outside_.find(host.address);
    return seen == outside_.end() ? wan_address_ : seen->second;
}

IpAddress Crossing::public_address(Host const& host, IpFamily family) const {
    return family == IpFamily::v6 ? host.address_of(family) : IpAddress(public_address(host));
}

bool Crossing::is_routers_own(IpAddress const& address) const {
    if (address == wan_address_) return true;
    if (pool_ && (address == configured_ || IpPrefix{pool_->address, pool_->length}.contains(address))) return true;
    return kind_ == Kind::one_to_one && IpPrefix{mapped_.address, mapped_.length}.contains(address);
}

std::string Crossing::own_addresses() const {
    if (pool_) return to_string(configured_) + " or of " + to_string(*pool_);
    return kind_ == Kind::one_to_one ? to_string(mapped_) : to_string(wan_address_);
}

}  // namespace tsuka::model
