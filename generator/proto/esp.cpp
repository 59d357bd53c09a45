// ESP: see esp.hpp.
#include "generator/proto/esp.hpp"

#include "generator/proto/integrity.hpp"
#include "generator/proto/variable_parts.hpp"

namespace tsuka::proto {

namespace {

constexpr std::array<MessageSpec, 1> messages{{
    {.name = "esp",
     .title = "Encapsulating Security Payload",
     .source = "RFC 4303 section 2",
     .fields = esp_head,
     .size = esp_head_size,
     .has_payload = true,
     .build = build_esp,
     .variable = esp_variable},
}};

/// Pad octets count from 1, so that pad length and next header end on a multiple of 4 (RFC 4303 section 2.4).
void write_trailer(Writer& writer, std::uint64_t next_header) {
    std::uint8_t pad = 0;
    while ((writer.size() + 2) % 4 != 0) writer.u8(++pad);
    writer.u8(pad).u8(next_header);
}

Result<Decoded> decode(View octets) {
    return decode_esp(messages[0], octets);
}

}  // namespace

Result<Octets> build_esp(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_head(message, given);
    if (!built) return built;
    Writer writer;
    writer.octets(*built).octets(payload);
    if (given.number("trailer", 1) != 0) write_trailer(writer, given.number("next_header", 59));
    if (auto const* icv = given_octets(given, "icv"))
        writer.octets(*icv);
    else if (given.number("trailer", 1) != 0)
        writer.octets(esp_icv(test_key(), writer.view()));
    return writer.take();
}

Result<Decoded> decode_esp(MessageSpec const& message, View octets) {
    auto fields = read_fixed(message, octets);
    if (!fields) return fields.error();
    Decoded decoded{.message = &message, .header = esp_head_size, .total = octets.size(), .fields = std::move(*fields), .problems = {}};
    if (octets.size() >= esp_head_size + icv_size) {
        const auto place = octets.size() - icv_size;
        decoded.fields.push_back(octets_field("icv", place, part(octets, place)));
    }
    return decoded;
}

constinit ProtocolSpec const esp_protocol{
    .name = "esp",
    .title = "Encapsulating Security Payload",
    .source = "RFC 4303",
    .carrier = Carrier::ip,
    .ip_protocol = 50,
    .messages = messages,
    .decode = decode,
    .about =
        "IPsec's encrypted packets directly over IP: no port for a NAT to translate, only an SPI that each receiver chose for itself. "
        "What the test sends is ENCR_NULL with a real ICV, so any alteration shows.",
};

}  // namespace tsuka::proto
