// GRE: see gre.hpp.
#include "generator/proto/gre.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/ppp.hpp"

#include <fmt/format.h>

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 8;
constexpr std::size_t plain_size = 4;

constexpr FieldSpec flag(std::string_view name, std::size_t bit, std::uint64_t initial, std::string_view about) {
    return {name, bit, 1, FieldKind::number, initial, false, about};
}

/// The 32 bits that every version shares (RFC 1701, RFC 2637 section 4.1).
constexpr std::array<FieldSpec, 9> flags(std::uint64_t k, std::uint64_t s, std::uint64_t a, std::uint64_t version, std::uint64_t protocol) {
    return {{
        flag("c", 0, 0, "Checksum present (RFC 2784 section 2.1); 0 in version 1."),
        flag("r", 1, 0, "Routing present (RFC 1701); 0 in version 1."),
        flag("k", 2, k, "Key present (RFC 2890 section 2); 1 in version 1."),
        flag("s", 3, s, "Sequence number present (RFC 2637 section 4.1)."),
        flag("strict_source_route", 4, 0, "0 (RFC 2637 section 4.1)."),
        {"recur", 5, 3, FieldKind::number, 0, false, "Recursion control, 0 (RFC 2637 section 4.1)."},
        flag("a", 8, a, "Acknowledgment number present (RFC 2637 section 4.1)."),
        {"version", 13, 3, FieldKind::number, version, false, "1 enhanced GRE, 0 plain (RFC 2637 section 4.1)."},
        {"protocol", 16, 16, FieldKind::number, protocol, false, "EtherType of the payload: 0x880b PPP (RFC 2637 section 4.1)."},
    }};
}

constexpr FieldSpec length_field = {
    "payload_length", 32, 16, FieldKind::number, 0, false, "Octets of payload without this header (RFC 2637 section 4.1)."};
constexpr FieldSpec call_field = {
    "call_id", 48, 16, FieldKind::number, 0, true, "The Call ID that the receiver assigned (RFC 2637 section 4.1)."};
constexpr FieldSpec seq_field = {
    "seq", 64, 32, FieldKind::number, 0, false, "Number of this payload packet, from 0 (RFC 2637 section 4.1)."};
constexpr FieldSpec ack_field = {"ack", 64, 32, FieldKind::number, 0, false, "Highest sequence number received (RFC 2637 section 4.1)."};

template <std::size_t count>
constexpr auto joined(std::array<FieldSpec, 9> const& head, std::array<FieldSpec, count> const& more) {
    std::array<FieldSpec, 9 + count> all;
    std::copy(head.begin(), head.end(), all.begin());
    std::copy(more.begin(), more.end(), all.begin() + 9);
    return all;
}

constexpr auto ppp_fields = joined(flags(1, 1, 0, 1, gre_protocol_ppp), std::array{length_field, call_field});
constexpr auto ack_fields = joined(flags(1, 0, 1, 1, gre_protocol_ppp), std::array{length_field, call_field});
constexpr auto plain_fields = flags(0, 0, 0, 0, 0x0800);

constexpr FieldSpec ppp_variable[] = {
    seq_field,
    {"ack", 96, 32, FieldKind::number, 0, false, "Highest sequence number received; giving it sets A (RFC 2637 section 4.1)."},
};
constexpr FieldSpec ack_variable[] = {ack_field};
constexpr FieldSpec plain_variable[] = {
    {"checksum", 32, 16, FieldKind::number, 0, true, "Over header and payload when C is set (RFC 2784 section 2.3)."},
    {"key", 32, 32, FieldKind::number, 0, false, "Names a flow; giving it sets K (RFC 2890 section 2.1)."},
    {"seq", 32, 32, FieldKind::number, 0, false, "Sequence number; giving it sets S (RFC 2890 section 2.2)."},
};

/// Sets the presence bit when the field is given and the suite does not set the bit itself; tells whether the field is there.
bool presence(Octets& head, std::size_t bit, bool given_field, bool given_bit) {
    if (given_field && !given_bit) write_bits(head, bit, 1, 1);
    return read_bits(head, bit, 1) == 1U;
}

Result<void> append_number(Octets& octets, FieldSpec spec, Value const* value) {
    spec.bit = octets.size() * 8;
    octets.resize(octets.size() + spec.width / 8);
    return write_field(octets, spec, value ? *value : Value{std::uint64_t{0}});
}

Result<Octets> build_enhanced(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, {});
    if (!built) return built;
    const auto default_payload = message.has_payload && payload.empty() ? lcp_echo_frame() : Octets{};
    const View carried = payload.empty() ? View(default_payload) : payload;
    if (carried.size() > 0xffff) return fail(fmt::format("{}: {} octets of payload do not fit", message.name, carried.size()));
    if (!given.find("payload_length")) write_bits(*built, length_field.bit, length_field.width, carried.size());
    const struct {
        FieldSpec field;
        std::size_t bit;
        std::string_view flag_name;
    } optional_fields[] = {{seq_field, 3, "s"}, {ack_field, 8, "a"}};
    for (auto const& [field, bit, flag_name] : optional_fields) {
        auto const* value = given.find(field.name);
        if (!presence(*built, bit, value != nullptr, given.find(flag_name) != nullptr)) continue;
        if (auto written = append_number(*built, field, value); !written)
            return fail(fmt::format("{}: {}", message.name, written.error().what));
    }
    built->insert(built->end(), carried.begin(), carried.end());
    return built;
}

