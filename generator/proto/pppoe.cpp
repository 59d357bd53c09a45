#include "generator/proto/pppoe.hpp"

#include "generator/base/ethernet.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <type_traits>

namespace tsuka::proto {

namespace {

constexpr std::uint8_t version_and_type = 0x11;  ///< both are 1 (RFC 2516 section 4)
constexpr std::size_t control_head = 4;
constexpr std::size_t option_head = 2;

template <class Enum>
constexpr auto raw(Enum value) {
    return static_cast<std::underlying_type_t<Enum>>(value);
}

bool is_discovery(PppoeCode code) {
    return code != PppoeCode::session;
}

}  // namespace

std::optional<PppoeFrame> read_pppoe(View frame) {
    auto const ethernet = read_ethernet(frame);
    if (!ethernet) return std::nullopt;
    bool const discovery = ethernet->type == ether_type_pppoe_discovery;
    if (!discovery && ethernet->type != ether_type_pppoe_session) return std::nullopt;
    Reader reader{*ethernet_payload(frame)};
    auto const version = reader.u8();
    PppoeFrame found{ethernet->destination, ethernet->source, static_cast<PppoeCode>(reader.u8()), reader.u16(), {}};
    auto const length = reader.u16();
    found.payload = reader.take(length);
    if (!reader.ok() || version != version_and_type || is_discovery(found.code) != discovery) return std::nullopt;
    return found;
}

Octets build_pppoe(PppoeFrame const& frame) {
    Writer writer;
    writer.u8(version_and_type).u8(static_cast<std::uint8_t>(frame.code)).u16(frame.session).u16(frame.payload.size());
    writer.octets(frame.payload);
    return build_ethernet(frame.destination, frame.source, is_discovery(frame.code) ? ether_type_pppoe_discovery : ether_type_pppoe_session,
                          writer.view());
}

std::optional<std::vector<PppoeTagValue>> read_pppoe_tags(View payload) {
    std::vector<PppoeTagValue> tags;
    Reader reader{payload};
    while (reader.left() > 0) {
        auto const tag = static_cast<PppoeTag>(reader.u16());
        auto const length = reader.u16();
        if (reader.ok() && tag == PppoeTag::end_of_list) break;
        auto const value = reader.take(length);
        if (!reader.ok()) return std::nullopt;
        tags.push_back({tag, value});
    }
    return tags;
}

View value_of(std::vector<PppoeTagValue> const& tags, PppoeTag tag) {
    auto const found = std::find_if(tags.begin(), tags.end(), [&](auto const& one) { return one.tag == tag; });
    return found == tags.end() ? View{} : found->value;
}

bool has(std::vector<PppoeTagValue> const& tags, PppoeTag tag) {
    return std::any_of(tags.begin(), tags.end(), [&](auto const& one) { return one.tag == tag; });
}

void put_pppoe_tag(Writer& writer, PppoeTag tag, View value) {
    writer.u16(raw(tag)).u16(value.size()).octets(value);
}

std::optional<std::uint16_t> ppp_protocol(View payload) {
    auto const protocol = read_bits(payload, 0, 16);
    return protocol ? std::optional(static_cast<std::uint16_t>(*protocol)) : std::nullopt;
}

std::optional<PppControl> read_ppp_control(View payload) {
    Reader reader{payload};
    auto const protocol = static_cast<PppProtocol>(reader.u16());
    switch (protocol) {
        case PppProtocol::lcp:
        case PppProtocol::ipcp:
        case PppProtocol::pap:
        case PppProtocol::chap:
            break;
        case PppProtocol::ipv4:
        case PppProtocol::ipv6:
        case PppProtocol::ipv6cp:
        default:
            return std::nullopt;
    }
    PppControl packet{protocol, reader.u8(), reader.u8(), {}};
    auto const length = reader.u16();
    if (!reader.ok() || length < control_head) return std::nullopt;
    packet.data = reader.take(length - control_head);
    if (!reader.ok()) return std::nullopt;
    return packet;
}

Octets build_ppp_control(PppControl const& packet) {
    Writer writer;
    writer.u16(raw(packet.protocol)).u8(packet.code).u8(packet.identifier);
    return writer.u16(packet.data.size() + control_head).octets(packet.data).take();
}

std::optional<std::vector<PppOption>> read_ppp_options(View data) {
    std::vector<PppOption> options;
    Reader reader{data};
    while (reader.left() > 0) {
        auto const type = reader.u8();
        auto const length = reader.u8();
        if (!reader.ok() || length < option_head) return std::nullopt;
        auto const value = reader.take(length - option_head);
        if (!reader.ok()) return std::nullopt;
        options.push_back({type, value});
    }
    return options;
}

void put_ppp_option(Writer& writer, std::uint8_t type, View value) {
    writer.u8(type).u8(value.size() + option_head).octets(value);
}

View octets_of(std::string_view text) {
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

std::string text_of(View octets) {
    return {octets.begin(), octets.end()};
}

Octets chap_response(std::uint8_t identifier, std::string_view secret, View challenge) {
    Writer writer;
    writer.u8(identifier).octets(octets_of(secret)).octets(challenge);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(writer.view().data(), writer.size(), digest.data(), &length, EVP_md5(), nullptr) != 1) return {};
    return {digest.begin(), digest.begin() + length};
}

Octets pppoe_data_head(std::uint16_t session, std::size_t datagram) {
    return Writer{}.u8(version_and_type).u8(raw(PppoeCode::session)).u16(session).u16(datagram + 2).u16(raw(PppProtocol::ipv4)).take();
}

std::optional<std::uint16_t> session_of_ipv4(View octets) {
    Reader reader{octets};
    const bool data = reader.u8() == version_and_type && reader.u8() == raw(PppoeCode::session);
    auto const session = reader.u16();
    auto const length = reader.u16();
    auto const protocol = reader.u16();
    if (!reader.ok() || !data || protocol != raw(PppProtocol::ipv4) || length < 2 || reader.left() + 2 < length) return std::nullopt;
    return session;
}

bool into_pppoe(Octets& frame, std::uint16_t session) {
    auto const ethernet = read_ethernet(frame);
    if (!ethernet || ethernet->type != ether_type_ipv4) return false;
    // A short frame is padded: the datagram ends where it says so. One that lies about its length is sent as it is.
    auto size = frame.size() - ethernet_header_size;
    if (auto const total = read_bits(frame, (ethernet_header_size + 2) * 8, 16); total && *total >= 20 && frame.size() <= least_frame_size)
        size = std::min(size, static_cast<std::size_t>(*total));
    Writer writer;
    writer.octets(pppoe_data_head(session, size)).octets(part(frame, ethernet_header_size, size));
    frame = build_ethernet(ethernet->destination, ethernet->source, ether_type_pppoe_session, writer.view());
    return true;
}

std::optional<View> ip_in_pppoe(PppoeFrame const& frame) {
    if (frame.code != PppoeCode::session || ppp_protocol(frame.payload) != raw(PppProtocol::ipv4)) return std::nullopt;
    return frame.payload.subspan(2);
}

bool out_of_pppoe(View frame, Octets& into) {
    auto const found = read_pppoe(frame);
    auto const datagram = found ? ip_in_pppoe(*found) : std::nullopt;
    if (datagram) into = build_ethernet(found->destination, found->source, ether_type_ipv4, *datagram);
    return datagram.has_value();
}

namespace {

std::string_view name_of(PppoeCode code) {
    switch (code) {
        case PppoeCode::session:
            return "session";
        case PppoeCode::pado:
            return "PADO";
        case PppoeCode::padi:
            return "PADI";
        case PppoeCode::padr:
            return "PADR";
        case PppoeCode::pads:
            return "PADS";
        case PppoeCode::padt:
            return "PADT";
    }
    return "unknown";
}

constexpr std::array<std::string_view, 12> code_names{
    "?",           "Configure-Request", "Configure-Ack", "Configure-Nak", "Configure-Reject", "Terminate-Request", "Terminate-Ack",
    "Code-Reject", "Protocol-Reject",   "Echo-Request",  "Echo-Reply",    "Discard-Request"};
constexpr std::array<std::string_view, 4> pap_names{"?", "Authenticate-Request", "Authenticate-Ack", "Authenticate-Nak"};
constexpr std::array<std::string_view, 5> chap_names{"?", "Challenge", "Response", "Success", "Failure"};

template <std::size_t count>
std::string_view in(std::array<std::string_view, count> const& names, std::uint8_t code) {
    return names[code < count ? code : 0];
}

std::string control_in_words(PppControl const& packet) {
    switch (packet.protocol) {
        case PppProtocol::lcp:
            return fmt::format("LCP {}", in(code_names, packet.code));
        case PppProtocol::ipcp:
            return fmt::format("IPCP {}", in(code_names, packet.code));
        case PppProtocol::pap:
            return fmt::format("PAP {}", in(pap_names, packet.code));
        case PppProtocol::chap:
            return fmt::format("CHAP {}", in(chap_names, packet.code));
        case PppProtocol::ipv4:
        case PppProtocol::ipv6:
        case PppProtocol::ipv6cp:
            break;
    }
    return {};
}

}  // namespace

std::string pppoe_in_words(View frame) {
    auto const found = read_pppoe(frame);
    if (!found) return {};
    if (found->code != PppoeCode::session) return fmt::format("PPPoE {}", name_of(found->code));
    auto const control = read_ppp_control(found->payload);
    return fmt::format(
        "PPPoE session {:#06x}: {}", found->session,
        control ? control_in_words(*control) : fmt::format("PPP protocol {:#06x}", ppp_protocol(found->payload).value_or(0)));
}

}  // namespace tsuka::proto
