// Simple security for IPv6: see simple_security.hpp.
#include "harness/sim/simple_security.hpp"

#include "generator/proto/icmpv6.hpp"
#include "harness/sim/well_known_ports.hpp"

namespace tsuka::sim {

namespace {

using proto::IpProtocol;
using proto::IpView;

constexpr auto lifetime = std::chrono::minutes(5);  // RFC 6092 REC-12 and REC-14: the default of both
constexpr std::uint8_t any_protocol = 0;            // later fragments do not say what they carry
constexpr std::uint8_t multicast = 0xff;
constexpr std::size_t error_header = 8;

std::uint16_t port_at(View transport, std::size_t octet) {
    return static_cast<std::uint16_t>(read_bits(transport, octet * 8, 16).value_or(0));
}

bool is_later_fragment(IpView const& ip) {
    return ip.fragment.offset != 0;
}

bool is_error(IpView const& ip) {
    return ip.carries(IpProtocol::icmpv6) && !ip.payload().empty() && proto::is_icmpv6_error(ip.payload()[0]);
}

}  // namespace

bool SimpleSecurity::admits(Side from, IpView const& ip, Instant now) {
    if (ip.source.octets()[0] == multicast) return false;  // REC-1
    return from == Side::lan ? outward(ip, now) : inward(ip, now);
}

bool SimpleSecurity::outward(IpView const& ip, Instant now) {
    if (!lab_.lan.contains(ip.source) && !faults_("ipv6.foreign-source-forwarded")) return false;  // REC-5
    if (ip.carries(IpProtocol::ah) && faults_("ipv6.ah-dropped")) return false;
    if (is_error(ip)) return true;
    pairs_[{ip.source, ip.destination, any_protocol}] = now;
    if (is_later_fragment(ip)) return true;
    pairs_[{ip.source, ip.destination, ip.protocol}] = now;
    if (ip.carries(IpProtocol::udp)) ports_[{ip.source, port_at(ip.payload(), 0)}] = now;
    return true;
}

bool SimpleSecurity::inward(IpView const& ip, Instant now) {
    if (!lab_.lan.contains(ip.destination)) return false;
    if (lab_.lan.contains(ip.source) && !faults_("ipv6.spoofed-source-accepted")) return false;  // REC-6
    const Pair pair{ip.destination, ip.source, ip.protocol};
    if (is_later_fragment(ip)) return !faults_("ipv6.fragments-dropped") && known({ip.destination, ip.source, any_protocol}, now);
    if (ip.carries(IpProtocol::esp)) return known(pair, now) || !faults_("ipv6.esp-unasked-dropped");  // REC-22
    if (ip.carries(IpProtocol::ah)) return known(pair, now) || !faults_("ipv6.ah-unasked-dropped");    // REC-21
    if (ip.carries(IpProtocol::udp)) return inward_udp(ip, now);
    if (is_error(ip)) return quotes_known(ip, now);
    if (faults_("ipv6.gre-dropped") && ip.carries(IpProtocol::gre)) return false;
    if (!known(pair, now)) return false;
    pairs_[pair] = now;
    return true;
}

bool SimpleSecurity::inward_udp(IpView const& ip, Instant now) {
    const tsuka::Endpoint inside{ip.destination, port_at(ip.payload(), 2)};
    if (faults_("ipv6.udp-unasked-accepted")) return true;
    if (known(inside, now)) {
        ports_[inside] = now;
        return true;
    }
    return inside.port == ike_port && !faults_("ipv6.ike-unasked-dropped");  // REC-24
}

/// REC-10, REC-18 and REC-23: an error passes when what it quotes has left.
bool SimpleSecurity::quotes_known(IpView const& error, Instant now) const {
    if (faults_("ipv6.errors-unchecked")) return true;
    const auto quoted = proto::view_ip(part(error.payload(), error_header));
    if (!quoted || quoted->family != IpFamily::v6) return false;
    if (quoted->carries(IpProtocol::esp) && faults_("ipv6.esp-errors-dropped")) return false;
    if (quoted->carries(IpProtocol::udp) && faults_("ipv6.udp-errors-dropped")) return false;
    return known({quoted->source, quoted->destination, quoted->protocol}, now);
}

bool SimpleSecurity::known(Pair const& pair, Instant now) const {
    const auto found = pairs_.find(pair);
    return found != pairs_.end() && now - found->second < lifetime;
}

bool SimpleSecurity::known(tsuka::Endpoint const& inside, Instant now) const {
    constexpr auto hasty = std::chrono::seconds(60);
    const auto found = ports_.find(inside);
    return found != ports_.end() && now - found->second < (faults_("ipv6.udp-forgotten") ? hasty : Duration(lifetime));
}

}  // namespace tsuka::sim
