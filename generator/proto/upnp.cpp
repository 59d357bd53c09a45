// Requests are written as libraries write them, answers are looked through for the few elements that matter. What a gateway answers is
// read without a parser of XML: the elements looked for bear text alone, and stand in no other element of their name.
#include "generator/proto/upnp.hpp"

#include "generator/proto/http_text.hpp"
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace tsuka::proto {

namespace {

constexpr std::string_view usual_service = "urn:schemas-upnp-org:service:WANIPConnection:1";

constexpr FieldSpec host{
    .name = "host", .width = 32, .kind = FieldKind::ipv4, .about = "Host: whom the request is addressed to (RFC 9110 section 7.2)"};
constexpr FieldSpec host_port{.name = "host_port", .width = 16, .initial = 80, .about = "Host: and the port (RFC 9110 section 7.2)"};
constexpr FieldSpec path{.name = "path", .kind = FieldKind::text, .about = "What is asked for: of the description, or of the control URL"};
constexpr FieldSpec service{.name = "service", .kind = FieldKind::text, .about = "serviceType, as the description says it"};
constexpr FieldSpec remote_host{.name = "remote_host",
                                .width = 32,
                                .kind = FieldKind::ipv4,
                                .about = "NewRemoteHost: who is let in; 0.0.0.0: the argument is empty, everybody is"};
constexpr FieldSpec external_port{.name = "external_port", .width = 16, .about = "NewExternalPort: the port outside"};
constexpr FieldSpec transport{
    .name = "protocol", .kind = FieldKind::text, .about = "NewProtocol: UDP (unless the suite says otherwise) or TCP"};
constexpr FieldSpec internal_port{.name = "internal_port", .width = 16, .about = "NewInternalPort: the port on which the client listens"};
constexpr FieldSpec internal_client{
    .name = "internal_client", .width = 32, .kind = FieldKind::ipv4, .about = "NewInternalClient: whom it leads to"};
constexpr FieldSpec lease{.name = "lease_duration", .width = 32, .about = "NewLeaseDuration: seconds; 0 has no end"};

constexpr FieldSpec get_fields[] = {path, host, host_port};
constexpr FieldSpec ask_fields[] = {path, host, host_port, service};
constexpr FieldSpec key_fields[] = {path, host, host_port, service, remote_host, external_port, transport};
constexpr FieldSpec add_fields[] = {path,          host,      host_port,     service,         remote_host,
                                    external_port, transport, internal_port, internal_client, lease};
constexpr FieldSpec status{.name = "status", .width = 16, .about = "Status code of HTTP: 200, or 500 with an error of UPnP"};
constexpr FieldSpec description_fields[] = {
    status, FieldSpec{.name = "service", .kind = FieldKind::text, .about = "serviceType of WANIPConnection, or else of WANPPPConnection"},
    FieldSpec{.name = "control_path", .kind = FieldKind::text, .about = "controlURL of that service: its path"}};
constexpr FieldSpec response_fields[] = {
    status,
    FieldSpec{.name = "error_code",
              .width = 16,
              .about = "UPnP's: 402 wrong arguments, 606 not authorized, 714 no such entry, 718 another client's, 725 no leases, 726 no "
                       "RemoteHost; 0: none"},
    FieldSpec{.name = "external_address", .width = 32, .kind = FieldKind::ipv4, .about = "NewExternalIPAddress"},
    internal_port,
    internal_client,
    FieldSpec{.name = "lease_left", .width = 32, .about = "NewLeaseDuration of an entry: seconds that are left; 0 has no end"}};

std::string address_in(Fields const& given, std::string_view name) {
    return to_string(Ipv4Address{static_cast<std::uint32_t>(given.number(name, 0))});
}

std::string host_line(Fields const& given) {
    return fmt::format("Host: {}:{}\r\n", address_in(given, "host"), given.number("host_port", host_port.initial));
}

Result<Octets> build_get(MessageSpec const& message, Fields const& given, View) {
    if (auto head = build_head(message, given); !head) return head;
    return to_octets(fmt::format("GET {} HTTP/1.1\r\n{}Connection: close\r\n\r\n", given_text(given, "path", "/"), host_line(given)));
}

/// The arguments in the order in which the service lists them, which some gateways insist on (UPnP Device Architecture 1.0 section 3.2.1).
std::string arguments_of(std::string_view action, Fields const& given) {
    if (action == "GetExternalIPAddress") return {};
    const bool any = given.number("remote_host", 0) == 0;
    auto text = fmt::format("<NewRemoteHost>{}</NewRemoteHost><NewExternalPort>{}</NewExternalPort><NewProtocol>{}</NewProtocol>",
                            any ? std::string{} : address_in(given, "remote_host"), given.number("external_port", 0),
                            given_text(given, "protocol", "UDP"));
    if (action == "AddPortMapping")
        text += fmt::format(
            "<NewInternalPort>{}</NewInternalPort><NewInternalClient>{}</NewInternalClient><NewEnabled>1</NewEnabled>"
            "<NewPortMappingDescription>tsuka</NewPortMappingDescription><NewLeaseDuration>{}</NewLeaseDuration>",
            given.number("internal_port", 0), address_in(given, "internal_client"), given.number("lease_duration", 0));
    return text;
}

struct Action {
    std::string_view message;
    std::string_view name;
};

constexpr std::array<Action, 4> actions{{{"upnp.get-external-ip-address", "GetExternalIPAddress"},
                                         {"upnp.add-port-mapping", "AddPortMapping"},
                                         {"upnp.delete-port-mapping", "DeletePortMapping"},
                                         {"upnp.get-specific-port-mapping-entry", "GetSpecificPortMappingEntry"}}};

Result<Octets> build_action(MessageSpec const& message, Fields const& given, View) {
    if (auto head = build_head(message, given); !head) return head;
    const auto named = std::find_if(actions.begin(), actions.end(), [&](auto const& one) { return one.message == message.name; });
    const auto kind = given_text(given, "service", usual_service);
    const auto body = fmt::format(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
        "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:{0} "
        "xmlns:u=\"{1}\">{2}</u:{0}></s:Body></s:Envelope>\r\n",
        named->name, kind, arguments_of(named->name, given));
    return to_octets(
        fmt::format("POST {} HTTP/1.1\r\n{}Content-Type: text/xml; charset=\"utf-8\"\r\nSOAPAction: \"{}#{}\"\r\nConnection: close\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    given_text(given, "path", "/"), host_line(given), kind, named->name, body.size(), body));
}

Octets answer(std::uint64_t code, std::string_view body) {
    return to_octets(fmt::format("HTTP/1.1 {} {}\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}", code,
                                 code == 200 ? "OK" : "Internal Server Error", body.size(), body));
}

Result<Octets> build_description(MessageSpec const& message, Fields const& given, View) {
    if (auto head = build_head(message, given); !head) return head;
    return answer(given.number("status", 200),
                  fmt::format("<root><service><serviceType>{}</serviceType><controlURL>{}</controlURL></service></root>",
                              given_text(given, "service", usual_service), given_text(given, "control_path", "/")));
}

Result<Octets> build_response(MessageSpec const& message, Fields const& given, View) {
    if (auto head = build_head(message, given); !head) return head;
    std::string text;
    if (given.find("error_code") != nullptr) text += fmt::format("<errorCode>{}</errorCode>", given.number("error_code", 0));
    if (given.find("external_address") != nullptr)
        text += fmt::format("<NewExternalIPAddress>{}</NewExternalIPAddress>", address_in(given, "external_address"));
    if (given.find("internal_port") != nullptr)
        text += fmt::format("<NewInternalPort>{}</NewInternalPort>", given.number("internal_port", 0));
    if (given.find("internal_client") != nullptr)
        text += fmt::format("<NewInternalClient>{}</NewInternalClient>", address_in(given, "internal_client"));
    if (given.find("lease_left") != nullptr) text += fmt::format("<NewLeaseDuration>{}</NewLeaseDuration>", given.number("lease_left", 0));
    return answer(given.number("status", 200), text);
}

constexpr MessageSpec of(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> fields,
                         BuildFunction build) {
    return {.name = name, .title = title, .source = source, .fields = {}, .build = build, .variable = fields};
}

constexpr std::string_view described = "UPnP Device Architecture 1.0 section 2";
constexpr std::string_view asked = "WANIPConnection:1 section 2.4";

constexpr std::array<MessageSpec, 7> messages{{
    of("upnp.get-description", "Request for a device's description", described, get_fields, build_get),
    of("upnp.description", "A device's description", described, description_fields, build_description),
    of(actions[0].message, "GetExternalIPAddress", asked, ask_fields, build_action),
    of(actions[1].message, "AddPortMapping", asked, add_fields, build_action),
    of(actions[2].message, "DeletePortMapping", asked, key_fields, build_action),
    of(actions[3].message, "GetSpecificPortMappingEntry", asked, key_fields, build_action),
    of("upnp.response", "What an action is answered with", "UPnP Device Architecture 1.0 section 3.2", response_fields, build_response),
}};
constexpr std::size_t get_message = 0;
constexpr std::size_t description_message = 1;
constexpr std::size_t first_action = 2;
constexpr std::size_t response_message = 6;

/// The text of the first element of that name from `from` on, whatever attributes and prefix it has; nothing: there is none.
std::optional<std::string_view> element(std::string_view text, std::string_view name, std::size_t from = 0) {
    for (auto at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const auto behind = at + name.size();
        const bool opens =
            at > 0 && (text[at - 1] == '<' || text[at - 1] == ':') && behind < text.size() &&
            (text[behind] == '>' || text[behind] == ' ' || text[behind] == '\t' || text[behind] == '\r' || text[behind] == '\n');
        if (!opens) continue;
        const auto begin = text.find('>', behind);
        const auto end = begin == std::string_view::npos ? begin : text.find("</", begin);
        if (end == std::string_view::npos) return std::nullopt;
        auto inner = text.substr(begin + 1, end - begin - 1);
        constexpr std::string_view blanks = " \t\r\n";
        inner.remove_prefix(std::min(inner.find_first_not_of(blanks), inner.size()));
        inner = inner.substr(0, inner.find_last_not_of(blanks) + 1);
        return inner;
    }
    return std::nullopt;
}

/// Of the services that there are, the one that knows port mappings: type and control URL.
std::optional<std::pair<std::string_view, std::string_view>> mapping_service(std::string_view body) {
    for (auto const* kind : {"service:WANIPConnection:", "service:WANPPPConnection:"})
        for (auto at = body.find("<serviceType>"); at != std::string_view::npos; at = body.find("<serviceType>", at + 1)) {
            const auto type = element(body, "serviceType", at);
            const auto end = std::min(body.find("</service>", at), body.size());
            const auto control = element(body.substr(0, end), "controlURL", at);
            if (type && control && type->find(kind) != std::string_view::npos) return std::pair(*type, *control);
        }
    return std::nullopt;
}

void put_number(Decoded& decoded, std::string_view name, std::string_view body, std::string_view tag, std::uint64_t most) {
    const auto text = element(body, tag);
    const auto value = text ? leading_number(*text, most) : std::nullopt;
    if (value) decoded.fields.push_back(number_field(name, 0, 0, *value));
}

void put_address(Decoded& decoded, std::string_view name, std::string_view body, std::string_view tag) {
    const auto text = element(body, tag);
    const auto address = text ? parse_ipv4(*text) : std::nullopt;
    if (!address) return;
    decoded.fields.push_back(number_field(name, 0, 0, address->number));
    decoded.fields.back().kind = FieldKind::ipv4;
}

/// Where in the octets such a field stood means nothing in a text that came in chunks: it is told as of no width, at the beginning.
void put_words(Decoded& decoded, std::string_view name, std::string_view words) {
    decoded.fields.push_back(octets_field(name, 0, to_octets(words), FieldKind::text));
    decoded.fields.back().width = 0;
}

constexpr std::uint64_t largest_port = 65535;
constexpr std::uint64_t largest_lease = 0xffffffff;

void read_key(Decoded& decoded, std::string_view body) {
    put_address(decoded, "remote_host", body, "NewRemoteHost");
    put_number(decoded, "external_port", body, "NewExternalPort", largest_port);
    if (const auto words = element(body, "NewProtocol")) put_words(decoded, "protocol", *words);
    put_number(decoded, "internal_port", body, "NewInternalPort", largest_port);
    put_address(decoded, "internal_client", body, "NewInternalClient");
}

Result<Decoded> decode_request(View octets, std::string_view text) {
    const bool get = text.starts_with("GET ");
    const auto head = text.substr(0, http_head_size(text).value_or(text.size()));
    const auto body = http_body(text);
    Decoded decoded{.message = &messages[get_message], .header = octets.size(), .total = octets.size(), .fields = {}, .problems = {}};
    if (!get) {
        const auto action = http_header(head, "SOAPAction").value_or("");
        const auto named =
            std::find_if(actions.begin(), actions.end(), [&](auto const& one) { return action.find(one.name) != std::string_view::npos; });
        if (named == actions.end()) return fail("no action that is known");
        decoded.message = &messages[first_action + static_cast<std::size_t>(named - actions.begin())];
        read_key(decoded, body);
        put_number(decoded, "lease_duration", body, "NewLeaseDuration", largest_lease);
    }
    const auto start = text.find(' ') + 1;
    put_words(decoded, "path", text.substr(start, std::min(text.find(' ', start), text.size()) - start));
    return decoded;
}

Result<Decoded> decode_answer(View octets, std::string_view text) {
    constexpr std::string_view version = "HTTP/1.";
    constexpr std::size_t code_at = version.size() + 2;
    constexpr std::uint64_t largest_code = 999;
    const auto code = text.size() > code_at ? leading_number(text.substr(code_at), largest_code) : std::nullopt;
    if (!code || !http_head_size(text)) return fail("no answer of HTTP");
    const auto body = http_body(text);
    const auto found = mapping_service(body);
    Decoded decoded{.message = &messages[found ? description_message : response_message],
                    .header = octets.size(),
                    .total = octets.size(),
                    .fields = {},
                    .problems = {}};
    decoded.fields.push_back(number_field("status", 0, 0, *code));
    if (found) {
        put_words(decoded, "service", found->first);
        put_words(decoded, "control_path", http_reference(found->second).path);
        return decoded;
    }
    put_number(decoded, "error_code", body, "errorCode", largest_port);
    if (decoded.fields.size() == 1) decoded.fields.push_back(number_field("error_code", 0, 0, 0));
    put_address(decoded, "external_address", body, "NewExternalIPAddress");
    put_number(decoded, "internal_port", body, "NewInternalPort", largest_port);
    put_address(decoded, "internal_client", body, "NewInternalClient");
    put_number(decoded, "lease_left", body, "NewLeaseDuration", largest_lease);
    return decoded;
}

Result<Decoded> decode(View octets) {
    const auto text = text_of(octets);
    if (text.starts_with("GET ") || text.starts_with("POST ")) return decode_request(octets, text);
    if (text.starts_with("HTTP/1.")) return decode_answer(octets, text);
    return fail("no message of HTTP that is known");
}

}  // namespace

constinit ProtocolSpec const upnp_protocol{
    .name = "upnp",
    .title = "UPnP Internet Gateway Device",
    .source = "UPnP Device Architecture 1.0; WANIPConnection:1",
    .carrier = Carrier::tcp,
    .ip_protocol = 6,
    .port = 80,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .message_size = http_message_size,
    .about =
        "Programs behind a router ask it for ports outside in it, in SOAP over HTTP. The mapping is the host's that asked, or of whomever "
        "it names, as long as the router does not care.",
};

}  // namespace tsuka::proto
