#include "generator/base/ip_address.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace tsuka {

namespace {

constexpr std::size_t fields_of_v6 = 8;  ///< of 16 bits each

struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
};

/// RFC 5952 section 4.2: the longest run of at least two zero fields, the first of several that are equally long.
Run longest_zeros(std::array<unsigned, fields_of_v6> const& fields) {
    Run best;
    for (std::size_t at = 0; at < fields.size();) {
        const auto begin = at;
        while (at < fields.size() && fields[at] == 0) ++at;
        if (at - begin > best.length) best = {begin, at - begin};
        if (at == begin) ++at;
    }
    return best.length < 2 ? Run{} : best;
}

std::string v6_text(View octets) {
    std::array<unsigned, fields_of_v6> fields{};
    for (std::size_t at = 0; at < fields.size(); ++at) fields[at] = octets[2 * at] * 256U + octets[2 * at + 1];
    const auto zeros = longest_zeros(fields);
    const bool mapped = zeros.begin == 0 && zeros.length == 5 && fields[5] == 0xffff;
    if (mapped) return fmt::format("::ffff:{}.{}.{}.{}", octets[12], octets[13], octets[14], octets[15]);
    std::string text;
    for (std::size_t at = 0; at < fields.size(); ++at) {
        if (zeros.length > 0 && at == zeros.begin) {
            text += "::";
            at += zeros.length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        text += fmt::format("{:x}", fields[at]);
    }
    return text;
}

}  // namespace

std::optional<IpAddress> IpAddress::from_octets(View octets) {
    if (octets.size() != 4 && octets.size() != 16) return std::nullopt;
    IpAddress address;
    address.family_ = octets.size() == 4 ? IpFamily::v4 : IpFamily::v6;
    std::copy(octets.begin(), octets.end(), address.octets_.begin());
    return address;
}

std::optional<Ipv4Address> IpAddress::v4() const {
    if (family_ != IpFamily::v4) return std::nullopt;
    return Ipv4Address{static_cast<std::uint32_t>(*read_bits(octets_, 0, 32))};
}

bool IpAddress::is_private() const {
    if (const auto address = v4()) return address->is_private();
    return (octets_[0] & 0xfeU) == 0xfc;
}

bool IpPrefix::contains(IpAddress const& host) const {
    if (host.family() != address.family()) return false;
    const auto mine = address.octets();
    const auto theirs = host.octets();
    const auto whole = std::min<std::size_t>(length / 8, mine.size());
    if (!same(part(mine, 0, whole), part(theirs, 0, whole))) return false;
    const auto rest = length % 8;
    return whole == mine.size() || rest == 0 || ((mine[whole] ^ theirs[whole]) >> (8 - rest)) == 0;
}

std::string to_string(IpAddress const& address) {
    const auto v4 = address.v4();
    return v4 ? to_string(*v4) : v6_text(address.octets());
}

std::string to_string(IpPrefix const& prefix) {
    return fmt::format("{}/{}", to_string(prefix.address), prefix.length);
}

std::string to_string(Endpoint const& endpoint) {
    const bool v6 = endpoint.address.family() == IpFamily::v6;
    return fmt::format("{}{}{}:{}", v6 ? "[" : "", to_string(endpoint.address), v6 ? "]" : "", endpoint.port);
}

std::optional<IpAddress> parse_ip(std::string_view text) {
    if (const auto v4 = parse_ipv4(text)) return IpAddress{*v4};
    std::array<std::uint8_t, 16> octets{};
    const std::string terminated(text);
    if (terminated.find('\0') != std::string::npos || inet_pton(AF_INET6, terminated.c_str(), octets.data()) != 1) return std::nullopt;
    return IpAddress{octets};
}

std::optional<IpPrefix> parse_ip_prefix(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = parse_ip(text.substr(0, slash));
    const auto written = text.substr(slash + 1);
    unsigned length = 0;
    const auto [stop, trouble] = std::from_chars(written.data(), written.data() + written.size(), length);
    if (!address || trouble != std::errc{} || stop != written.data() + written.size() || length > address->bits()) return std::nullopt;
    return IpPrefix{*address, length};
}

}  // namespace tsuka
