// To whose account a frame is put: see accounting.hpp.
#include "harness/run/accounting.hpp"

#include "generator/proto/ip_view.hpp"
#include "generator/proto/numbers.hpp"
#include "harness/lab/frame_reader.hpp"
#include "harness/model/crossing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tsuka::run {

namespace {

constexpr std::size_t named = 8;           ///< frames of a finding, and devices of a side, that are named
constexpr std::size_t most_sources = 256;  ///< MAC addresses that are kept apart; a flood may come from millions

/// Where those of too many devices go: the group bit is set, so nobody has it as a source (IEEE 802, section 8.4).
constexpr MacAddress all_others = MacAddress::broadcast();

MacAddress source_of(View frame) {
    const auto link = read_ethernet(frame);
    return link ? link->source : MacAddress{};
}

template <class Value>
Value& entry(std::map<MacAddress, Value>& map, MacAddress mac) {
    const bool room = map.size() < most_sources || map.contains(mac);
    return map[room ? mac : all_others];
}

std::string name_of(MacAddress mac) {
    return mac == all_others ? std::string("many more") : to_string(mac);
}

std::string_view plural(std::uint64_t count) {
    return count == 1 ? "frame" : "frames";
}

}  // namespace

void Accounting::Seen::add(std::uint64_t number, Instant at) {
    if (count == 0) first = at;
    if (++count <= named && number != 0) frames.push_back(number);
}

void Accounting::Seen::add(Seen const& other) {
    if (other.count == 0) return;
    first = count == 0 ? other.first : std::min(first, other.first);
    count += other.count;
    frames.insert(frames.end(), other.frames.begin(), other.frames.end());
    std::sort(frames.begin(), frames.end());
    frames.resize(std::min(frames.size(), named));
}

bool Accounting::routers(Half const& half, MacAddress mac) const {
    return !model::Crossing(lab_).has_router() || half.routers.contains(mac);
}

bool Accounting::is_routers(Side side, Ipv4Address address) const {
    if (!model::Crossing(lab_).has_router()) return false;
    return address == (side == Side::lan ? lab_.lan.prefix.address : lab_.wan.router_address);
}

void Accounting::received(Side side, View frame, std::uint64_t number, Demux::Owner const& owner, bool concerns_lab, Instant at) {
    auto& half = of(side);
    ++half.account.received;
    const auto source = source_of(frame);
    if (concerns_lab) {
        const auto arp = lab::read_arp(frame);
        if (arp && is_routers(side, arp->sender) && !half.routers.empty() && !half.routers.contains(arp->sender_mac))
            entry(half.moved, arp->sender_mac).add(number, at);
        if (from_dhcp_server(frame)) entry(half.dhcp, source).add(number, at);
    }
    if (owner.number != 0) {
        if (!routers(half, source)) return entry(half.with_token, source).add(number, at);
        ++(owner.kind == Demux::Kind::running ? half.account.probes : half.account.late);
        if (owner.kind == Demux::Kind::ended) {
            half.too_late.add(number);
            if (half.late.size() < named) half.late.insert(owner.number);
        }
        return;
    }
    if (owner.kind == Demux::Kind::lab) {
        ++half.account.lab;
        return;
    }
    auto& of_source = half.routers.contains(source) ? half.sources[source] : entry(half.sources, source);
    of_source.all.add(number, at);
    of_source.lab += concerns_lab ? 1 : 0;
    const auto ip = side == Side::wan ? proto::view_frame(frame) : std::nullopt;
    if (ip && ip->family == IpFamily::v4 && lab_.lan.prefix.contains(ip->source.v4().value_or(Ipv4Address{})))
        of_source.private_source.add(number);
}

void Accounting::other_vlan(Side side, std::uint64_t number) {
    auto& half = of(side);
    ++half.account.received;
    half.vlan.add(number);
}

void Accounting::after_end(Side side) {
    auto& half = of(side);
    ++half.account.received;
    ++half.account.after_end;
}

