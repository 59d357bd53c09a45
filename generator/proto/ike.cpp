// The messages of IKE: see ike.hpp.
#include "generator/proto/ike.hpp"

#include "generator/proto/ike_messages.hpp"
#include "generator/proto/numbers.hpp"

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

struct HeadValues {
    std::uint8_t next_payload = 1;
    std::uint8_t version = 0x10;
    std::uint8_t exchange = 2;
    std::uint8_t flags = 0;
    std::uint32_t message_id = 0;
    bool responder_known = true;
};

using Head = std::array<FieldSpec, 8>;

constexpr Head make_head(HeadValues const& values) {
    return {{
        {.name = "initiator_cookie",
         .bit = 0,
         .width = 64,
         .initial = 0x0102030405060708,
         .about = "Initiator cookie, in IKEv2 the initiator's SPI (RFC 2408 section 3.1, RFC 7296 section 3.1)"},
        {.name = "responder_cookie",
         .bit = 64,
         .width = 64,
         .initial = values.responder_known ? std::uint64_t{0x1112131415161718} : 0,
         .about = "Responder cookie, in IKEv2 the responder's SPI; 0 in a first message"},
        {.name = "next_payload", .bit = 128, .width = 8, .initial = values.next_payload, .about = "Type of the first payload"},
        {.name = "version",
         .bit = 136,
         .width = 8,
         .initial = values.version,
         .about = "Major and minor version, 4 bits each: 0x10 or 0x20"},
        {.name = "exchange",
         .bit = 144,
         .width = 8,
         .initial = values.exchange,
         .about = "Exchange type: 2 Main, 4 Aggressive, 5 Informational, 32 Quick; IKEv2 34 SA_INIT, 35 AUTH, 36 CREATE_CHILD_SA, "
                  "37 INFORMATIONAL"},
        {.name = "flags",
         .bit = 152,
         .width = 8,
         .initial = values.flags,
         .about = "IKEv1: 1 encrypted, 2 commit, 4 authentication only; IKEv2: 8 initiator, 16 version, 32 response"},
        {.name = "message_id", .bit = 160, .width = 32, .initial = values.message_id, .about = "Message ID; 0 in phase 1 and SA_INIT"},
        {.name = "length", .bit = 192, .width = 32, .initial = 0, .about = "Octets of the whole message; right unless it is given"},
    }};
}

constexpr FieldSpec token{.name = "token",
                          .width = 128,
                          .kind = FieldKind::octets,
                          .about =
                              "16 octets: a Vendor ID of its own in a clear message, the start of the body (IKEv2: the IV) in an "
                              "encrypted one"};
constexpr FieldSpec extra_bytes{
    .name = "extra_bytes",
    .width = 16,
    .about = "Makes the message that much longer: an unknown Vendor ID, or a longer body (whole cipher blocks)"};
constexpr FieldSpec payloads{.name = "payloads",
                             .kind = FieldKind::text,
                             .about =
                                 "Payloads in order: sa, ke, nonce, vid, ..., n with a type for Notify, or a number; token and "
                                 "extra_bytes come behind them"};
constexpr FieldSpec body{.name = "body", .kind = FieldKind::octets, .about = "What is encrypted, as octets; IKEv2: with IV and ICV"};

constexpr std::array<FieldSpec, 7> clear{{
    payloads,
    {.name = "vendor_id",
     .kind = FieldKind::octets,
     .about = "Vendor ID (RFC 2408 section 3.16); without it the one of RFC 3947, empty: none at all"},
    {.name = "nonce", .kind = FieldKind::octets, .about = "Nonce data (RFC 2409 section 5)"},
    {.name = "nat_d_destination",
     .kind = FieldKind::octets,
     .about = "Hash of the remote end: first NAT-D (RFC 3947 section 3.2), Notify 16389 (RFC 7296 section 2.23)"},
    {.name = "nat_d_source", .kind = FieldKind::octets, .about = "Hash of the own end: second NAT-D, Notify 16388"},
    token,
    extra_bytes,
}};
constexpr std::array<FieldSpec, 3> encrypted{{body, token, extra_bytes}};
constexpr std::array<FieldSpec, 4> either{{body, token, extra_bytes, payloads}};

constexpr std::uint32_t some_id = 0x51ab0001;  // Message IDs of IKEv1 are random and unique (RFC 2408 section 3.1)
constexpr auto e = ike_encrypted_v1;

constexpr Head first_head = make_head({.responder_known = false});
constexpr Head mm2_head = make_head({});
constexpr Head mm3_head = make_head({.next_payload = 4});
constexpr Head mm5_head = make_head({.next_payload = 5, .flags = e});
constexpr Head am1_head = make_head({.exchange = 4, .responder_known = false});
constexpr Head am2_head = make_head({.exchange = 4});
constexpr Head am3_head = make_head({.next_payload = 8, .exchange = 4});
constexpr Head quick_head = make_head({.next_payload = 8, .exchange = 32, .flags = e, .message_id = some_id});
constexpr Head informational_head = make_head({.next_payload = 8, .exchange = 5, .flags = e, .message_id = some_id});

