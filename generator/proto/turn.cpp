// An allocation and a channel are asked for in STUN's form; what goes through the channel has four octets in front and is no STUN message.
#include "generator/proto/turn.hpp"

#include "generator/proto/stun_form.hpp"
#include "generator/proto/variable_parts.hpp"

namespace tsuka::proto {

namespace {

constexpr std::size_t channel_head_size = 4;
constexpr std::uint64_t first_channel = 0x4000;  // section 12: the first two bits tell a channel's data from STUN's form
constexpr std::uint64_t last_channel = 0x4fff;
constexpr std::size_t most_padding = 3;

constexpr auto allocate_head = stun_head_of(0x0003);
constexpr auto allocated_head = stun_head_of(0x0103);
constexpr auto bind_head = stun_head_of(0x0009);
constexpr auto bound_head = stun_head_of(0x0109);

constexpr FieldSpec lifetime{.name = "lifetime", .width = 32, .about = "Seconds that the allocation lives or shall live (section 18.2)"};

constexpr FieldSpec allocate_attributes[] = {
    {.name = "requested_transport", .width = 8, .about = "Protocol between relay and peers: 17, UDP (section 18.7)"},
    lifetime,
    stun_software,
};
constexpr FieldSpec allocated_attributes[] = {
    {.name = "xor_mapped_address",
     .width = 32,
     .kind = FieldKind::ipv4,
     .about = "The client's address as it was seen; on the wire with every bit of the cookie turned (RFC 8489 section 14.2)"},
    {.name = "xor_mapped_port", .width = 16, .about = "The client's port as it was seen (RFC 8489 section 14.2)"},
    {.name = "xor_relayed_address", .width = 32, .kind = FieldKind::ipv4, .about = "The address at the relay, turned (section 18.5)"},
    {.name = "xor_relayed_port", .width = 16, .about = "The port at the relay, turned (section 18.5)"},
    lifetime,
    stun_software,
};
constexpr FieldSpec bind_attributes[] = {
    {.name = "channel_number", .width = 16, .about = "Of the channel that is asked for, 4000 to 4FFF (section 18.1)"},
    {.name = "xor_peer_address", .width = 32, .kind = FieldKind::ipv4, .about = "Whom the channel leads to, turned (section 18.3)"},
    {.name = "xor_peer_port", .width = 16, .about = "The peer's port, turned (section 18.3)"},
    stun_software,
};
constexpr FieldSpec bound_attributes[] = {stun_software};

constexpr FieldSpec channel_head[] = {
    {.name = "channel_number", .bit = 0, .width = 16, .initial = first_channel, .about = "4000 to 4FFF (section 12.4)"},
    {.name = "length",
     .bit = 16,
     .width = 16,
     .about = "Octets of data, without header and padding; right unless it is given (section 12.4)"},
};
constexpr FieldSpec channel_end[] = {
    {.name = "padding",
     .width = 8 * most_padding,
     .kind = FieldKind::octets,
     .about = "Up to 32 bits; over UDP it may be left out (section 12.5)"},
};

Result<Octets> build_channel_data(MessageSpec const& message, Fields const& given, View payload) {
    auto head = build_head(message, given);
    if (!head) return head;
    Writer writer;
    writer.octets(*head).octets(payload);
    if (given.find("length") == nullptr) writer.patch(2, payload.size(), 2);
    if (auto const* padding = given_octets(given, "padding")) writer.octets(*padding);
    return writer.take();
}

constexpr std::array<MessageSpec, 5> messages{{
    stun_message("turn.allocate-request", "TURN Allocate request", "RFC 8656 section 7.1", allocate_head, allocate_attributes),
    stun_message("turn.allocate-response", "TURN Allocate success response", "RFC 8656 section 7.2", allocated_head, allocated_attributes),
    stun_message("turn.channel-bind-request", "TURN ChannelBind request", "RFC 8656 section 12.1", bind_head, bind_attributes),
    stun_message("turn.channel-bind-response", "TURN ChannelBind success response", "RFC 8656 section 12.2", bound_head, bound_attributes),
    {.name = "turn.channel-data",
     .title = "TURN ChannelData message",
     .source = "RFC 8656 section 12.4",
     .fields = channel_head,
     .size = channel_head_size,
     .has_payload = true,
     .build = build_channel_data,
     .variable = channel_end},
}};

Result<Decoded> decode_channel_data(View octets) {
    auto decoded = decode_as(messages.back(), octets);
    if (!decoded) return decoded;
    const auto end = channel_head_size + static_cast<std::size_t>(number_of(decoded->fields, "length"));
    if (end > octets.size() || octets.size() - end > most_padding) return fail("the length of a channel's data does not fit");
    if (end < octets.size()) decoded->fields.push_back(octets_field("padding", end, part(octets, end, octets.size() - end)));
    return decoded;
}

/// What is neither a channel's data nor one of the requests and answers above is left to STUN.
Result<Decoded> decode(View octets) {
    const auto first = read_bits(octets, 0, 16).value_or(0);
    if (first >= first_channel && first <= last_channel) return decode_channel_data(octets);
    auto decoded = read_stun(octets, std::span(messages).first(messages.size() - 1));
    if (decoded && decoded->message == nullptr) return fail("no message of TURN");
    return decoded;
}

}  // namespace

constinit ProtocolSpec const turn_protocol{
    .name = "turn",
    .title = "Traversal Using Relays around NAT",
    .source = "RFC 8656",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 3478,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A client that nobody can reach has a relay send and receive in its place, over a mapping that its own packets keep open. What it "
        "says "
        "through a channel begins with no octets of STUN's, so that a router which takes port 3478 for STUN alone loses the data.",
};

}  // namespace tsuka::proto