namespace {

void tell(model::Accounts& all, std::string kind, Side side, std::string detail, std::uint64_t count, std::vector<std::uint64_t> frames) {
    if (count > 0) all.bench.push_back({std::move(kind), side, std::move(detail), count, std::move(frames)});
}

}  // namespace

Accounting::Loops Accounting::loops(Side side, Half const& half) const {
    Loops found;
    if (!model::Crossing(lab_).has_router()) return found;
    const auto add = [&](MacAddress mac, Seen const& seen) {
        const auto home = mac == pool_.gateway_mac() ? Side::wan : Side::lan;
        if (pool_.owns(mac)) (home == side ? found.back : found.over).add(seen);
    };
    for (auto const& [mac, seen] : half.with_token) add(mac, seen);
    for (auto const& [mac, source] : half.sources) add(mac, source.all);
    return found;
}

void Accounting::tell_loops(Side side, Half const& half, model::Accounts& all) const {
    const auto [back, over] = loops(side, half);
    tell(all, "own-frames", side,
         fmt::format("{} {} came back on the {} with the MAC address of Tsuka's own hosts there: a loop, a mirror port, or a router that "
                     "sends back what it gets",
                     back.count, plural(back.count), name_of(side)),
         back.count, back.frames);
    tell(all, "joined", side,
         fmt::format("{} {} of Tsuka's hosts on the {} came over to the {} as they were sent: both sides are joined past the router (one "
                     "switch, or a bridge)",
                     over.count, plural(over.count), name_of(other(side)), name_of(side)),
         over.count, over.frames);
}

void Accounting::tell_servers(Side side, Half const& half, model::Accounts& all) const {
    if (!model::Crossing(lab_).has_router()) return;
    for (auto const& [mac, seen] : half.dhcp)
        if (!half.routers.contains(mac) && !pool_.owns(mac))
            tell(all, "second-dhcp", side,
                 fmt::format("{} {} of a DHCP server at {} on the {}, which is not the router: hosts may get an address from either",
                             seen.count, plural(seen.count), name_of(mac), name_of(side)),
                 seen.count, seen.frames);
}

/// Frames of no case, by who sent them.
void Accounting::settle_sources(Side side, Half const& half, model::Accounts& all) const {
    auto& account = all.sides.at(static_cast<std::size_t>(side));
    const auto tell = [&](std::string kind, Seen const& seen, std::string detail) {
        run::tell(all, std::move(kind), side, std::move(detail), seen.count, seen.frames);
    };
    Seen others;
    std::vector<std::string> devices;
    for (auto const& [mac, source] : half.sources) {
        if (routers(half, mac)) {
            account.lab += source.lab;
            account.router += source.all.count - source.lab;
            tell("leak", model::Crossing(lab_).hides_clients() ? source.private_source : Seen{},
                 fmt::format("{} {} of no case left the router on the WAN with a source address of the LAN", source.private_source.count,
                             plural(source.private_source.count)));
            continue;
        }
        account.strangers += source.all.count;
        if (pool_.owns(mac)) continue;
        others.count += source.all.count;
        others.frames.insert(others.frames.end(), source.all.frames.begin(), source.all.frames.end());
        devices.push_back(fmt::format("{} ({})", name_of(mac), source.all.count));
    }
    std::sort(others.frames.begin(), others.frames.end());
    others.frames.resize(std::min(others.frames.size(), named));
    const auto total = devices.size();
    devices.resize(std::min(total, named));
    tell("strangers", others,
         fmt::format("{} {} of other devices on the {}: {}{}", others.count, plural(others.count), name_of(side), fmt::join(devices, ", "),
                     total > devices.size() ? fmt::format(" and {} more", total - devices.size()) : ""));
}

