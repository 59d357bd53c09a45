// Pools of fresh addresses and ports: see pool.hpp.
#include "harness/lab/pool.hpp"

#include "generator/base/mix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tsuka::lab {

namespace {

constexpr std::uint16_t first_port = 20000;
constexpr std::uint64_t port_count = 40000;
constexpr std::uint64_t serial_of_static_client = 0xffffff;
// Of hosts that are the same in every run. A router keeps their MAC addresses, too.
constexpr std::uint64_t vendor_of_residents = 0x5453;
constexpr std::uint64_t serial_of_first_resident = 0xfffe00;
constexpr std::size_t most_residents = 9;
constexpr std::uint64_t fewest_with_residents = 64;                  ///< client addresses
constexpr std::uint64_t most_clients = serial_of_static_client - 1;  ///< a serial has 24 bits; 0 is the gateway's

/// One seed becomes many that have nothing to do with each other.
std::uint64_t mix(std::uint64_t seed, std::uint64_t stream) {
    return split_mix(seed + stream * golden_ratio);
}

/// Where the pools of a run begin. Seeds that people write are small; others bear a moment in their upper half.
std::uint64_t place_of(std::uint64_t seed, std::uint64_t stream) {
    const auto moment = seed >> 32U;
    return moment != 0 ? moment : mix(seed, stream);
}

std::uint64_t size_of(Ipv4Prefix const& prefix) {
    return std::uint64_t{1} << (32 - prefix.length);
}

std::uint64_t client_count(model::LanSide const& lan) {
    if (lan.clients == model::Addressing::dhcp) return most_clients;
    if (lan.last_client < lan.first_client) return 0;
    return std::min<std::uint64_t>(std::uint64_t{lan.last_client.number} - lan.first_client.number + 1, most_clients);
}

std::uint64_t server_count(model::WanSide const& wan) {
    std::uint64_t count = 0;
    for (auto const& prefix : wan.servers) count += size_of(prefix);
    return count;
}

Ipv4Address server_at(model::WanSide const& wan, std::uint64_t number) {
    for (auto const& prefix : wan.servers) {
        if (number < size_of(prefix)) return {(prefix.address.number & prefix.mask()) + static_cast<std::uint32_t>(number)};
        number -= size_of(prefix);
    }
    return {};
}

std::optional<std::uint64_t> number_of(model::WanSide const& wan, Ipv4Address server) {
    std::uint64_t before = 0;
    for (auto const& prefix : wan.servers) {
        if (prefix.contains(server)) return before + (server.number & ~prefix.mask());
        before += size_of(prefix);
    }
    return std::nullopt;
}

MacAddress mac_of(std::uint64_t vendor, std::uint64_t serial) {
    MacAddress mac;
    const auto tail = (vendor << 24U) | serial;
    mac.octets[0] = 0x02;  // locally administered, one host (IEEE 802, section 8.4)
    for (std::size_t index = 1; index < mac.octets.size(); ++index)
        mac.octets[index] = static_cast<std::uint8_t>(tail >> (8 * (mac.octets.size() - 1 - index)));
    return mac;
}

bool same_vendor(MacAddress const& one, MacAddress const& other) {
    constexpr std::ptrdiff_t vendor_octets = 3;
    return std::equal(one.octets.begin(), one.octets.begin() + vendor_octets, other.octets.begin());
}

/// Network and broadcast addresses of a /24 inside a larger prefix are hosts by the book, but routers exist that refuse them.
bool plain(Ipv4Address address) {
    const auto last = address.number & 0xffU;
    return last != 0 && last != 0xff;
}

}  // namespace

std::uint64_t seed_of_moment(Duration since_1970, std::uint64_t chance) {
    constexpr auto place = Duration(std::chrono::seconds(1)) / 192;
    return (static_cast<std::uint64_t>(since_1970 / place) << 32U) | (chance & 0xffffffffU);
}

NumberPool NumberPool::from(std::uint64_t size, std::uint64_t place) {
    NumberPool pool(size);
    if (size > 0) pool.next_ = place % size;
    return pool;
}

NumberPool::NumberPool(std::uint64_t size, std::uint64_t seed) : size_(size) {
    if (size_ < 2) return;
    next_ = mix(seed, 0) % size_;
    // A stride without a common divisor visits every number once before it comes back to the first.
    stride_ = mix(seed, 1) % size_;
    while (std::gcd(stride_, size_) != 1) stride_ = (stride_ + 1) % size_;
}

std::optional<std::uint64_t> NumberPool::take() {
    if (taken_ < size_) {
        const auto number = next_;
        next_ = (next_ + stride_) % size_;
        ++taken_;
        return number;
    }
    if (returned_.empty()) return std::nullopt;
    const auto number = returned_.front();
    returned_.pop_front();
    ++recycled_;
    return number;
}

Pool::Pool(model::Lab const& lab, std::uint64_t seed)
    : lab_(lab),
      seed_(seed),
      vendor_(mix(seed, 10) & 0xffffU),
      clients_(NumberPool::from(client_count(lab.lan), place_of(seed, 11))),
      servers_(NumberPool::from(server_count(lab.wan), place_of(seed, 12))),
      ports_(port_count, mix(seed, 13)) {
    reserve_residents();
}

MacAddress Pool::mac(std::uint64_t serial) const {
    return mac_of(vendor_, serial);
}

