// Lines of text that name the client's address and ports, and a session description whose length they say. What a gateway edits changes the
// length of both, so a message is read line by line.
#include "generator/proto/sip.hpp"

#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace tsuka::proto {

namespace {

constexpr FieldSpec variable[] = {
    {.name = "via_address", .width = 32, .kind = FieldKind::ipv4, .about = "Where answers to the request go (RFC 3261 section 8.1.1.7)"},
    {.name = "via_port", .width = 16, .about = "The port that answers go to (RFC 3261 section 8.1.1.7)"},
    {.name = "contact_address", .width = 32, .kind = FieldKind::ipv4, .about = "Where later requests go (RFC 3261 section 8.1.1.8)"},
    {.name = "contact_port", .width = 16, .about = "The port that later requests go to (RFC 3261 section 8.1.1.8)"},
    {.name = "media_address", .width = 32, .kind = FieldKind::ipv4, .about = "Where voice goes (RFC 4566 section 5.7)"},
    {.name = "media_port", .width = 16, .about = "The port that voice goes to (RFC 4566 section 5.14)"},
    {.name = "content_length", .width = 32, .about = "Octets behind the empty line (RFC 3261 section 20.14)"},
};

/// A value stands behind this text, of the first line that has it.
struct Place {
    std::string_view field;
    std::string_view behind;
};

constexpr Place addresses[] = {
    {"via_address", "Via: SIP/2.0/UDP "}, {"contact_address", "Contact: <sip:tsuka@"}, {"media_address", "c=IN IP4 "}};
constexpr Place numbers[] = {{"media_port", "m=audio "}, {"content_length", "Content-Length: "}};

std::string address_of(Fields const& given, std::string_view name) {
    return to_string(Ipv4Address{static_cast<std::uint32_t>(given.number(name, 0))});
}

/// RFC 4566 section 5, as far as a gateway looks.
std::string session_of(Fields const& given) {
    const auto media = address_of(given, "media_address");
    return fmt::format("v=0\r\no=tsuka 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio {1} RTP/AVP 0\r\na=", media,
                       given.number("media_port", 0));
}

/// The payload is the end of the session description's last line.
Result<Octets> build_message(MessageSpec const& message, Fields const& given, View payload) {
    if (auto head = build_head(message, given); !head) return head;
    const std::string_view method = message.name == "sip.invite" ? "INVITE" : "REGISTER";
    const auto body = method == "INVITE" ? session_of(given) : std::string{};
    const auto via = address_of(given, "via_address");
    const auto length = given.number("content_length", body.size() + payload.size());
    const auto lines = fmt::format(
        "{0} sip:peer@example.net SIP/2.0\r\nVia: SIP/2.0/UDP {1}:{2};branch=z9hG4bK-tsuka\r\nMax-Forwards: 70\r\n"
        "From: <sip:tsuka@example.net>;tag=tsuka\r\nTo: <sip:peer@example.net>\r\nCall-ID: tsuka@{1}\r\nCSeq: 1 {0}\r\n"
        "Contact: <sip:tsuka@{3}:{4}>\r\nContent-Type: {7}\r\nContent-Length: {5}\r\n\r\n{6}",
        method, via, given.number("via_port", 0), address_of(given, "contact_address"), given.number("contact_port", 0), length, body,
        method == "INVITE" ? "application/sdp" : "application/octet-stream");
    return Writer{}.octets(to_octets(lines)).octets(payload).take();
}

constexpr MessageSpec request(std::string_view name, std::string_view title, std::string_view source) {
    return {.name = name,
            .title = title,
            .source = source,
            .fields = {},
            .size = 0,
            .has_payload = true,
            .build = build_message,
            .variable = variable};
}

constexpr std::array<MessageSpec, 2> messages{{
    request("sip.invite", "SIP INVITE with a session description", "RFC 3261 section 13"),
    request("sip.register", "SIP REGISTER", "RFC 3261 section 10"),
}};

void read_number(Decoded& decoded, std::string_view name, std::string_view text, std::size_t at) {
    std::uint32_t value = 0;
    const auto from = text.substr(std::min(at, text.size()));
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), value);
    if (error == std::errc{}) decoded.fields.push_back(number_field(name, at, static_cast<std::size_t>(end - from.data()), value));
}

/// An address in dots, and the port behind its colon if `port` names one.
void read_address(Decoded& decoded, std::string_view name, std::string_view port, std::string_view text, std::size_t at) {
    const auto end = std::min(text.find_first_not_of("0123456789.", at), text.size());
    const auto address = parse_ipv4(text.substr(at, end - at));
    if (!address) return;
    decoded.fields.push_back(number_field(name, at, end - at, address->number));
    decoded.fields.back().kind = FieldKind::ipv4;
    if (!port.empty() && end < text.size() && text[end] == ':') read_number(decoded, port, text, end + 1);
}

Result<Decoded> decode(View octets) {
    const std::string text(octets.begin(), octets.end());
    const auto begins = [&](std::string_view word) { return text.starts_with(word); };
    if (!begins("INVITE ") && !begins("REGISTER ")) return fail("no request of SIP that is known");
    const auto empty_line = text.find("\r\n\r\n");
    if (empty_line == std::string::npos) return fail("no empty line behind the header of SIP");
    Decoded decoded{.message = &messages[begins("INVITE ") ? 0 : 1], .header = 0, .total = octets.size(), .fields = {}, .problems = {}};
    for (auto const& [field, behind] : addresses) {
        const auto at = text.find(behind);
        if (at == std::string::npos) continue;
        const auto port = field == "via_address" ? "via_port" : field == "contact_address" ? "contact_port" : "";
        read_address(decoded, field, port, text, at + behind.size());
    }
    for (auto const& [field, behind] : numbers)
        if (const auto at = text.find(behind); at != std::string::npos) read_number(decoded, field, text, at + behind.size());
    const auto body = empty_line + 4;
    const auto last_line = text.rfind("\r\na=");
    decoded.header = begins("INVITE ") && last_line != std::string::npos && last_line >= empty_line ? last_line + 4 : body;
    if (number_of(decoded.fields, "content_length") != octets.size() - body)
        decoded.problems.push_back(
            fmt::format("Content-Length says {} octets, {} are there", number_of(decoded.fields, "content_length"), octets.size() - body));
    return decoded;
}

}  // namespace

constinit ProtocolSpec const sip_protocol{
    .name = "sip",
    .title = "Session Initiation Protocol",
    .source = "RFC 3261",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 5060,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "Telephones tell each other in it where voice is to be sent. Gateways inside routers exchange those addresses for others, and open "
        "ports for the voice, which breaks telephones that know how to cross a router by themselves.",
};

}  // namespace tsuka::proto
