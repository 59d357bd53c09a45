// Addresses as values: see address.hpp.
#include "generator/base/address.hpp"

#include "generator/base/octets.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace tsuka {

namespace {

std::optional<unsigned> decimal(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, trouble] = std::from_chars(text.data(), end, value);
    if (trouble != std::errc{} || stop != end || value > most) return std::nullopt;
    return value;
}

}  // namespace

std::string_view to_string(Side side) {
    return side == Side::lan ? "lan" : "wan";
}

std::string_view name_of(Side side) {
    return side == Side::lan ? "LAN" : "WAN";
}

bool Ipv4Address::is_private() const {
    return (number >> 24U) == 10 || (number >> 20U) == 0xac1 || (number >> 16U) == 0xc0a8 || (number >> 22U) == (0x64400000U >> 22U);
}

std::string to_string(MacAddress const& address) {
    return fmt::format("{:02x}", fmt::join(address.octets, ":"));
}

std::string to_string(Ipv4Address const& address) {
    // Every judged address is written, so without a format string.
    std::array<char, sizeof "255.255.255.255"> text{};
    auto* end = text.data();
    for (const auto shift : {24U, 16U, 8U, 0U}) {
        if (shift != 24U) *end++ = '.';
        end = std::to_chars(end, text.data() + text.size(), (address.number >> shift) & 255U).ptr;
    }
    return {text.data(), end};
}

std::string to_string(Ipv4Prefix const& prefix) {
    return fmt::format("{}/{}", to_string(prefix.address), prefix.length);
}

std::optional<MacAddress> parse_mac(std::string_view text) {
    const auto octets = from_hex(text);
    if (text.size() != 17 || !octets || octets->size() != 6) return std::nullopt;
    MacAddress address;
    std::copy(octets->begin(), octets->end(), address.octets.begin());
    return address;
}

std::optional<Ipv4Address> parse_ipv4(std::string_view text) {
    std::uint32_t number = 0;
    for (int index = 0; index < 4; ++index) {
        const auto dot = text.find('.');
        if ((dot == std::string_view::npos) != (index == 3)) return std::nullopt;
        const auto octet = decimal(text.substr(0, dot), 255);
        if (!octet) return std::nullopt;
        number = (number << 8U) | *octet;
        if (index < 3) text.remove_prefix(dot + 1);
    }
    return Ipv4Address{number};
}

std::optional<Ipv4Prefix> parse_prefix(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = parse_ipv4(text.substr(0, slash));
    const auto length = decimal(text.substr(slash + 1), 32);
    if (!address || !length) return std::nullopt;
    return Ipv4Prefix{*address, *length};
}

}  // namespace tsuka
