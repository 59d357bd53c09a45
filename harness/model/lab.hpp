// The two sides of a lab: addresses, how clients get theirs, how the router's WAN side gets its own. Read from lab.toml or a preset.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/time.hpp"
#include "harness/model/certificate.hpp"
#include "harness/model/port_set.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::model {

/// How an address comes about.
enum class Addressing : std::uint8_t { fixed, dhcp, pppoe };

/// What the access concentrator at the far end of the WAN link asks for and offers (RFC 2516), and what it does wrong on purpose.
struct Pppoe {
    enum class Authentication : std::uint8_t { none, pap, chap };
    Authentication authentication = Authentication::chap;
    std::string user;  ///< with `password`: only this one is let in; empty: whoever comes
    std::string password;
    std::string service;       ///< the Service-Name that is offered; empty: any that is asked for
    unsigned mru = 1492;       ///< octets of a datagram (RFC 2516 section 7: 1492 at most)
    Duration late_offer{};     ///< a PADO comes so much later
    bool silent_echo = false;  ///< LCP Echo-Requests are not answered
    bool refuse = false;       ///< nobody is let in
};

/// What the ISP's line does on purpose, as bad lines do. Nothing unless somebody asks for it.
struct Impairment {
    Duration delay{};        ///< each way
    Duration jitter{};       ///< each way, up to so much beside the delay; lets no frame overtake another
    unsigned loss = 0;       ///< each way: frames of cases in a million
    unsigned duplicate = 0;  ///< towards the router: the same
    unsigned reorder = 0;    ///< towards the router: the same, held back so that others overtake them

    [[nodiscard]] bool any() const { return delay > Duration{} || jitter > Duration{} || loss > 0 || duplicate > 0 || reorder > 0; }
};

/// IPv6 beside IPv4: the router forwards it without translation. A host's address is its prefix with the host's IPv4 address as the last
/// 32 bits, so what is unique and fresh in one family is so in the other; where the router leases addresses, which it may do twice, with
/// the last octets of its MAC.
struct Ipv6Lab {
    IpPrefix lan;      ///< of the clients and, as address, the router's
    IpPrefix link;     ///< of the ISP's link and, as address, the gateway's
    IpAddress router;  ///< the router's address on the ISP's link
    IpPrefix servers;  ///< the gateway routes it
};

/// The prefix with an IPv4 address as the last 32 bits (RFC 4291 section 2.2 writes such addresses "2001:db8::192.0.2.1").
[[nodiscard]] IpAddress in_prefix(IpPrefix const& prefix, Ipv4Address host);
/// The last four octets, as in_prefix() takes them. Of the clients of a run no two have the same.
[[nodiscard]] Ipv4Address last_octets(MacAddress const& mac);

/// What a link has besides its VLAN.
struct OuterTag {
    std::optional<std::uint16_t> service_vlan;  ///< IEEE 802.1ad: an S-TAG (EtherType 0x88a8) in front of everything else
    std::optional<std::uint8_t> priority;       ///< 0 to 7, in every tag that we send; without a VLAN: a priority tag, of VLAN 0
};

struct LanSide {
    Addressing clients = Addressing::fixed;  ///< dhcp: every client asks the router for its own lease
    Ipv4Prefix prefix{{0xc0a80001}, 16};     ///< fixed: the LAN and, as address, the router's LAN address (192.168.0.1/16)
    Ipv4Address first_client{0xc0a80101};    ///< fixed: 192.168.1.1
    Ipv4Address last_client{0xc0a8fefe};     ///< fixed: 192.168.254.254
    std::optional<std::uint16_t> vlan;       ///< IEEE 802.1Q tag of the link; none: untagged
    OuterTag outer;
    std::optional<Ipv4Address> static_client;  ///< the LAN host to which static entries of the router lead; only the actor "inside" gets it
    std::optional<Ipv4Address> dmz;  ///< the LAN host to which the router leads whatever nobody has asked for; no case has it by chance
};

