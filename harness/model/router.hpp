// What a simulated router does, as data: RFC 4787's words for addresses and ports, the behaviour classes of VPN passthrough for the
// rest. Read from duts/simulated/NAME.toml.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/lab.hpp"
#include "harness/model/planted_defect.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::model {

/// RFC 4787 sections 4.1 and 5; the same words serve both.
enum class Dependence : std::uint8_t { endpoint_independent, address_dependent, address_and_port_dependent };

/// Whether two clients may have one port outside as long as the remotes that they speak to differ: "overlapping" of the port space
/// (RFC 4787 section 4.2.1), which no router can do whose mappings are truly independent of the endpoint.
enum class Overlapping : std::uint8_t {
    none,
    well_known,  ///< only ports 500, 1701 and 4500
    all,
};

/// What becomes of several clients that use one well-known source port (IKE 500, L2TP 1701) towards one server.
enum class SharedPort : std::uint8_t {
    blocked,            ///< K0, L0
    one_client,         ///< K1: port kept; while one client has it every other is refused
    napt,               ///< K2, L1: port kept where it is free, else another one
    always_translated,  ///< K3
    demultiplexed,      ///< K4, L4: port kept for all, replies told apart by the initiator's cookie or the client's Tunnel ID
    second_refused,     ///< K5: port kept; a second client of the same server is refused
    first_come,         ///< K6, L2: port kept for all, every reply goes to the first client
    last_come,          ///< L3: port kept for all, the latest client takes every reply
    last_sender,        ///< L5: port kept for all, whoever spoke last gets the reply
};

/// What a LAN host that sends to the router's own WAN address reaches, and as whom (RFC 4787 section 6).
enum class Hairpinning : std::uint8_t {
    none,             ///< the router alone
    internal_source,  ///< the mapping's host, which sees the sender's LAN address
    external_source,  ///< the mapping's host, which sees the sender's mapping (REQ-9)
};

/// PPTP: how GRE finds its way in.
enum class PptpHandling : std::uint8_t {
    control_blocked,  ///< G0
    gre_blocked,      ///< G1
    by_address,       ///< G2: one client per server
    tracked,          ///< G3: Call IDs followed, never rewritten
    rewritten,        ///< G4: Call IDs translated like ports
    one_call,         ///< G5: G4 with one call per control connection
};

/// ESP: how a reply finds its client.
enum class EspHandling : std::uint8_t {
    blocked,       ///< E0
    leaks,         ///< E1: leaves with its private source
    outbound,      ///< E2
    second_muted,  ///< E3: first come, the second client's ESP is dropped
    first_come,    ///< E4: first come, the second client is heard and gets no replies
    last_come,     ///< E5: the latest sender gets all replies
    serialised,    ///< E6: inbound SPIs are learned, one client at a time
    guessed,       ///< E7: an unknown inbound SPI goes to the client that has waited longest
    copied,        ///< E12: every client of that server gets a copy
};

/// TCP connections that a router looks into, dropping what is not of their kind.
enum class Inspected : std::uint8_t {
    pptp,  ///< to port 1723
    tls,   ///< to port 443, and behind a ClientHello
    ssh,   ///< behind the line that an SSH client begins with
};

/// What becomes of one tunnel more than the table of ESP holds.
enum class WhenFull : std::uint8_t {
    refused,    ///< it gets no place
    oldest,     ///< the one that has been silent for longest gives way
    everybody,  ///< all others are forgotten
};

enum class FragmentHandling : std::uint8_t {
    any_order,    ///< later fragments wait for the first one
    first_first,  ///< a later fragment that comes before the first one is dropped
    reassembled,
    dropped,
};

/// Octets that come unasked to the router's WAN address on this protocol and port go to the lab's static client.
struct StaticEntry {
    std::uint8_t protocol = 0;
    std::uint16_t port = 0;  ///< 0: protocols without ports
};

struct RouterTimers {
    Duration udp = std::chrono::seconds(300);               ///< RFC 4787 REQ-5
    Duration udp_unanswered = std::chrono::seconds(300);    ///< no reply was seen yet
    Duration udp_stream_after{};                            ///< how old an answered binding has to be before `udp` holds for it
    Duration tcp_established = std::chrono::seconds(7440);  ///< RFC 5382 REQ-5
    Duration tcp_transitory = std::chrono::seconds(240);
    Duration icmp = std::chrono::seconds(60);  ///< RFC 5508 REQ-2
    Duration esp = std::chrono::seconds(600);
    Duration gre = std::chrono::seconds(600);
    Duration fragments = std::chrono::seconds(30);
    Duration esp_pending = std::chrono::seconds(3);  ///< E6: how long others wait for the first reply
    Duration lease = std::chrono::hours(24);         ///< of a LAN client, by DHCP
    Duration host = std::chrono::seconds(600);       ///< most_hosts: how long a silent one is remembered
    Duration boot = std::chrono::seconds(30);        ///< silence after a reboot
};

