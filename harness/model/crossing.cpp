#include "harness/model/crossing.hpp"

namespace tsuka::model {

Crossing::Crossing(Lab const& lab)
    : kind_(lab.cable        ? Kind::none
            : lab.one_to_one ? Kind::one_to_one
                             : Kind::napt),
      configured_(lab.wan.router_address),
      mapped_(lab.one_to_one.value_or(Ipv4Prefix{})) {}

void Crossing::learn(Ipv4Address seen) {
    wan_address_ = kind_ == Kind::one_to_one ? configured_ : seen;
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
    return wan_address_;
}

IpAddress Crossing::public_address(Host const& host, IpFamily family) const {
    return family == IpFamily::v6 ? host.address_of(family) : IpAddress(public_address(host));
}

bool Crossing::is_routers_own(IpAddress const& address) const {
    if (address == wan_address_) return true;
    return kind_ == Kind::one_to_one && IpPrefix{mapped_.address, mapped_.length}.contains(address);
}

std::string Crossing::own_addresses() const {
    return kind_ == Kind::one_to_one ? to_string(mapped_) : to_string(wan_address_);
}

}  // namespace tsuka::model
