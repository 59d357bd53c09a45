// Planted defects that need the router's tables, and more than one small branch. See router.hpp.
#include "generator/proto/frame.hpp"
#include "generator/proto/numbers.hpp"
#include "harness/sim/router.hpp"
#include "harness/sim/well_known_ports.hpp"

namespace tsuka::sim {

/// natt.dropped-behind-carrier: it takes an address of RFC 6598 for that of a network that is not the Internet.
bool Router::refuses_behind_carrier() const {
    constexpr Ipv4Prefix of_carriers{{0x64400000}, 10};
    return faults_("natt.dropped-behind-carrier") && of_carriers.contains(own(Side::wan));
}

/// Whether a host on the LAN has an address of the WAN's network, as one of the LAN's.
bool Router::is_in_conflict(Side side, Ipv4Address host) const {
    return side == Side::lan && spec_.lab.networks_overlap() && spec_.lab.wan.link.contains(host);
}

/// nat.conflict-*-astray: of two ways to an address the WAN's counts, as in a table of routes where the longer prefix does.
Side Router::way_to(Side side, Ipv4Address host, std::string_view planted) const {
    return is_in_conflict(side, host) && faults_(planted) ? Side::wan : side;
}

/// natt.sorted-by-spi: whoever used an SPI or cookie with this server first gets all that bears it.
void Router::sort_by_spi(Packet const& packet, Side from, SocketAddress server, SocketAddress& client) {
    if (!faults_("natt.sorted-by-spi") || packet.protocol() != ip_protocol::udp || server.port != natt_port) return;
    const auto data = packet.body() + 8;
    const auto spi = packet.get(data, 4);
    const auto key = spi != 0 ? spi : packet.get(data + 4, 8);
    if (key == 0 || (from == Side::lan && spi != 0)) return;
    client = natt_keys_.try_emplace({server.address, key}, client).first->second;
}

/// lan.copied-*: everybody on the LAN gets what one of its hosts got, so much later.
void Router::copy_to_all(View datagram, Instant now) {
    using namespace std::chrono_literals;
    const auto delay = faults_("lan.copied-30ms")    ? std::optional<Duration>(30ms)
                       : faults_("lan.copied-150ms") ? std::optional<Duration>(150ms)
                       : faults_("lan.copied-1s")    ? std::optional<Duration>(1s)
                                                     : std::nullopt;
    if (!delay) return;
    delayed_.emplace(now + *delay, Emission{Side::lan, proto::build_ethernet(MacAddress::broadcast(), own_mac(Side::lan),
                                                                             proto::ether_type_ipv4, datagram)});
}

/// Planted faults that take one client's farewell for everybody's.
void Router::close_all(Packet const& packet, SocketAddress server) {
    if (packet.protocol() != ip_protocol::udp) return;
    const auto data = packet.body() + 8;
    // RFC 2661 sections 3.1 and 4.1: the Message Type AVP stands first, behind 12 octets of header and 6 of its own.
    constexpr unsigned stop_ccn = 4;
    const bool control = (packet.get(data, 1) & 0x80U) != 0;
    if (faults_("l2tp.close-ends-all") && server.port == l2tp_port && control && packet.get(data + 18, 2) == stop_ccn)
        napt_.forget_all_with(ip_protocol::udp, server);
    constexpr unsigned informational = 5;
    const auto ike = server.port == natt_port ? data + 4 : data;
    const bool marked = server.port == ike_port || (server.port == natt_port && packet.get(data, 4) == 0);
    if (!faults_("ike.delete-ends-all") || !marked || packet.get(ike + 17, 2) != (0x1000U | informational)) return;
    esp_.forget_all();
    if (server.port == natt_port) napt_.forget_all_with(ip_protocol::udp, server);
}

/// *.leaves-shared-address: protocols without ports, though the ports of its set are all that a router has of such an address (RFC 7597
/// section 8).
bool Router::leaves_shared(std::uint8_t protocol) const {
    if (!spec_.lab.wan.port_set) return false;
    return (protocol == ip_protocol::esp && faults_("esp.leaves-shared-address")) ||
           (protocol == ip_protocol::ah && faults_("ah.leaves-shared-address")) ||
           (protocol == ip_protocol::gre && faults_("gre.leaves-shared-address"));
}

/// Planted faults that open the way for what nobody asked for.
std::optional<Ipv4Address> Router::lets_in_unasked(Packet const& packet) const {
    const auto protocol = packet.protocol();
    const bool open = (faults_("udp.unsolicited-accepted") && protocol == ip_protocol::udp) ||
                      (faults_("tcp.unsolicited-accepted") && protocol == ip_protocol::tcp) ||
                      (faults_("tcp.management-open") && protocol == ip_protocol::tcp && packet.destination_port() == 8443) ||
                      (faults_("icmp.unsolicited-accepted") && protocol == ip_protocol::icmp) ||
                      (faults_("esp.unsolicited-accepted") && protocol == ip_protocol::esp) ||
                      (faults_("ah.unsolicited-accepted") && protocol == ip_protocol::ah) ||
                      (faults_("gre.unsolicited-accepted") && protocol == ip_protocol::gre);
    if (open) return newest_client_;
    const bool without_ports = protocol == ip_protocol::ah || protocol == ip_protocol::gre || protocol == ip_protocol::icmp;
    if (faults_("static.other-protocols-open") && without_ports) return spec_.lab.lan.static_client;
    return std::nullopt;
}

/// tcp.unasked-*: who sends a SYN that belongs to nothing gets an answer of the router's own, sooner than RFC 5382 REQ-4 allows.
void Router::refuse_syn(Packet const& packet, Instant now) {
    constexpr std::size_t flags_at = 13;
    constexpr std::size_t quoted = 8;
    constexpr std::uint64_t syn = 0x02;
    constexpr std::uint8_t reset_and_ack = 0x14;
    if (packet.protocol() != ip_protocol::tcp || packet.is_fragment() || packet.get(packet.body() + flags_at, 1) != syn) return;
    proto::IpParameters ip;
    ip.source = packet.destination();
    ip.destination = packet.source();
    if (faults_("tcp.unasked-reset")) {
        ip.protocol = ip_protocol::tcp;
        proto::TcpParameters reset;
        reset.source_port = packet.destination_port();
        reset.destination_port = packet.source_port();
        reset.ack = static_cast<std::uint32_t>(packet.get(packet.body() + 4, 4) + 1U);
        reset.flags = reset_and_ack;
        transmit(Side::wan, spec_.lab.wan.link.address, proto::build_ipv4(ip, proto::build_tcp(ip.source, ip.destination, reset, {})));
    }
    if (!faults_("tcp.unasked-unreachable")) return;
    ip.protocol = ip_protocol::icmp;
    const auto before = out_.size();
    const auto error = proto::build_icmp(3, 3, 0, part(packet.octets(), 0, packet.body() + quoted));
    transmit(Side::wan, spec_.lab.wan.link.address, proto::build_ipv4(ip, error));
    if (out_.size() == before) return;
    delayed_.emplace(now + std::chrono::seconds(2), std::move(out_.back()));
    out_.pop_back();
}

/// udp.*-answered-on-wan: what belongs to the LAN alone is answered to whoever asks (RFC 6886 section 3.2, UPnP Device Architecture
/// section 1.3.3).
void Router::answer_stranger(Packet const& packet) {
    constexpr std::uint16_t natpmp = 5351;
    constexpr std::uint16_t ssdp = 1900;
    if (packet.protocol() != ip_protocol::udp || packet.is_fragment()) return;
    const auto port = packet.destination_port();
    Octets answer;
    if (port == natpmp && faults_("udp.natpmp-answered-on-wan"))
        answer = Writer().u16(0x0080).u16(0).u32(60).u32(own(Side::wan).number).take();
    if (port == ssdp && faults_("udp.ssdp-answered-on-wan")) answer = to_octets("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n");
    if (answer.empty()) return;
    proto::IpParameters ip;
    ip.source = packet.destination();
    ip.destination = packet.source();
    ip.protocol = ip_protocol::udp;
    const auto udp = proto::build_udp(ip.source, ip.destination, port, packet.source_port(), answer);
    transmit(Side::wan, spec_.lab.wan.link.address, proto::build_ipv4(ip, udp));
}

/// udp.*-edited: addresses in the contents of UDP are taken for those that the router has to translate (RFC 8489 section 14.2).
void Router::edit_contents(Packet const& original, Packet& packet, Side to) const {
    if (!faults_.any() || packet.protocol() != ip_protocol::udp) return;
    const bool inward = to == Side::lan;
    const bool edits = faults_(inward ? "udp.wan-address-edited" : "udp.lan-address-edited");
    const bool edits_turned = inward && faults_("udp.stun-answer-edited");
    constexpr std::uint32_t cookie = 0x2112a442;
    const auto before = inward ? original.destination() : original.source();
    const auto after = inward ? packet.destination() : packet.source();
    for (auto at = packet.body() + 8; (edits || edits_turned) && at + 4 <= packet.size(); ++at) {
        const auto found = packet.get(at, 4);
        if (edits && found == before.number) packet.set(at, after.number, 4);
        if (edits_turned && found == (before.number ^ cookie)) packet.set(at, after.number ^ cookie, 4);
    }
}

/// udp.copied-to-every-client: to all that speak with that server.
void Router::copy_to_others(Packet const& packet, Binding const& binding, Instant now) {
    if (!faults_("udp.copied-to-every-client") || binding.protocol != ip_protocol::udp) return;
    for (auto const client : napt_.clients(binding.protocol, binding.remote)) {
        if (client == binding.internal.address) continue;
        auto copy = packet;
        copy.set_destination(client);
        copy.set(packet.body() + 2, binding.internal.port, 2);
        emit(Side::lan, std::move(copy), now);
    }
}

}  // namespace tsuka::sim
