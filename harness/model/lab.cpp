// Addresses of a lab: see lab.hpp.
#include "harness/model/lab.hpp"

#include <algorithm>
#include <array>

namespace tsuka::model {

IpAddress in_prefix(IpPrefix const& prefix, Ipv4Address host) {
    std::array<std::uint8_t, 16> octets{};
    const auto network = prefix.address.octets();
    const auto whole = std::min<std::size_t>(prefix.length / 8, network.size());
    std::copy_n(network.begin(), whole, octets.begin());
    if (const auto bits = prefix.length % 8; bits != 0 && whole < network.size())
        octets[whole] = static_cast<std::uint8_t>(network[whole] & (0xffU << (8 - bits)));
    for (std::size_t at = 0; at < 4; ++at) octets[12 + at] = static_cast<std::uint8_t>(host.number >> (24 - 8 * at));
    return IpAddress(octets);
}

Ipv4Address last_octets(MacAddress const& mac) {
    Ipv4Address last;
    for (std::size_t at = 2; at < mac.octets.size(); ++at) last.number = last.number << 8U | mac.octets[at];
    return last;
}

bool Lab::is_routed() const {
    return !cable && one_to_one && one_to_one->length == lan.prefix.length && one_to_one->contains(lan.prefix.address);
}

bool Lab::networks_overlap() const {
    if (cable || lan.clients != Addressing::fixed) return false;
    return lan.prefix.contains(wan.link.address) || wan.link.contains(lan.prefix.address);
}

Ipv4Address another_address(WanSide const& wan, Ipv4Address now) {
    if (now != wan.router_address) return wan.router_address;
    const auto hosts = ~wan.link.mask();
    const auto network = wan.link.address.number & wan.link.mask();
    for (auto host = (now.number & hosts) + 1; host != (now.number & hosts); host = (host + 1) & hosts) {
        const Ipv4Address next{network | host};
        const bool nobodys = host != 0 && host != hosts && next != wan.link.address && !(wan.pool && wan.pool->contains(next));
        if (nobodys) return next;
    }
    return now;
}

}  // namespace tsuka::model