Result<Octets> build_plain(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, {});
    if (!built) return built;
    const bool checksum = presence(*built, 0, given.find("checksum") != nullptr, given.find("c") != nullptr);
    if (checksum) {
        if (auto written = append_number(*built, plain_variable[0], given.find("checksum")); !written) return written.error();
        built->resize(built->size() + 2);  // Reserved1 follows the checksum (RFC 2784 section 2.4)
    }
    for (auto const& [field, bit, flag_name] : {std::tuple{plain_variable[1], 2U, "k"}, std::tuple{plain_variable[2], 3U, "s"}}) {
        auto const* value = given.find(field.name);
        if (!presence(*built, bit, value != nullptr, given.find(flag_name) != nullptr)) continue;
        if (auto written = append_number(*built, field, value); !written) return written.error();
    }
    built->insert(built->end(), payload.begin(), payload.end());
    if (checksum && !given.find("checksum")) write_bits(*built, 32, 16, internet_checksum(*built));
    return built;
}

constexpr MessageSpec messages[] = {
    {.name = "gre.ppp",
     .title = "Enhanced GRE packet with payload",
     .source = "RFC 2637 section 4.1",
     .fields = ppp_fields,
     .size = head_size,
     .has_payload = true,
     .build = build_enhanced,
     .variable = ppp_variable},
    {.name = "gre.ack",
     .title = "Enhanced GRE acknowledgment without payload",
     .source = "RFC 2637 section 4.1",
     .fields = ack_fields,
     .size = head_size,
     .build = build_enhanced,
     .variable = ack_variable},
    {.name = "gre.v0",
     .title = "Plain GRE packet",
     .source = "RFC 2784 section 2, RFC 2890",
     .fields = plain_fields,
     .size = plain_size,
     .has_payload = true,
     .build = build_plain,
     .variable = plain_variable},
};

/// Reads a present optional field at `place` (octets) and moves on; false when the octets end before it.
bool take_field(View octets, std::size_t& place, FieldSpec spec, std::size_t step, Decoded& decoded) {
    spec.bit = place * 8;
    auto field = read_field(spec, octets);
    if (!field || place + step > octets.size()) return false;
    decoded.fields.push_back(std::move(*field));
    place += step;
    return true;
}

/// Without S a packet bears no payload (RFC 2637 section 4.1).
Result<Decoded> decode_enhanced(View octets, bool seq, bool ack) {
    auto const& message = seq ? messages[0] : messages[1];
    auto read = read_fixed(message, octets);
    if (!read) return read.error();
    Decoded decoded{.message = &message, .header = head_size, .total = octets.size(), .fields = std::move(*read), .problems = {}};
    if ((seq && !take_field(octets, decoded.header, seq_field, 4, decoded)) ||
        (ack && !take_field(octets, decoded.header, ack_field, 4, decoded)))
        return fail("GRE ends within its header");
    const std::size_t length = static_cast<std::size_t>(octets[4] << 8) + octets[5];
    const auto there = octets.size() - decoded.header;
    if (!seq && !ack) decoded.problems.push_back("neither sequence nor acknowledgment number");
    if (!seq && length != 0) decoded.problems.push_back("payload without a sequence number");
    if (length > there)
        decoded.problems.push_back(fmt::format("truncated: payload_length {}, only {} octets are there", length, there));
    else if (length < there)
        decoded.problems.push_back(fmt::format("payload_length {}, yet {} octets are there", length, there));
    if ((octets[0] & 0xcfU) != 0 || (octets[0] & 0x20U) == 0) decoded.problems.push_back("flags that version 1 does not allow");
    if (octets[2] != 0x88 || octets[3] != 0x0b) decoded.problems.push_back("version 1 with a protocol other than 0x880b");
    return decoded;
}

Result<Decoded> decode_plain(View octets) {
    auto read = read_fixed(messages[2], octets);
    if (!read) return read.error();
    Decoded decoded{.message = &messages[2], .header = plain_size, .total = octets.size(), .fields = std::move(*read), .problems = {}};
    const auto first = octets[0];
    // C or R alone brings both Checksum and Offset words (RFC 1701).
    const bool fits = ((first & 0xc0U) == 0 || take_field(octets, decoded.header, plain_variable[0], 4, decoded)) &&
                      ((first & 0x20U) == 0 || take_field(octets, decoded.header, plain_variable[1], 4, decoded)) &&
                      ((first & 0x10U) == 0 || take_field(octets, decoded.header, plain_variable[2], 4, decoded));
    if (!fits) return fail("GRE ends within its header");
    if ((first & 0x80U) != 0 && internet_checksum(octets) != 0) decoded.problems.push_back("wrong GRE checksum");
    return decoded;
}

Result<Decoded> decode(View octets) {
    if (octets.size() < plain_size) return fail("GRE takes 4 octets at least");
    switch (octets[1] & 7U) {
        case 0:
            return decode_plain(octets);
        case 1:
            return decode_enhanced(octets, (octets[0] & 0x10U) != 0, (octets[1] & 0x80U) != 0);
        default:
            return fail(fmt::format("GRE version {}", octets[1] & 7U));
    }
}

}  // namespace

constinit ProtocolSpec const gre_protocol = {
    .name = "gre",
    .title = "Generic Routing Encapsulation",
    .source = "RFC 2637 section 4.1, RFC 2784, RFC 2890",
    .carrier = Carrier::ip,
    .ip_protocol = 47,
    .messages = messages,
    .decode = decode,
    .about = "PPTP's data path. It has no ports: a NAPT can only tell calls apart by the Call ID that the control connection agreed.",
};

}  // namespace tsuka::proto
