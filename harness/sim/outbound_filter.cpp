// A packet filter for what leaves: see outbound_filter.hpp.
#include "harness/sim/outbound_filter.hpp"

#include "harness/model/hook.hpp"
#include "harness/sim/well_known_ports.hpp"

#include <algorithm>

namespace tsuka::sim {

std::map<std::string_view, std::vector<OutboundFilter::Rule>> const& OutboundFilter::all() {
    static const std::map<std::string_view, std::vector<Rule>> configurations{
        {"config:permit-pptp", {{ip_protocol::tcp, pptp_port}, {ip_protocol::gre}}},
        {"config:permit-tcp-1723", {{ip_protocol::tcp, pptp_port}}},
        {"config:permit-ipsec", {{ip_protocol::udp, ike_port}, {ip_protocol::esp}}},
        {"config:permit-natt", {{ip_protocol::udp, ike_port}, {ip_protocol::udp, natt_port}}},
        {"config:permit-udp-500", {{ip_protocol::udp, ike_port}}},
        {"config:permit-udp-500-from-500", {{ip_protocol::udp, ike_port, ike_port}}},
        {"config:permit-l2tp", {{ip_protocol::udp, l2tp_port}}},
    };
    return configurations;
}

std::vector<std::string> OutboundFilter::configurations() {
    std::vector<std::string> names{std::string(model::lab_configuration)};
    for (auto const& one : all()) names.emplace_back(one.first);
    return names;
}

bool OutboundFilter::put_into_force(std::string_view configuration) {
    first_.clear();
    heard_.clear();
    permits_.reset();
    if (configuration == model::lab_configuration) return true;
    const auto found = all().find(configuration);
    if (found == all().end()) return false;
    permits_ = found->second;
    return true;
}

/// What it is of a VPN protocol that needs a permit; nothing of any other packet.
std::optional<OutboundFilter::Rule> OutboundFilter::vpn_of(Packet const& packet) {
    const auto protocol = packet.protocol();
    if (protocol == ip_protocol::esp || protocol == ip_protocol::ah || protocol == ip_protocol::gre) return Rule{protocol};
    if (packet.is_later_fragment() || (protocol != ip_protocol::udp && protocol != ip_protocol::tcp)) return std::nullopt;
    const auto port = packet.destination_port();
    const bool vpn = protocol == ip_protocol::tcp ? port == pptp_port : port == ike_port || port == natt_port || port == l2tp_port;
    return vpn ? std::optional(Rule{protocol, port, packet.source_port()}) : std::nullopt;
}

bool OutboundFilter::permitted(Rule const& wanted) const {
    // Passthrough hands over to its own path what its helper follows, in front of the filter.
    if (faults_("filter.gre-always-passes") && wanted.protocol == ip_protocol::gre) return true;
    if (faults_("filter.esp-always-passes") && wanted.protocol == ip_protocol::esp) return true;
    if (faults_("filter.natt-always-passes") && wanted.port == natt_port) return true;
    if (faults_("filter.gre-forgotten") && wanted.protocol == ip_protocol::gre) return false;
    if (faults_("filter.esp-forgotten") && wanted.protocol == ip_protocol::esp) return false;
    if (faults_("filter.l2tp-needs-esp") && wanted.port == l2tp_port &&
        !std::count(permits_->begin(), permits_->end(), Rule{ip_protocol::esp}))
        return false;
    if (faults_("filter.natt-needs-esp") && wanted.port == natt_port &&
        !std::count(permits_->begin(), permits_->end(), Rule{ip_protocol::esp}))
        return false;
    return std::any_of(permits_->begin(), permits_->end(), [&](auto const& rule) {
        return rule.protocol == wanted.protocol && rule.port == wanted.port &&
               (rule.source_port == 0 || rule.source_port == wanted.source_port);
    });
}

/// Whether the rule is one on source ports that is asked with the router's port, which only a server's first client has for its own.
bool OutboundFilter::outer_port_differs(Packet const& packet, Rule const& wanted) {
    const bool by_source = std::any_of(permits_->begin(), permits_->end(), [&](auto const& rule) { return rule.source_port != 0; });
    if (!faults_("filter.later-packets-by-outer-port") || !by_source || wanted.protocol != ip_protocol::udp) return false;
    const bool first_client = first_.try_emplace(packet.destination(), packet.source()).first->second == packet.source();
    return !heard_.emplace(packet.source(), packet.destination()).second && !first_client;
}

bool OutboundFilter::admits(Packet const& packet) {
    const auto wanted = permits_ ? vpn_of(packet) : std::nullopt;
    return !wanted || (permitted(*wanted) && !outer_port_differs(packet, *wanted));
}

}  // namespace tsuka::sim