constexpr Head v2_head(std::uint8_t exchange, bool response) {
    return make_head({.next_payload = static_cast<std::uint8_t>(exchange == 34 ? 33 : 46),
                      .version = 0x20,
                      .exchange = exchange,
                      .flags = response ? ike_response_v2 : std::uint8_t{0x08},
                      .message_id = exchange - 34U,
                      .responder_known = exchange != 34 || response});
}
constexpr Head sa_init_request_head = v2_head(34, false);
constexpr Head sa_init_response_head = v2_head(34, true);
constexpr Head auth_request_head = v2_head(35, false);
constexpr Head auth_response_head = v2_head(35, true);
constexpr Head create_child_request_head = v2_head(36, false);
constexpr Head create_child_response_head = v2_head(36, true);
constexpr Head informational_request_head = v2_head(37, false);
constexpr Head informational_response_head = v2_head(37, true);

constexpr MessageSpec row(std::string_view name, std::string_view title, std::string_view source, Head const& head,
                          std::span<const FieldSpec> variable) {
    return {.name = name,
            .title = title,
            .source = source,
            .fields = head,
            .size = ike_header,
            .build = build_ike,
            .variable = variable,
            .token_field = "token"};
}

constexpr std::array<MessageSpec, 21> messages{{
    row("ike.mm1", "Main Mode 1", "RFC 2409 section 5", first_head, clear),
    row("ike.mm2", "Main Mode 2", "RFC 2409 section 5", mm2_head, clear),
    row("ike.mm3", "Main Mode 3", "RFC 2409 section 5.4", mm3_head, clear),
    row("ike.mm4", "Main Mode 4", "RFC 2409 section 5.4", mm3_head, clear),
    row("ike.mm5", "Main Mode 5", "RFC 2409 section 5.4", mm5_head, encrypted),
    row("ike.mm6", "Main Mode 6", "RFC 2409 section 5.4", mm5_head, encrypted),
    row("ike.am1", "Aggressive Mode 1", "RFC 2409 section 5.4", am1_head, clear),
    row("ike.am2", "Aggressive Mode 2", "RFC 2409 section 5.4", am2_head, clear),
    row("ike.am3", "Aggressive Mode 3", "RFC 2409 section 5.4", am3_head, clear),
    row("ike.quick1", "Quick Mode 1", "RFC 2409 section 5.5", quick_head, encrypted),
    row("ike.quick2", "Quick Mode 2", "RFC 2409 section 5.5", quick_head, encrypted),
    row("ike.quick3", "Quick Mode 3", "RFC 2409 section 5.5", quick_head, encrypted),
    row("ike.informational", "Informational exchange", "RFC 2409 section 5.7", informational_head, either),
    row("ike.sa-init-request", "IKE_SA_INIT request", "RFC 7296 section 1.2", sa_init_request_head, clear),
    row("ike.sa-init-response", "IKE_SA_INIT response", "RFC 7296 section 1.2", sa_init_response_head, clear),
    row("ike.auth-request", "IKE_AUTH request", "RFC 7296 section 1.2", auth_request_head, encrypted),
    row("ike.auth-response", "IKE_AUTH response", "RFC 7296 section 1.2", auth_response_head, encrypted),
    row("ike.create-child-request", "CREATE_CHILD_SA request", "RFC 7296 section 1.3", create_child_request_head, encrypted),
    row("ike.create-child-response", "CREATE_CHILD_SA response", "RFC 7296 section 1.3", create_child_response_head, encrypted),
    row("ike.v2-informational-request", "INFORMATIONAL request", "RFC 7296 section 1.4", informational_request_head, encrypted),
    row("ike.v2-informational-response", "INFORMATIONAL response", "RFC 7296 section 1.4", informational_response_head, encrypted),
}};

}  // namespace

std::string_view wire_shape(std::string_view message) {
    if (message == "ike.mm4") return "ike.mm3";
    if (message == "ike.mm6") return "ike.mm5";
    if (message == "ike.quick2" || message == "ike.quick3") return "ike.quick1";
    return message;
}

namespace {

constexpr Inside places[] = {{.message = "natt.ike"}};

}  // namespace

constinit ProtocolSpec const ike_protocol{
    .name = "ike",
    .title = "Internet Key Exchange, versions 1 and 2",
    .source = "RFC 2409, RFC 7296",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = ike_port,
    .inside = places,
    .messages = messages,
    .decode = decode_ike,
    .about =
        "Negotiates the keys of IPsec and finds out by hashes of addresses and ports whether a NAT stands between the peers. "
        "Everything in it is end to end: no router may change a single octet of the payload.",
};

}  // namespace tsuka::proto
