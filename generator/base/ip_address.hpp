// IP addresses of both families as one value, prefixes of them, and endpoints: an address and a port. Ipv4Address stays where only IPv4
// can be meant (ARP, DHCPv4).
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tsuka {

enum class IpFamily : std::uint8_t { v4, v6 };

/// An IPv4 or IPv6 address. All of IPv4 come before all of IPv6, each in numeric order. The default is 0.0.0.0.
class IpAddress {
public:
    constexpr IpAddress() = default;
    /// An IPv4 address is an IP address: no cast needed.
    constexpr IpAddress(Ipv4Address address) {
        for (std::size_t at = 0; at < 4; ++at) octets_[at] = static_cast<std::uint8_t>(address.number >> (24 - 8 * at));
    }
    constexpr explicit IpAddress(std::array<std::uint8_t, 16> const& v6) : family_(IpFamily::v6), octets_(v6) {}

    /// From 4 or 16 octets in network order; nothing from another number of them.
    [[nodiscard]] static std::optional<IpAddress> from_octets(View octets);

    auto operator<=>(IpAddress const&) const = default;  // the family is the first member

    [[nodiscard]] constexpr IpFamily family() const { return family_; }
    /// 4 or 16 octets in network order. Lives as long as the address does.
    [[nodiscard]] View octets() const { return View(octets_).first(family_ == IpFamily::v4 ? 4 : 16); }
    /// Bits of an address of this family: 32 or 128.
    [[nodiscard]] constexpr unsigned bits() const { return family_ == IpFamily::v4 ? 32 : 128; }
    /// The address as IPv4; nothing for IPv6.
    [[nodiscard]] std::optional<Ipv4Address> v4() const;
    /// RFC 1918, RFC 6598 and, in IPv6, unique local addresses (fc00::/7, RFC 4193 section 3.1): never a source on the public side.
    [[nodiscard]] bool is_private() const;

private:
    IpFamily family_ = IpFamily::v4;
    std::array<std::uint8_t, 16> octets_{};  ///< IPv4 fills the first four
};

struct IpPrefix {
    IpAddress address;  ///< as written: may name a host inside the prefix
    unsigned length = 32;

    auto operator<=>(IpPrefix const&) const = default;
    /// An address of the other family is never inside.
    [[nodiscard]] bool contains(IpAddress const& host) const;
};

/// An address and a port; the port is 0 where the protocol has none.
struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;

    auto operator<=>(Endpoint const&) const = default;
};

/// IPv6 as RFC 5952 section 4 wants it: lower case, no leading zeros, the longest run of zero fields (the first of equals, and never a
/// single field) as "::"; IPv4-mapped addresses in mixed notation (section 5).
[[nodiscard]] std::string to_string(IpAddress const& address);
[[nodiscard]] std::string to_string(IpPrefix const& prefix);    ///< "2001:db8::1/64"
[[nodiscard]] std::string to_string(Endpoint const& endpoint);  ///< "192.0.2.1:500", "[2001:db8::1]:500" (RFC 5952 section 6)
/// Either family, IPv6 in all forms of RFC 4291 section 2.2; no zone.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
[[nodiscard]] std::optional<IpPrefix> parse_ip_prefix(std::string_view text);

}  // namespace tsuka
