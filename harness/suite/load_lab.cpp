// lab.toml: the addresses of both sides. What is left out keeps the defaults of model::Lab.
#include "harness/model/hook.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/lab_line.hpp"
#include "harness/suite/lab_papers.hpp"
#include "harness/suite/lab_situation.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_hooks.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::suite {

namespace {

constexpr std::uint64_t least_mtu = 576;  ///< what every host must take (RFC 791 section 3.1)
constexpr std::uint64_t most_mtu = 9000;
constexpr std::uint64_t most_pppoe_mru = 1500;  ///< more than the 1492 of RFC 2516 section 7 is asked for by concentrators that are wrong
constexpr unsigned pppoe_overhead = 8;
constexpr unsigned most_pppoe_datagram = 1492;

bool names_no_host(Ipv4Prefix const& prefix) {
    return prefix.length < 31 && (prefix.address.number & ~prefix.mask()) == 0;
}

/// What else has addresses of that prefix; empty: nothing.
std::string in_the_way(Ipv4Prefix const& server, model::Lab const& lab) {
    auto const meets = [&](Ipv4Prefix const& other) { return other.contains(server.address) || server.contains(other.address); };
    if (meets(lab.lan.prefix)) return fmt::format("the LAN {}", to_string(lab.lan.prefix));
    if (meets(lab.wan.link)) return fmt::format("the WAN link {}", to_string(lab.wan.link));
    if (lab.one_to_one && meets(*lab.one_to_one)) return fmt::format("'one_to_one' {}", to_string(*lab.one_to_one));
    return {};
}

void check_lab(TableReader& table, model::Lab& lab, bool servers_given) {
    if (lab.wan.router == model::Addressing::pppoe) {
        if (lab.ipv6) table.error(table.node().spot, "[ipv6] and a PPPoE line: the access concentrator speaks no IPv6CP");
        // RFC 2516 section 7: the heads take eight octets of the Ethernet payload.
        if (!lab.wan.mtu) lab.wan.mtu = std::min({lab.wan.pppoe.mru, lab.mtu - pppoe_overhead, most_pppoe_datagram});
    }
    if (lab.wan.mtu.value_or(0) > lab.mtu)
        table.error(table.node().spot, fmt::format("the WAN's 'mtu' {} is larger than the lab's, {}", *lab.wan.mtu, lab.mtu));
    // The usual prefixes make way for the lab's own.
    if (!servers_given) std::erase_if(lab.wan.servers, [&](auto const& server) { return !in_the_way(server, lab).empty(); });
    if (lab.wan.servers.empty()) table.error(table.node().spot, "no usual prefix is free for 'servers': name one");
    auto const& remote = lab.wan.static_remote;
    if (remote && std::none_of(lab.wan.servers.begin(), lab.wan.servers.end(), [&](auto const& all) { return all.contains(*remote); }))
        table.error(table.node().spot, fmt::format("'static_remote' {} is none of the 'servers'", to_string(*remote)));
    for (auto const& server : lab.wan.servers)
        if (auto const other = in_the_way(server, lab); !other.empty())
            table.error(table.node().spot, fmt::format("the servers {} and {} overlap", to_string(server), other));
}

class LabReader {
public:
    LabReader(model::Lab& lab, Diagnostics& diagnostics) : lab_(lab), diagnostics_(diagnostics) {}

