// The field table: one row per protocol message drives TOML keys, building, decoding, matching and printing.
// A protocol is one file pair that fills a ProtocolSpec, and one line in registry.cpp.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tsuka::proto {

/// How a field's value is written and shown. A number is at most 64 bits; the others are whole octets (ipv4: a number of 32 bits).
enum class FieldKind : std::uint8_t { number, ipv4, ipv6, mac, octets, text };

/// number and ipv4 as an integer; ipv6, mac, octets and text as octets (text without its zero padding).
using Value = std::variant<std::uint64_t, Octets>;

/// Printed as people write it: 7, 0x1a2b3c4d (hexadecimal from 32 bits on), 192.0.2.1, "text", hex octets.
[[nodiscard]] std::string to_text(Value const& value, FieldKind kind, std::size_t bits = 0);

/// A field at a fixed place of a message.
struct FieldSpec {
    std::string_view name;  ///< TOML key: the RFC's word in snake_case
    std::size_t bit = 0;    ///< bits from the start of the message's own header
    std::size_t width = 0;  ///< bits; a whole number of octets for ipv6, mac, octets and text
    FieldKind kind = FieldKind::number;
    std::uint64_t initial = 0;  ///< what build() writes when the suite does not say (numbers)
    bool translatable = false;  ///< a NAT or its ALG may rewrite it without harm (ports, Call ID, ...)
    std::string_view about{};   ///< one sentence with the RFC section; names known values
};

/// A field as it was read from octets. Variable parts (an AVP, a payload of IKE) are fields too, with computed places.
struct Field {
    std::string name;
    std::size_t bit = 0;  ///< bits from the start of the layer
    std::size_t width = 0;
    FieldKind kind = FieldKind::number;
    Value value;
    bool translatable = false;
};

/// What carries a message, and so which conversation state it needs.
enum class Carrier : std::uint8_t { link, ip, udp, tcp };

/// Field values that a suite gives, in the order written.
struct Fields {
    std::vector<std::pair<std::string, Value>> values;

    [[nodiscard]] Value const* find(std::string_view name) const;
    [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise) const;
    void set(std::string_view name, Value value);  ///< replaces or appends
};

struct MessageSpec;

/// Builds the message's own octets, header to end, from the fields given (others take their initial value) and a payload.
/// Unknown names and values that do not fit are errors naming the field. Lengths are right unless a field sets them.
using BuildFunction = Result<Octets> (*)(MessageSpec const& message, Fields const& given, View payload);

/// One kind of message. `fields` covers the fixed head; variable parts are the builder's and the decoder's business.
struct MessageSpec {
    std::string_view name;    ///< as in suites: "pptp.ocrq"
    std::string_view title;   ///< "Outgoing-Call-Request"
    std::string_view source;  ///< "RFC 2637 section 2.7"
    std::span<const FieldSpec> fields;
    std::size_t size = 0;           ///< octets of the fixed head
    bool has_payload = false;       ///< `bytes = N` and `payload = ...` apply; the probe's token stands in the payload
    BuildFunction build = nullptr;  ///< nullptr: build_fixed
    /// Names of further fields that `build` takes and `decode` reports beyond the fixed head (e.g. "nat_d_source").
    std::span<const FieldSpec> variable = {};
    /// Where build() puts the 16-octet token when the message has no payload: name of an octets/text field, or empty.
    std::string_view token_field = {};
};

/// One layer of a decoded frame.
struct Layer {
    struct ProtocolSpec const* protocol = nullptr;
    MessageSpec const* message = nullptr;  ///< nullptr: a message of this protocol that no row describes
    std::size_t offset = 0;                ///< octets from the start of the decoded octets
    std::size_t length = 0;                ///< header octets; the payload starts at offset + length
    std::vector<Field> fields;
    bool quoted = false;  ///< stands in the datagram that an ICMP error quotes, not in the frame's own path

    [[nodiscard]] Field const* find(std::string_view name) const;
};

/// What a decoder says of the octets from its own header on (lower layers and padding already cut off).
struct Decoded {
    MessageSpec const* message = nullptr;
    std::size_t header = 0;  ///< octets of header; what follows is payload
    std::size_t total = 0;   ///< octets of the whole message (for streams: where the next one starts)
    std::vector<Field> fields;
    std::vector<std::string> problems;  ///< what a receiver would object to: wrong magic, bad length, bad checksum
};

