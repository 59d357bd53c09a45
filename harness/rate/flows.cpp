#include "harness/rate/flows.hpp"

#include <fmt/format.h>

namespace tsuka::rate {

namespace {

constexpr std::uint32_t first_port = 10000;
constexpr std::uint32_t ports = 50000;  ///< of each client
/// Flows with ports to one server: an address translator that tells them apart by server has some 64,000 ports for each, and those are not
/// to be what runs out.
constexpr std::uint32_t to_one_server = 20000;

std::uint32_t mixed(std::uint32_t number) {
    number ^= number >> 16U;
    number *= 0x7feb352dU;
    number ^= number >> 15U;
    number *= 0x846ca68bU;
    return number ^ number >> 16U;
}

/// Addresses of a prefix that hosts can have.
std::uint32_t hosts_of(Ipv4Prefix const& prefix) {
    return prefix.length >= 31 ? 1 : ~prefix.mask() - 1;
}

}  // namespace

std::uint64_t Flows::most(load::Kind kind, Ipv4Prefix servers) {
    const std::uint64_t pool = hosts_of(servers);
    return load::port_of(kind) == 0 ? pool : pool * to_one_server;
}

Result<Flows> Flows::create(Ground const& ground, load::Kind kind, std::uint32_t count, Ipv4Prefix servers, std::uint32_t salt) {
    Flows made;
    made.kind_ = kind;
    made.clients_.assign(ground.clients().begin(), ground.clients().end());
    made.gateway_mac_ = ground.gateway_mac();
    made.servers_ = servers;
    made.salt_ = mixed(static_cast<std::uint32_t>(ground.seed()) ^ mixed(salt));
    const auto there_are = most(kind, servers);
    if (count == 0 || count > there_are)
        return fail(fmt::format("{} flows of {} are wanted, and {} with {} clients makes 1 to {}{}", count, to_string(kind),
                                to_string(servers), made.clients_.size(), there_are,
                                load::port_of(kind) == 0 ? ": without ports every flow needs a server of its own" : ""));
    made.seen_.resize(count);
    return made;
}

load::FlowNumbers Flows::outward(std::uint32_t flow) const {
    auto const& host = client(flow);
    const auto turn = flow / static_cast<std::uint32_t>(clients_.size());
    const auto port = load::port_of(kind_);
    load::FlowNumbers numbers;
    numbers.source_mac = host.mac;
    numbers.source = host.address;
    // Without ports two clients must not meet at one server: many routers cannot tell their answers apart.
    const auto server = port == 0 ? flow : flow / to_one_server;
    numbers.destination = {(servers_.address.number & servers_.mask()) + 1 + (server + salt_) % hosts_of(servers_)};
    if (port != 0) {
        numbers.source_port = static_cast<std::uint16_t>(first_port + (turn + salt_) % ports);
        numbers.destination_port = port;
    }
    numbers.tag = mixed(flow + salt_) | 0x100U;  // no SPI below 256 (RFC 4303 section 2.1)
    return numbers;
}

std::optional<load::FlowNumbers> Flows::inward(std::uint32_t flow) const {
    auto const& external = seen_[flow];
    if (external.address.number == 0) return std::nullopt;
    const auto out = outward(flow);
    load::FlowNumbers numbers;
    numbers.source_mac = gateway_mac_;
    numbers.source = out.destination;
    numbers.destination = external.address;
    numbers.source_port = out.destination_port;
    numbers.destination_port = external.port;
    numbers.tag = out.tag ^ 0x80000000U;  // each direction of a pair of security associations has an SPI of its own
    return numbers;
}

void Flows::learn(std::uint32_t flow, View datagram) {
    const auto header = static_cast<std::size_t>(read_bits(datagram, 4, 4).value_or(5)) * 4;
    seen_[flow].address = {static_cast<std::uint32_t>(read_bits(datagram, 12 * 8, 32).value_or(0))};
    if (load::port_of(kind_) != 0) seen_[flow].port = static_cast<std::uint16_t>(read_bits(datagram, header * 8, 16).value_or(0));
}

}  // namespace tsuka::rate
