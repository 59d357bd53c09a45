// NAT traversal: see natt.hpp.
#include "generator/proto/natt.hpp"

#include "generator/proto/esp.hpp"
#include "generator/proto/ike.hpp"
#include "generator/proto/numbers.hpp"
#include "generator/proto/variable_parts.hpp"

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t marker_size = 4;
constexpr std::uint8_t keepalive_octet = 0xff;

constexpr std::array<FieldSpec, 1> marker_head{{
    {.name = "marker", .bit = 0, .width = 32, .initial = 0, .about = "Non-ESP marker, zero where ESP has its SPI (RFC 3948 section 2.2)"},
}};

constexpr std::array<FieldSpec, 1> keepalive_head{{
    {.name = "octet", .bit = 0, .width = 8, .initial = keepalive_octet, .about = "The one octet FF (RFC 3948 section 2.3)"},
}};

MessageSpec const& informational() {
    for (auto const& message : ike_protocol.messages)
        if (message.name == "ike.informational") return message;
    return ike_protocol.messages.front();
}

/// A whole IKE message by its version (1.0 or 2.0) and its length.
bool is_ike(View octets) {
    const auto version = read_bits(octets, 17 * 8, 8);
    const auto length = read_bits(octets, 24 * 8, 32);
    return version && length && (*version == 0x10 || *version == 0x20) && *length == octets.size();
}

/// The marker and the IKE message in `payload`. Other octets become the encrypted body of an Informational exchange, so that what goes to
/// UDP 4500 behind the marker always is IKE.
Result<Octets> build_marked(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_head(message, given);
    if (!built) return built;
    Writer writer;
    writer.octets(*built);
    if (is_ike(payload)) return writer.octets(payload).take();
    Fields inner;
    if (!payload.empty()) inner.set("body", Octets(payload.begin(), payload.end()));
    auto ike = build(informational(), inner);
    if (!ike) return ike;
    return writer.octets(*ike).take();
}

constexpr std::array<MessageSpec, 3> messages{{
    {.name = "natt.esp",
     .title = "UDP-encapsulated ESP",
     .source = "RFC 3948 section 2.1",
     .fields = esp_head,
     .size = esp_head_size,
     .has_payload = true,
     .build = build_esp,
     .variable = esp_variable},
    {.name = "natt.ike",
     .title = "IKE behind the non-ESP marker",
     .source = "RFC 3948 section 2.2",
     .fields = marker_head,
     .size = marker_size,
     .has_payload = true,
     .build = build_marked},
    {.name = "natt.keepalive", .title = "NAT-keepalive", .source = "RFC 3948 section 2.3", .fields = keepalive_head, .size = 1},
}};

Result<Decoded> decode(View octets) {
    const bool keepalive = octets.size() == 1 && octets[0] == keepalive_octet;
    const auto first_word = read_bits(octets, 0, 32);
    if (!keepalive && first_word && *first_word != 0) return decode_esp(messages[0], octets);
    auto const& message = keepalive ? messages[2] : messages[1];
    return decode_as(message, octets);
}

}  // namespace

constinit ProtocolSpec const natt_protocol{
    .name = "natt",
    .title = "NAT traversal of IPsec",
    .source = "RFC 3948",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = nat_t_port,
    .messages = messages,
    .decode = decode,
    .about =
        "ESP and IKE together in UDP 4500, so that any NAPT can carry IPsec by translating ports. "
        "A router needs no passthrough feature for it and must not look inside.",
};

}  // namespace tsuka::proto
