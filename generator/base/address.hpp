// Addresses as values: MAC, IPv4 (number in host order), IPv4 prefix; reading and printing.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tsuka {

/// The two sides of the device under test.
enum class Side : std::uint8_t { lan, wan };

[[nodiscard]] constexpr Side other(Side side) {
    return side == Side::lan ? Side::wan : Side::lan;
}
[[nodiscard]] std::string_view to_string(Side side);  ///< as files and commands write it: lan, wan
[[nodiscard]] std::string_view name_of(Side side);    ///< as a sentence does: LAN, WAN

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    auto operator<=>(MacAddress const&) const = default;
    [[nodiscard]] bool is_group() const { return (octets[0] & 1U) != 0; }
    [[nodiscard]] static constexpr MacAddress broadcast() { return {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}; }
};

struct Ipv4Address {
    std::uint32_t number = 0;

    auto operator<=>(Ipv4Address const&) const = default;
    /// RFC 1918 addresses and RFC 6598 shared space: what must never be a source on the WAN.
    [[nodiscard]] bool is_private() const;
};

struct Ipv4Prefix {
    Ipv4Address address;  ///< as written: may name a host inside the prefix
    unsigned length = 32;

    auto operator<=>(Ipv4Prefix const&) const = default;
    [[nodiscard]] std::uint32_t mask() const { return length == 0 ? 0 : ~std::uint32_t{0} << (32 - length); }
    [[nodiscard]] bool contains(Ipv4Address host) const { return (host.number & mask()) == (address.number & mask()); }
};

[[nodiscard]] std::string to_string(MacAddress const& address);   ///< "02:00:00:00:00:01"
[[nodiscard]] std::string to_string(Ipv4Address const& address);  ///< "192.0.2.1"
[[nodiscard]] std::string to_string(Ipv4Prefix const& prefix);    ///< "192.0.2.1/24"
[[nodiscard]] std::optional<MacAddress> parse_mac(std::string_view text);
[[nodiscard]] std::optional<Ipv4Address> parse_ipv4(std::string_view text);
[[nodiscard]] std::optional<Ipv4Prefix> parse_prefix(std::string_view text);

}  // namespace tsuka
