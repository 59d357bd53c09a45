// Payloads of IKE in clear: see ike_payloads.hpp.
#include "generator/proto/ike_payloads.hpp"

#include "generator/proto/ike_proposals.hpp"
#include "generator/proto/nat_detection.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace tsuka::proto {

namespace {

struct PayloadName {
    std::uint8_t type;
    std::string_view word;
};

// RFC 2408 section 3.1, RFC 3947 section 6.
constexpr std::array<PayloadName, 14> names_v1{{{1, "sa"},
                                                {4, "ke"},
                                                {5, "id"},
                                                {6, "cert"},
                                                {7, "cr"},
                                                {8, "hash"},
                                                {9, "sig"},
                                                {10, "nonce"},
                                                {11, "n"},
                                                {12, "d"},
                                                {13, "vid"},
                                                {20, "nat_d"},
                                                {21, "nat_oa"},
                                                {132, "fragment"}}};
// RFC 7296 section 3.2, RFC 7383 section 2.5.
constexpr std::array<PayloadName, 17> names_v2{{{33, "sa"},
                                                {34, "ke"},
                                                {35, "idi"},
                                                {36, "idr"},
                                                {37, "cert"},
                                                {38, "certreq"},
                                                {39, "auth"},
                                                {40, "nonce"},
                                                {41, "n"},
                                                {42, "d"},
                                                {43, "vid"},
                                                {44, "tsi"},
                                                {45, "tsr"},
                                                {46, "sk"},
                                                {47, "cp"},
                                                {48, "eap"},
                                                {53, "skf"}}};

constexpr std::size_t key_octets = 256;  // group 14: 2048 bits (RFC 3526 section 3)
constexpr std::size_t nonce_octets = 32;
constexpr std::size_t sha1_octets = 20;
constexpr std::uint16_t group_14 = 14;
constexpr std::uint16_t invalid_ke_payload = 17;
constexpr std::uint16_t cookie = 16390;
constexpr std::uint16_t cookie2 = 16401;

std::span<const PayloadName> names(unsigned major_version) {
    if (major_version == 1) return names_v1;
    return names_v2;
}

std::optional<std::uint16_t> to_number(std::string_view text) {
    std::uint16_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<std::uint8_t> type_of(unsigned major_version, std::string_view word) {
    for (auto const& name : names(major_version))
        if (name.word == word) return name.type;
    const auto number = to_number(word);
    if (!number || *number == 0 || *number > 255) return std::nullopt;
    return static_cast<std::uint8_t>(*number);
}

/// Makes the payloads of one message in order: counts NAT-D and Vendor IDs as they come.
class PayloadMaker {
public:
    explicit PayloadMaker(PayloadSource const& source) : source_(source) {}

    Result<ClearPayload> make(std::string_view word) {
        if (word.starts_with('n'))
            if (const auto type = to_number(word.substr(1))) return notify(*type);
        const auto type = type_of(source_.major_version, word);
        if (!type) return fail(fmt::format("payloads: no payload of IKE version {} is called \"{}\"", source_.major_version, word));
        auto body = named(word);
        if (!body && to_number(word)) body = random(*type, sha1_octets);
        if (!body) return fail(fmt::format("payloads: \"{}\" cannot stand in clear in a message that is built here", word));
        return ClearPayload{*type, std::move(*body)};
    }

private:
    [[nodiscard]] Octets random(std::uint64_t what, std::size_t count) const {
        return filler(source_.initiator_cookie ^ (source_.salt << 32U) ^ (what << 16U), count);
    }

    std::optional<Octets> named(std::string_view word) {
        if (word == "sa") return source_.major_version == 1 ? sa_body_v1(source_.offers) : sa_body_v2(source_.offers);
        if (word == "nonce") return source_.nonce.empty() ? random(1, nonce_octets) : source_.nonce;
        if (word == "vid") return vendor_id();
        if (word == "ke") return key_exchange();
        if (source_.major_version != 1) return std::nullopt;
        if (word == "hash") return random(2, sha1_octets);
        if (word == "id") return identification();
        if (word == "nat_d") return nat_d();
        return std::nullopt;
    }

    /// Group number and two reserved octets stand in front of the value in version 2 only (RFC 7296 section 3.4).
    Octets key_exchange() {
        Writer writer;
        if (source_.major_version == 2) writer.u16(group_14).u16(0);
        return writer.octets(random(3, key_octets)).take();
    }

    /// ID_FQDN = 2, protocol and port 0 (RFC 2407 section 4.6.2). A name, because an address would differ behind a NAT.
    static Octets identification() { return Writer().u8(2).u8(0).u16(0).octets(to_octets("tsuka.example")).take(); }

    /// First the remote end, then the own one (RFC 3947 section 3.2).
    Octets nat_d() {
        auto const& value = nat_d_count_++ == 0 ? source_.nat_d_destination : source_.nat_d_source;
        return value.empty() ? random(16 + nat_d_count_, sha1_octets) : value;
    }

    Octets vendor_id() {
        const auto index = vendor_count_++;
        if (index < source_.vendor_ids.size()) return source_.vendor_ids[index];
        if (index < vendor_ids().size()) return from_hex(vendor_ids()[index].hex).value_or(Octets{});
        return random(1024 + index, 16);
    }

    [[nodiscard]] Result<ClearPayload> notify(std::uint16_t type) const {
        if (source_.major_version == 1) return ClearPayload{11, notify_v1(type)};
        Writer writer;
        writer.u8(0).u8(0).u16(type);  // no SA, so protocol and SPI size are 0 (RFC 7296 section 3.10)
        if (type == nat_detection_source_ip) {
            writer.octets(source_.nat_d_source.empty() ? random(type, sha1_octets) : source_.nat_d_source);
        } else if (type == nat_detection_destination_ip) {
            writer.octets(source_.nat_d_destination.empty() ? random(type, sha1_octets) : source_.nat_d_destination);
        } else if (type == cookie || type == cookie2) {
            // Without the salt: the initiator returns what the responder sent (RFC 7296 section 2.6).
            writer.octets(filler(source_.initiator_cookie ^ (std::uint64_t{type} << 16U), 16));
        } else if (type == invalid_ke_payload) {
            writer.u16(group_14);
        }
        return ClearPayload{ike_type::notify_v2, writer.take()};
    }

    /// DOI 1, protocol ISAKMP; the SPI of an ISAKMP SA is the pair of cookies (RFC 2408 section 3.14).
    [[nodiscard]] Octets notify_v1(std::uint16_t type) const {
        Writer writer;
        writer.u32(1).u8(1).u8(16).u16(type).u64(source_.initiator_cookie).u64(source_.responder_cookie);
        return writer.take();
    }

    PayloadSource const& source_;
    unsigned nat_d_count_ = 0;
    std::size_t vendor_count_ = 0;
};

}  // namespace

std::string payload_word(unsigned major_version, std::uint8_t type) {
    for (auto const& name : names(major_version))
        if (name.type == type) return std::string(name.word);
    return std::to_string(type);
}

Result<std::vector<ClearPayload>> make_payloads(PayloadSource const& source, std::string_view words) {
    PayloadMaker maker(source);
    std::vector<ClearPayload> payloads;
    while (!words.empty()) {
        const auto comma = words.find(',');
        auto payload = maker.make(words.substr(0, comma));
        if (!payload) return payload.error();
        payloads.push_back(std::move(*payload));
        words = comma == std::string_view::npos ? std::string_view{} : words.substr(comma + 1);
    }
    return payloads;
}

Result<Octets> chain(std::vector<ClearPayload> const& payloads) {
    Writer writer;
    for (std::size_t index = 0; index < payloads.size(); ++index) {
        auto const& payload = payloads[index];
        const auto length = payload.body.size() + 4;
        if (length > 0xffff) return fail(fmt::format("a payload of {} octets is longer than its length field can say", length));
        const std::uint8_t next = index + 1 < payloads.size() ? payloads[index + 1].type : std::uint8_t{0};
        writer.u8(next).u8(0).u16(length).octets(payload.body);
    }
    return writer.take();
}

Octets filler(std::uint64_t seed, std::size_t count) {
    Octets octets;
    octets.reserve(count + 8);
    while (octets.size() < count) {
        seed += 0x9e3779b97f4a7c15U;
        auto mixed = seed;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        mixed ^= mixed >> 31U;
        for (unsigned shift = 0; shift < 64; shift += 8) octets.push_back(static_cast<std::uint8_t>(mixed >> shift));
    }
    octets.resize(count);
    return octets;
}

}  // namespace tsuka::proto
