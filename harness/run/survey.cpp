#include "harness/run/survey.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "harness/lab/dhcp_request.hpp"
#include "harness/lab/frame_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tsuka::run {

namespace {

using namespace std::chrono_literals;

constexpr unsigned questions = 4;
constexpr Duration between = 1s;  // RFC 2131 has servers probe an address before they offer it: some take a second
constexpr std::size_t named = 5;  // devices that a sentence lists

}  // namespace

BenchSurvey::BenchSurvey(model::Lab const& lab, MacAddress lan_mac, MacAddress wan_mac, std::uint32_t transaction)
    : lab_(lab), macs_{lan_mac, wan_mac}, transaction_(transaction), links_{lab::Link(lab.lan), lab::Link(lab.wan, false)} {}

void BenchSurvey::start(Instant now) {
    ask(now);
}

/// A broadcast of either side, which also shows whether the two are one wire.
void BenchSurvey::ask(Instant now) {
    for (const auto side : {Side::lan, Side::wan}) {
        const auto at = static_cast<std::size_t>(side);
        const auto message = lab::client_message(proto::DhcpType::discover, transaction_ + static_cast<std::uint32_t>(at), macs_.at(at));
        auto frame = lab::to_server(message, MacAddress::broadcast(), {}, Ipv4Address{0xffffffff});
        if (links_.at(at).outbound(frame)) out_.push_back({side, std::move(frame), std::nullopt, 0});
        // An ARP probe (RFC 5227 section 2.1.1) crosses bridges that filter datagrams, and tells whether the gateway's address is free.
        auto probe = proto::build_arp(MacAddress::broadcast(), lab::arp_request, macs_.at(at), {}, {}, lab_.wan.link.address);
        if (links_.at(at).outbound(probe)) out_.push_back({side, std::move(probe), std::nullopt, 0});
    }
    ++asked_;
    wake_at_ = now + between;
}

void BenchSurvey::wake(Instant now) {
    if (done_ || now < wake_at_) return;
    if (asked_ == questions)
        done_ = true;
    else
        ask(now);
}

std::vector<Transmit> BenchSurvey::take_frames() {
    return std::exchange(out_, {});
}

void BenchSurvey::receive(Side side, View wire) {
    const auto at = static_cast<std::size_t>(side);
    auto& heard = heard_.at(at);
    const auto frame = links_.at(at).inbound(wire);
    if (!frame) {
        if (const auto tags = vlan_tags_of(wire); tags.service)
            ++heard.provider[*tags.service];
        else if (const auto vlan = vlan_of(wire))
            ++heard.tagged[*vlan];
        else
            ++heard.untagged;
        return;
    }
    const auto header = read_ethernet(*frame);
    if (!header) return;
    if (header->source == macs_.at(at)) ++heard.own;
    if (header->source == macs_.at(1 - at)) ++heard.crossed;
    if (header->source == macs_.at(0) || header->source == macs_.at(1)) return;
    ++heard.sources[header->source];
    read_arp(side, heard, *frame);
    read_dhcp(heard, header->source, *frame);
}

void BenchSurvey::read_arp(Side side, Heard& heard, View frame) const {
    const auto arp = lab::read_arp(frame);
    if (!arp || arp->sender == Ipv4Address{}) return;
    if (side == Side::wan && arp->sender == lab_.wan.link.address) heard.gateway = arp->sender_mac;
    auto const& other = side == Side::lan ? lab_.wan.link : lab_.lan.prefix;
    auto const& own = side == Side::lan ? lab_.lan.prefix : lab_.wan.link;
    // Where the router leases, the lab file need not say what the LAN is.
    const bool known = side == Side::lan || lab_.lan.clients == model::Addressing::fixed;
    if (known && other.contains(arp->sender) && !own.contains(arp->sender)) heard.others_prefix = true;
}

void BenchSurvey::read_dhcp(Heard& heard, MacAddress source, View frame) const {
    const auto udp = lab::read_udp(frame);
    if (!udp) return;
    if (udp->destination_port != proto::dhcp_client_port && udp->destination_port != proto::dhcp_server_port) return;
    const auto message = proto::read_dhcp(udp->payload);
    if (!message) return;
    using enum proto::DhcpType;
    if (message->type == offer || message->type == ack) heard.servers[message->server_id.value_or(udp->datagram.source)] = source;
    if (message->type == discover || message->type == request) heard.asking.insert(source);
}

/// The router's LAN, which leases, answers on the WAN interface, or its WAN port asks on the LAN's.
bool BenchSurvey::swapped() const {
    auto const& lan = of(Side::lan);
    auto const& wan = of(Side::wan);
    const bool lan_leases = lab_.lan.clients == model::Addressing::dhcp;
    const bool wan_asks = lab_.wan.router == model::Addressing::dhcp;
    const bool serves_wan = !wan.servers.empty() && lan.servers.empty();
    const bool asks_lan = wan_asks && !lan.asking.empty() && wan.asking.empty();
    const bool addresses = lan.others_prefix || wan.others_prefix;
    return (serves_wan && (lan_leases || asks_lan || addresses)) || (asks_lan && addresses) || (lan.others_prefix && wan.others_prefix);
}

