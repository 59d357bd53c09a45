// DHCP: see dhcp.hpp.
#include "generator/proto/dhcp.hpp"

#include "generator/proto/dhcp_options.hpp"

#include <fmt/format.h>

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::array<FieldSpec, 15> fields(std::uint64_t op) {
    return {{
        {"op", 0, 8, FieldKind::number, op, false, "1 BOOTREQUEST, 2 BOOTREPLY (RFC 2131 section 2)."},
        {"htype", 8, 8, FieldKind::number, 1, false, "1 Ethernet (RFC 2131 section 2)."},
        {"hlen", 16, 8, FieldKind::number, 6, false, "6 octets (RFC 2131 section 2)."},
        {"hops", 24, 8, FieldKind::number, 0, false, "Relays passed (RFC 2131 section 2)."},
        {"xid", 32, 32, FieldKind::number, 0, false, "Transaction ID, chosen by the client (RFC 2131 section 2)."},
        {"secs", 64, 16, FieldKind::number, 0, false, "Seconds since the client began (RFC 2131 section 2)."},
        {"flags", 80, 16, FieldKind::number, 0, false, "0x8000 broadcast (RFC 2131 section 2)."},
        {"ciaddr", 96, 32, FieldKind::ipv4, 0, false, "Client's address, when it has one (RFC 2131 section 2)."},
        {"yiaddr", 128, 32, FieldKind::ipv4, 0, false, "The address offered (RFC 2131 section 2)."},
        {"siaddr", 160, 32, FieldKind::ipv4, 0, false, "Next server (RFC 2131 section 2)."},
        {"giaddr", 192, 32, FieldKind::ipv4, 0, false, "Relay (RFC 2131 section 2)."},
        {"chaddr", 224, 48, FieldKind::mac, 0, false, "Client's hardware address (RFC 2131 section 2)."},
        {"sname", dhcp_sname_place * 8, 512, FieldKind::text, 0, false, "Server host name (RFC 2131 section 2)."},
        {"file", dhcp_file_place * 8, 1024, FieldKind::text, 0, false, "Boot file name (RFC 2131 section 2)."},
        {"magic_cookie", 1888, 32, FieldKind::number, dhcp_magic_cookie, false, "63 82 53 63 (RFC 2131 section 3)."},
    }};
}

constexpr auto request_fields = fields(1);
constexpr auto reply_fields = fields(2);

// Places are computed; widths are those of one value.
constexpr FieldSpec variable[] = {
    {"message_type", 0, 8, FieldKind::number, 0, false,
     "Option 53: 1 discover, 2 offer, 3 request, 5 ack, 6 nak, 7 release (RFC 2132 section 9.6)."},
    {"requested_address", 0, 32, FieldKind::ipv4, 0, false, "Option 50 (RFC 2132 section 9.1)."},
    {"server_id", 0, 32, FieldKind::ipv4, 0, false, "Option 54 (RFC 2132 section 9.7)."},
    {"lease_time", 0, 32, FieldKind::number, 0, false, "Option 51, seconds (RFC 2132 section 9.2)."},
    {"subnet_mask", 0, 32, FieldKind::ipv4, 0, false, "Option 1 (RFC 2132 section 3.3)."},
    {"router", 0, 32, FieldKind::ipv4, 0, false, "Option 3, the first one (RFC 2132 section 3.5)."},
    {"dns_server", 0, 32, FieldKind::ipv4, 0, false, "Option 6, the first one (RFC 2132 section 3.8)."},
    {"parameter_list", 0, 2040, FieldKind::octets, 0, false, "Option 55 (RFC 2132 section 9.8)."},
    {"client_id", 0, 2040, FieldKind::octets, 0, false, "Option 61 (RFC 2132 section 9.14)."},
};
constexpr std::array<std::uint8_t, 9> option_codes = {option_message_type, option_requested_address, option_server_id,
                                                      option_lease_time,   option_subnet_mask,       option_router,
                                                      option_dns,          option_parameter_list,    option_client_id};
static_assert(option_codes.size() == std::size(variable));