    void read(TableReader& table) {
        lab_.title = table.text_or("title");
        lab_.about = table.text_or("about");
        lab_.mtu = static_cast<unsigned>(table.number("mtu", least_mtu, most_mtu).value_or(lab_.mtu));
        lab_.pause = table.duration("pause").value_or(lab_.pause);
        lab_.patience = table.duration("patience");
        lab_.cable = table.flag("cable");
        if (auto const prefix = read_prefix(table, "one_to_one")) lab_.one_to_one = *prefix;
        read_papers(table, lab_, diagnostics_);
        if (auto const* lan = table.take("lan", TomlNode::Kind::table)) read_lan(*lan);
        if (auto const* wan = table.take("wan", TomlNode::Kind::table)) read_wan(*wan);
        if (auto const* pppoe = table.take("pppoe", TomlNode::Kind::table)) read_pppoe(*pppoe);
        if (auto const* ipv6 = table.take("ipv6", TomlNode::Kind::table)) read_ipv6(*ipv6);
        read_situation(table, lab_);
        check_lab(table, lab_, servers_given_);
    }

private:
    /// 0 is no VLAN and 4095 is reserved (IEEE 802.1Q clause 9.6).
    static std::optional<std::uint16_t> read_vlan(TableReader& table) {
        auto const vlan = table.number("vlan", 1, 4094);
        return vlan ? std::optional(static_cast<std::uint16_t>(*vlan)) : std::nullopt;
    }

    static void read_outer(TableReader& table, model::OuterTag& outer) {
        constexpr std::uint64_t highest_priority = 7;  // IEEE 802.1Q clause 9.6: three bits
        if (auto const vlan = table.number("service_vlan", 1, 4094)) outer.service_vlan = static_cast<std::uint16_t>(*vlan);
        if (auto const priority = table.number("vlan_priority", 0, highest_priority)) outer.priority = static_cast<std::uint8_t>(*priority);
    }

    void read_lan(TomlNode const& node) {
        TableReader table(node, "[lan]", diagnostics_);
        auto& lan = lab_.lan;
        lan.clients = read_addressing(table, "clients");
        if (auto const prefix = read_prefix(table, "prefix")) lan.prefix = *prefix;
        if (auto const address = read_address(table, "router")) lan.prefix.address = *address;
        if (auto const address = read_address(table, "first_client")) lan.first_client = *address;
        if (auto const address = read_address(table, "last_client")) lan.last_client = *address;
        lan.vlan = read_vlan(table);
        read_outer(table, lan.outer);
        lan.static_client = read_address(table, "static_client");
        lan.dmz = read_address(table, "dmz");
        table.refuse_others();
        // A client outside the LAN would never reach its gateway; the commonest cause is a new prefix with the old range.
        bool const fixed = lan.clients == model::Addressing::fixed;
        auto const inside = [&](Ipv4Address address) { return lan.prefix.contains(address); };
        if (fixed && lan.last_client < lan.first_client) {
            table.error(node.spot, fmt::format("'first_client' {} comes after 'last_client' {}", to_string(lan.first_client),
                                               to_string(lan.last_client)));
        } else if (fixed && (!inside(lan.first_client) || !inside(lan.last_client))) {
            table.error(node.spot, fmt::format("clients from {} to {} do not lie inside the LAN {}; set 'first_client' and 'last_client'",
                                               to_string(lan.first_client), to_string(lan.last_client), to_string(lan.prefix)));
        }
        if (names_no_host(lan.prefix)) {
            table.error(node.spot, fmt::format("{} names no host; set 'router' to the router's LAN address", to_string(lan.prefix)));
        }
        if (lan.static_client && fixed && !inside(*lan.static_client)) table.error(node.spot, "'static_client' lies outside the LAN");
        if (lan.dmz && fixed && !inside(*lan.dmz)) table.error(node.spot, "'dmz' lies outside the LAN");
    }

