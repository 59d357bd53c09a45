// The lab made of namespaces: see namespace_lab.hpp.
#include "harness/lab/namespace_lab.hpp"

#include "harness/lab/command.hpp"
#include "harness/lab/interface.hpp"
#include "harness/lab/offloads.hpp"
#include "harness/lab/private_network.hpp"

#include <fmt/format.h>

#include <utility>

namespace tsuka::lab {

namespace {

/// Descriptor 3 of a child, see command.hpp: the harness' namespace, into which the other ends of the cables are born.
constexpr std::string_view harness_network = "/proc/self/fd/3";

using Sysctls = std::vector<std::pair<std::string, std::string>>;

Result<void> run_ip(std::string const& lines, int inherited = -1) {
    auto done = run_command({.words = {"ip", "-batch", "-"}, .input = lines, .inherited = inherited});
    if (!done) return done.error();
    return {};
}

/// An idle lab must be silent: the kernel's own neighbour discovery and MLD reports would be frames of nobody. New interfaces inherit
/// this, so it comes before them.
Result<void> hush_ipv6() {
    for (std::string const name : {"net.ipv6.conf.all.disable_ipv6", "net.ipv6.conf.default.disable_ipv6"}) {
        const auto exists = sysctl_exists(name);
        if (!exists || !*exists) continue;
        if (auto written = write_sysctl(name, "1"); !written) return written.error();
    }
    return {};
}

/// Sets what exists already and yields the rest: sysctls of an interface appear with it.
Result<Sysctls> set_sysctls(Sysctls const& sysctls) {
    Sysctls later;
    for (auto const& [name, value] : sysctls) {
        const auto exists = sysctl_exists(name);
        if (!exists) return exists.error();
        if (!*exists) {
            later.emplace_back(name, value);
            continue;
        }
        if (auto written = write_sysctl(name, value); !written)
            return fail(fmt::format("{}; a container may mount /proc/sys read-only", written.error().what));
    }
    return later;
}

/// The end of a veth pair that we send from has no use for ARP or automatic addresses of the kernel.
std::string harness_end(std::string const& name) {
    return fmt::format("link set {0} addrgenmode none\nlink set {0} arp off\nlink set {0} up\n", name);
}

/// Link-local addresses are there because a router asks for neighbours from one (RFC 4861 section 7.2.2). Nobody else is on these links, so
/// nothing has to be detected as a duplicate.
std::string ipv6_links(model::Ipv6Lab const& ipv6) {
    return fmt::format(
        "address add fe80::1/64 dev lan nodad\naddress add fe80::1/64 dev wan nodad\n"
        "address add {} dev lan nodad\naddress add {} dev wan nodad\n",
        to_string(ipv6.lan), to_string(IpPrefix{ipv6.router, ipv6.link.length}));
}

/// What stands behind the name of each end of a pair.
std::string sized(unsigned mtu, unsigned queues) {
    return fmt::format("mtu {}{}", mtu, queues > 1 ? fmt::format(" numtxqueues {0} numrxqueues {0}", queues) : "");
}

std::string router_links(model::Lab const& lab, RouterLinks const& links) {
    std::string lines = "link set lo up\n";
    for (auto const& [inner, outer] : {std::pair{"lan", links.lan_peer}, std::pair{"wan", links.wan_peer}})
        if (!outer.empty())
            lines += fmt::format("link add {0} {1} type veth peer name {2} {1} netns {3}\nlink set {0} addrgenmode none\n", inner,
                                 sized(lab.mtu, links.queues), outer, harness_network);
    if (links.wan_mtu) lines += fmt::format("link set wan mtu {}\n", *links.wan_mtu);
    lines += fmt::format("address add {} dev lan\n", to_string(links.lan));
    lines += fmt::format("address add {} dev wan\n", to_string(links.wan));
    if (lab.ipv6) lines += ipv6_links(*lab.ipv6);
    return lines;
}

std::string router_up(model::Lab const& lab, Ipv4Address gateway) {
    auto lines = fmt::format("link set lan up\nlink set wan up\nroute add default via {}\n", to_string(gateway));
    if (lab.ipv6) lines += fmt::format("route add ::/0 via {} dev wan\n", to_string(lab.ipv6->link.address));
    // A LAN host has the WAN address itself. The router keeps it as the source of what it says there, and takes in nothing for it.
    if (lab.passes_address_on())
        lines += fmt::format("route del local {0} dev wan table local\nroute add {0} dev lan\n", to_string(lab.wan.router_address));
    return lines;
}

/// Frames between namespaces never meet a card that would finish a checksum or cut a segment, so nothing may be left to it.
Result<void> plain_frames(std::string const& first, std::string const& second) {
    for (auto const& name : {first, second})
        if (auto done = switch_off_offloads(name); !done) return done.error();
    return {};
}

Result<void> take_live_frames(std::string const& first, std::string const& second) {
    for (auto const& name : {first, second})
        if (auto done = set_offloads(name, {"rx-gro"}, true); !done) return done.error();
    return {};
}

Result<void> check(model::Preset const& preset) {
    if (preset.lab.cable) return {};
    if (preset.lab.lan.clients == model::Addressing::dhcp || preset.lab.wan.router == model::Addressing::dhcp)
        return fail(fmt::format("preset {}: a router of namespaces has neither a DHCP server nor a client; use \"static\" on both sides",
                                preset.name));
    if (auto nft = find_program("nft"); !nft) return nft.error();
    return {};
}

}  // namespace

Result<NamespaceLab> NamespaceLab::create(model::Preset const& preset, LinkEnds ends) {
    // Everything that can be known to be missing, before anything is changed.
    if (auto ip = find_program("ip"); !ip) return ip.error();
    if (auto checked = check(preset); !checked) return checked.error();

    NamespaceLab lab;
    lab.lab_ = preset.lab;
    lab.ends_ = ends;
    lab.neighbours_.await_room();
    if (auto entered = enter_private_network(); !entered) return entered.error();
    if (auto hushed = hush_ipv6(); !hushed) lab.notes_.push_back(fmt::format("IPv6 stays on in the lab: {}", hushed.error().what));
    auto harness = current_network();
    if (!harness) return harness.error();
    lab.harness_ = std::move(*harness);
    auto built = preset.lab.cable ? lab.build_cable() : lab.build_router(preset);
    if (!built) return fail(fmt::format("preset {}: {}", preset.name, built.error().what));
    return lab;
}

Result<void> NamespaceLab::build_cable() {
    const auto pair =
        fmt::format("link set lo up\nlink add {0} {2} type veth peer name {1} {2}\n", lan_, wan_, sized(lab_.mtu, ends_.queues));
    if (auto made = run_ip(pair); !made) return made.error();
    if (auto plain = plain_frames(lan_, wan_); !plain) return plain.error();
    if (ends_.live_frames)
        if (auto taken = take_live_frames(lan_, wan_); !taken) return taken.error();
    return run_ip(harness_end(lan_) + harness_end(wan_));
}

/// What the current namespace, a router's, has between its links.
Result<void> NamespaceLab::furnish(model::Preset const& preset, std::string const& rules, RouterLinks const& links) {
    auto later = set_sysctls(preset.sysctls);
    if (!later) return later.error();
    if (auto made = run_ip(router_links(lab_, links), harness_.get()); !made) return made.error();
    if (auto plain = plain_frames("lan", "wan"); !plain) return plain.error();
    if (ends_.live_frames)
        if (auto taken = take_live_frames("lan", "wan"); !taken) return taken.error();
    // Rules before links: not one frame may pass a router that is only half built.
    if (auto ruled = run_command({.words = {"nft", "-f", "-"}, .input = rules}); !ruled) return ruled.error();
    // Only now: rules may bring in the module whose timers are to be set.
    const auto missing = set_sysctls(*later);
    if (!missing) return missing.error();
    if (!missing->empty()) return fail(fmt::format("this kernel has no sysctl {}", missing->front().first));
    return run_ip(router_up(lab_, links.gateway));
}

/// Its LAN link's other end is the subscriber's router's WAN.
Result<void> NamespaceLab::build_carrier(model::Preset const& preset) {
    if (auto entered = enter_another_network(); !entered) return entered.error();
    auto carrier = current_network();
    if (!carrier) return carrier.error();
    carrier_ = std::move(*carrier);
    if (auto hushed = hush_ipv6(); !hushed) notes_.push_back(fmt::format("IPv6 stays on behind the router: {}", hushed.error().what));
    const auto between = fmt::format("link add lan mtu {0} type veth peer name wan mtu {0} netns {1}\nlink set lan addrgenmode none\n",
                                     lab_.mtu, harness_network);
    if (auto made = run_ip(between, router_.get()); !made) return made.error();
    const Ipv4Prefix outside{lab_.wan.router_address, lab_.wan.link.length};
    if (auto built =
            furnish(preset, preset.carrier->rules, {preset.carrier->link, outside, lab_.wan.link.address, {}, wan_, {}, ends_.queues});
        !built)
        return built.error();
    return enter_network(router_);
}

Result<void> NamespaceLab::build_router(model::Preset const& preset) {
    if (auto entered = enter_another_network(); !entered) return entered.error();
    auto router = current_network();
    if (!router) return router.error();
    router_ = std::move(*router);
    // With IPv6 it is the router's to speak, and not hushed.
    if (!lab_.ipv6)
        if (auto hushed = hush_ipv6(); !hushed) notes_.push_back(fmt::format("IPv6 stays on in the router: {}", hushed.error().what));

    RouterLinks links{lab_.lan.prefix, {lab_.wan.router_address, lab_.wan.link.length}, lab_.wan.link.address, lan_, wan_, lab_.wan.mtu,
                      ends_.queues};
    if (preset.carrier) {
        if (auto built = build_carrier(preset); !built) return built.error();
        links.wan = {preset.carrier->router_address, preset.carrier->link.length};
        links.gateway = preset.carrier->link.address;
        links.wan_peer.clear();
    }
    if (auto built = furnish(preset, preset.rules, links); !built) return built.error();

    if (auto back = leave_router(); !back) return back.error();
    if (auto plain = plain_frames(lan_, wan_); !plain) return plain.error();
    return run_ip(harness_end(lan_) + harness_end(wan_));
}

Result<void> NamespaceLab::enter_router() const {
    if (!router_) return fail("the lab is a cable: it has no router");
    return enter_network(router_);
}

Result<void> NamespaceLab::leave_router() const {
    return enter_network(harness_);
}

Result<std::string> NamespaceLab::in_router(std::vector<std::string> const& command) const {
    if (command.empty()) return fail("no command to run in the router");
    if (auto entered = enter_router(); !entered) return entered.error();
    auto said = run_command({.words = command});
    if (auto back = leave_router(); !back) return back.error();
    return said;
}

}  // namespace tsuka::lab
