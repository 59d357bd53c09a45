// Lines of text, as HTTP's header has them, without a body: see ssdp.hpp.
#include "generator/proto/ssdp.hpp"

#include "generator/proto/http_text.hpp"
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tsuka::proto {

namespace {

constexpr std::string_view gateway = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";

constexpr FieldSpec search_fields[] = {
    {.name = "search_target", .kind = FieldKind::text, .about = "ST: what is looked for; a gateway unless the suite says otherwise"},
    {.name = "mx", .width = 8, .initial = 1, .about = "MX: within so many seconds devices answer; 0: the line is left out"}};

constexpr FieldSpec response_fields[] = {
    {.name = "search_target", .kind = FieldKind::text, .about = "ST: what was found"},
    {.name = "location_address", .width = 32, .kind = FieldKind::ipv4, .about = "LOCATION: where the device describes itself: address"},
    {.name = "location_port", .width = 16, .about = "LOCATION: TCP port"},
    {.name = "location_path", .kind = FieldKind::text, .about = "LOCATION: path of the description"}};

Result<Octets> build_search(MessageSpec const& message, Fields const& given, View) {
    if (auto head = build_head(message, given); !head) return head;
    const auto most = given.number("mx", 1);
    const auto wait = most == 0 ? std::string{} : fmt::format("MX: {}\r\n", most);
    return to_octets(fmt::format("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n{}ST: {}\r\n\r\n", wait,
                                 given_text(given, "search_target", gateway)));
}

Result<Octets> build_response(MessageSpec const& message, Fields const& given, View) {
    if (auto head = build_head(message, given); !head) return head;
    const auto target = given_text(given, "search_target", gateway);
    return to_octets(
        fmt::format("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://{}:{}{}\r\nSERVER: tsuka\r\nST: {}\r\n"
                    "USN: uuid:tsuka::{}\r\n\r\n",
                    to_string(Ipv4Address{static_cast<std::uint32_t>(given.number("location_address", 0))}),
                    given.number("location_port", 80), given_text(given, "location_path", "/"), target, target));
}

constexpr MessageSpec messages[] = {{.name = "ssdp.search",
                                     .title = "Search request (M-SEARCH)",
                                     .source = "UPnP Device Architecture 1.0 section 1.2.2",
                                     .fields = {},
                                     .build = build_search,
                                     .variable = search_fields},
                                    {.name = "ssdp.response",
                                     .title = "Search response",
                                     .source = "UPnP Device Architecture 1.0 section 1.2.3",
                                     .fields = {},
                                     .build = build_response,
                                     .variable = response_fields}};

void put_text(Decoded& decoded, std::string_view name, std::string_view all, std::string_view value) {
    const auto at = static_cast<std::size_t>(value.data() - all.data());
    const auto* octets = reinterpret_cast<std::uint8_t const*>(value.data());
    decoded.fields.push_back(octets_field(name, at, View(octets, value.size()), FieldKind::text));
}

Result<Decoded> decode(View octets) {
    const auto text = text_of(octets);
    const bool search = text.starts_with("M-SEARCH * HTTP/1.1\r\n");
    if (!search && !text.starts_with("HTTP/1.1 200 ")) return fail("no search for devices, and no answer to one");
    const auto head = text.substr(0, http_head_size(text).value_or(text.size()));
    Decoded decoded{.message = &messages[search ? 0 : 1], .header = octets.size(), .total = octets.size(), .fields = {}, .problems = {}};
    if (const auto target = http_header(head, "ST")) put_text(decoded, "search_target", text, *target);
    if (const auto most = search ? http_header(head, "MX") : std::nullopt) {
        constexpr std::uint64_t largest = 255;
        if (const auto seconds = leading_number(*most, largest))
            decoded.fields.push_back(number_field("mx", static_cast<std::size_t>(most->data() - text.data()), most->size(), *seconds));
    }
    const auto location = search ? std::nullopt : http_header(head, "LOCATION");
    if (!location) return decoded;
    const auto at = static_cast<std::size_t>(location->data() - text.data());
    const auto where = http_reference(*location);
    if (where.address) {
        decoded.fields.push_back(number_field("location_address", at, location->size(), where.address->number));
        decoded.fields.back().kind = FieldKind::ipv4;
    }
    decoded.fields.push_back(number_field("location_port", at, location->size(), where.port));
    decoded.fields.push_back(octets_field("location_path", at, to_octets(where.path), FieldKind::text));
    decoded.fields.back().width = 0;  // a path that nobody wrote is "/"
    return decoded;
}

}  // namespace

constinit ProtocolSpec const ssdp_protocol{
    .name = "ssdp",
    .title = "Simple Service Discovery Protocol",
    .source = "UPnP Device Architecture 1.0 section 1",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 1900,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A host asks everybody on its network, at 239.255.255.250, who is a gateway. One that is says where it describes itself, and there "
        "stands how its ports are asked for.",
};

}  // namespace tsuka::proto
