// What stands at the far end of the router's WAN link: a DHCP server that leases one address to whoever asks (RFC 2131), or an access
// concentrator that assigns it over PPPoE.
// ARP and ping of the gateway are the WAN household's; finding the router's MAC is a Neighbour's (see resolve_router).
#pragma once

#include "harness/lab/access_concentrator.hpp"
#include "harness/lab/neighbour.hpp"
#include "harness/model/lab.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tsuka::lab {

class Isp {
public:
    /// `wan.router_address` is what it leases, the address of `wan.link` is router, server identifier and name server.
    /// `seed`: of the run, for what an access concentrator makes up.
    Isp(model::WanSide const& wan, MacAddress gateway_mac, std::uint64_t seed = 0) : wan_(wan), mac_(gateway_mac) {
        if (wan.router == model::Addressing::pppoe) concentrator_.emplace(wan, gateway_mac, seed);
    }

    /// Replies to DHCPDISCOVER, DHCPREQUEST (first, renewing, rebinding) and DHCPINFORM, or to what sets a PPPoE session up; nothing for
    /// any other frame.
    [[nodiscard]] std::vector<Octets> answer(View frame, Instant now = {});
    /// Of a PPPoE line; none otherwise.
    [[nodiscard]] AccessConcentrator* concentrator() { return concentrator_ ? &*concentrator_ : nullptr; }
    [[nodiscard]] AccessConcentrator const* concentrator() const { return concentrator_ ? &*concentrator_ : nullptr; }

    /// The router has another address from its next lease, or its next call, on: a PPPoE session is hung up.
    [[nodiscard]] std::vector<Octets> assign(Ipv4Address address);

    /// MAC of the router that holds the lease; nothing while none was acknowledged.
    [[nodiscard]] std::optional<MacAddress> lessee() const { return lessee_; }
    [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }  ///< first leases and renewals
    /// The server whose offer the router took in place of ours: another one answers on the WAN link.
    [[nodiscard]] std::optional<Ipv4Address> other_server() const { return other_server_; }
    [[nodiscard]] MacAddress mac() const { return mac_; }

    /// ARP from the gateway for the router's WAN address.
    [[nodiscard]] Neighbour resolve_router() const { return {mac_, wan_.link.address, wan_.router_address}; }

private:
    model::WanSide wan_;
    MacAddress mac_;
    std::optional<AccessConcentrator> concentrator_;
    std::optional<MacAddress> lessee_;
    std::optional<Ipv4Address> other_server_;
    std::uint64_t acknowledged_ = 0;
};

}  // namespace tsuka::lab