Result<Octets> option_value(FieldSpec spec, Value const& value) {
    if (auto const* octets = std::get_if<Octets>(&value); octets && spec.kind == FieldKind::octets) {
        if (octets->size() > 255) return fail(fmt::format("{} takes at most 255 octets", spec.name));
        return *octets;
    }
    Octets written(spec.width / 8);
    if (auto done = write_field(written, spec, value); !done) return done.error();
    return written;
}

std::uint64_t type_of(MessageSpec const& message);

Result<Octets> build_dhcp_row(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, payload);
    if (!built) return built;
    Fields complete = given;
    if (!given.find("message_type")) complete.values.insert(complete.values.begin(), {"message_type", Value{type_of(message)}});
    for (auto const& [name, value] : complete.values) {
        for (std::size_t index = 0; index < std::size(variable); ++index) {
            if (variable[index].name != name) continue;
            auto octets = option_value(variable[index], value);
            if (!octets) return fail(fmt::format("{}: {}", message.name, octets.error().what));
            append_dhcp_option(*built, option_codes[index], *octets);
        }
    }
    end_dhcp_options(*built);
    return built;
}

constexpr MessageSpec row(std::string_view name, std::string_view title, bool reply) {
    return {.name = name,
            .title = title,
            .source = "RFC 2131 section 3",
            .fields = reply ? reply_fields : request_fields,
            .size = dhcp_head_size,
            .build = build_dhcp_row,
            .variable = variable,
            .token_field = "client_id"};
}

constexpr MessageSpec messages[] = {
    row("dhcp.discover", "DHCPDISCOVER", false),
    row("dhcp.offer", "DHCPOFFER", true),
    row("dhcp.request", "DHCPREQUEST", false),
    row("dhcp.ack", "DHCPACK", true),
    row("dhcp.nak", "DHCPNAK", true),
    row("dhcp.release", "DHCPRELEASE", false),
};
constexpr std::array<std::uint8_t, 6> message_types = {1, 2, 3, 5, 6, 7};
static_assert(message_types.size() == std::size(messages));

std::uint64_t type_of(MessageSpec const& message) {
    for (std::size_t index = 0; index < std::size(messages); ++index)
        if (messages[index].name == message.name) return message_types[index];
    return 0;
}

MessageSpec const* message_of(std::uint64_t type) {
    for (std::size_t index = 0; index < std::size(messages); ++index)
        if (message_types[index] == type) return &messages[index];
    return nullptr;
}

void read_option(View octets, FoundDhcpOption const& option, Decoded& decoded) {
    for (std::size_t index = 0; index < std::size(variable); ++index) {
        if (option_codes[index] != option.code) continue;
        auto spec = variable[index];
        spec.bit = option.place * 8;
        if (spec.kind == FieldKind::octets) spec.width = option.value.size() * 8;
        if (spec.width > option.value.size() * 8) {
            decoded.problems.push_back(fmt::format("option {} is too short", option.code));
            return;
        }
        if (auto field = read_field(spec, octets)) decoded.fields.push_back(std::move(*field));
    }
}

Result<Decoded> decode(View octets) {
    if (octets.size() < dhcp_head_size) return fail(fmt::format("a DHCP message takes 240 octets, only {} are there", octets.size()));
    if (read_bits(octets, std::size_t{236} * 8, 32) != dhcp_magic_cookie) return fail("no DHCP magic cookie");
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    Decoded decoded{.message = nullptr, .header = octets.size(), .total = octets.size(), .fields = std::move(*read), .problems = {}};
    std::vector<FoundDhcpOption> found;
    if (!find_dhcp_options(octets, found)) decoded.problems.push_back("an option runs past the end");
    for (auto const& option : found) {
        read_option(octets, option, decoded);
        if (option.code == option_message_type && option.value.size() == 1) decoded.message = message_of(option.value[0]);
    }
    return decoded;
}

}  // namespace

constinit ProtocolSpec const dhcp_protocol = {
    .name = "dhcp",
    .title = "Dynamic Host Configuration Protocol",
    .source = "RFC 2131, RFC 2132",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = dhcp_server_port,
    .client_port = dhcp_client_port,
    .messages = messages,
    .decode = decode,
    .about = "How clients get their addresses from the router, and the router its own from the lab. The lab speaks it; suites rarely do.",
};

}  // namespace tsuka::proto