struct RouterSpec {
    std::string name;  ///< file name: "seil"
    std::string title;
    std::string about;
    std::string profile;  ///< what `tsuka run` judges by when no profile is named
    Lab lab;

    Dependence mapping = Dependence::endpoint_independent;
    Dependence filtering = Dependence::address_and_port_dependent;
    Overlapping overlapping = Overlapping::none;
    bool keep_ports = true;   ///< port preservation: the client's own port where no other client has it
    bool keep_range = false;  ///< another port comes from 0-1023 or 1024-65535 as the client's own does (RFC 4787 REQ-3 a)
    bool parity = false;      ///< another port is even or odd as the client's own is (RFC 4787 REQ-4)
    Hairpinning hairpinning = Hairpinning::none;
    bool wan_pings = false;                ///< it answers pings of its WAN address
    bool dmz = false;                      ///< what comes unasked to the WAN address, whatever it is, goes to the lab's static client
    std::optional<Duration> reboots_at;    ///< once, this long after instant 0: all state is lost
    std::optional<Duration> renumbers_at;  ///< once, this long after instant 0: its WAN address is another one, and its bindings are lost
    Ipv4Address renumbers_to;              ///< that one
    std::size_t most_bindings = 65536;
    unsigned new_bindings = 0;  ///< not 0: so many mappings are made a second; what would need one more is dropped
    unsigned clears = 0;        ///< not 0: told to clear its table, it takes a second for so many mappings
    bool pool_each = false;   ///< each LAN host has an address of the lab's pool to itself; as many hosts at a time as there are addresses
    unsigned most_hosts = 0;  ///< not 0: so many LAN hosts are forwarded for, until one of them has been silent for timers.host
    std::vector<Inspected> inspects;
    std::vector<Ipv4Prefix> bogons;  ///< what goes there, or comes from there, is dropped
    FragmentHandling fragments = FragmentHandling::any_order;
    unsigned wan_mtu = 1500;

    PptpHandling pptp = PptpHandling::rewritten;
    bool gre_leaves = false;     ///< with G1: GRE of clients goes out, none comes in
    bool keep_call_ids = false;  ///< a Call ID is rewritten only when another client has it
    EspHandling esp = EspHandling::serialised;
    bool esp_one_in_all = false;                ///< E9: first come counts for all servers together
    bool esp_needs_ike = false;                 ///< E10: ESP passes only after IKE of the same client and server
    bool esp_spi_match = false;                 ///< E11: an inbound SPI that follows from an outbound one leads to who sent that
    unsigned esp_tunnels = 0;                   ///< not 0: so many pairs of client and server at a time
    WhenFull esp_full = WhenFull::refused;      ///< ... and what becomes of one more
    unsigned esp_slots = 0;                     ///< not 0: a table of so many entries and the rules of esp_slots.hpp instead of `esp`
    Ipv4Prefix esp_slots_lan{{0xc0000000}, 8};  ///< the addresses that those rules take for LAN hosts (192.0.0.0/8)
    SharedPort ike = SharedPort::napt;
    SharedPort l2tp = SharedPort::napt;
    bool natt_open = true;  ///< UDP port 4500
    bool ah_open = true;
    bool natpmp = false;                       ///< it maps ports for clients that ask by NAT-PMP (RFC 6886)
    bool pcp = false;                          ///< or by PCP (RFC 6887)
    bool upnp = false;                         ///< or by UPnP, as an Internet Gateway Device
    std::optional<std::size_t> upnp_mappings;  ///< ... so many at a time
    bool upnp_leases = true;                   ///< false: without end only
    bool others_open = false;  ///< protocols without ports that it does not know: one client of a server at a time, the first
    std::vector<StaticEntry> static_entries;
    std::optional<Ipv4Address> entries_for;  ///< the one WAN host whose packets static entries lead in; nothing: whoever comes
    /// IP protocols whose datagrams, quoted in an ICMP error, are translated back (RFC 5508 section 4.2); other errors are dropped.
    std::vector<std::uint8_t> icmp_errors{1, 6, 17, 47, 50, 51};
    bool icmp_quotes_checked = true;  ///< an error that quotes a wrong IP header checksum is dropped (RFC 5508 REQ-3 a)
    RouterTimers timers;
    std::vector<PlantedDefect> defects;  ///< what it does wrong
};

}  // namespace tsuka::model
