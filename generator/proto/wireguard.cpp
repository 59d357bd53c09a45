// Indices and the counter are octets here, in the order in which they stand: written as numbers they would be shown turned round.
#include "generator/proto/wireguard.hpp"

#include <fmt/format.h>

#include <array>

namespace tsuka::proto {

namespace {

constexpr FieldSpec type(std::uint64_t value) {
    return {"type", 0, 8, FieldKind::number, value, false, "1 initiation, 2 response, 3 cookie reply, 4 data (section 5.4)."};
}

constexpr FieldSpec octets(std::string_view name, std::size_t octet, std::size_t count, std::string_view about) {
    return {name, octet * 8, count * 8, FieldKind::octets, 0, false, about};
}

constexpr FieldSpec reserved{"reserved", 8, 24, FieldKind::number, 0, false, "0 (section 5.4.2)."};
constexpr std::string_view sender = "The sender's index, by which it will be spoken to (section 5.4.2).";
constexpr std::string_view receiver = "The receiver's index, which it gave as sender (section 5.4.3).";
constexpr std::string_view mac1 = "Keyed by the responder's public key (section 5.4.4).";
constexpr std::string_view mac2 = "Keyed by the last cookie; 0 without one (section 5.4.4).";
constexpr std::string_view ephemeral = "An ephemeral public key (section 5.4.2).";

constexpr FieldSpec initiation[] = {type(1),
                                    reserved,
                                    octets("sender", 4, 4, sender),
                                    octets("ephemeral", 8, 32, ephemeral),
                                    octets("static", 40, 48, "The initiator's public key, encrypted (section 5.4.2)."),
                                    octets("timestamp", 88, 28, "TAI64N, encrypted (section 5.4.2)."),
                                    octets("mac1", 116, 16, mac1),
                                    octets("mac2", 132, 16, mac2)};
constexpr FieldSpec response[] = {type(2),
                                  reserved,
                                  octets("sender", 4, 4, sender),
                                  octets("receiver", 8, 4, receiver),
                                  octets("ephemeral", 12, 32, ephemeral),
                                  octets("empty", 44, 16, "Nothing, encrypted (section 5.4.3)."),
                                  octets("mac1", 60, 16, mac1),
                                  octets("mac2", 76, 16, mac2)};
constexpr FieldSpec cookie[] = {type(3), reserved, octets("receiver", 4, 4, receiver),
                                octets("nonce", 8, 24, "Drawn anew for each reply (section 5.4.7)."),
                                octets("cookie", 32, 32, "A cookie, encrypted (section 5.4.7).")};
constexpr FieldSpec data[] = {type(4), reserved, octets("receiver", 4, 4, receiver),
                              octets("counter", 8, 8, "Counts messages from 0 (section 5.4.6).")};

constexpr std::array<MessageSpec, 4> messages{{
    {.name = "wireguard.initiation",
     .title = "WireGuard handshake initiation",
     .source = "WireGuard section 5.4.2",
     .fields = initiation,
     .size = 148,
     .token_field = "ephemeral"},
    {.name = "wireguard.response",
     .title = "WireGuard handshake response",
     .source = "WireGuard section 5.4.3",
     .fields = response,
     .size = 92,
     .token_field = "ephemeral"},
    {.name = "wireguard.cookie",
     .title = "WireGuard cookie reply",
     .source = "WireGuard section 5.4.7",
     .fields = cookie,
     .size = 64,
     .token_field = "cookie"},
    {.name = "wireguard.data",
     .title = "WireGuard transport data",
     .source = "WireGuard section 5.4.6",
     .fields = data,
     .size = 16,
     .has_payload = true},
}};

Result<Decoded> decode(View octets) {
    if (octets.empty() || octets[0] < 1 || octets[0] > messages.size()) return fail("no type of WireGuard");
    auto const& message = messages[octets[0] - 1U];
    if (read_bits(octets, 8, 24) != 0U) return fail("WireGuard's reserved octets are not 0");
    if (octets.size() < message.size || (!message.has_payload && octets.size() != message.size))
        return fail(fmt::format("{} has {} octets, not {}", message.name, message.size, octets.size()));
    return decode_as(message, octets);
}

}  // namespace

constinit ProtocolSpec const wireguard_protocol{
    .name = "wireguard",
    .title = "WireGuard",
    .source = "WireGuard: Next Generation Kernel Network Tunnel, section 5.4",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 51820,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A VPN in UDP alone, with one message each way to set up and data after it. A router needs no passthrough feature for it; what "
        "decides is how long it keeps an idle mapping (clients behind a NAT say something every 25 seconds).",
};

}  // namespace tsuka::proto
