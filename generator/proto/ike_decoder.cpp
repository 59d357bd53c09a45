// Reads IKE messages: header, clear payload chain, what is encrypted as octets (see ike.hpp).
#include "generator/proto/ike.hpp"
#include "generator/proto/ike_messages.hpp"
#include "generator/proto/ike_payloads.hpp"
#include "generator/proto/nat_detection.hpp"
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::proto {

namespace {

bool is_known_vendor(View vendor) {
    return std::ranges::any_of(vendor_ids(), [&](VendorId const& known) { return to_hex(vendor) == known.hex; });
}

/// Walks the payload chain and collects fields; every place is in octets from the start of the message.
class ChainReader {
public:
    ChainReader(View message, unsigned major_version, Decoded& decoded)
        : message_(message), major_version_(major_version), decoded_(decoded) {}

    void read(std::uint8_t type) {
        std::size_t at = ike_header;
        while (type != 0) {
            const auto length = static_cast<std::size_t>(read_bits(message_, (at + 2) * 8, 16).value_or(0));
            if (length < 4 || length > message_.size() - at) {
                complain(type, at, length);
                break;
            }
            const auto next = message_[at];
            payload(type, at + 4, message_.subspan(at + 4, length - 4));
            // Behind an encrypted payload nothing stands; its next payload is the first one inside (RFC 7296 section 3.14).
            if (has_body_) break;
            type = next;
            at += length;
        }
        finish();
    }

private:
    void complain(std::uint8_t type, std::size_t at, std::size_t length) {
        word(type, {});
        decoded_.problems.push_back(fmt::format("payload {} at octet {}: length {}, {} octets are left", payload_word(major_version_, type),
                                                at, length, message_.size() - at));
    }

    void word(std::uint8_t type, std::string_view suffix) {
        words_ += fmt::format("{}{}{}", words_.empty() ? "" : ",", payload_word(major_version_, type), suffix);
    }

    void payload(std::uint8_t type, std::size_t at, View body) {
        if (major_version_ == 1)
            payload_v1(type, at, body);
        else
            payload_v2(type, at, body);
    }

    void payload_v1(std::uint8_t type, std::size_t at, View body) {
        if (type == 11) return notify_word(type, read_bits(body, 48, 16));
        word(type, {});
        if (type == ike_type::vid_v1) vendor(at, body);
        if (type == ike_type::nonce_v1) decoded_.fields.push_back(octets_field("nonce", at, body));
        if (type == ike_type::nat_d)
            decoded_.fields.push_back(octets_field(nat_d_count_++ == 0 ? "nat_d_destination" : "nat_d_source", at, body));
    }

    void payload_v2(std::uint8_t type, std::size_t at, View body) {
        if (type == ike_type::notify_v2) return notify_v2(at, body);
        word(type, {});
        if (type == ike_type::vid_v2) vendor(at, body);
        if (type == ike_type::nonce_v2) decoded_.fields.push_back(octets_field("nonce", at, body));
        if (type == ike_type::encrypted_v2 || type == ike_type::encrypted_fragment_v2) {
            has_body_ = true;
            decoded_.fields.push_back(octets_field("body", at, body));
            if (body.size() >= ike_token) decoded_.fields.push_back(octets_field("token", at, part(body, 0, ike_token)));
        }
    }

    void notify_word(std::uint8_t type, std::optional<std::uint64_t> notify_type) {
        word(type, notify_type ? std::to_string(*notify_type) : std::string());
    }

    void notify_v2(std::size_t at, View body) {
        const auto notify_type = read_bits(body, 16, 16);
        notify_word(ike_type::notify_v2, notify_type);
        if (!notify_type) return;
        const auto head = std::min(4 + std::size_t{body[1]}, body.size());  // an SPI may stand before the data (RFC 7296 section 3.10)
        if (*notify_type == nat_detection_source_ip) decoded_.fields.push_back(octets_field("nat_d_source", at + head, part(body, head)));
        if (*notify_type == nat_detection_destination_ip)
            decoded_.fields.push_back(octets_field("nat_d_destination", at + head, part(body, head)));
    }

    void vendor(std::size_t at, View body) {
        decoded_.fields.push_back(octets_field("vendor_id", at, body));
        if (body.size() == ike_token && !is_known_vendor(body)) token_ = octets_field("token", at, body);
    }

    void finish() {
        if (token_ && !has_body_) decoded_.fields.push_back(*token_);
        if (has_body_) return;
        // A list of words has no place of its own on the wire.
        decoded_.fields.push_back(Field{.name = "payloads",
                                        .bit = ike_header * 8,
                                        .width = 0,
                                        .kind = FieldKind::text,
                                        .value = to_octets(words_),
                                        .translatable = false});
    }

    View message_;
    unsigned major_version_;
    Decoded& decoded_;
    std::string words_;
    std::optional<Field> token_;
    unsigned nat_d_count_ = 0;
    bool has_body_ = false;
};

bool has_payload(Decoded const& decoded, std::string_view word) {
    for (auto const& field : decoded.fields) {
        if (field.name != "payloads") continue;
        auto const& words = std::get<Octets>(field.value);
        return fmt::format(",{},", std::string(words.begin(), words.end())).find(fmt::format(",{},", word)) != std::string::npos;
    }
    return false;
}

/// Which row a message of version 1 belongs to, by what an observer can see; empty when to none.
std::string_view name_v1(Decoded const& decoded, bool encrypted) {
    const bool first = number_of(decoded.fields, "responder_cookie") == 0;
    const auto exchange = number_of(decoded.fields, "exchange");
    if (exchange == 5) return "ike.informational";
    if (exchange == 32 && encrypted) return "ike.quick1";
    if (exchange == 2 && encrypted) return "ike.mm5";
    if (exchange == 2 && has_payload(decoded, "sa")) return first ? "ike.mm1" : "ike.mm2";
    if (exchange == 2 && has_payload(decoded, "ke")) return "ike.mm3";
    if (exchange == 4 && !has_payload(decoded, "sa")) return "ike.am3";
    if (exchange == 4) return first ? "ike.am1" : "ike.am2";
    return {};
}

std::string_view name_v2(Decoded const& decoded) {
    const bool response = (number_of(decoded.fields, "flags") & ike_response_v2) != 0;
    const auto exchange = number_of(decoded.fields, "exchange");
    if (exchange == 34) return response ? "ike.sa-init-response" : "ike.sa-init-request";
    if (exchange == 35) return response ? "ike.auth-response" : "ike.auth-request";
    if (exchange == 36) return response ? "ike.create-child-response" : "ike.create-child-request";
    if (exchange == 37) return response ? "ike.v2-informational-response" : "ike.v2-informational-request";
    return {};
}

MessageSpec const* row_named(std::string_view name) {
    auto const& messages = ike_protocol.messages;
    const auto found = std::ranges::find(messages, name, &MessageSpec::name);
    return found == messages.end() ? nullptr : &*found;
}

void read_encrypted_v1(View message, Decoded& decoded) {
    decoded.fields.push_back(octets_field("body", ike_header, message.subspan(ike_header)));
    if (message.size() >= ike_header + ike_token)
        decoded.fields.push_back(octets_field("token", ike_header, message.subspan(ike_header, ike_token)));
}

}  // namespace

Result<Decoded> decode_ike(View octets) {
    auto head = read_fixed(ike_protocol.messages.front(), octets);
    if (!head) return head.error();
    Decoded decoded{.message = nullptr, .header = 0, .total = 0, .fields = std::move(*head), .problems = {}};
    const auto length = static_cast<std::size_t>(number_of(decoded.fields, "length"));
    decoded.header = decoded.total = std::clamp(length, ike_header, octets.size());
    if (length != octets.size()) decoded.problems.push_back(fmt::format("length says {} octets, {} are there", length, octets.size()));

    const auto message = part(octets, 0, decoded.header);
    const auto major_version = static_cast<unsigned>(number_of(decoded.fields, "version") >> 4U);
    const auto next_payload = static_cast<std::uint8_t>(number_of(decoded.fields, "next_payload"));
    if (major_version == 1) {
        const bool encrypted = (number_of(decoded.fields, "flags") & ike_encrypted_v1) != 0;
        if (encrypted)
            read_encrypted_v1(message, decoded);
        else
            ChainReader(message, 1, decoded).read(next_payload);
        decoded.message = row_named(name_v1(decoded, encrypted));
    } else if (major_version == 2) {
        ChainReader(message, 2, decoded).read(next_payload);
        decoded.message = row_named(name_v2(decoded));
    } else {
        decoded.problems.push_back(fmt::format("version {} of IKE is unknown", major_version));
    }
    return decoded;
}

}  // namespace tsuka::proto
