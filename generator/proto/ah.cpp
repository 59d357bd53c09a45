// AH: see ah.hpp.
#include "generator/proto/ah.hpp"

#include "generator/proto/integrity.hpp"
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t fixed_size = 12;

constexpr std::array<FieldSpec, 5> head{{
    {.name = "next_header",
     .bit = 0,
     .width = 8,
     .initial = 59,
     .about = "Protocol of what follows; 59: opaque octets (RFC 4302 section 2.1)"},
    {.name = "payload_length",
     .bit = 8,
     .width = 8,
     .initial = 4,
     .about = "Length of AH in words of 32 bits, less 2 (RFC 4302 section 2.2)"},
    {.name = "reserved", .bit = 16, .width = 16, .about = "Zero when sent (RFC 4302 section 2.3)"},
    {.name = "spi", .bit = 32, .width = 32, .initial = 0x1000, .about = "Security Parameters Index (RFC 4302 section 2.4)"},
    {.name = "seq", .bit = 64, .width = 32, .initial = 1, .about = "Sequence Number, the first packet has 1 (RFC 4302 section 2.5)"},
}};

constexpr std::array<FieldSpec, 1> variable{{
    {.name = "icv",
     .kind = FieldKind::octets,
     .about = "Integrity Check Value over datagram and outer header (RFC 4302 section 2.6); written when the datagram is complete"},
}};

Result<Octets> build_ah(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_head(message, given);
    if (!built) return built;
    Writer writer;
    writer.octets(*built);
    if (auto const* icv = given_octets(given, "icv")) {
        if (icv->size() % 4 != 0) return fail(fmt::format("icv: {} octets are not a whole number of 32-bit words", icv->size()));
        writer.octets(*icv);
    } else {
        writer.zeros(icv_size);
    }
    if (given.find("payload_length") == nullptr) writer.patch(1, writer.size() / 4 - 2, 1);
    return writer.octets(payload).take();
}

constexpr std::array<MessageSpec, 1> messages{{
    {.name = "ah",
     .title = "Authentication Header",
     .source = "RFC 4302 section 2",
     .fields = head,
     .size = fixed_size,
     .has_payload = true,
     .build = build_ah,
     .variable = variable},
}};

Result<Decoded> decode(View octets) {
    auto fields = read_fixed(messages[0], octets);
    if (!fields) return fields.error();
    const auto wanted = static_cast<std::size_t>((number_of(*fields, "payload_length") + 2) * 4);
    const auto header = std::clamp(wanted, fixed_size, octets.size());
    Decoded decoded{.message = messages.data(), .header = header, .total = octets.size(), .fields = std::move(*fields), .problems = {}};
    if (wanted != header) decoded.problems.push_back(fmt::format("payload_length says {} octets of {}", wanted, octets.size()));
    decoded.fields.push_back(octets_field("icv", fixed_size, part(octets, fixed_size, header - fixed_size)));
    return decoded;
}

/// The ICV covers the IP header, so it comes last.
void seal(std::span<std::uint8_t> datagram, Fields const& given) {
    if (!given.find("icv")) write_ah_icv(datagram, test_key());
}

}  // namespace

constinit ProtocolSpec const ah_protocol{
    .name = "ah",
    .title = "Authentication Header",
    .source = "RFC 4302",
    .carrier = Carrier::ip,
    .ip_protocol = 51,
    .messages = messages,
    .decode = decode,
    .seal = seal,
    .about =
        "IPsec's authentication without encryption; it covers the outer IP header, so no address translation can leave it valid. "
        "A router may forward it all the same, and one that only routes must.",
};

}  // namespace tsuka::proto
