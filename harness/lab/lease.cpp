// What is wrong with a lease: see lease.hpp.
#include "harness/lab/lease.hpp"

#include <fmt/format.h>

#include <bit>

namespace tsuka::lab {

namespace {

/// Class D, class E and limited broadcast (RFC 1112 section 4, RFC 919), loopback and "this network" (RFC 1122 section 3.2.1.3).
bool is_no_host(Ipv4Address address) {
    const auto first = address.number >> 24U;
    return first == 0 || first == 127 || first >= 224;
}

std::optional<std::string> wrong_with_mask(Ipv4Address address, Ipv4Address mask, Ipv4Address router) {
    const auto ones = std::countl_one(mask.number);
    if (std::popcount(mask.number) != ones)
        return fmt::format("{} with the subnet mask {}, whose bits are not contiguous", to_string(address), to_string(mask));
    if (ones == 0) return fmt::format("{} with the subnet mask 0.0.0.0: the whole Internet would be on the LAN", to_string(address));
    const Ipv4Prefix subnet{address, static_cast<unsigned>(ones)};
    // A subnet of 31 bits has no broadcast address (RFC 3021).
    const auto host = address.number & ~mask.number;
    if (ones < 31 && (host == 0 || host == ~mask.number))
        return fmt::format("{}, which is no host of its subnet {} but {}", to_string(address), to_string(subnet),
                           host == 0 ? "its network address" : "its broadcast address");
    if (!subnet.contains(router))
        return fmt::format("{} with the router {}, which lies outside of its subnet {}", to_string(address), to_string(router),
                           to_string(subnet));
    return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_with_lease(proto::DhcpMessage const& acknowledgement) {
    auto const& address = acknowledgement.yiaddr;
    if (is_no_host(address)) return fmt::format("{}, which can be nobody's address", to_string(address));
    if (acknowledgement.routers.empty()) return fmt::format("{} without a router (DHCP option 3)", to_string(address));
    auto const& router = acknowledgement.routers.front();
    if (is_no_host(router))
        return fmt::format("{} with the router {}, which can be nobody's address", to_string(address), to_string(router));
    if (router == address) return fmt::format("{}, which it says is the router's own address", to_string(address));
    if (acknowledgement.lease_time == 0U) return fmt::format("{} for 0 seconds", to_string(address));
    if (acknowledgement.subnet_mask) return wrong_with_mask(address, *acknowledgement.subnet_mask, router);
    return std::nullopt;
}

}  // namespace tsuka::lab
