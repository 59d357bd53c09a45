// IPv4: see ip.hpp.
#include "generator/proto/ip.hpp"

#include "generator/proto/numbers.hpp"

#include "generator/base/checksum.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 20;

constexpr FieldSpec fields[] = {
    {"version", 0, 4, FieldKind::number, 4, false, "4 (RFC 791 section 3.1)."},
    {"header_length", 4, 4, FieldKind::number, 5, false, "IHL in 32-bit words (RFC 791 section 3.1)."},
    {"dscp", 8, 6, FieldKind::number, 0, false, "Differentiated services code point (RFC 2474 section 3)."},
    {"ecn", 14, 2, FieldKind::number, 0, false, "Explicit congestion notification (RFC 3168 section 5)."},
    {"total_length", 16, 16, FieldKind::number, 0, false, "Octets of header and payload (RFC 791 section 3.1)."},
    {"id", 32, 16, FieldKind::number, 0, true, "Identification: groups fragments (RFC 791 section 3.1, RFC 6864)."},
    {"reserved", 48, 1, FieldKind::number, 0, false, "Must be zero (RFC 791 section 3.1)."},
    {"df", 49, 1, FieldKind::number, 0, false, "Don't Fragment (RFC 791 section 3.1)."},
    {"mf", 50, 1, FieldKind::number, 0, false, "More Fragments (RFC 791 section 3.1)."},
    {"fragment_offset", 51, 13, FieldKind::number, 0, false, "Place of the fragment in units of 8 octets (RFC 791 section 3.1)."},
    {"ttl", 64, 8, FieldKind::number, 64, true, "Time to live; a router takes one off (RFC 1812 section 5.3.1)."},
    {"protocol", 72, 8, FieldKind::number, 253, false, "1 ICMP, 6 TCP, 17 UDP, 47 GRE, 50 ESP, 51 AH, 253 experiments (RFC 3692)."},
    {"checksum", 80, 16, FieldKind::number, 0, true, "Header checksum (RFC 791 section 3.1)."},
    {"src", 96, 32, FieldKind::ipv4, 0, true, "Source address."},
    {"dst", 128, 32, FieldKind::ipv4, 0, true, "Destination address."},
};

constexpr FieldSpec variable[] = {
    {"options", head_size * 8, 320, FieldKind::octets, 0, false,
     "Options, at most 40 octets, padded to a multiple of 4 (RFC 791 section 3.1)."},
};

Result<Octets> build_ip(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, {});
    if (!built) return built;
    if (auto const* value = given.find("options")) {
        auto const* options = std::get_if<Octets>(value);
        if (!options || options->size() > 40) return fail("ip: options takes at most 40 octets");
        built->insert(built->end(), options->begin(), options->end());
        built->resize((built->size() + 3) / 4 * 4, 0);
    }
    const auto header = built->size();
    if (header + payload.size() > 0xffff) return fail(fmt::format("ip: {} octets of payload do not fit", payload.size()));
    if (!given.find("header_length")) write_bits(*built, 4, 4, header / 4);
    if (!given.find("total_length")) write_bits(*built, 16, 16, header + payload.size());
    if (!given.find("checksum")) write_bits(*built, 80, 16, internet_checksum(*built));
    built->insert(built->end(), payload.begin(), payload.end());
    return built;
}

constexpr MessageSpec messages[] = {{.name = "ip",
                                     .title = "IPv4 datagram",
                                     .source = "RFC 791 section 3.1",
                                     .fields = fields,
                                     .size = head_size,
                                     .has_payload = true,
                                     .build = build_ip,
                                     .variable = variable}};

void check_lengths(Decoded& decoded, std::size_t total_length, std::size_t there) {
    if (total_length < decoded.header)
        decoded.problems.push_back(fmt::format("total_length {} is less than its own header of {} octets", total_length, decoded.header));
    else if (total_length > there)
        decoded.problems.push_back(fmt::format("truncated: total_length {}, only {} octets are there", total_length, there));
}

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    const std::size_t version = octets[0] >> 4U;
    const std::size_t header = (octets[0] & 0x0fU) * std::size_t{4};
    if (version != 4) return fail(fmt::format("IP version {} instead of 4", version));
    if (header < head_size || header > octets.size()) return fail(fmt::format("IP header_length of {} octets cannot be", header));
    const std::size_t total_length = static_cast<std::size_t>(octets[2] << 8) + octets[3];
    const auto total = std::clamp(total_length, header, octets.size());
    Decoded decoded{.message = messages, .header = header, .total = total, .fields = std::move(*read), .problems = {}};
    if (header > head_size) {
        const auto options = part(octets, head_size, header - head_size);
        decoded.fields.push_back(
            {"options", head_size * 8, options.size() * 8, FieldKind::octets, Octets(options.begin(), options.end()), false});
    }
    check_lengths(decoded, total_length, octets.size());
    return decoded;
}

}  // namespace

constinit ProtocolSpec const ip_protocol = {
    .name = "ip",
    .title = "Internet Protocol version 4",
    .source = "RFC 791",
    .carrier = Carrier::link,
    .ether_type = ether_type_ipv4,
    .family = IpFamily::v4,
    .messages = messages,
    .decode = decode,
    .carries = Carrier::ip,
    .about = "What the router forwards and translates. Its fields can be expected on every message above it: \"ip.src\", \"ip.ttl\".",
};

}  // namespace tsuka::proto