void Pool::reserve_residents() {
    auto const& lan = lab_.lan;
    if (lan.clients == model::Addressing::dhcp || client_count(lan) < fewest_with_residents) return;
    for (auto number = lan.last_client.number; residents_.size() < most_residents && number > lan.first_client.number; --number)
        if (usable({number})) residents_.push_back({number});
}

Result<Client> Pool::resident(unsigned number) {
    const auto mac = mac_of(vendor_of_residents, serial_of_first_resident + number);
    if (lab_.lan.clients == model::Addressing::dhcp) return Client{.mac = mac, .address = std::nullopt};
    if (number >= residents_.size() || avoided_.contains(residents_[number])) return take_client();
    return Client{.mac = mac, .address = residents_[number]};
}

bool Pool::owns(MacAddress const& address) const {
    return same_vendor(mac(0), address) || same_vendor(mac_of(vendor_of_residents, 0), address);
}

bool Pool::usable(Ipv4Address address) const {
    auto const& lan = lab_.lan;
    return plain(address) && address != lan.prefix.address && address != lan.static_client && address != lan.dmz &&
           lan.prefix.contains(address);
}

Result<Client> Pool::take_client() {
    while (const auto number = clients_.take()) {
        Client client{.mac = mac(*number + 1), .address = std::nullopt};
        if (lab_.lan.clients == model::Addressing::dhcp) return client;
        client.address = Ipv4Address{lab_.lan.first_client.number + static_cast<std::uint32_t>(*number)};
        const bool taken = std::find(residents_.begin(), residents_.end(), *client.address) != residents_.end();
        if (usable(*client.address) && !taken && !avoided_.contains(*client.address)) return client;
    }
    return fail(
        fmt::format("no LAN client address is free between {} and {}: widen first_client .. last_client in the lab file, or run fewer "
                    "cases at once",
                    to_string(lab_.lan.first_client), to_string(lab_.lan.last_client)));
}

Result<Client> Pool::take_static_client() {
    if (!lab_.lan.static_client) return fail("the lab names no static_client, the LAN host to which static entries of the router lead");
    if (static_taken_) return fail(fmt::format("the static client {} is in use by another case", to_string(*lab_.lan.static_client)));
    static_taken_ = true;
    return Client{.mac = mac_of(vendor_of_residents, serial_of_static_client), .address = lab_.lan.static_client};
}

Result<Ipv4Address> Pool::static_remote() const {
    if (!lab_.wan.static_remote) return fail("the lab names no static_remote, the WAN host for which alone static entries are");
    return *lab_.wan.static_remote;
}

void Pool::give_back(Client const& client) {
    if (client.mac == mac_of(vendor_of_residents, serial_of_static_client)) static_taken_ = false;
    if (!same_vendor(mac(0), client.mac)) return;  // residents are nobody else's
    std::uint64_t serial = 0;
    for (std::size_t index = 3; index < client.mac.octets.size(); ++index) serial = (serial << 8U) | client.mac.octets[index];
    if (serial > 0 && serial <= clients_.size()) clients_.give_back(serial - 1);
}

bool Pool::may_be_given(Ipv4Address server) const {
    return plain(server) && server != kept_ && server != lab_.wan.static_remote &&
           std::none_of(dropped_.begin(), dropped_.end(), [&](auto const& prefix) { return prefix.contains(server); });
}

Result<Ipv4Address> Pool::take_server() {
    while (const auto number = servers_.take()) {
        const auto server = server_at(lab_.wan, *number);
        if (may_be_given(server)) return server;
    }
    return fail("no server address is free: add a prefix to `servers` in the lab file, or run fewer cases at once");
}

Ipv4Address Pool::server_of(Ipv4Prefix const& prefix) const {
    const auto first = prefix.address.number & prefix.mask();
    const auto start = mix(seed_, 14);
    for (std::uint64_t tried = 0; tried < size_of(prefix); ++tried)
        if (const Ipv4Address server{first + static_cast<std::uint32_t>((start + tried) % size_of(prefix))}; plain(server)) return server;
    return {first};
}

std::uint64_t Pool::fresh_servers() const {
    std::uint64_t never_given = kept_ ? 1 : 0;
    for (auto const& prefix : dropped_) never_given += size_of(prefix);
    for (auto const& prefix : lab_.wan.servers) {
        const auto first = prefix.address.number & prefix.mask();
        for (std::uint64_t number = first & ~0xffULL; number < first + size_of(prefix); number += 256)
            for (auto const end : {number, number + 255}) never_given += end >= first && end < first + size_of(prefix) ? 1U : 0U;
    }
    return servers_.fresh() - std::min(servers_.fresh(), never_given);
}

void Pool::give_back(Ipv4Address server) {
    if (const auto number = number_of(lab_.wan, server)) servers_.give_back(*number);
}

std::uint16_t Pool::far_from(std::uint16_t port) {
    return static_cast<std::uint16_t>(first_port + (port - first_port + port_count / 2) % port_count);
}

std::uint16_t Pool::take_port() {
    const auto number = ports_.take().value_or(0);
    ports_.give_back(number);
    return static_cast<std::uint16_t>(first_port + number);
}

std::uint64_t Pool::recycled() const {
    return clients_.recycled() + servers_.recycled() + ports_.recycled();
}

}  // namespace tsuka::lab
