// Under which MAC addresses a router forwards on a side, learned from datagrams that only it can have forwarded. That need not be the one
// that it answers ARP with (a virtual router address, RFC 5798 section 7.3). What brings a datagram that another has brought is no router:
// a switch, a bridge or a tap repeats frames under an address of its own. And who else says that the router's address is its own.
#pragma once

#include "generator/base/address.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tsuka::run {

class Forwarders {
public:
    /// It answered ARP with this: a forwarder, whoever else brings what it brings.
    void resolved(MacAddress mac) { resolved_.insert(mac); }
    /// A frame from `mac` brought the datagram of this number.
    void brought(std::uint32_t number, MacAddress mac) { bearers_[number].push_back(mac); }

    [[nodiscard]] std::set<MacAddress> known() const;

    /// It says by ARP that the router's address is its own (RFC 826).
    void claims(MacAddress mac);
    /// More than one say so, in a sentence about `address`; else empty.
    [[nodiscard]] std::string quarrel(std::string const& address) const;

private:
    std::set<MacAddress> resolved_;
    std::set<MacAddress> claimants_;                            ///< the first few
    std::map<std::uint32_t, std::vector<MacAddress>> bearers_;  ///< in the order of their arrival
};

}  // namespace tsuka::run
