// What is asked and what is answered differ by the first bit of the opcode; which message it is follows from opcode and length.
#include "generator/proto/natpmp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr FieldSpec version_zero{.name = "version", .bit = 0, .width = 8, .about = "0; 2 is PCP (section 3.5)"};

constexpr FieldSpec opcode(std::uint64_t initial) {
    return {.name = "opcode",
            .bit = 8,
            .width = 8,
            .initial = initial,
            .about = "0 address, 1 mapping of UDP, 2 of TCP; 128 more in an answer (sections 3.2 and 3.3)"};
}

constexpr FieldSpec result{.name = "result",
                           .bit = 16,
                           .width = 16,
                           .about =
                               "0 success, 1 unsupported version, 2 not authorized, 3 network failure, 4 out of resources, "
                               "5 unsupported opcode (section 3.5)"};
constexpr FieldSpec epoch{
    .name = "epoch", .bit = 32, .width = 32, .about = "Seconds since the router's table of mappings was new (section 3.6)"};

constexpr FieldSpec port(std::string_view name, std::size_t octet, std::string_view about) {
    return {.name = name, .bit = octet * 8, .width = 16, .about = about};
}

constexpr FieldSpec lifetime(std::size_t octet) {
    return {.name = "lifetime", .bit = octet * 8, .width = 32, .about = "Seconds; 0 ends the mapping (sections 3.3 and 3.4)"};
}

constexpr std::string_view inner = "The port on which the client listens (section 3.3)";

constexpr FieldSpec address_request[] = {version_zero, opcode(0)};
constexpr FieldSpec address_response[] = {
    version_zero, opcode(128), result, epoch,
    FieldSpec{.name = "address", .bit = 64, .width = 32, .kind = FieldKind::ipv4, .about = "The router's address outside (section 3.2)"}};
constexpr FieldSpec map_request[] = {version_zero,
                                     opcode(1),
                                     FieldSpec{.name = "reserved", .bit = 16, .width = 16, .about = "0 (section 3.3)"},
                                     port("internal_port", 4, inner),
                                     port("external_port", 6, "The port outside that the client would like best; 0: any (section 3.3)"),
                                     lifetime(8)};
constexpr FieldSpec map_response[] = {version_zero,
                                      opcode(129),
                                      result,
                                      epoch,
                                      port("internal_port", 8, inner),
                                      port("external_port", 10, "The port outside that leads to the client (section 3.3)"),
                                      lifetime(12)};
constexpr FieldSpec refusal[] = {version_zero, opcode(0), result, epoch};

constexpr MessageSpec message(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> fields,
                              std::size_t size) {
    return {.name = name, .title = title, .source = source, .fields = fields, .size = size};
}

constexpr std::array<MessageSpec, 5> messages{{
    message("natpmp.address-request", "NAT-PMP request for the address outside", "RFC 6886 section 3.2", address_request, 2),
    message("natpmp.address-response", "NAT-PMP answer with the address outside", "RFC 6886 section 3.2", address_response, 12),
    message("natpmp.map-request", "NAT-PMP request for a mapping", "RFC 6886 section 3.3", map_request, 12),
    message("natpmp.map-response", "NAT-PMP answer about a mapping", "RFC 6886 section 3.3", map_response, 16),
    message("natpmp.error", "NAT-PMP answer to what is not understood", "RFC 6886 section 3.5", refusal, 8),
}};

MessageSpec const* which(std::uint8_t operation, std::size_t size) {
    constexpr std::uint8_t response = 128;
    const bool answers = operation >= response;
    const auto asked = operation & (response - 1U);
    // RFC 6886 section 3.5 shows it with opcode 0; that of the request with its first bit set is in use, too.
    if ((answers || operation == 0) && size == messages[4].size) return &messages[4];
    if (asked > 2) return nullptr;
    auto const& found = messages[(asked == 0 ? 0U : 2U) + (answers ? 1U : 0U)];
    return size >= found.size ? &found : nullptr;
}

Result<Decoded> decode(View octets) {
    if (octets.size() < 2 || octets[0] != 0) return fail("no version of NAT-PMP");
    auto const* found = which(octets[1], octets.size());
    if (found == nullptr) return fail(fmt::format("no message of NAT-PMP with opcode {} has {} octets", octets[1], octets.size()));
    return decode_as(*found, octets);
}

}  // namespace

constinit ProtocolSpec const natpmp_protocol{
    .name = "natpmp",
    .title = "NAT Port Mapping Protocol",
    .source = "RFC 6886",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 5351,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A host asks its router to lead a port outside to it, for a while. What comes there unasked then reaches that host, and what it "
        "sends from there leaves from that port.",
};

}  // namespace tsuka::proto
