// HMAC-SHA1-96 over ESP and AH: see integrity.hpp.
#include "generator/proto/integrity.hpp"

#include "generator/proto/ip_view.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::array<std::uint8_t, 20> documented_key{'t', 's', 'u', 'k', 'a', ' ', 'i', 'n', 't', 'e',
                                                      'g', 'r', 'i', 't', 'y', ' ', 'k', 'e', 'y', '.'};
constexpr std::size_t esp_header = 8;
constexpr std::size_t ah_header = 12;
constexpr std::size_t udp_header = 8;
constexpr std::size_t ipv6_header = 40;
constexpr std::size_t icv_words = 4;  // AH's payload length for a 12-octet ICV: 6 words less 2 (RFC 4302 section 2.2)

/// A whole datagram. Which options of IPv6 extension headers are mutable in transit is not read: with any there is none.
std::optional<IpView> read_datagram(View octets) {
    auto datagram = view_ip(octets);
    if (!datagram || !datagram->is_whole() || datagram->is_fragment()) return std::nullopt;
    if (datagram->family == IpFamily::v6 && datagram->transport != ipv6_header) return std::nullopt;
    return datagram;
}

/// Options that count as they stand; every other one is mutable and counts as zeros (RFC 4302 appendix A1).
bool is_immutable(std::uint8_t option) {
    constexpr std::array<std::uint8_t, 5> immutable{130, 133, 134, 148, 149};
    return std::ranges::find(immutable, option) != immutable.end();
}

void zero_mutable_options(std::span<std::uint8_t> options) {
    for (std::size_t at = 0; at < options.size();) {
        const auto type = options[at];
        if (type == 0) return;  // end of list
        if (type == 1) {        // no operation: one octet
            ++at;
            continue;
        }
        const std::size_t left = options.size() - at;
        std::size_t length = left;
        if (left >= 2 && options[at + 1] >= 2) length = std::min<std::size_t>(options[at + 1], left);
        if (!is_immutable(type)) std::ranges::fill(options.subspan(at, length), std::uint8_t{0});
        at += length;
    }
}

/// RFC 4302 section 3.3.3.1.1.1: `header` octets with options.
void zero_mutable_v4(std::span<std::uint8_t> datagram, std::size_t header) {
    datagram[1] = 0;                // DSCP, ECN
    datagram[6] = datagram[7] = 0;  // flags, fragment offset
    datagram[8] = 0;                // TTL
    datagram[10] = datagram[11] = 0;
    zero_mutable_options(datagram.subspan(20, header - 20));
}

/// RFC 4302 section 3.3.3.1.2.1: traffic class, flow label, hop limit.
void zero_mutable_v6(std::span<std::uint8_t> datagram) {
    constexpr std::uint8_t version_bits = 0xf0;
    datagram[0] &= version_bits;
    datagram[1] = datagram[2] = datagram[3] = 0;
    datagram[7] = 0;
}

/// Where the ICV stands, when the datagram starts with AH that has room for one of 12 octets.
std::optional<std::size_t> ah_icv_place(View octets) {
    const auto datagram = read_datagram(octets);
    if (!datagram || !datagram->carries(IpProtocol::ah)) return std::nullopt;
    const auto message = datagram->payload();
    if (message.size() < ah_header + icv_size || message[1] != icv_words) return std::nullopt;
    return datagram->transport + ah_header;
}

std::optional<bool> esp_icv_valid(View key, View esp_octets) {
    if (esp_octets.size() < esp_header + icv_size) return std::nullopt;
    const auto covered = esp_octets.size() - icv_size;
    return same(esp_icv(key, part(esp_octets, 0, covered)), part(esp_octets, covered));
}

/// ESP inside UDP 4500, told from IKE by a first word that is not zero (RFC 3948 section 2.2).
std::optional<bool> natt_icv_valid(View key, View datagram) {
    Reader reader(datagram);
    const auto source = reader.u16();
    const auto destination = reader.u16();
    const std::size_t length = reader.u16();
    if (!reader.ok() || (source != nat_t_port && destination != nat_t_port)) return std::nullopt;
    if (length < udp_header || length > datagram.size()) return std::nullopt;
    const auto payload = part(datagram, udp_header, length - udp_header);
    if (read_bits(payload, 0, 32).value_or(0) == 0) return std::nullopt;
    return esp_icv_valid(key, payload);
}

}  // namespace

View test_key() {
    return documented_key;
}

Octets hmac_sha1_96(View key, View octets) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), octets.data(), octets.size(), digest.data(), &length) == nullptr ||
        length < icv_size)
        return {};
    return {digest.begin(), digest.begin() + icv_size};
}

Octets esp_icv(View key, View protected_octets) {
    return hmac_sha1_96(key, protected_octets);
}

Octets ah_icv(View key, View datagram) {
    const auto place = ah_icv_place(datagram);
    if (!place) return {};
    const auto ip = read_datagram(datagram);
    const auto whole = part(datagram, 0, ip->total);
    Octets covered(whole.begin(), whole.end());
    if (ip->family == IpFamily::v6)
        zero_mutable_v6(covered);
    else
        zero_mutable_v4(covered, *place - ah_header);
    std::ranges::fill(std::span(covered).subspan(*place, icv_size), std::uint8_t{0});
    return hmac_sha1_96(key, covered);
}

bool write_ah_icv(std::span<std::uint8_t> datagram, View key) {
    const auto place = ah_icv_place(datagram);
    const auto icv = ah_icv(key, datagram);
    if (!place || icv.empty()) return false;
    std::ranges::copy(icv, datagram.begin() + static_cast<std::ptrdiff_t>(*place));
    return true;
}

std::optional<bool> icv_valid(View datagram, View key) {
    const auto ip = read_datagram(datagram);
    if (!ip) return std::nullopt;
    if (ip->carries(IpProtocol::esp)) return esp_icv_valid(key, ip->payload());
    if (ip->carries(IpProtocol::udp)) return natt_icv_valid(key, ip->payload());
    const auto place = ah_icv_place(datagram);
    if (!place) return std::nullopt;
    return same(ah_icv(key, datagram), part(datagram, *place, icv_size));
}

}  // namespace tsuka::proto
