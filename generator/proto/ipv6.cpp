// IPv6: see ipv6.hpp. Which headers belong to it is decided by view_ip() alone.
#include "generator/proto/ipv6.hpp"

#include "generator/proto/numbers.hpp"

#include "generator/proto/ip_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 40;
constexpr std::size_t most_payload = 0xffff;

constexpr FieldSpec fields[] = {
    {"version", 0, 4, FieldKind::number, 6, false, "6 (RFC 8200 section 3)."},
    {"dscp", 4, 6, FieldKind::number, 0, false, "Differentiated services code point (RFC 8200 section 7, RFC 2474 section 3)."},
    {"ecn", 10, 2, FieldKind::number, 0, false, "Explicit congestion notification (RFC 3168 section 5)."},
    {"flow_label", 12, 20, FieldKind::number, 0, false, "Labels a flow; a router delivers it unchanged (RFC 6437 section 2)."},
    {"payload_length", 32, 16, FieldKind::number, 0, false,
     "Octets behind the header of 40, extension headers included (RFC 8200 section 3)."},
    {"next_header", 48, 8, FieldKind::number, 59, false,
     "0 hop-by-hop, 6 TCP, 17 UDP, 44 fragment, 58 ICMPv6, 59 nothing (RFC 8200 section 3)."},
    {"hop_limit", 56, 8, FieldKind::number, 64, true, "A router takes one off (RFC 8200 section 3)."},
    {"src", 64, 128, FieldKind::ipv6, 0, false, "Source address; a router that only forwards leaves it alone."},
    {"dst", 192, 128, FieldKind::ipv6, 0, false, "Destination address; a router that only forwards leaves it alone."},
};

constexpr FieldSpec variable[] = {
    {"extensions", head_size * 8, 0, FieldKind::octets, 0, false,
     "Extension headers, a multiple of 8 octets; next_header names the first of them (RFC 8200 section 4)."},
    {"protocol", 48, 8, FieldKind::number, 0, false, "Read only: what stands behind all extension headers that could be read."},
    {"fragment_offset", 0, 13, FieldKind::number, 0, false,
     "Read only: of the fragment header, in units of 8 octets (RFC 8200 section 4.5)."},
    {"mf", 0, 1, FieldKind::number, 0, false, "Read only: more fragments (RFC 8200 section 4.5)."},
    {"id", 0, 32, FieldKind::number, 0, false, "Read only: groups fragments; no router changes it (RFC 8200 section 4.5)."},
};

constexpr std::array<std::string_view, 4> read_only{"protocol", "fragment_offset", "mf", "id"};

Result<Octets> build_ipv6_row(MessageSpec const& message, Fields const& given, View payload) {
    for (auto const name : read_only)
        if (given.find(name) != nullptr) return fail(fmt::format("ipv6: {} is read from the headers, it cannot be given", name));
    auto built = build_fixed(message, given, {});
    if (!built) return built;
    if (auto const* value = given.find("extensions")) {
        auto const* extensions = std::get_if<Octets>(value);
        if (extensions == nullptr || extensions->size() % 8 != 0) return fail("ipv6: extensions takes a multiple of 8 octets");
        built->insert(built->end(), extensions->begin(), extensions->end());
    }
    built->insert(built->end(), payload.begin(), payload.end());
    const auto length = built->size() - head_size;
    if (length > most_payload) return fail(fmt::format("ipv6: {} octets of payload do not fit", length));
    if (given.find("payload_length") == nullptr) write_bits(*built, 32, 16, length);
    return built;
}

constexpr MessageSpec messages[] = {{.name = "ipv6",
                                     .title = "IPv6 datagram",
                                     .source = "RFC 8200 section 3",
                                     .fields = fields,
                                     .size = head_size,
                                     .has_payload = true,
                                     .build = build_ipv6_row,
                                     .variable = variable}};

void add_chain(Decoded& decoded, IpView const& ip) {
    if (ip.transport > head_size) {
        const auto extensions = part(ip.octets, head_size, ip.transport - head_size);
        decoded.fields.push_back(
            {"extensions", head_size * 8, extensions.size() * 8, FieldKind::octets, Octets(extensions.begin(), extensions.end()), false});
    }
    decoded.fields.push_back({"protocol", ip.protocol_at * 8, 8, FieldKind::number, std::uint64_t{ip.protocol}, false});
    if (!ip.fragment_header) return;
    const auto at = *ip.fragment_header * 8;
    decoded.fields.push_back({"fragment_offset", at + 16, 13, FieldKind::number, std::uint64_t{ip.fragment.offset / 8}, false});
    decoded.fields.push_back({"mf", at + 31, 1, FieldKind::number, std::uint64_t{ip.fragment.more}, false});
    decoded.fields.push_back({"id", at + 32, 32, FieldKind::number, std::uint64_t{ip.fragment.id}, false});
}

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    const auto ip = view_ip(octets);
    if (!ip || ip->family != IpFamily::v6) return fail(fmt::format("IP version {} instead of 6", octets[0] >> 4U));
    const auto total = std::clamp(ip->total, std::min(ip->transport, octets.size()), octets.size());
    Decoded decoded{.message = messages, .header = ip->transport, .total = total, .fields = std::move(*read), .problems = {}};
    add_chain(decoded, *ip);
    if (ip->total > octets.size())
        decoded.problems.push_back(
            fmt::format("truncated: payload_length {}, only {} octets are there", ip->total - head_size, octets.size() - head_size));
    return decoded;
}

}  // namespace

constinit ProtocolSpec const ipv6_protocol = {
    .name = "ipv6",
    .title = "Internet Protocol version 6",
    .source = "RFC 8200",
    .carrier = Carrier::link,
    .ether_type = ether_type_ipv6,
    .family = IpFamily::v6,
    .messages = messages,
    .decode = decode,
    .carries = Carrier::ip,
    .about =
        "What the router forwards without translation. Its fields can be expected on every message of a flow with family = \"ipv6\": "
        "\"ipv6.src\", \"ipv6.hop_limit\".",
};

}  // namespace tsuka::proto
