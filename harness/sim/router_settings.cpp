// A simulated router whose settings are changed while it runs: by configurations that cases ask for, and by a factory reset. See
// router.hpp.
#include "harness/model/hook.hpp"
#include "harness/sim/router.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr std::uint16_t ike = 500;
constexpr std::uint8_t l2tpv3 = 115;

}  // namespace

std::vector<std::string> Router::configurations() {
    auto names = OutboundFilter::configurations();
    for (auto const* more : {"off-ipsec", "off-pptp", "static-udp-500", "static-protocols", "static-remote", "dmz"})
        names.push_back(std::string(model::config_prefix) + more);
    return names;
}

/// What configurations may change; the rest of the specification stays.
void Router::take_settings(model::RouterSpec const& from) {
    spec_.static_entries = from.static_entries;
    spec_.entries_for = from.entries_for;
    spec_.dmz = from.dmz;
    spec_.esp = from.esp;
    spec_.ah_open = from.ah_open;
    spec_.pptp = from.pptp;
    spec_.gre_leaves = from.gre_leaves;
}

bool Router::configure(std::string_view name) {
    const auto before = spec_;
    if (!settings_) settings_ = spec_;
    take_settings(*settings_);
    if (filter_.put_into_force(name)) {
        if (name == model::lab_configuration) settings_.reset();
        if (faults_("switch.esp-stays-off") && before.esp == model::EspHandling::blocked) spec_.esp = before.esp;
        return true;
    }
    const auto setting = name.substr(model::config_prefix.size());
    (void)filter_.put_into_force(model::lab_configuration);
    if (setting == "off-ipsec") {
        ++switched_;
        if (!faults_("switch.ipsec-without-effect")) spec_.esp = model::EspHandling::blocked;
        spec_.ah_open = false;
        if (faults_("switch.both-at-once")) spec_.pptp = model::PptpHandling::gre_blocked;
    } else if (setting == "off-pptp") {
        if (!faults_("switch.pptp-without-effect")) spec_.pptp = model::PptpHandling::gre_blocked;
        spec_.gre_leaves = false;
        if (faults_("switch.both-at-once")) spec_.esp = model::EspHandling::blocked;
    } else if (setting == "static-udp-500") {
        spec_.static_entries = {{ip_protocol::udp, ike}};
        if (faults_("static.ike-entry-opens-natt")) spec_.static_entries.push_back({ip_protocol::udp, 4500});
    } else if (setting == "static-remote") {
        spec_.static_entries = {{ip_protocol::udp, ike}};
        spec_.entries_for = spec_.lab.wan.static_remote;
    } else if (setting == "static-protocols") {
        spec_.static_entries.clear();
        for (const auto protocol : {ip_protocol::gre, ip_protocol::ah, l2tpv3})
            if (!(protocol == ip_protocol::gre && faults_("static.gre-entry-ignored")) &&
                !(protocol == ip_protocol::ah && faults_("static.ah-entry-ignored")) &&
                !(protocol == l2tpv3 && faults_("static.l2tpv3-entry-ignored")))
                spec_.static_entries.push_back({protocol, 0});
    } else if (setting == "dmz") {
        spec_.static_entries.clear();
        spec_.dmz = true;
    } else {
        return false;
    }
    return true;
}

void Router::reset_factory() {
    if (!settings_) settings_ = spec_;
    if (!faults_("reboot.reset-keeps-entries")) spec_.static_entries.clear();
    if (faults_("reboot.default-esp-one-way")) spec_.esp = model::EspHandling::outbound;
    if (!faults_("reboot.default-gre-one-way")) return;
    spec_.pptp = model::PptpHandling::gre_blocked;
    spec_.gre_leaves = true;
}

/// What no client's own state leads in: a static entry of its protocol, or the DMZ host.
bool Router::to_static(Packet& packet) const {
    if (!leads_inside(packet.protocol())) return false;
    packet.set_destination(*spec_.lab.lan.static_client);
    return true;
}

}  // namespace tsuka::sim