    void read_wan(TomlNode const& node) {
        TableReader table(node, "[wan]", diagnostics_);
        auto& wan = lab_.wan;
        wan.router = read_addressing(table, "router", true);
        if (auto const prefix = read_prefix(table, "gateway")) wan.link = *prefix;
        if (auto const address = read_address(table, "router_address")) wan.router_address = *address;
        if (auto const prefix = read_prefix(table, "pool")) wan.pool = *prefix;
        wan.vlan = read_vlan(table);
        read_outer(table, wan.outer);
        if (auto const mtu = table.number("mtu", least_mtu, most_mtu)) wan.mtu = static_cast<unsigned>(*mtu);
        if (auto const* impair = table.take("impair", TomlNode::Kind::table)) read_impairment(*impair, lab_.wan.impairment, diagnostics_);
        wan.carrier_nat = table.flag("carrier_nat");
        if (auto const* set = table.take("port_set", TomlNode::Kind::table)) wan.port_set = read_port_set(table, *set, diagnostics_);
        wan.static_remote = read_address(table, "static_remote");
        auto const servers = table.texts("servers");
        if (auto const* list = table.take("servers"); list != nullptr) {
            wan.servers.clear();
            servers_given_ = true;
            if (list->kind == TomlNode::Kind::list && list->items.empty()) table.error(list->spot, "'servers' needs at least one prefix");
        }
        for (auto const& server : servers) {
            if (auto const prefix = prefix_of(table, server, "servers")) wan.servers.push_back(*prefix);
        }
        table.refuse_others();
        if (!wan.link.contains(wan.router_address)) {
            table.error(node.spot, fmt::format("'router_address' {} does not lie on the gateway's link {}", to_string(wan.router_address),
                                               to_string(wan.link)));
        }
        if (wan.pool && (wan.pool->contains(wan.link.address) || lab_.one_to_one)) {
            table.error(node.spot, "'pool' is what a router translates many clients to, and the gateway's address is not in it");
        }
        if (names_no_host(wan.link)) {
            table.error(node.spot, fmt::format("'gateway' {} names no host: write the gateway's own address, e.g. \"203.0.113.1/24\"",
                                               to_string(wan.link)));
        }
        if (wan.router_address == wan.link.address) table.error(node.spot, "the gateway and the router cannot have one address");
    }

    void read_pppoe(TomlNode const& node) {
        TableReader table(node, "[pppoe]", diagnostics_);
        auto& pppoe = lab_.wan.pppoe;
        using Authentication = model::Pppoe::Authentication;
        auto const way = table.text_or("authentication", "chap");
        pppoe.authentication = way == "none" ? Authentication::none : way == "pap" ? Authentication::pap : Authentication::chap;
        if (way != "none" && way != "pap" && way != "chap")
            table.error(table.take("authentication")->spot,
                        fmt::format("'authentication' is \"chap\", \"pap\" or \"none\", not \"{}\"", way));
        pppoe.user = table.text_or("user");
        pppoe.password = table.text_or("password");
        pppoe.service = table.text_or("service");
        pppoe.mru = static_cast<unsigned>(table.number("mru", least_mtu, most_pppoe_mru).value_or(pppoe.mru));
        pppoe.late_offer = table.duration("late_offer").value_or(pppoe.late_offer);
        pppoe.silent_echo = table.flag("silent_echo");
        pppoe.refuse = table.flag("refuse");
        table.refuse_others();
        if (lab_.wan.router != model::Addressing::pppoe) table.error(node.spot, "it says nothing unless [wan] has router = \"pppoe\"");
        if (pppoe.user.empty() != pppoe.password.empty()) table.error(node.spot, "'user' and 'password' belong together");
        if (!pppoe.user.empty() && pppoe.authentication == Authentication::none)
            table.error(node.spot, "'user' says nothing with authentication = \"none\"");
    }

    /// All of it or nothing: half an IPv6 lab would leave hosts that nobody can reach.
    void read_ipv6(TomlNode const& node) {
        TableReader table(node, "[ipv6]", diagnostics_);
        model::Ipv6Lab ipv6;
        ipv6.lan = read_prefix6(table, "lan", true);
        ipv6.link = read_prefix6(table, "gateway", true);
        ipv6.servers = read_prefix6(table, "servers", false);
        auto const text = table.required_text("router_address");
        if (auto const address = parse_ip(text); address && address->family() == IpFamily::v6)
            ipv6.router = *address;
        else if (!text.empty())
            table.error(table.take("router_address")->spot, fmt::format("'{}' is not an IPv6 address", text));
        table.refuse_others();
        if (has_errors(diagnostics_)) return;
        if (!ipv6.link.contains(ipv6.router) || ipv6.router == ipv6.link.address)
            table.error(node.spot, fmt::format("'router_address' {} is not another host of the gateway's link {}", to_string(ipv6.router),
                                               to_string(ipv6.link)));
        auto const meet = [](IpPrefix const& a, IpPrefix const& b) { return a.contains(b.address) || b.contains(a.address); };
        if (meet(ipv6.lan, ipv6.servers) || meet(ipv6.link, ipv6.servers) || meet(ipv6.lan, ipv6.link))
            table.error(node.spot, "'lan', 'gateway' and 'servers' overlap");
        lab_.ipv6 = ipv6;
    }

