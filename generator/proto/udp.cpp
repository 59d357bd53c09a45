// UDP: see udp.hpp.
#include "generator/proto/udp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 8;

constexpr FieldSpec fields[] = {
    {"src_port", 0, 16, FieldKind::number, 0, true, "Source port (RFC 768)."},
    {"dst_port", 16, 16, FieldKind::number, 0, true, "Destination port (RFC 768)."},
    {"length", 32, 16, FieldKind::number, 0, false, "Octets of header and payload (RFC 768)."},
    {"checksum", 48, 16, FieldKind::number, 0, true, "0 means none was made (RFC 768)."},
};

Result<Octets> build_udp_row(MessageSpec const& message, Fields const& given, View payload) {
    if (payload.size() + head_size > 0xffff) return fail(fmt::format("udp: {} octets of payload do not fit", payload.size()));
    auto built = build_fixed(message, given, payload);
    if (built && !given.find("length")) write_bits(*built, 32, 16, built->size());
    return built;
}

constexpr MessageSpec messages[] = {{.name = "udp",
                                     .title = "UDP datagram",
                                     .source = "RFC 768",
                                     .fields = fields,
                                     .size = head_size,
                                     .has_payload = true,
                                     .build = build_udp_row}};

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    const std::size_t length = static_cast<std::size_t>(octets[4] << 8) + octets[5];
    const auto total = std::clamp(length, head_size, octets.size());
    Decoded decoded{.message = messages, .header = head_size, .total = total, .fields = std::move(*read), .problems = {}};
    if (length > octets.size())
        decoded.problems.push_back(fmt::format("truncated: length {}, only {} octets are there", length, octets.size()));
    else if (length != octets.size())
        decoded.problems.push_back(fmt::format("length {}, yet IP carries {} octets", length, octets.size()));
    return decoded;
}

}  // namespace

constinit ProtocolSpec const udp_protocol = {
    .name = "udp",
    .title = "User Datagram Protocol",
    .source = "RFC 768",
    .carrier = Carrier::ip,
    .ip_protocol = 17,
    .messages = messages,
    .decode = decode,
    .checksum = Checksum::addresses_or_zero_in_v4,
    .carries = Carrier::udp,
    .about = "Carries IKE, NAT-T and L2TP; with a payload of its own it is the plain flow that shows how the NAT maps and filters.",
};

}  // namespace tsuka::proto
