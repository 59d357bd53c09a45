// DHCP servers that give what nobody could live with.
#include "tests/hostile/misbehaviour.hpp"

#include "generator/proto/dhcp.hpp"
#include "harness/lab/frame_reader.hpp"

#include <array>

namespace hostile {

using namespace tsuka;

namespace {

/// The frame with its DHCP message bent; every other frame as it is.
template <class Bend>
void bend(Scene& scene, Side side, Octets const& frame, Bend const& how) {
    const auto udp = lab::read_udp(frame);
    auto message = udp && udp->source_port == proto::dhcp_server_port ? proto::read_dhcp(udp->payload) : std::nullopt;
    if (!message) return scene.send(side, frame);
    how(*message);
    const auto payload = proto::build_dhcp(*message);
    auto bent = *udp;
    bent.payload = payload;
    scene.send(side, lab::write_udp(bent));
}

const std::array table{
    Misbehaviour{"leases with the mask 0.0.0.0", Bearing::leases,
                 [](Scene& s, Side side, Octets frame) { bend(s, side, frame, [](auto& lease) { lease.subnet_mask = Ipv4Address{}; }); }},
    Misbehaviour{
        "leases with the mask 255.255.255.255", Bearing::leases,
        [](Scene& s, Side side, Octets frame) { bend(s, side, frame, [](auto& lease) { lease.subnet_mask = Ipv4Address{0xffffffff}; }); }},
    Misbehaviour{
        "leases with a mask that has holes", Bearing::leases,
        [](Scene& s, Side side, Octets frame) { bend(s, side, frame, [](auto& lease) { lease.subnet_mask = Ipv4Address{0xff00ff00}; }); }},
    Misbehaviour{"leases for no time", Bearing::leases,
                 [](Scene& s, Side side, Octets frame) { bend(s, side, frame, [](auto& lease) { lease.lease_time = 0; }); }},
    Misbehaviour{
        "leases one address to all", Bearing::leases,
        [](Scene& s, Side side, Octets frame) { bend(s, side, frame, [](auto& lease) { lease.yiaddr = Ipv4Address{0xc0a80a0a}; }); }},
    Misbehaviour{"refuses its own offers", Bearing::leases,
                 [](Scene& s, Side side, Octets frame) {
                     bend(s, side, frame, [](auto& lease) {
                         if (lease.type == proto::DhcpType::ack) lease.type = proto::DhcpType::nak;
                     });
                 }},
    Misbehaviour{"leases random addresses", Bearing::leases,
                 [](Scene& s, Side side, Octets frame) {
                     bend(s, side, frame, [&](auto& lease) { lease.yiaddr.number = static_cast<std::uint32_t>(s.random()) | 0xe0000000; });
                 }},
};

}  // namespace

std::span<Misbehaviour const> odd_leases() {
    return table;
}

}  // namespace hostile