struct WanSide {
    Addressing router = Addressing::fixed;   ///< dhcp: Tsuka is the ISP's DHCP server; pppoe: its access concentrator
    Ipv4Prefix link{{0xcb007101}, 24};       ///< ISP link and, as address, the emulated gateway (203.0.113.1/24)
    Ipv4Address router_address{0xcb007102};  ///< the router's WAN address (203.0.113.2), leased or static
    Pppoe pppoe;                             ///< when that is how the router gets its address
    std::optional<Ipv4Prefix> pool;          ///< further addresses that it translates to; each LAN host is seen under one of them all
    std::optional<std::uint16_t> vlan;       ///< IEEE 802.1Q tag of the link; none: untagged
    OuterTag outer;
    std::optional<unsigned> mtu;  ///< of the router's WAN interface, where it is smaller than the lab's
    Impairment impairment;
    /// Between the router and the servers another one translates, as carriers do (RFC 6888): `router_address` is that one's.
    bool carrier_nat = false;
    std::optional<PortSet> port_set;  ///< `router_address` is shared with other subscribers, and these are the router's ports of it
    std::optional<Ipv4Address> static_remote;  ///< the one WAN host whose packets the router's static entries lead in
    /// 198.18.0.0/15 (for tests of routers, RFC 2544 appendix C.2.2: room for many runs), 198.51.100.0/24, 192.0.2.0/24
    std::vector<Ipv4Prefix> servers{{{0xc6120000}, 15}, {{0xc6336400}, 24}, {{0xc0000200}, 24}};
};

/// An address of the link that could be the router's instead of this one: the one that the lab gives it, otherwise the next that is no
/// other host's, nor one of the pool. So a router that moves twice is where it was.
[[nodiscard]] Ipv4Address another_address(WanSide const& wan, Ipv4Address now);

struct Lab {
    std::string title;
    std::string about;
    Device device;
    Certificate certificate;
    LanSide lan;
    WanSide wan;
    std::optional<Ipv6Lab> ipv6;  ///< none: the lab has IPv4 only
    unsigned mtu = 1500;
    Duration pause{};  ///< no case begins before this has passed since another one ended: a router with small tables has to forget
    std::vector<std::string> hooks;  ///< what it can do to its router when a case asks for it: "reboot", "config:bridge"
    /// For so long a router that has stopped forwarding is waited for; nothing: as long as every router.
    std::optional<Duration> patience;
    bool cable = false;  ///< no router: the ISP gateway also answers for the LAN's gateway address
    /// The router translates address by address into this prefix (same host part as in the LAN); the gateway routes it to the router. The
    /// LAN's own prefix: it translates nothing.
    std::optional<Ipv4Prefix> one_to_one;

    /// Whether there is a router, and LAN hosts keep their addresses on their way through it.
    [[nodiscard]] bool is_routed() const;
    /// Whether addresses of the WAN's network are addresses of the LAN, too. What the LAN is says the lab file where clients have fixed
    /// addresses.
    [[nodiscard]] bool networks_overlap() const;
    /// Whether the static client is a LAN host whose address could as well be one of the WAN's network.
    [[nodiscard]] bool has_host_in_conflict() const {
        return networks_overlap() && lan.static_client && wan.link.contains(*lan.static_client);
    }
    /// Whether the router hands its WAN address to one LAN host, the static client and DMZ, and translates for the others.
    [[nodiscard]] bool passes_address_on() const { return lan.static_client == wan.router_address && lan.dmz == wan.router_address; }
};

/// A carrier's router behind that of a preset: another namespace, with rules of its own in which "lan" and "wan" are its interfaces. The
/// lab's router address is this one's; the subscriber's router has another one, on the link between the two.
struct CarrierRouter {
    Ipv4Prefix link;             ///< of the carrier and the subscriber and, as address, the carrier's: 100.64.0.1/10 (RFC 6598)
    Ipv4Address router_address;  ///< the subscriber's
    std::string rules;
};

/// A built-in router made of namespaces and the kernel's own NAT: data (duts/kernel/NAME/), not code.
struct Preset {
    std::string name;  ///< folder name: "linux"
    std::string title;
    std::string about;
    std::string profile;  ///< the profile that `tsuka run` judges by when none is named
    Lab lab;
    std::string rules;  ///< nft file, fed to `nft -f -` inside the router's namespace; "lan" and "wan" are its interfaces
    std::vector<std::pair<std::string, std::string>> sysctls;  ///< "net.ipv4.ip_forward" -> "1", set inside the router's namespace
    std::optional<CarrierRouter> carrier;                      ///< has the same sysctls
};

}  // namespace tsuka::model
