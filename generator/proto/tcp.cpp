// TCP: see tcp.hpp.
#include "generator/proto/tcp.hpp"

#include <fmt/format.h>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 20;
constexpr std::uint8_t option_end = 0;
constexpr std::uint8_t option_no_operation = 1;
constexpr std::uint8_t option_mss = 2;
constexpr std::uint8_t option_window_scale = 3;
constexpr std::uint8_t option_sack_permitted = 4;

constexpr FieldSpec fields[] = {
    {"src_port", 0, 16, FieldKind::number, 0, true, "Source port (RFC 9293 section 3.1)."},
    {"dst_port", 16, 16, FieldKind::number, 0, true, "Destination port (RFC 9293 section 3.1)."},
    {"seq", 32, 32, FieldKind::number, 0, false, "Sequence number of the first octet (RFC 9293 section 3.1)."},
    {"ack", 64, 32, FieldKind::number, 0, false, "Next sequence number expected (RFC 9293 section 3.1)."},
    {"data_offset", 96, 4, FieldKind::number, 5, false, "Header length in 32-bit words (RFC 9293 section 3.1)."},
    {"reserved", 100, 4, FieldKind::number, 0, false, "Must be zero (RFC 9293 section 3.1)."},
    {"flags", 104, 8, FieldKind::number, 2, false, "FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128 (RFC 9293 section 3.1)."},
    {"window", 112, 16, FieldKind::number, 65535, false, "Receive window (RFC 9293 section 3.1)."},
    {"checksum", 128, 16, FieldKind::number, 0, true, "Over pseudo-header and segment (RFC 9293 section 3.1)."},
    {"urgent", 144, 16, FieldKind::number, 0, false, "Urgent pointer (RFC 9293 section 3.1)."},
};

// Routers clamp the MSS to their link, which helps more than it harms; so it counts as translatable.
constexpr FieldSpec variable[] = {
    {"mss", (head_size + 2) * 8, 16, FieldKind::number, 0, true, "Maximum Segment Size option, in a SYN (RFC 9293 section 3.7.1)."},
};
// Read, not written: connections say them in their SYNs by themselves.
constexpr FieldSpec window_scale{
    "window_scale", 0, 8, FieldKind::number, 0, false, "Window Scale option, in a SYN (RFC 7323 section 2.2)."};
constexpr FieldSpec sack_permitted{
    "sack_permitted", 0, 8, FieldKind::number, 0, false, "SACK-Permitted option, in a SYN: its length, 2 (RFC 2018 section 2)."};

Result<Octets> build_tcp_row(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, {});
    if (!built) return built;
    if (auto const* mss = given.find("mss")) {
        built->insert(built->end(), {option_mss, 4, 0, 0});
        if (auto written = write_field(*built, variable[0], *mss); !written) return fail("tcp: " + written.error().what);
        if (!given.find("data_offset")) write_bits(*built, 96, 4, built->size() / 4);
    }
    built->insert(built->end(), payload.begin(), payload.end());
    return built;
}

constexpr MessageSpec messages[] = {{.name = "tcp",
                                     .title = "TCP segment",
                                     .source = "RFC 9293 section 3.1",
                                     .fields = fields,
                                     .size = head_size,
                                     .has_payload = true,
                                     .build = build_tcp_row,
                                     .variable = variable}};

/// Options: kind, length, value; end and no-operation are single octets (RFC 9293 section 3.1).
void read_options(View header, Decoded& decoded) {
    std::size_t place = head_size;
    while (place < header.size() && header[place] != option_end) {
        if (header[place] == option_no_operation) {
            ++place;
            continue;
        }
        const std::size_t length = place + 1 < header.size() ? header[place + 1] : 0;
        if (length < 2 || place + length > header.size()) {
            decoded.problems.push_back("an option runs past the header");
            return;
        }
        const auto keep = [&](FieldSpec spec, std::size_t octet) {
            spec.bit = octet * 8;
            if (auto field = read_field(spec, header)) decoded.fields.push_back(std::move(*field));
        };
        if (header[place] == option_mss && length == 4) keep(variable[0], place + 2);
        if (header[place] == option_window_scale && length == 3) keep(window_scale, place + 2);
        if (header[place] == option_sack_permitted && length == 2) keep(sack_permitted, place + 1);
        place += length;
    }
}

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    const std::size_t header = (octets[12] >> 4U) * std::size_t{4};
    if (header < head_size || header > octets.size()) return fail(fmt::format("TCP data_offset of {} octets cannot be", header));
    Decoded decoded{.message = messages, .header = header, .total = octets.size(), .fields = std::move(*read), .problems = {}};
    read_options(octets.first(header), decoded);
    return decoded;
}

}  // namespace

constinit ProtocolSpec const tcp_protocol = {
    .name = "tcp",
    .title = "Transmission Control Protocol",
    .source = "RFC 9293",
    .carrier = Carrier::ip,
    .ip_protocol = 6,
    .messages = messages,
    .decode = decode,
    .checksum = Checksum::addresses,
    .carries = Carrier::tcp,
    .about = "Carries the PPTP control connection. Conversations keep its state; a segment sent by hand stands outside of them.",
};

}  // namespace tsuka::proto
