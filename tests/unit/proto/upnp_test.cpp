// SSDP and UPnP: texts as their documents show them, answers of gateways as they are, and octets that lie.
#include "generator/proto/upnp.hpp"

#include "generator/proto/http_text.hpp"
#include "generator/proto/registry.hpp"
#include "generator/proto/ssdp.hpp"
#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(upnp)

namespace {

constexpr std::uint64_t gateway = 0xc0a80001;  // 192.168.0.1
constexpr std::uint64_t client = 0xc0a80014;   // 192.168.0.20

std::string text_of_message(ProtocolSpec const& protocol, std::string_view name, Fields const& given) {
    return std::string(text_of(built(protocol, name, given)));
}

Value words(std::string_view text) {
    return to_octets(text);
}

bool contains(std::string_view text, std::string_view what) {
    return text.find(what) != std::string_view::npos;
}

bool has_line(std::string const& message, std::string_view line) {
    return message.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
}

/// What a gateway answers with that body; `lines`: of its header, beside those that it needs.
Octets answered(std::string_view status, std::string const& body, std::string const& lines = {}) {
    return to_octets("HTTP/1.1 " + std::string(status) + "\r\n" + lines + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                     body);
}

std::string service(std::string_view kind, std::string_view control) {
    return "<service>\n  <serviceType>urn:schemas-upnp-org:service:" + std::string(kind) + "</serviceType>\n <controlURL> " +
           std::string(control) + " </controlURL></service>";
}

Decoded described(std::string const& body) {
    return decoded(upnp_protocol, answered("200 OK", "<?xml version=\"1.0\"?><root>" + body + "</root>"));
}

}  // namespace

/// UPnP Device Architecture 1.0 section 1.2.2: method, host, MAN in quotes, MX, ST, and an empty line.
BOOST_AUTO_TEST_CASE(a_search_is_as_the_architecture_shows_it) {
    const auto search = text_of_message(ssdp_protocol, "ssdp.search", {});
    BOOST_TEST(search.starts_with("M-SEARCH * HTTP/1.1\r\n"));
    BOOST_TEST(search.ends_with("\r\n\r\n"));
    for (auto const* line :
         {"HOST: 239.255.255.250:1900", "MAN: \"ssdp:discover\"", "MX: 1", "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1"})
        BOOST_TEST(has_line(search, line), line);
    const auto other =
        text_of_message(ssdp_protocol, "ssdp.search", fields({{"mx", std::uint64_t{0}}, {"search_target", words("ssdp:all")}}));
    BOOST_TEST(!contains(other, "MX"));
    BOOST_TEST(has_line(other, "ST: ssdp:all"));
    const auto read = decoded(ssdp_protocol, to_octets(search));
    BOOST_TEST(name_of(read) == "ssdp.search");
    BOOST_TEST(number(read, "mx") == 1U);
}

BOOST_AUTO_TEST_CASE(a_gateway_says_where_it_describes_itself) {
    const auto where = [](std::string const& location) {
        return decoded(ssdp_protocol, to_octets("HTTP/1.1 200 OK\r\nST:upnp:rootdevice\r\nlocation:  " + location + " \r\nEXT:\r\n\r\n"));
    };
    const auto usual = where("http://192.168.0.1:5000/rootDesc.xml");
    BOOST_TEST(name_of(usual) == "ssdp.response");
    BOOST_TEST(number(usual, "location_address") == gateway);
    BOOST_TEST(number(usual, "location_port") == 5000U);
    BOOST_TEST(text(usual, "location_path") == "/rootDesc.xml");
    BOOST_TEST(text(usual, "search_target") == "upnp:rootdevice");
    const auto plain = where("http://192.168.0.1");
    BOOST_TEST(number(plain, "location_port") == 80U);
    BOOST_TEST(text(plain, "location_path") == "/");
    BOOST_TEST(!has_field(where("http://router.lan:99999/x"), "location_address"));
    BOOST_TEST(!ssdp_protocol.decode(to_octets("NOTIFY * HTTP/1.1\r\n\r\n")));
}

