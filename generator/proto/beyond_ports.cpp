// Protocols without ports that few routers know: see beyond_ports.hpp.
#include "generator/proto/beyond_ports.hpp"

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::array<FieldSpec, 1> session_header{{
    {.name = "session_id",
     .bit = 0,
     .width = 32,
     .initial = 0x5e550001,
     .about = "The receiver's session, never 0 (RFC 3931 section 4.1.1.1); no cookie follows"},
}};

constexpr std::array<FieldSpec, 6> control_header{{
    {.name = "session_id", .bit = 0, .width = 32, .initial = 0, .about = "0: a control message (RFC 3931 section 4.1.1.2)"},
    {.name = "flags_version", .bit = 32, .width = 16, .initial = 0xc803, .about = "T, L and S set, version 3 (RFC 3931 section 3.2.1)"},
    {.name = "length", .bit = 48, .width = 16, .initial = 12, .about = "Octets from the flags on (RFC 3931 section 3.2.1)"},
    {.name = "control_connection_id",
     .bit = 64,
     .width = 32,
     .initial = 0,
     .about = "The receiver's control connection; 0 as long as it has told none (RFC 3931 section 3.2.1)"},
    {.name = "ns", .bit = 96, .width = 16, .about = "Sequence number of this message (RFC 3931 section 3.2.1)"},
    {.name = "nr", .bit = 112, .width = 16, .about = "Sequence number that is expected next (RFC 3931 section 3.2.1)"},
}};

constexpr std::array<FieldSpec, 2> etherip_header{{
    {.name = "version", .bit = 0, .width = 4, .initial = 3, .about = "3 (RFC 3378 section 2)"},
    {.name = "reserved", .bit = 4, .width = 12, .about = "Zero (RFC 3378 section 2)"},
}};

Result<Octets> build_control(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, payload);
    constexpr std::size_t session = 4;
    if (built && given.find("length") == nullptr) write_bits(*built, 48, 16, built->size() - session);
    return built;
}

constexpr std::array<MessageSpec, 2> l2tpv3_messages{{
    {.name = "l2tpv3.data",
     .title = "L2TPv3 data over IP",
     .source = "RFC 3931 section 4.1.1.1",
     .fields = session_header,
     .size = 4,
     .has_payload = true},
    {.name = "l2tpv3.control",
     .title = "L2TPv3 control message over IP",
     .source = "RFC 3931 section 4.1.1.2",
     .fields = control_header,
     .size = 16,
     .has_payload = true,
     .build = build_control},
}};

constexpr std::array<MessageSpec, 1> etherip_messages{{
    {.name = "etherip",
     .title = "Ethernet within IP",
     .source = "RFC 3378 section 2",
     .fields = etherip_header,
     .size = 2,
     .has_payload = true},
}};

constexpr std::array<MessageSpec, 1> experiment_messages{{
    {.name = "experiment",
     .title = "Octets of a protocol that nobody knows",
     .source = "RFC 3692 section 2.1",
     .fields = {},
     .has_payload = true},
}};

Result<Decoded> decode_l2tpv3(View octets) {
    return decode_as(l2tpv3_messages[read_bits(octets, 0, 32) == 0 ? 1 : 0], octets);
}

Result<Decoded> decode_etherip(View octets) {
    return decode_as(etherip_messages[0], octets);
}

Result<Decoded> decode_experiment(View octets) {
    return decode_as(experiment_messages[0], octets);
}

}  // namespace

constinit ProtocolSpec const l2tpv3_protocol{
    .name = "l2tpv3",
    .title = "Layer Two Tunneling Protocol version 3 over IP",
    .source = "RFC 3931",
    .carrier = Carrier::ip,
    .ip_protocol = 115,
    .messages = l2tpv3_messages,
    .decode = decode_l2tpv3,
    .about =
        "L2TPv3 directly over IP, without ports. Its header does not name the tunnel: which client a packet is for only the session "
        "says.",
};

constinit ProtocolSpec const etherip_protocol{
    .name = "etherip",
    .title = "Ethernet within IP",
    .source = "RFC 3378",
    .carrier = Carrier::ip,
    .ip_protocol = 97,
    .messages = etherip_messages,
    .decode = decode_etherip,
    .about = "Ethernet frames directly over IP, as some VPNs between sites use it. Nothing in it tells two clients apart.",
};

constinit ProtocolSpec const experiment_protocol{
    .name = "experiment",
    .title = "Protocol number for experiments",
    .source = "RFC 3692",
    .carrier = Carrier::ip,
    .ip_protocol = 253,
    .messages = experiment_messages,
    .decode = decode_experiment,
    .about = "Stands for any protocol that a router cannot know. It has no header of its own.",
};

}  // namespace tsuka::proto
