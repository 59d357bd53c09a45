// Needs of a case: see need.hpp.
#include "harness/model/need.hpp"

#include "harness/model/crossing.hpp"
#include "harness/model/hook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tsuka::model {

namespace {

constexpr std::string_view wan_mtu_prefix = "wan-mtu<=";
constexpr std::pair<std::string_view, Need::Kind> words_of_the_lab[] = {{"alone", Need::Kind::alone},
                                                                        {"static-client", Need::Kind::static_client},
                                                                        {"ipv6", Need::Kind::ipv6},
                                                                        {"router", Need::Kind::router},
                                                                        {"no-dmz", Need::Kind::no_dmz},
                                                                        {"no-translation", Need::Kind::no_translation},
                                                                        {"carrier-nat", Need::Kind::carrier_nat},
                                                                        {"wan-pool", Need::Kind::wan_pool},
                                                                        {"port-set", Need::Kind::port_set},
                                                                        {"ip-passthrough", Need::Kind::ip_passthrough},
                                                                        {"address-conflict", Need::Kind::address_conflict},
                                                                        {"static-remote", Need::Kind::static_remote}};
constexpr unsigned least_mtu = 576;
constexpr unsigned most_mtu = 9216;
/// What such a case sends fits into the LAN's frames: what a host on Ethernet takes for granted.
constexpr unsigned usual_mtu = 1500;

}  // namespace

std::vector<std::string> const& path_words() {
    static const std::vector<std::string> words{"ike",
                                                "l2tp",
                                                "open-call",
                                                "outbound.gre",
                                                "inbound.gre",
                                                "outbound.esp",
                                                "inbound.esp",
                                                "outbound.natt.esp",
                                                "inbound.natt.esp",
                                                "natpmp",
                                                "pcp",
                                                "upnp",
                                                "several.ike",
                                                "several.l2tp",
                                                "several.gre",
                                                "several.esp",
                                                "several.natt.esp"};
    return words;
}

std::vector<std::string> const& need_words() {
    static const std::vector<std::string> words = [] {
        std::vector<std::string> all{"wan-mtu<=1492"};
        for (auto const& one : words_of_the_lab) all.emplace_back(one.first);
        all.insert(all.end(), hook_words().begin(), hook_words().end());
        all.insert(all.end(), path_words().begin(), path_words().end());
        return all;
    }();
    return words;
}

Result<Need> parse_need(std::string_view written) {
    Need need{Need::Kind::alone, 0, std::string(written)};
    for (auto const& [word, kind] : words_of_the_lab)
        if (written == word) {
            need.kind = kind;
            return need;
        }
    if (std::find(path_words().begin(), path_words().end(), written) != path_words().end()) {
        need.kind = Need::Kind::path;
        return need;
    }
    if (is_hook(written)) {
        need.kind = Need::Kind::hook;
        return need;
    }
    if (!written.starts_with(wan_mtu_prefix)) return fail(fmt::format("'{}' is nothing that a case can need", written));
    need.kind = Need::Kind::wan_mtu;
    const auto number = written.substr(wan_mtu_prefix.size());
    const auto [end, trouble] = std::from_chars(number.data(), number.data() + number.size(), need.limit);
    if (trouble != std::errc{} || end != number.data() + number.size() || need.limit < least_mtu || need.limit > most_mtu)
        return fail(fmt::format("'{}': a whole number from {} to {} belongs after '<='", written, least_mtu, most_mtu));
    return need;
}

std::string unmet(Need const& need, Lab const& lab) {
    if (need.kind == Need::Kind::static_client && !lab.lan.static_client)
        return fmt::format("needs '{}': the lab names no static_client, the LAN host to which static entries of the router lead",
                           need.written);
    if (need.kind == Need::Kind::ipv6 && !lab.ipv6)
        return fmt::format("needs '{}': the lab has no [ipv6], so its hosts have no IPv6 addresses", need.written);
    if (need.kind == Need::Kind::router && !Crossing(lab).has_router())
        return fmt::format("needs '{}': there is none in this lab", need.written);
    if (need.kind == Need::Kind::no_dmz && lab.lan.dmz)
        return fmt::format("needs '{}': whatever nobody has asked for is led to {}, as the lab says ('dmz')", need.written,
                           to_string(*lab.lan.dmz));
    if (need.kind == Need::Kind::no_translation && Crossing(lab).hides_clients())
        return fmt::format("needs '{}': the router of this lab translates addresses (no 'routed')", need.written);
    if (need.kind == Need::Kind::carrier_nat && !lab.wan.carrier_nat)
        return fmt::format("needs '{}': in this lab nobody translates behind the router (no 'carrier_nat')", need.written);
    if (need.kind == Need::Kind::wan_pool && !lab.wan.pool)
        return fmt::format("needs '{}': the lab names no 'pool', further addresses of the router", need.written);
    if (need.kind == Need::Kind::port_set && !lab.wan.port_set)
        return fmt::format("needs '{}': the lab names no 'port_set', the ports that are the router's of an address that it shares",
                           need.written);
    if (need.kind == Need::Kind::ip_passthrough && !lab.passes_address_on())
        return fmt::format("needs '{}': in this lab no LAN host has the router's WAN address ('ip_passthrough')", need.written);
    if (need.kind == Need::Kind::address_conflict && !lab.has_host_in_conflict())
        return fmt::format("needs '{}': the lab names no 'static_client' whose address lies in the LAN's prefix and in the WAN's network",
                           need.written);
    if (need.kind == Need::Kind::static_remote && !lab.wan.static_remote)
        return fmt::format("needs '{}': the lab names no 'static_remote', the WAN host for which alone static entries are", need.written);
    if (need.kind == Need::Kind::hook && std::find(lab.hooks.begin(), lab.hooks.end(), need.written) == lab.hooks.end())
        return fmt::format("needs '{}': the lab has no such hook, a command in [hooks] of the lab file", need.written);
    if (need.kind != Need::Kind::wan_mtu) return {};
    const bool small = Crossing(lab).has_router() && lab.mtu >= usual_mtu && lab.wan.mtu.value_or(lab.mtu) <= need.limit;
    if (small) return {};
    return fmt::format(
        "needs '{}': the lab does not have a wan.mtu of {} or less beside a mtu of {} or more, so nothing is too large for the WAN",
        need.written, need.limit, usual_mtu);
}

}  // namespace tsuka::model