/// WANIPConnection:1 section 2.4.16, SOAP as UPnP Device Architecture 1.0 section 3.2.1 has it: arguments in their order, the service in
/// header and body, and a length that is right.
BOOST_AUTO_TEST_CASE(a_request_names_action_service_and_arguments) {
    const auto wish = text_of_message(upnp_protocol, "upnp.add-port-mapping",
                                      fields({{"path", words("/ctl/IPConn")},
                                              {"host", gateway},
                                              {"host_port", std::uint64_t{5000}},
                                              {"external_port", std::uint64_t{51820}},
                                              {"internal_port", std::uint64_t{41210}},
                                              {"internal_client", client}}));
    BOOST_TEST(wish.starts_with("POST /ctl/IPConn HTTP/1.1\r\n"));
    BOOST_TEST(has_line(wish, "Host: 192.168.0.1:5000"));
    BOOST_TEST(has_line(wish, "SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\""));
    BOOST_TEST(contains(wish,
                        "<u:AddPortMapping xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\"><NewRemoteHost></NewRemoteHost>"
                        "<NewExternalPort>51820</NewExternalPort><NewProtocol>UDP</NewProtocol><NewInternalPort>41210</NewInternalPort>"
                        "<NewInternalClient>192.168.0.20</NewInternalClient><NewEnabled>1</NewEnabled>"));
    const auto octets = to_octets(wish);
    BOOST_TEST(http_message_size(octets, false).value_or(0) == octets.size());
    const auto read = decoded(upnp_protocol, octets);
    BOOST_TEST(name_of(read) == "upnp.add-port-mapping");
    BOOST_TEST(number(read, "internal_client") == client);
    const auto only =
        text_of_message(upnp_protocol, "upnp.delete-port-mapping",
                        fields({{"remote_host", std::uint64_t{0xc6336405}}, {"protocol", words("TCP")}, {"service", words("other:2")}}));
    BOOST_TEST(contains(only, "<u:DeletePortMapping xmlns:u=\"other:2\"><NewRemoteHost>198.51.100.5</NewRemoteHost>"));
    BOOST_TEST(contains(only, "<NewProtocol>TCP</NewProtocol></u:DeletePortMapping>"));
    BOOST_TEST(text_of_message(upnp_protocol, "upnp.get-description", fields({{"path", words("/igd.xml")}, {"host", gateway}})) ==
               "GET /igd.xml HTTP/1.1\r\nHost: 192.168.0.1:80\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_service_for_mappings_is_found_in_a_description) {
    const auto usual = described(service("Layer3Forwarding:1", "/ctl/L3F") + service("WANIPConnection:1", "/ctl/IPConn"));
    BOOST_TEST(name_of(usual) == "upnp.description");
    BOOST_TEST(text(usual, "service") == "urn:schemas-upnp-org:service:WANIPConnection:1");
    BOOST_TEST(text(usual, "control_path") == "/ctl/IPConn");
    // A router that dials has both, and only one of them is used; where there is no other it is this one.
    const auto both = described(service("WANPPPConnection:1", "/ppp") + service("WANIPConnection:2", "http://192.168.0.1:5000/ip"));
    BOOST_TEST(text(both, "control_path") == "/ip");
    BOOST_TEST(text(described(service("WANPPPConnection:1", "ppp")), "control_path") == "/ppp");
    BOOST_TEST(name_of(described(service("Layer3Forwarding:1", "/ctl/L3F"))) == "upnp.response");
}

BOOST_AUTO_TEST_CASE(answers_are_read_whatever_prefixes_and_attributes_they_have) {
    const auto address = decoded(
        upnp_protocol, answered("200 OK", "<NewExternalIPAddress xmlns:dt=\"x\" dt:dt=\"string\">203.0.113.2</NewExternalIPAddress>"));
    BOOST_TEST(number(address, "status") == 200U);
    BOOST_TEST(number(address, "error_code") == 0U);
    BOOST_TEST(number(address, "external_address") == 0xcb007102U);
    const auto refused =
        decoded(upnp_protocol, answered("500 Internal Server Error",
                                        "<detail><UPnPError><errorCode>718</errorCode><errorDescription>ConflictInMappingEntry"
                                        "</errorDescription></UPnPError></detail>"));
    BOOST_TEST(number(refused, "status") == 500U);
    BOOST_TEST(number(refused, "error_code") == 718U);
    const auto entry = decoded(upnp_protocol, answered("200 OK",
                                                       "<NewInternalPort>41231</NewInternalPort><NewInternalClient>192.168.0.20"
                                                       "</NewInternalClient><NewLeaseDuration>119</NewLeaseDuration>"));
    BOOST_TEST(number(entry, "internal_port") == 41231U);
    BOOST_TEST(number(entry, "internal_client") == client);
    BOOST_TEST(number(entry, "lease_left") == 119U);
}

/// RFC 9112 section 6.3: a length, chunks, or the end of the connection.
BOOST_AUTO_TEST_CASE(where_a_message_ends_is_known_in_three_ways) {
    const auto size = [](std::string_view text, bool ended) { return http_message_size(to_octets(text), ended); };
    BOOST_TEST(!size("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n", true));
    BOOST_TEST(!size("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", true));
    BOOST_TEST(size("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcde", false).value_or(0) == 42U);
    BOOST_TEST(!size("HTTP/1.1 200 OK\r\n\r\nabc", false));
    BOOST_TEST(size("HTTP/1.1 200 OK\r\n\r\nabc", true).value_or(0) == 22U);
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n\r\n4\r\n<New\r\n1F;x=y\r\nLeaseDuration>7</NewLeaseDurati\r\n3\r\non>\r\n0\r\n\r\n";
    BOOST_TEST(size(chunked, false).value_or(0) == chunked.size());
    BOOST_TEST(!size(chunked.substr(0, chunked.size() - 8), true));
    BOOST_TEST(http_body(chunked) == "<NewLeaseDuration>7</NewLeaseDuration>");
    BOOST_TEST(number(decoded(upnp_protocol, to_octets(chunked)), "lease_left") == 7U);
    BOOST_TEST(!size("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", true));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
    for (auto const* said : {"", "GET", "PUT / HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 OK\r\n\r\n", "POST / HTTP/1.1\r\n\r\n"})
        BOOST_TEST(!upnp_protocol.decode(to_octets(said)), said);
    BOOST_TEST(
        contains(build_error(upnp_protocol, "upnp.add-port-mapping", fields({{"external_port", std::uint64_t{70000}}})), "external_port"));
    BOOST_TEST(contains(build_error(upnp_protocol, "upnp.add-port-mapping", fields({{"path", std::uint64_t{1}}})), "path"));
}

BOOST_AUTO_TEST_CASE(any_octets_of_the_two_are_survived) {
    for (auto const* protocol : {&ssdp_protocol, &upnp_protocol}) {
        check_field_names_are_unique(*protocol);
        for (auto const& one : protocol->messages) {
            const auto octets = built(*protocol, one.name, {});
            check_truncations(*protocol, octets);
            check_mutations(*protocol, octets, 500);
            for (std::size_t cut = 0; cut <= octets.size(); ++cut)
                if (const auto size = http_message_size(part(octets, 0, cut), true)) BOOST_TEST(*size <= cut);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
