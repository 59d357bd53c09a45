// What docs/adding-a-protocol.md promises, kept by two protocols that nobody speaks: one in UDP port 9999, one as IP protocol 200. A table
// and a line in the list are all that there is of them, and they are known everywhere.
#include "generator/flow/conversation.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/esp.hpp"
#include "generator/proto/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/gre.hpp"
#include "generator/proto/icmp.hpp"
#include "generator/proto/ip.hpp"
#include "generator/proto/registry.hpp"
#include "generator/proto/tcp.hpp"
#include "generator/proto/udp.hpp"
#include "harness/suite/field_names.hpp"
#include "tests/unit/engine/bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace tsuka;
using namespace bench;

namespace {

constexpr proto::FieldSpec head[] = {
    {.name = "version", .bit = 0, .width = 4, .initial = 1, .about = "Always 1."},
    {.name = "flags", .bit = 4, .width = 12, .about = "None so far."},
    {.name = "length", .bit = 16, .width = 16, .about = "Octets of header and payload."},
    {.name = "session", .bit = 32, .width = 32, .translatable = true, .about = "The receiver's session."},
};

template <proto::MessageSpec const& message>
Result<proto::Decoded> decode(View octets) {
    auto fields = proto::read_fixed(message, octets);
    if (!fields) return fields.error();
    return proto::Decoded{
        .message = &message, .header = message.size, .total = octets.size(), .fields = std::move(*fields), .problems = {}};
}

constexpr proto::MessageSpec in_udp[] = {
    {.name = "example.data", .title = "Data", .source = "nowhere", .fields = head, .size = 8, .has_payload = true}};
constexpr proto::MessageSpec in_ip[] = {
    {.name = "bare.data", .title = "Data", .source = "nowhere", .fields = head, .size = 8, .has_payload = true}};
/// Stands in the payload of the first one where its flags say so.
constexpr proto::MessageSpec in_example[] = {{.name = "inner", .title = "Inner", .source = "nowhere", .fields = head, .size = 8}};
constexpr proto::Inside places[] = {{.message = "example.data", .field = "flags", .value = 5}};

constinit const proto::ProtocolSpec example{.name = "example",
                                            .title = "Example Tunnelling Protocol",
                                            .source = "nowhere",
                                            .carrier = proto::Carrier::udp,
                                            .ip_protocol = 17,
                                            .port = 9999,
                                            .messages = in_udp,
                                            .decode = decode<in_udp[0]>};
constinit const proto::ProtocolSpec bare{.name = "bare",
                                         .title = "Example directly over IP",
                                         .source = "nowhere",
                                         .carrier = proto::Carrier::ip,
                                         .ip_protocol = 200,
                                         .messages = in_ip,
                                         .decode = decode<in_ip[0]>};
constinit const proto::ProtocolSpec inner{.name = "inner",
                                          .title = "Example inside the example",
                                          .source = "nowhere",
                                          .inside = places,
                                          .messages = in_example,
                                          .decode = decode<in_example[0]>};

std::string names(proto::Dissection const& dissection) {
    std::string text;
    for (auto const& layer : dissection.layers) text += std::string(text.empty() ? "" : " ") + std::string(layer.protocol->name);
    return text;
}

constexpr Ipv4Address here{0x0a000001};
constexpr Ipv4Address there{0x0a000002};

Octets octets_of(std::string_view message, proto::Fields const& fields, View payload) {
    auto built = proto::build(*proto::find_message(message).message, fields, payload);
    BOOST_TEST_REQUIRE(built.has_value());
    return std::move(*built);
}

Octets over_ip(std::uint8_t protocol, View payload) {
    return proto::build_ipv4({.source = here, .destination = there, .protocol = protocol}, payload);
}

}  // namespace

namespace tsuka::proto {

/// In place of registry.cpp's.
std::span<ProtocolSpec const* const> protocols() {
    static constexpr ProtocolSpec const* all[] = {&ethernet_protocol, &ip_protocol,  &udp_protocol, &tcp_protocol, &icmp_protocol,
                                                  &esp_protocol,      &gre_protocol, &example,      &bare,         &inner};
    return all;
}

}  // namespace tsuka::proto

BOOST_AUTO_TEST_SUITE(invented)

BOOST_AUTO_TEST_CASE(what_arrives_is_taken_apart) {
    proto::Fields fields;
    fields.set("session", std::uint64_t{7});
    const auto udp = proto::build_udp(here, there, 40000, 9999, octets_of("example.data", fields, Octets(20)));
    BOOST_TEST(names(proto::dissect_ip(over_ip(17, udp))) == "ip udp example");
    fields.set("flags", std::uint64_t{5});
    const auto deep = proto::build_udp(here, there, 9999, 40000, octets_of("example.data", fields, Octets(20)));
    BOOST_TEST(names(proto::dissect_ip(over_ip(17, deep))) == "ip udp example inner");
    BOOST_TEST(names(proto::dissect_ip(over_ip(200, octets_of("bare.data", fields, {})))) == "ip bare");
}

BOOST_AUTO_TEST_CASE(suites_know_its_fields_and_those_below) {
    const auto known = suite::field_names(proto::find_message("example.data"), IpFamily::v4);
    for (auto const* wanted : {"session", "dst_port", "udp.checksum", "ip.ttl", "ttl"})
        BOOST_TEST(std::count(known.begin(), known.end(), wanted) == 1, wanted);
    const auto without_ports = suite::field_names(proto::find_message("bare.data"), IpFamily::v4);
    BOOST_TEST(std::count(without_ports.begin(), without_ports.end(), "dst_port") == 0);
}

BOOST_AUTO_TEST_CASE(it_can_be_used_directly_over_ip) {
    const auto kinds = flow::conversation_kinds();
    BOOST_TEST(std::count(kinds.begin(), kinds.end(), "bare") == 1);
    BOOST_TEST(std::count(kinds.begin(), kinds.end(), "inner") == 0);
    BOOST_TEST((flow::conversation_carrier("bare") == proto::Carrier::ip));
}

BOOST_AUTO_TEST_CASE(a_case_sends_and_expects_it) {
    const std::string steps = R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 9999 },
        { send = "example.data", on = "u", at = "alice", session = 7, bytes = 40, as = "out" },
        { expect = "example.data", on = "u", at = "server", probe = "out", session = 7, payload = "same" },)";
    Bench good;
    const auto kept = good.run(steps);
    BOOST_TEST(outcome(kept) == "satisfied");
    Bench bad;
    bad.router.faults.push_back({toy::Misdeed::alter, toy::probe(0)});
    BOOST_TEST(outcome(bad.run(steps)) != "satisfied");
}

BOOST_AUTO_TEST_SUITE_END()