void Accounting::settle(Side side, Half const& half, model::Accounts& all, Names const& name_of_case) const {
    auto& account = all.sides.at(static_cast<std::size_t>(side));
    account = half.account;
    const auto where = name_of(side);
    const auto tell = [&](std::string kind, Seen const& seen, std::string detail) {
        run::tell(all, std::move(kind), side, std::move(detail), seen.count, seen.frames);
    };
    for (auto const& [mac, seen] : half.with_token) {
        account.strangers += seen.count;
        if (pool_.owns(mac)) continue;  // told as a loop
        tell("copies", seen,
             fmt::format("{} {} with contents of this run's cases came from {}, which is not the router's MAC address on the {}: something "
                         "else there copies or forwards frames",
                         seen.count, plural(seen.count), name_of(mac), where));
    }
    tell_loops(side, half, all);
    tell_servers(side, half, all);
    std::vector<std::string> cases;
    for (const auto number : half.late) cases.push_back(name_of_case(number));
    tell("late", half.too_late,
         fmt::format("{} {} of cases that had been judged came on the {}, charged to nobody: of {}{}", half.too_late.count,
                     plural(half.too_late.count), where, fmt::join(cases, ", "), cases.size() == named ? " and maybe others" : ""));
    for (auto const& [mac, seen] : half.moved)
        if (!half.routers.contains(mac))
            tell("arp-lies", seen,
                 fmt::format("{} ARP {} on the {} said that {} has the router's address there, which answered from another one before: the "
                             "router changed its MAC address, or another device lies",
                             seen.count, plural(seen.count), where, name_of(mac)));
    settle_sources(side, half, all);
    account.other_vlan = half.vlan.count;
    const bool pppoe = side == Side::wan && lab_.wan.router == model::Addressing::pppoe;
    tell(pppoe ? "past-pppoe" : "vlan", half.vlan,
         fmt::format("{} {} on the {} {}", half.vlan.count, plural(half.vlan.count), where,
                     pppoe ? "came past the PPPoE session, or not in the lab file's VLAN"
                           : "had another VLAN tag than the lab file's, or none where it names one"));
}

bool Accounting::joined() const {
    auto const& seen = halves_.at(static_cast<std::size_t>(Side::wan)).with_token;
    return model::Crossing(lab_).has_router() && std::any_of(seen.begin(), seen.end(), [this](auto const& one) {
               return one.first != pool_.gateway_mac() && pool_.owns(one.first);
           });
}

std::vector<model::Event> Accounting::since(Instant began) const {
    std::vector<model::Event> events;
    for (const auto side : {Side::lan, Side::wan}) {
        auto const& half = halves_.at(static_cast<std::size_t>(side));
        const auto [back, over] = loops(side, half);
        const auto tell = [&](std::string kind, Seen const& seen, std::string detail) {
            const auto alike = std::count_if(events.begin(), events.end(), [&](auto const& event) { return event.kind == kind; });
            if (seen.count > 0 && static_cast<std::size_t>(alike) < named)
                events.push_back({std::move(kind), seen.first - began, std::move(detail)});
        };
        tell("own-frames", back,
             fmt::format("Tsuka's own frames begin to come back on the {}: a loop, a mirror port, or a router that sends back what it gets",
                         name_of(side)));
        tell("joined", over,
             fmt::format("frames of Tsuka's hosts on the {} begin to come over to the {} as they were sent: both sides are joined past the "
                         "router (one switch, or a bridge)",
                         name_of(other(side)), name_of(side)));
        if (!model::Crossing(lab_).has_router()) continue;
        for (auto const& [mac, seen] : half.dhcp)
            if (!half.routers.contains(mac) && !pool_.owns(mac))
                tell("second-dhcp", seen,
                     fmt::format("a DHCP server at {}, which is not the router, is heard on the {}", name_of(mac), name_of(side)));
        for (auto const& [mac, seen] : half.moved)
            if (!half.routers.contains(mac))
                tell(
                    "arp-lies", seen,
                    fmt::format("ARP on the {} says that {} has the router's address there: the router changed its MAC address, or another "
                                "device lies",
                                name_of(side), name_of(mac)));
    }
    return events;
}

model::Accounts Accounting::totals(Names const& name_of_case) const {
    model::Accounts all;
    for (const auto side : {Side::lan, Side::wan}) settle(side, halves_.at(static_cast<std::size_t>(side)), all, name_of_case);
    return all;
}

}  // namespace tsuka::run
