// See lab_situation.hpp.
#include "harness/suite/lab_situation.hpp"

namespace tsuka::suite {

namespace {

void read_routed(TableReader& table, model::Lab& lab) {
    if (!table.flag("routed")) return;
    if (lab.one_to_one || lab.cable || lab.wan.pool || lab.wan.port_set || lab.wan.carrier_nat)
        table.error(table.take("routed")->spot,
                    "a router that translates nothing has no 'one_to_one', 'pool', 'port_set' or 'carrier_nat', and is no cable");
    auto const& lan = lab.lan.prefix;
    lab.one_to_one = Ipv4Prefix{{lan.address.number & lan.mask()}, lan.length};
}

void pass_address_on(TableReader& table, model::Lab& lab) {
    if (!table.flag("ip_passthrough")) return;
    auto const& spot = table.take("ip_passthrough")->spot;
    if (lab.one_to_one || lab.cable || lab.lan.static_client || lab.lan.dmz)
        table.error(spot, "the host that has the router's WAN address is its static client and DMZ, and the others share the address");
    if (lab.wan.router != model::Addressing::fixed || lab.lan.clients != model::Addressing::fixed)
        table.error(spot, "'ip_passthrough' needs fixed addresses on both sides: nobody else may have the WAN address on the LAN");
    lab.lan.static_client = lab.lan.dmz = lab.wan.router_address;
}

}  // namespace

void read_situation(TableReader& table, model::Lab& lab) {
    read_routed(table, lab);
    pass_address_on(table, lab);
}

std::optional<model::PortSet> read_port_set(TableReader& wan, TomlNode const& node, Diagnostics& diagnostics) {
    constexpr unsigned bits_of_a_port = 16;
    TableReader table(node, "'port_set'", diagnostics);
    model::PortSet set;
    set.offset = static_cast<unsigned>(table.number("psid_offset", 0, bits_of_a_port - 1).value_or(set.offset));
    set.length = static_cast<unsigned>(table.number("psid_length", 1, bits_of_a_port).value_or(set.length));
    set.psid = static_cast<unsigned>(table.number("psid", 0, 65535).value_or(set.psid));
    table.refuse_others();
    if (set.offset + set.length <= bits_of_a_port && set.psid < 1U << set.length) return set;
    wan.error(node.spot, "a port has 16 bits: 'psid_offset' and 'psid_length' together at most, and 'psid' has the bits of its length");
    return std::nullopt;
}

}  // namespace tsuka::suite