    IpPrefix read_prefix6(TableReader& table, std::string_view key, bool host) {
        constexpr unsigned longest = 96;  // behind it stands an IPv4 address
        auto const text = table.required_text(key);
        auto const prefix = parse_ip_prefix(text);
        bool const right = prefix && prefix->address.family() == IpFamily::v6 && text.find('/') != std::string::npos;
        if (!right || prefix->length > longest) {
            if (!text.empty())
                table.error(table.take(key)->spot, fmt::format("'{}' for '{}' is not an IPv6 prefix of at most {} bits; write \"{}\"", text,
                                                               key, longest, host ? "2001:db8:1::1/64" : "2001:db8:2::/64"));
            return {};
        }
        return *prefix;
    }

    model::Addressing read_addressing(TableReader& table, std::string_view key, bool pppoe = false) {
        auto const text = table.text_or(key, "static");
        if (text == "dhcp") return model::Addressing::dhcp;
        if (pppoe && text == "pppoe") return model::Addressing::pppoe;
        if (text != "static")
            table.error(table.take(key)->spot, fmt::format("'{}' is {}, not \"{}\"", key,
                                                           pppoe ? R"("static", "dhcp" or "pppoe")" : R"("static" or "dhcp")", text));
        return model::Addressing::fixed;
    }

    std::optional<Ipv4Address> read_address(TableReader& table, std::string_view key) {
        auto const text = table.text(key);
        if (!text) return std::nullopt;
        auto const address = parse_ipv4(*text);
        if (!address) table.error(table.take(key)->spot, fmt::format("'{}' is not an IPv4 address", *text));
        return address;
    }

    std::optional<Ipv4Prefix> prefix_of(TableReader& table, TomlNode const& node, std::string_view key) {
        auto const prefix = node.text.find('/') == std::string::npos ? std::nullopt : parse_prefix(node.text);
        if (!prefix) table.error(node.spot, fmt::format("'{}' for '{}' is not a prefix; write \"192.168.0.1/24\"", node.text, key));
        return prefix;
    }

    std::optional<Ipv4Prefix> read_prefix(TableReader& table, std::string_view key) {
        auto const* node = table.take(key, TomlNode::Kind::text);
        return node == nullptr ? std::nullopt : prefix_of(table, *node, key);
    }

    model::Lab& lab_;
    Diagnostics& diagnostics_;
    bool servers_given_ = false;
};

Loaded<model::Lab> lab_of(Loaded<TomlNode> document) {
    Loaded<model::Lab> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a lab file", loaded.diagnostics);
    check_format(top, false);
    LabReader(loaded.value, loaded.diagnostics).read(top);
    // Their names only: who runs hooks reads the commands on his own.
    for (auto const& hook : read_hooks(top, loaded.diagnostics))
        if (model::is_hook(hook.name)) loaded.value.hooks.push_back(hook.name);
    top.refuse_others();
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

void read_lab_table(TomlNode const& node, model::Lab& lab, Diagnostics& diagnostics) {
    TableReader table(node, "[lab]", diagnostics);
    LabReader(lab, diagnostics).read(table);
    table.refuse_others();
}

Loaded<model::Lab> load_lab(std::filesystem::path const& path) {
    return lab_of(read_document(path));
}

Loaded<model::Lab> parse_lab(std::string_view text, std::string const& file) {
    return lab_of(parse_document(text, file));
}

}  // namespace tsuka::suite