void BenchSurvey::tell_tags(Side side, std::vector<Remark>& all) const {
    auto const& heard = of(side);
    const auto ours = side == Side::lan ? lab_.lan.vlan : lab_.wan.vlan;
    const auto key = to_string(side);
    for (auto const& [vlan, count] : heard.tagged)
        all.push_back({Remark::Level::note, fmt::format("{} frame(s) of VLAN {} on the {}", count, vlan, name_of(side)),
                       fmt::format("if that is the router's, the lab file needs `vlan = {}` in [{}]; otherwise the port of the switch "
                                   "should not have that VLAN",
                                   vlan, key)});
    for (auto const& [vlan, count] : heard.provider)
        all.push_back({Remark::Level::note,
                       fmt::format("{} frame(s) of a provider's VLAN {} (IEEE 802.1ad) on the {}", count, vlan, name_of(side)),
                       fmt::format("if that is the router's, the lab file needs `service_vlan = {}` in [{}], and `vlan` if there is a tag "
                                   "behind it",
                                   vlan, key)});
    if (ours && heard.untagged > 0)
        all.push_back({heard.sources.empty() ? Remark::Level::bad : Remark::Level::note,
                       fmt::format("{} untagged frame(s) on the {}, where the lab file has VLAN {}", heard.untagged, name_of(side), *ours),
                       fmt::format("without a tag on the wire `vlan` has to go from [{}]; with one the port of the switch has to be a "
                                   "tagged member of VLAN {}",
                                   key, *ours)});
}

std::vector<Remark> BenchSurvey::remarks() const {
    using Level = Remark::Level;
    std::vector<Remark> all;
    auto const& lan = of(Side::lan);
    auto const& wan = of(Side::wan);
    const bool router = !lab_.cable;
    const bool joined = router && (lan.crossed > 0 || wan.crossed > 0);
    if (joined)
        all.push_back({Level::bad, "what is sent on one side arrives on the other as it was: LAN and WAN are one wire",
                       "both interfaces hang on one switch or in one VLAN, or the router is a bridge: part them, or take the router out of "
                       "bridge mode"});
    for (const auto side : {Side::lan, Side::wan})
        if (of(side).own > 0)
            all.push_back({Level::bad, fmt::format("what is sent on the {} comes back on it", name_of(side)),
                           "a loop between two ports of a switch, or a mirror port: remove it"});
    if (!joined && router && swapped())
        all.push_back({Level::bad,
                       "the cables look swapped: the router's LAN is heard on the WAN interface, or its WAN on the LAN interface",
                       "exchange the two cables, or --lan and --wan"});
    else if (!joined && router)
        for (auto const& [server, mac] : wan.servers)
            all.push_back({Level::bad, fmt::format("a DHCP server answers on the WAN: {} ({})", to_string(server), to_string(mac)),
                           "the WAN interface must be connected to the router's WAN port and to nothing else"});
    if (lan.servers.size() > 1) {
        std::vector<std::string> servers;
        for (auto const& [server, mac] : lan.servers) servers.push_back(fmt::format("{} ({})", to_string(server), to_string(mac)));
        all.push_back({Level::bad, fmt::format("{} DHCP servers answer on the LAN: {}", lan.servers.size(), fmt::join(servers, ", ")),
                       "only the router may lease addresses there: switch the other one off or take it away"});
    }
    if (!joined && wan.gateway)
        all.push_back({Level::bad,
                       fmt::format("{} on the WAN has {}, which is to be the gateway that Tsuka plays", to_string(*wan.gateway),
                                   to_string(lab_.wan.link.address)),
                       "take that device away, or give another `gateway` in [wan]"});
    for (const auto side : {Side::lan, Side::wan}) tell_tags(side, all);
    if (std::none_of(all.begin(), all.end(), [](auto const& one) { return one.level == Level::bad; }))
        all.insert(all.begin(), {Level::good, "cabling: two sides, apart from each other, each with nobody out of place", {}});
    return all;
}

std::set<MacAddress> BenchSurvey::sources() const {
    std::set<MacAddress> all;
    for (auto const& heard : heard_)
        for (auto const& [mac, count] : heard.sources) all.insert(mac);
    return all;
}

std::vector<Remark> BenchSurvey::others(std::set<MacAddress> const& routers) const {
    std::vector<Remark> all;
    for (const auto side : {Side::lan, Side::wan}) {
        std::vector<std::string> devices;
        for (auto const& [mac, count] : of(side).sources)
            if (!routers.contains(mac)) devices.push_back(fmt::format("{} ({} frames)", to_string(mac), count));
        if (devices.empty()) continue;
        const auto total = devices.size();
        devices.resize(std::min(total, named));
        all.push_back({Remark::Level::note,
                       fmt::format("other devices on the {}: {}{}", name_of(side), fmt::join(devices, ", "),
                                   total > named ? fmt::format(" and {} more", total - named) : ""),
                       "a certificate wants the router alone there; frames of others are counted and charged to nobody"});
    }
    return all;
}

}  // namespace tsuka::run
