// A whole frame around every message of the registry: see sample_frames.hpp.
#include "sample_frames.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/integrity.hpp"
#include "generator/proto/ipv6_frame.hpp"

#include <boost/test/unit_test.hpp>

namespace tsuka::proto::samples {

namespace {

IpParameters ip_parameters(std::uint8_t protocol, std::uint16_t number) {
    IpParameters ip;
    ip.source = client;
    ip.destination = server;
    ip.protocol = protocol;
    ip.id = static_cast<std::uint16_t>(0x1000 + number);
    return ip;
}

Octets quoted_datagram() {
    return build_ipv4(ip_parameters(17, 1), build_udp(client, server, 500, 40000, to_octets("quoted")));
}

Value client_v6() {
    const auto octets = client6.octets();
    return Octets(octets.begin(), octets.end());
}

Octets quoted_datagram_v6() {
    return build_ipv6({client6, server6, 17, 64, 0, 0}, build_udp_v6(client6, server6, 500, 40000, to_octets("quoted")));
}

Octets around_icmpv6(View message) {
    Octets octets(message.begin(), message.end());
    write_bits(octets, 16, 16, 0);
    write_bits(octets, 16, 16, transport_checksum(client6, server6, 58, octets));
    // Neighbours speak with a hop limit of 255 (RFC 4861 section 7.1).
    return build_ipv6({client6, server6, 58, 255, 0, 0}, octets);
}

/// The row cannot know the addresses that its checksum covers.
Octets with_tcp_checksum(View message) {
    Octets segment(message.begin(), message.end());
    write_bits(segment, 128, 16, 0);
    write_bits(segment, 128, 16, transport_checksum(client, server, 6, segment));
    return segment;
}

Octets below_ip(ProtocolSpec const& protocol, View message, std::uint16_t number) {
    switch (protocol.carrier) {
        case Carrier::udp:
            return build_udp(client, server, static_cast<std::uint16_t>(protocol.port == 67 ? 68 : 20000 + number), protocol.port, message);
        case Carrier::tcp: {
            TcpParameters tcp;
            tcp.source_port = static_cast<std::uint16_t>(20000 + number);
            tcp.destination_port = protocol.port;
            tcp.seq = 1;
            tcp.ack = 1;
            tcp.flags = 0x18;
            return build_tcp(client, server, tcp, message);
        }
        case Carrier::ip:
        case Carrier::link:
            break;
    }
    if (protocol.name == "tcp") return with_tcp_checksum(message);
    if (protocol.name == "ppp") return built("gre.ppp", {}, message);
    return {message.begin(), message.end()};
}

/// What makes a whole message where the defaults alone do not.
Fields needed(MessageSpec const& message) {
    Fields fields;
    // 0x88b5 is an EtherType for local experiments (IEEE 802 clause 9.2.3).
    if (message.name == "ethernet") fields.set("type", std::uint64_t{0x88b5});
    if (message.name == "icmp.unreachable") {
        fields.set("code", std::uint64_t{4});
        fields.set("mtu", std::uint64_t{1280});
    }
    if (message.name == "icmpv6.neighbor-solicitation" || message.name == "icmpv6.neighbor-advertisement")
        fields.set("target", client_v6());
    if (message.name == "ipv6") {
        fields.set("src", client_v6());
        fields.set("dst", Octets(server6.octets().begin(), server6.octets().end()));
    }
    if (message.name == "ip") {
        fields.set("src", std::uint64_t{client.number});
        fields.set("dst", std::uint64_t{server.number});
    }
    return fields;
}

}  // namespace

Octets payload_for(MessageSpec const& message) {
    const auto name = message.name;
    if (!message.has_payload) return {};
    if (name == "icmp.unreachable" || name == "icmp.time-exceeded" || name == "gre.v0") return quoted_datagram();
    if (name == "icmpv6.unreachable" || name == "icmpv6.packet-too-big" || name == "icmpv6.time-exceeded" ||
        name == "icmpv6.parameter-problem")
        return quoted_datagram_v6();
    if (name.starts_with("icmpv6.neighbor-")) return *from_hex("0101020000000001");  // source link-layer address
    if (name == "gre.ppp" || name == "ppp") return {};                               // an LCP Echo-Request of its own
    if (name == "l2tp.data") return built("ppp");
    if (name == "l2tpv3.control") return *from_hex("8008000000000001");  // Message Type: SCCRQ
    if (name == "natt.ike") return built("ike.mm5");
    return to_octets("0123456789abcdef0123456789abcdef");
}

Octets frame_around(ProtocolSpec const& protocol, View message, std::uint16_t number) {
    if (protocol.name == "ethernet") return {message.begin(), message.end()};
    if (protocol.name == "arp") return build_ethernet(MacAddress::broadcast(), client_mac, 0x0806, message);
    if (protocol.name == "ip") return build_ethernet(router_mac, client_mac, 0x0800, message);
    if (protocol.name == "ipv6") return build_ethernet(router_mac, client_mac, ether_type_ipv6, message);
    if (protocol.name == "icmpv6") return build_ethernet(router_mac, client_mac, ether_type_ipv6, around_icmpv6(message));
    const auto ip_protocol = protocol.name == "ppp" ? std::uint8_t{47} : protocol.ip_protocol;
    auto datagram = build_ipv4(ip_parameters(ip_protocol, number), below_ip(protocol, message, number));
    if (protocol.name == "ah") BOOST_REQUIRE(write_ah_icv(datagram, test_key()));
    return build_ethernet(router_mac, client_mac, 0x0800, datagram);
}

Octets built(std::string_view message, Fields const& fields, View payload) {
    const auto entry = find_message(message);
    BOOST_REQUIRE_MESSAGE(entry.message != nullptr, message << " is in the registry");
    auto octets = build(*entry.message, fields, payload);
    BOOST_REQUIRE_MESSAGE(octets.has_value(), message << " can be built: " << (octets ? "" : octets.error().what));
    return *octets;
}

std::vector<Sample> all(Choice choice) {
    std::vector<Sample> samples;
    for (auto const* protocol : protocols()) {
        for (auto const& message : protocol->messages) {
            auto fields = needed(message);
            if (choice)
                for (auto const& [name, value] : choice(*protocol, message).values) fields.set(name, value);
            auto octets = built(message.name, fields, payload_for(message));
            auto frame = frame_around(*protocol, octets, static_cast<std::uint16_t>(samples.size()));
            samples.push_back({{protocol, &message}, std::move(octets), std::move(frame)});
        }
    }
    return samples;
}

}  // namespace tsuka::proto::samples
