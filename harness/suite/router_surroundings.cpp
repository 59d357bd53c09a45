#include "harness/suite/router_surroundings.hpp"

#include "harness/model/hook.hpp"
#include "harness/sim/router.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>

namespace tsuka::suite {

namespace {

void read_lab(TableReader& table, model::RouterSpec& router, Diagnostics& diagnostics) {
    if (auto const* lab = table.take("lab", TomlNode::Kind::table)) {
        read_lab_table(*lab, router.lab, diagnostics);
        auto const& lan = router.lab.lan;
        bool const fits =
            lan.first_client <= lan.last_client && lan.prefix.contains(lan.first_client) && lan.prefix.contains(lan.last_client);
        if (router.lab.cable) table.error(lab->spot, "a simulated router is no cable");
        if (lan.clients == model::Addressing::dhcp && !fits)
            table.error(lab->spot,
                        fmt::format("the pool from {} to {} does not lie inside the LAN {}; set 'first_client' and 'last_client'",
                                    to_string(lan.first_client), to_string(lan.last_client), to_string(lan.prefix)));
    }
    if (router.lab.title.empty()) router.lab.title = router.title;
    if (auto const text = table.text("static_client")) {
        router.lab.lan.static_client = parse_ipv4(*text);
        if (!router.lab.lan.static_client || !router.lab.lan.prefix.contains(*router.lab.lan.static_client))
            table.error(table.take("static_client")->spot,
                        fmt::format("'{}' is no address in the LAN {}", *text, to_string(router.lab.lan.prefix)));
    }
    if (auto const text = table.text("one_to_one")) {
        router.lab.one_to_one = parse_prefix(*text);
        if (!router.lab.one_to_one) table.error(table.take("one_to_one")->spot, fmt::format("'{}' is not a prefix", *text));
    }
}

/// What it does by itself where a case asks for it. With several addresses outside there is none that could be another.
void give_hooks(model::RouterSpec& router) {
    router.lab.hooks = model::hook_words();
    if (router.lab.one_to_one || router.lab.wan.pool || router.lab.wan.carrier_nat || router.lab.passes_address_on())
        std::erase(router.lab.hooks, model::wan_address_hook);
    auto const configurations = sim::Router::configurations();
    router.lab.hooks.insert(router.lab.hooks.end(), configurations.begin(), configurations.end());
}

void read_static_entries(TableReader& table, model::RouterSpec& router) {
    for (auto const& node : table.texts("static_entries")) {
        if (node.text == "esp")
            router.static_entries.push_back({50, 0});
        else if (node.text == "udp/500")
            router.static_entries.push_back({17, 500});
        else if (node.text == "udp/4500")
            router.static_entries.push_back({17, 4500});
        else if (node.text == "udp/1701")
            router.static_entries.push_back({17, 1701});
        else if (node.text == "tcp/1723")
            router.static_entries.push_back({6, 1723});
        else
            table.error(
                node.spot,
                fmt::format("'static_entries' knows no \"{}\"; there are \"esp\", \"udp/500\", \"udp/4500\", \"udp/1701\", \"tcp/1723\"",
                            node.text));
    }
}

/// RFC 3022 section 2: Basic NAT with fewer addresses than hosts.
void read_pool_each(TableReader& table, model::RouterSpec& router) {
    router.pool_each = table.flag("pool_each");
    if (!router.pool_each) return;
    auto const& pool = router.lab.wan.pool;
    constexpr unsigned shortest = 16;
    if (!pool || pool->length < shortest || router.most_hosts != 0)
        return table.error(table.take("pool_each")->spot,
                           "'pool_each' gives the addresses of a 'pool' of /16 or longer away, and that is its 'most_hosts'");
    router.most_hosts = 1U << (32 - pool->length);
}

void read_bogons(TableReader& table, model::RouterSpec& router) {
    for (auto const& node : table.texts("bogons")) {
        auto const prefix = parse_prefix(node.text);
        if (prefix) router.bogons.push_back(*prefix);
        if (!prefix) table.error(node.spot, fmt::format("'{}' is not a prefix", node.text));
    }
}

/// A lease brings an address with it, so only a fixed one may become another by itself.
void read_renumbering(TableReader& table, model::RouterSpec& router) {
    router.renumbers_at = table.duration("renumbers_at");
    auto const text = table.text("renumbers_to");
    if (!router.renumbers_at && !text) return;
    auto const* at = table.take("renumbers_at");
    auto const& spot = (at != nullptr ? at : table.take("renumbers_to"))->spot;
    auto const address = parse_ipv4(text.value_or(""));
    auto const& wan = router.lab.wan;
    if (!router.renumbers_at || !address) return table.error(spot, "'renumbers_at' and 'renumbers_to' say when, and which address: both");
    if (!wan.link.contains(*address) || wan.router == model::Addressing::dhcp || router.lab.one_to_one)
        table.error(spot,
                    "a router that renumbers has a fixed address on the WAN link, takes another one of the link, and hides its clients");
    router.renumbers_to = *address;
}

}  // namespace

void read_surroundings(TableReader& table, model::RouterSpec& router, Diagnostics& diagnostics) {
    read_lab(table, router, diagnostics);
    give_hooks(router);
    router.most_hosts = static_cast<unsigned>(table.number("most_hosts", 1, 65536).value_or(0));
    read_pool_each(table, router);
    read_bogons(table, router);
    read_static_entries(table, router);
    router.dmz = table.flag("dmz") || router.lab.passes_address_on();
    read_renumbering(table, router);
    if ((!router.static_entries.empty() || router.dmz) && !router.lab.lan.static_client)
        table.error(table.node().spot, "'static_entries' and 'dmz' lead to the 'static_client', and none is given");
    if (router.dmz) router.lab.lan.dmz = router.lab.lan.static_client;
}

}  // namespace tsuka::suite
