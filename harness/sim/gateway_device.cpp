// The router's UPnP: see gateway_device.hpp.
#include "harness/sim/gateway_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace tsuka::sim {

namespace {

constexpr std::string_view device_kind = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
constexpr std::string_view service_kind = "urn:schemas-upnp-org:service:WANIPConnection:1";

// WANIPConnection:1 sections 2.4.16 to 2.4.18.
constexpr unsigned done = 0;
constexpr unsigned wrong_arguments = 402;
constexpr unsigned no_such_entry = 714;
constexpr unsigned conflict = 718;
constexpr unsigned permanent_only = 725;
constexpr unsigned no_place = 728;  // WANIPConnection:2 section 2.5.16

std::string_view words(View octets) {
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

/// What stands between <name> and the next tag.
std::string_view argument(std::string_view request, std::string_view name) {
    const auto tag = fmt::format("<{}>", name);
    const auto at = request.find(tag);
    if (at == std::string_view::npos) return {};
    const auto begin = at + tag.size();
    return request.substr(begin, std::min(request.find('<', begin), request.size()) - begin);
}

std::uint32_t number(std::string_view text) {
    std::uint32_t value = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::uint8_t protocol_of(std::string_view request) {
    const auto name = argument(request, "NewProtocol");
    return name == "UDP" ? ip_protocol::udp : name == "TCP" ? ip_protocol::tcp : std::uint8_t{0};
}

Octets http(std::string_view status, std::string_view body) {
    return to_octets(
        fmt::format("HTTP/1.1 {}\r\nContent-Type: text/xml; charset=\"utf-8\"\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}", status,
                    body.size(), body));
}

constexpr std::string_view envelope =
    "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
    "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>{}</s:Body></s:Envelope>\r\n";

Octets succeeded(std::string_view action, std::string_view results) {
    return http("200 OK", fmt::format(fmt::runtime(envelope),
                                      fmt::format("<u:{0}Response xmlns:u=\"{1}\">{2}</u:{0}Response>", action, service_kind, results)));
}

Octets failed(unsigned code) {
    return http(
        "500 Internal Server Error",
        fmt::format(fmt::runtime(envelope),
                    fmt::format("<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail><UPnPError "
                                "xmlns=\"urn:schemas-upnp-org:control-1-0\"><errorCode>{}</errorCode></UPnPError></detail></s:Fault>",
                                code)));
}

std::string description() {
    const auto service = [](std::string_view kind, std::string_view id, std::string_view control) {
        return fmt::format(
            "<service><serviceType>{}</serviceType><serviceId>urn:upnp-org:serviceId:{}</serviceId><controlURL>{}</controlURL>"
            "<eventSubURL>{}/event</eventSubURL><SCPDURL>{}.xml</SCPDURL></service>",
            kind, id, control, control, control);
    };
    return fmt::format(
        "<?xml version=\"1.0\"?>\r\n<root xmlns=\"urn:schemas-upnp-org:device-1-0\"><specVersion><major>1</major><minor>0</minor>"
        "</specVersion><device><deviceType>{}</deviceType><friendlyName>router</friendlyName><serviceList>{}</serviceList><deviceList>"
        "<device><deviceType>urn:schemas-upnp-org:device:WANDevice:1</deviceType><deviceList><device><deviceType>"
        "urn:schemas-upnp-org:device:WANConnectionDevice:1</deviceType><serviceList>{}</serviceList></device></deviceList></device>"
        "</deviceList></device></root>\r\n",
        device_kind, service("urn:schemas-upnp-org:service:Layer3Forwarding:1", "L3Forwarding1", "/control/l3"),
        service(service_kind, "WANIPConn1", "/control/ip"));
}

/// The request with its body; nothing while it is not all there.
std::optional<std::string_view> whole(View request) {
    const auto text = words(request);
    const auto empty_line = text.find("\r\n\r\n");
    if (empty_line == std::string_view::npos) return std::nullopt;
    const auto length = text.find("Content-Length: ");
    const auto body = length < empty_line ? number(text.substr(length + std::string_view("Content-Length: ").size())) : 0;
    return text.size() >= empty_line + 4 + body ? std::optional(text) : std::nullopt;
}

}  // namespace

std::optional<Octets> GatewayDevice::found(View search) const {
    const auto text = words(search);
    const bool asks = text.starts_with("M-SEARCH ") && text.find("ssdp:discover") != std::string_view::npos;
    const bool meant = text.find(device_kind) != std::string_view::npos || text.find("ssdp:all") != std::string_view::npos ||
                       text.find("upnp:rootdevice") != std::string_view::npos;
    if (!asks || !meant) return std::nullopt;
    return to_octets(fmt::format(
        "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://{}:{}/igd.xml\r\nSERVER: sim/1 UPnP/1.0 tsuka/1\r\n"
        "ST: {}\r\nUSN: uuid:54737562-0000-4000-8000-000000000001::{}\r\n\r\n",
        to_string(spec_.lab.lan.prefix.address), gateway_device_port, device_kind, device_kind));
}

std::optional<Octets> GatewayDevice::answer(Ipv4Address client, View octets, Instant now) {
    const auto request = whole(octets);
    if (!request) return std::nullopt;
    if (request->starts_with("GET /igd.xml ")) return http("200 OK", description());
    constexpr std::string_view header = "SOAPAction: \"";
    const auto at = request->find(header);
    if (!request->starts_with("POST /control/ip ") || at == std::string_view::npos) return http("404 Not Found", "");
    const auto named = request->substr(at + header.size());
    const auto action = named.substr(0, named.find('"'));
    const auto hash = action.find('#');
    if (action.substr(0, hash) != service_kind || hash == std::string_view::npos) return failed(401);
    return carry_out(client, action.substr(hash + 1), *request, now);
}

Octets GatewayDevice::carry_out(Ipv4Address client, std::string_view action, std::string_view request, Instant now) {
    if (action == "GetExternalIPAddress") {
        const auto outside = faults_("upnp.private-address") ? spec_.lab.lan.prefix.address : spec_.lab.wan.router_address;
        return succeeded(action, fmt::format("<NewExternalIPAddress>{}</NewExternalIPAddress>", to_string(outside)));
    }
    if (action == "GetSpecificPortMappingEntry") return entry(request, now);
    constexpr unsigned no_such_action = 401;
    const auto code = action == "AddPortMapping"      ? add(client, request, now)
                      : action == "DeletePortMapping" ? remove(client, request, now)
                                                      : no_such_action;
    return code == done ? succeeded(action, "") : failed(code);
}

/// WANIPConnection:1 sections 2.2.20 and 2.4.16: what the same client has is overwritten, what another one has is refused. A mapping comes
/// before what the static entries say of a port.
unsigned GatewayDevice::add(Ipv4Address client, std::string_view request, Instant now) {
    PortMap wish;
    wish.protocol = protocol_of(request);
    wish.external = static_cast<std::uint16_t>(number(argument(request, "NewExternalPort")));
    const auto named = parse_ipv4(argument(request, "NewInternalClient"));
    wish.internal = {named.value_or(Ipv4Address{}), static_cast<std::uint16_t>(number(argument(request, "NewInternalPort")))};
    if (wish.protocol == 0 || wish.external == 0 || wish.internal.port == 0 || !named) return wrong_arguments;
    // Whom it maps for is who asks, as careful routers have it.
    constexpr unsigned not_authorized = 606;
    if (*named != client) return not_authorized;
    const auto remote = argument(request, "NewRemoteHost");
    if (!remote.empty() && !faults_("upnp.remote-host-ignored")) wish.only_remote = parse_ipv4(remote).value_or(Ipv4Address{});
    auto const* before = maps_.at(wish.protocol, wish.external, now);
    const bool others = before != nullptr && before->internal.address != *named;
    if (others && faults_("upnp.conflict-promised")) return done;
    if (others && !faults_("upnp.conflict-overwritten")) return conflict;
    const auto lease = number(argument(request, "NewLeaseDuration"));
    if (lease != 0 && !spec_.upnp_leases) return permanent_only;
    if (before == nullptr && spec_.upnp_mappings && maps_.count(now) >= *spec_.upnp_mappings) return no_place;
    constexpr auto for_good = std::chrono::hours(24 * 365);
    wish.until = now + (lease == 0 || faults_("upnp.lease-ignored") ? Duration(for_good) : Duration(std::chrono::seconds(lease)));
    constexpr std::uint16_t first_free = 1024;
    if (faults_("upnp.low-port-without-effect") && wish.external < first_free) return done;
    constexpr std::array<std::uint16_t, 4> own_ports{500, 1194, 1701, 4500};
    const bool kept = wish.protocol == ip_protocol::udp && std::find(own_ports.begin(), own_ports.end(), wish.external) != own_ports.end();
    if (kept && faults_("upnp.tunnel-ports-kept")) return done;
    if (faults_("upnp.tcp-mapped-as-udp")) wish.protocol = ip_protocol::udp;
    if (faults_("upnp.other-port-mapped")) ++wish.external;
    if (faults_("upnp.inner-port-ignored")) wish.internal.port = wish.external;
    maps_.keep_at(wish);
    if (faults_("upnp.table-of-three")) maps_.keep_last(3);
    return done;
}

unsigned GatewayDevice::remove(Ipv4Address client, std::string_view request, Instant now) {
    const auto protocol = protocol_of(request);
    const auto external = static_cast<std::uint16_t>(number(argument(request, "NewExternalPort")));
    auto const* before = maps_.at(protocol, external, now);
    if (before == nullptr || before->internal.address != client) return no_such_entry;
    if (!faults_("upnp.deletion-without-effect")) maps_.end_at(protocol, external);
    return faults_("upnp.deletion-denied") ? no_such_entry : done;
}

Octets GatewayDevice::entry(std::string_view request, Instant now) const {
    auto const* map = maps_.at(protocol_of(request), static_cast<std::uint16_t>(number(argument(request, "NewExternalPort"))), now);
    if (map == nullptr) return failed(no_such_entry);
    constexpr auto for_good = std::chrono::hours(24 * 300);
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(map->until - now);
    const auto client = faults_("upnp.entry-of-another-told") ? spec_.lab.lan.prefix.address : map->internal.address;
    const auto port = map->internal.port + (faults_("upnp.entry-told-wrong") ? 1U : 0U);
    return succeeded("GetSpecificPortMappingEntry",
                     fmt::format("<NewInternalPort>{}</NewInternalPort><NewInternalClient>{}</NewInternalClient><NewEnabled>1</NewEnabled>"
                                 "<NewPortMappingDescription>tsuka</NewPortMappingDescription><NewLeaseDuration>{}</NewLeaseDuration>",
                                 port, to_string(client), left > for_good ? 0 : left.count()));
}

}  // namespace tsuka::sim
