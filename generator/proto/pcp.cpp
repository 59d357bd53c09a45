// Addresses are of 128 bits; those of IPv4 stand in the last 32, behind the prefix ::ffff:0:0/96 (RFC 6887 section 5).
#include "generator/proto/pcp.hpp"

#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::uint8_t version_two = 2;
constexpr std::uint8_t response = 128;
constexpr std::size_t head_size = 24;
constexpr std::size_t map_size = head_size + 36;
constexpr std::size_t peer_size = head_size + 56;
constexpr std::uint64_t mapped = 0xffff;
constexpr std::uint8_t third_party_option = 1;
constexpr std::size_t option_head = 4;
constexpr std::size_t address_size = 16;

constexpr FieldSpec version{.name = "version", .bit = 0, .width = 8, .initial = version_two, .about = "2; 0 is NAT-PMP (section 9)"};

constexpr FieldSpec opcode(std::uint64_t initial) {
    return {.name = "opcode",
            .bit = 8,
            .width = 8,
            .initial = initial,
            .about = "0 ANNOUNCE, 1 MAP, 2 PEER; 128 more in an answer (section 7)"};
}

constexpr FieldSpec lifetime{
    .name = "lifetime", .bit = 32, .width = 32, .about = "Seconds; 0 ends the mapping; in an error how long that one holds (section 7)"};

/// The 16 bits in front of an IPv4 address, and the address.
constexpr FieldSpec family_of(std::string_view name, std::size_t octet) {
    return {.name = name, .bit = (octet + 10) * 8, .width = 16, .initial = mapped, .about = "ffff in front of an IPv4 address (section 5)"};
}
constexpr FieldSpec ipv4_of(std::string_view name, std::size_t octet, std::string_view about) {
    return {.name = name, .bit = (octet + 12) * 8, .width = 32, .kind = FieldKind::ipv4, .about = about};
}

// Of a request and of an answer: what all have in front (section 7).
constexpr FieldSpec client_family = family_of("client_family", 8);
constexpr FieldSpec client_address =
    ipv4_of("client_address", 8, "The client's own, as it sees it: where another one sends it, a NAT stands between (section 8.1)");
constexpr FieldSpec result{.name = "result",
                           .bit = 24,
                           .width = 8,
                           .about =
                               "0 SUCCESS, 1 UNSUPP_VERSION, 2 NOT_AUTHORIZED, 3 MALFORMED_REQUEST, 4 UNSUPP_OPCODE, 5 UNSUPP_OPTION, "
                               "8 NO_RESOURCES, 9 UNSUPP_PROTOCOL, 11 CANNOT_PROVIDE_EXTERNAL, 12 ADDRESS_MISMATCH (section 7.4)"};
constexpr FieldSpec epoch{.name = "epoch", .bit = 64, .width = 32, .about = "Seconds since the server's table was new (section 8.5)"};

// Of MAP and PEER, the same in both directions (sections 11.1 and 12.1).
constexpr FieldSpec nonce{.name = "nonce",
                          .bit = head_size * 8,
                          .width = 96,
                          .kind = FieldKind::octets,
                          .about = "Drawn by the client; who does not know it cannot change the mapping (section 11.1)"};
constexpr FieldSpec protocol{
    .name = "protocol", .bit = 288, .width = 8, .initial = 17, .about = "Of the IP header: 17 UDP, 6 TCP, 50 ESP; 0: all (section 11.1)"};
constexpr FieldSpec internal_port{.name = "internal_port",
                                  .bit = 320,
                                  .width = 16,
                                  .about = "The client's port; 0: all of them, or a protocol without ports (section 11.1)"};
constexpr FieldSpec external_port{
    .name = "external_port", .bit = 336, .width = 16, .about = "Outside: what the client would like best, and what it gets (section 11.1)"};
constexpr FieldSpec external_family = family_of("external_family", 44);
constexpr FieldSpec external_address =
    ipv4_of("external_address", 44, "Outside: what the client would like best, and what it gets (section 11.1)");
constexpr FieldSpec remote_port{.name = "remote_port", .bit = 480, .width = 16, .about = "The peer's port (section 12.1)"};
constexpr FieldSpec remote_family = family_of("remote_family", 64);
constexpr FieldSpec remote_address = ipv4_of("remote_address", 64, "The peer's address (section 12.1)");

