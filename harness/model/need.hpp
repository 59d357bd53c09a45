// What a case needs beside its cast: of the lab, of the router, of the rest of the run. Suites write `needs = ["alone", "wan-mtu<=1492"]`.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/lab.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

struct Need {
    enum class Kind : std::uint8_t {
        alone,             ///< "alone": no other case runs meanwhile
        wan_mtu,           ///< "wan-mtu<=N": what is sent into the WAN may be too large for it, though not for the LAN
        static_client,     ///< "static-client": the one LAN host to which the router's static entries lead; comes with such an actor
        ipv6,              ///< "ipv6": both sides have IPv6; comes with a flow of that family
        router,            ///< "router": something stands between the sides that is no cable
        no_dmz,            ///< "no-dmz": what nobody has asked for is led to no LAN host
        no_translation,    ///< "no-translation": LAN hosts keep their addresses on the way, through a router or a cable
        carrier_nat,       ///< "carrier-nat": behind the router another one translates
        wan_pool,          ///< "wan-pool": the router has further addresses outside
        port_set,          ///< "port-set": the router shares its WAN address and has some of its ports
        ip_passthrough,    ///< "ip-passthrough": one LAN host has the router's WAN address
        address_conflict,  ///< "address-conflict": the static client's address is one of the WAN's network, too
        static_remote,     ///< "static-remote": static entries lead in what one WAN host sends; comes with such an actor
        hook,              ///< "reboot": the lab can do this to its router; comes with such a step, and so does "alone"
        path,              ///< "inbound.gre": another case found that the router has this path; see Case::provides
    };
    Kind kind = Kind::alone;
    unsigned limit = 0;   ///< wan_mtu: octets of an IP datagram
    std::string written;  ///< as it stands in the suite

    auto operator<=>(Need const&) const = default;
};

/// Error: no such need; the words that there are stand in need_words().
[[nodiscard]] Result<Need> parse_need(std::string_view written);
/// Every need as it may be written, with 1492 for a number; paths too.
[[nodiscard]] std::vector<std::string> const& need_words();
/// The paths through a router that cases may provide and need.
[[nodiscard]] std::vector<std::string> const& path_words();

/// Why this lab cannot meet the need, naming it; empty when it can.
[[nodiscard]] std::string unmet(Need const& need, Lab const& lab);

}  // namespace tsuka::model