/// Fails only when the octets cannot be this protocol (too short for the fixed head); never reads past the end.
using DecodeFunction = Result<Decoded> (*)(View octets);

/// A checksum of the Internet kind (RFC 1071) in a field called "checksum", and what it covers.
enum class Checksum : std::uint8_t {
    none,
    message,                  ///< the message alone
    addresses,                ///< the message and a pseudo-header
    addresses_or_zero_in_v4,  ///< the same; zero means that none was made, which IPv6 does not allow (RFC 8200 section 8.1)
};

/// A place in the payload of another protocol's message, beside the one that carrier, number and port give.
struct Inside {
    std::string_view message;     ///< behind this one
    std::string_view field = {};  ///< where this field of it has that value; empty: always
    std::uint64_t value = 0;
    bool perhaps = false;  ///< what stands there may be something else (encrypted, compressed): no complaint if it does not fit
};

struct ProtocolSpec {
    std::string_view name;    ///< "pptp"
    std::string_view title;   ///< "Point-to-Point Tunneling Protocol, control connection"
    std::string_view source;  ///< "RFC 2637"
    Carrier carrier = Carrier::ip;
    std::uint16_t ether_type = 0;      ///< of frames that carry it, 0 if none
    std::uint8_t ip_protocol = 0;      ///< IP protocol number of the carrier (47, 50, 17, 6 ...), 0 if none
    std::optional<IpFamily> family{};  ///< the only one over which it runs, or which it is
    std::uint16_t port = 0;            ///< well-known UDP or TCP port of the server, 0 if none
    std::uint16_t client_port = 0;     ///< of clients, where they have one, too: it is this protocol between those two ports only
    bool perhaps = false;              ///< others use its port, too: no complaint if what stands there does not fit
    std::span<const Inside> inside{};
    std::span<const MessageSpec> messages;
    DecodeFunction decode = nullptr;
    Checksum checksum = Checksum::none;
    std::optional<Carrier> carries{};  ///< those of this carrier stand in its payload, by type, number or port
    /// Streams: octets of the message in front; nothing while more has to come. `ended`: nothing more will. nullptr: messages are cut off
    /// by their sizes as sent.
    std::optional<std::size_t> (*message_size)(View octets, bool ended) = nullptr;
    /// Writes over the finished datagram what covers its IP header, too; a field that is given stays as it is.
    void (*seal)(std::span<std::uint8_t> datagram, Fields const& given) = nullptr;
    bool (*quotes)(std::uint8_t type) = nullptr;  ///< whether a message of that "type" quotes the datagram that it is about
    std::string_view about{};                     ///< two sentences for `tsuka explain`
};

/// Builds from the fixed head alone: initial values, then the fields given, then the payload. Names of `variable` are left to the
/// message's own builder (which may call this for its head); any other unknown name is an error.
[[nodiscard]] Result<Octets> build_fixed(MessageSpec const& message, Fields const& given, View payload);

/// Writes one value at its place. `octets` start with the message's header. Text and octets may be shorter than the field: zeros follow.
[[nodiscard]] Result<void> write_field(std::span<std::uint8_t> octets, FieldSpec const& field, Value const& value);

/// Reads one field; nothing when it lies outside. Text comes without its zero padding.
[[nodiscard]] std::optional<Field> read_field(FieldSpec const& field, View octets);

/// Builds with the message's own builder, or build_fixed.
[[nodiscard]] Result<Octets> build(MessageSpec const& message, Fields const& given, View payload = {});

/// Reads the fixed head of `message` from octets that start with its header.
[[nodiscard]] Result<std::vector<Field>> read_fixed(MessageSpec const& message, View octets);
/// The same as what a decoder says of it: the head is all of its fields, and whatever follows is payload.
[[nodiscard]] Result<Decoded> decode_as(MessageSpec const& message, View octets);

/// The field of that name among fixed head and variable parts; nullptr if the message has none.
[[nodiscard]] FieldSpec const* find_field(MessageSpec const& message, std::string_view name);

}  // namespace tsuka::proto