constexpr FieldSpec announce_request[] = {version, opcode(0), lifetime, client_family, client_address};
constexpr FieldSpec announce_response[] = {version, opcode(response), result, lifetime, epoch};
constexpr FieldSpec map_request[] = {version,  opcode(1),     lifetime,      client_family,   client_address,  nonce,
                                     protocol, internal_port, external_port, external_family, external_address};
constexpr FieldSpec map_response[] = {version,  opcode(response + 1), result,        lifetime,        epoch,           nonce,
                                      protocol, internal_port,        external_port, external_family, external_address};
constexpr FieldSpec peer_request[] = {version,       opcode(2),     lifetime,      client_family,   client_address,   nonce,
                                      protocol,      internal_port, external_port, external_family, external_address, remote_port,
                                      remote_family, remote_address};
constexpr FieldSpec peer_response[] = {
    version,       opcode(response + 2), result,          lifetime,         epoch,       nonce,         protocol,
    internal_port, external_port,        external_family, external_address, remote_port, remote_family, remote_address};

constexpr FieldSpec options[] = {{.name = "third_party",
                                  .width = 32,
                                  .kind = FieldKind::ipv4,
                                  .about = "Option THIRD_PARTY: the mapping is for this host instead of the one that asks (section 13.1)"}};

Result<Octets> build_request(MessageSpec const& message, Fields const& given, View) {
    auto head = build_head(message, given);
    if (!head || given.find("third_party") == nullptr) return head;
    Writer writer;
    writer.octets(*head);
    writer.u8(third_party_option).u8(0).u16(address_size).zeros(address_size - 6);
    return writer.u16(mapped).u32(given.number("third_party", 0)).take();
}

constexpr MessageSpec request(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> fields,
                              std::size_t size) {
    return {.name = name, .title = title, .source = source, .fields = fields, .size = size, .build = build_request, .variable = options};
}
constexpr MessageSpec answer(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> fields,
                             std::size_t size) {
    return {.name = name, .title = title, .source = source, .fields = fields, .size = size};
}

// By opcode; the answer behind its request.
constexpr std::array<MessageSpec, 6> messages{{
    request("pcp.announce-request", "PCP ANNOUNCE request", "RFC 6887 section 14.1", announce_request, head_size),
    answer("pcp.announce-response", "PCP ANNOUNCE response", "RFC 6887 section 14.1", announce_response, head_size),
    request("pcp.map-request", "PCP MAP request", "RFC 6887 section 11.1", map_request, map_size),
    answer("pcp.map-response", "PCP MAP response", "RFC 6887 section 11.1", map_response, map_size),
    request("pcp.peer-request", "PCP PEER request", "RFC 6887 section 12.1", peer_request, peer_size),
    answer("pcp.peer-response", "PCP PEER response", "RFC 6887 section 12.1", peer_response, peer_size),
}};

Result<Decoded> decode(View octets) {
    if (octets.size() < 2 || octets[0] != version_two) return fail("no version of PCP");
    const auto asked = octets[1] & (response - 1U);
    if (asked > 2) return fail(fmt::format("opcode {} is none of PCP", asked));
    auto const& found = messages[asked * 2 + (octets[1] >= response ? 1U : 0U)];
    auto decoded = decode_as(found, octets);
    if (!decoded) return decoded;
    decoded->header = octets.size();  // options are no payload
    const auto option = found.size;
    const bool third = !found.variable.empty() && read_bits(octets, option * 8, 8) == third_party_option &&
                       octets.size() >= option + option_head + address_size;
    if (third) {
        const auto at = option + option_head + address_size - 4;
        decoded->fields.push_back(number_field("third_party", at, 4, *read_bits(octets, at * 8, 32)));
        decoded->fields.back().kind = FieldKind::ipv4;
    }
    return decoded;
}

}  // namespace

constinit ProtocolSpec const pcp_protocol{
    .name = "pcp",
    .title = "Port Control Protocol",
    .source = "RFC 6887",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 5351,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "NAT-PMP's successor on the same port: mappings of any protocol, also of those without ports, and lifetimes for mappings that a "
        "client's own packets have made.",
};

}  // namespace tsuka::proto
