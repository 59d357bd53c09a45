// Fields of a send step: see send_fields.hpp.
#include "harness/engine/send_fields.hpp"
#include "harness/engine/emit.hpp"

#include <fmt/format.h>

namespace tsuka::engine {

namespace {

std::string_view without_layer(std::string_view name, std::string_view layer) {
    return name.size() > layer.size() + 1 && name.starts_with(layer) && name[layer.size()] == '.' ? name.substr(layer.size() + 1)
                                                                                                  : std::string_view{};
}

/// Takes a field of the IP header that build_ipv4 can write itself; false when the field is no such one.
bool take_ip_field(Parts& parts, std::string_view name, std::uint64_t number) {
    auto& ip = parts.ip;
    if (name == "ttl" || name == "hop_limit")
        ip.ttl = static_cast<std::uint8_t>(number);
    else if (name == "df")
        ip.dont_fragment = number != 0;
    else if (name == "id")
        ip.id = static_cast<std::uint16_t>(number);
    else if (name == "dscp")
        ip.tos = static_cast<std::uint8_t>((ip.tos & 0x03U) | (number << 2U));
    else if (name == "ecn")
        ip.tos = static_cast<std::uint8_t>((ip.tos & 0xfcU) | (number & 0x03U));
    else if (name == "flow_label")
        parts.flow_label = static_cast<std::uint32_t>(number);
    else
        return false;
    return true;
}

/// Takes a field of the TCP header that build_tcp can write itself; false when the field is no such one.
bool take_tcp_field(proto::TcpParameters& tcp, std::string_view name, std::uint64_t number) {
    if (name == "seq")
        tcp.seq = static_cast<std::uint32_t>(number);
    else if (name == "ack")
        tcp.ack = static_cast<std::uint32_t>(number);
    else if (name == "flags")
        tcp.flags = static_cast<std::uint8_t>(number);
    else if (name == "window")
        tcp.window = static_cast<std::uint16_t>(number);
    else if (name == "mss")
        tcp.mss = static_cast<std::uint16_t>(number);
    else
        return false;
    return true;
}

bool is_address(std::string_view name) {
    return name == "to" || name.ends_with("src") || name.ends_with("dst");
}

IpAddress address_in(proto::Value const& value) {
    if (auto const* number = std::get_if<std::uint64_t>(&value)) return Ipv4Address{static_cast<std::uint32_t>(*number)};
    return IpAddress::from_octets(std::get<Octets>(value)).value_or(IpAddress{});
}

Result<void> take_lower_field(Parts& parts, State& state, IpFamily family, model::FieldTerm const& given) {
    std::string_view const name = given.field;
    // What an error quotes is of its own flow's family, which is the same.
    const auto address = family == IpFamily::v6 ? proto::FieldKind::ipv6 : proto::FieldKind::ipv4;
    const bool options = name == "ip.options";
    const auto kind = is_address(name) ? address : options ? proto::FieldKind::octets : proto::FieldKind::number;
    auto value = resolve(given.term, kind, 0, state.scope(), state.random());
    if (!value) return value.error();
    if (name == "to" || name == "src" || name == "ip.src" || name == "ipv6.src") {
        (name == "to" ? parts.to : parts.source) = address_in(*value);
        return {};
    }
    if (options) {
        parts.ip.options = std::get<Octets>(*value);
        constexpr std::size_t most = 40;
        if (parts.ip.options.size() > most) return fail("ip.options takes 40 octets at most");
        return {};
    }
    if (kind == proto::FieldKind::ipv6) {
        if (name.starts_with("quote."))
            parts.quote_patches.emplace_back(without_layer(name, "quote"), *value);
        else
            parts.patches.emplace_back(name == "dst" ? "ipv6.dst" : given.field, *value);
        return {};
    }
    const auto* number = std::get_if<std::uint64_t>(&*value);
    if (number == nullptr) return fail(fmt::format("field '{}' takes a number", name));
    if (name.starts_with("quote."))
        parts.quote_patches.emplace_back(without_layer(name, "quote"), *value);
    else if (name == "bytes")
        parts.bytes = static_cast<std::size_t>(*number);
    else if (name == "over")
        parts.over = static_cast<std::uint16_t>(*number);
    else if (name == "src_port" || name == "udp.src_port" || name == "tcp.src_port")
        parts.source_port = static_cast<std::uint16_t>(*number);
    else if (name == "dst_port" || name == "udp.dst_port" || name == "tcp.dst_port")
        parts.destination_port = static_cast<std::uint16_t>(*number);
    else if ((name == "checksum" || name == "udp.checksum") && *number == 0)
        parts.udp_checksum = false;
    else if (take_ip_field(parts,
                           without_layer(name, family == IpFamily::v6 ? "ipv6" : "ip").empty()
                               ? name
                               : without_layer(name, family == IpFamily::v6 ? "ipv6" : "ip"),
                           *number))
        return {};
    else if (take_tcp_field(parts.tcp, without_layer(name, "tcp").empty() ? name : without_layer(name, "tcp"), *number))
        return {};
    else
        parts.patches.emplace_back(given.field, *value);
    return {};
}

}  // namespace

Result<void> apply_patches(Octets& datagram, Parts const& parts) {
    for (auto const& [field, value] : parts.patches) {
        const auto dissection = proto::dissect_ip(datagram);
        if (auto patched = proto::patch(datagram, dissection, field, value); !patched) return patched.error();
    }
    return {};
}

bool is_plain_carrier(proto::ProtocolSpec const& protocol) {
    return protocol.carries.has_value();
}

Result<Parts> sort_fields(State& state, model::SendStep const& send, proto::MessageEntry const& entry, std::size_t copy) {
    Parts parts;
    parts.ip.id = state.fresh_identification();
    parts.checksum_behind = send.checksum_behind;
    const auto about = quoted_probe(state, send.quote);
    const auto flow = send.quote.empty() ? state.find_flow(send.on) : about ? std::optional(state.probes[*about].flow) : std::nullopt;
    const auto family = flow ? state.flows[*flow].family : IpFamily::v4;
    for (auto given : send.fields) {
        if (given.term.kind == model::Term::Kind::range) {
            given.term.kind = model::Term::Kind::number;
            given.term.number += copy;
        }
        const bool by_hand = entry.protocol->carrier == proto::Carrier::link;  // a frame has no layer below
        auto const* field = is_plain_carrier(*entry.protocol) && !by_hand ? nullptr : proto::find_field(*entry.message, given.field);
        if (field == nullptr) {
            if (auto taken = take_lower_field(parts, state, family, given); !taken) return taken.error();
            continue;
        }
        auto value = resolve(given.term, field->kind, field->width, state.scope(), state.random());
        if (!value) return value.error();
        parts.message.set(given.field, *value);
    }
    return parts;
}

}  // namespace tsuka::engine
