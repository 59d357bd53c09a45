// A router in memory: frames and time in, frames and a wake-up time out. What it does is data (model::RouterSpec); defects may be
// planted in it (RouterSpec::defects).
#pragma once

#include "generator/base/address.hpp"
#include "harness/sim/dhcp_client.hpp"
#include "harness/sim/dhcp_server.hpp"
#include "harness/sim/esp.hpp"
#include "harness/sim/fragments.hpp"
#include "harness/sim/inspection.hpp"
#include "harness/sim/ipv6_forwarder.hpp"
#include "harness/sim/l2tp.hpp"
#include "harness/sim/napt.hpp"
#include "harness/sim/oddities.hpp"
#include "harness/sim/openings.hpp"
#include "harness/sim/outbound_filter.hpp"
#include "harness/sim/pppoe_client.hpp"
#include "harness/sim/pptp.hpp"
#include "harness/sim/quote.hpp"
#include "harness/sim/spoil.hpp"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace tsuka::sim {

struct Emission {
    Side side = Side::lan;
    Octets frame;
};

class Router {
public:
    explicit Router(model::RouterSpec spec);
    Router(Router const&) = delete;  // its parts refer to its specification
    Router& operator=(Router const&) = delete;
    ~Router() = default;

    [[nodiscard]] model::Lab const& lab() const { return spec_.lab; }
    void receive(Side side, View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] std::vector<Emission> take_frames() { return std::exchange(out_, {}); }
    /// Loses all state, and neither hears nor says anything for as long as it boots.
    void reboot(Instant now);
    /// Those that it knows, as cases ask for them: "config:lab" and the others.
    [[nodiscard]] static std::vector<std::string> configurations();
    /// What a hook of this name would have done to a real one; false: it knows none of that name.
    [[nodiscard]] bool carry_out(std::string_view hook, Instant now);

private:
    struct Held {
        Side from = Side::lan;
        Packet packet;
        Instant until{};
        std::uint64_t control = 0;  ///< PPTP: the connection whose next segment it waits for; 0: ESP that waits for its turn
    };
    [[nodiscard]] Ipv4Address own(Side side) const;
    [[nodiscard]] static MacAddress own_mac(Side side);
    void keep_time(Instant now);
    [[nodiscard]] bool booting(Instant now) const { return boots_until_ && now < *boots_until_; }
    void forget();
    void start_again(Instant now);
    void reset_factory();
    [[nodiscard]] bool configure(std::string_view name);
    void take_settings(model::RouterSpec const& from);
    [[nodiscard]] bool to_static(Packet& packet) const;
    [[nodiscard]] bool move_address(Instant now);
    void reset_leases();
    void reset_line();
    void forward_as_it_is(Side side, View frame);
    void reset_ipv6();
    void take_ipv6(Side side, View frame, Instant now);

    // DHCP: a server on the LAN, a client on the WAN.
    [[nodiscard]] bool take_dhcp(Side side, Packet const& packet, Instant now);
    void send_reply(proto::DhcpMessage const& reply);
    void follow_client();

    // PPPoE on the WAN.
    void take_pppoe(View frame, Instant now);
    void follow_dialler();
    /// The address and the gateway that it has from now on.
    void live_at(Ipv4Address address, Ipv4Prefix const& link);
    [[nodiscard]] bool asks_for_address() const { return client_ || dialler_; }

    /// A device limit, and a filter of addresses that should not be in use.
    [[nodiscard]] bool refuses(Side from, Packet const& packet, Instant now);
    void answer_arp(Side side, View frame);
    void learn(Side side, Ipv4Address address, MacAddress mac);
    void take_in(Side from, Packet packet, Instant now);
    void translate(Side from, Packet packet, Instant now);
    void answer_ping(Side side, Packet const& packet);

    // Where a packet goes: rewritten in place; false when it is not to be forwarded.
    [[nodiscard]] bool outward(Packet& packet, Instant now);
    [[nodiscard]] bool inward(Packet& packet, Instant now);
    [[nodiscard]] bool inward_known(Packet& packet, Instant now);
    [[nodiscard]] bool outward_other(Packet& packet);
    [[nodiscard]] bool inward_other(Packet& packet);
    [[nodiscard]] bool outward_ports(Packet& packet, Instant now);
    [[nodiscard]] bool inward_ports(Packet& packet, Instant now);
    [[nodiscard]] bool outward_esp(Packet& packet, Instant now);
    [[nodiscard]] bool inward_esp(Packet& packet, Instant now);
    [[nodiscard]] bool outward_error(Packet& packet, Instant now);
    [[nodiscard]] bool inward_error(Packet& packet, Instant now);
    [[nodiscard]] bool follow_pptp(Packet& packet, Side from, Binding const& binding, Instant now);
    [[nodiscard]] bool renumbers() const;
    // Several addresses outside: all but the edge knows one alone.
    [[nodiscard]] Ipv4Address outside_of(Ipv4Address client) const;
    [[nodiscard]] bool is_of_pool(Ipv4Address address) const;
    void from_pool(Packet& packet) const;
    void to_pool(Packet& packet, Ipv4Address client) const;
    [[nodiscard]] std::optional<Ipv4Address> lets_in_unasked(Packet const& packet) const;
    void copy_to_others(Packet const& packet, Binding const& binding, Instant now);
    void refuse_syn(Packet const& packet, Instant now);
    void edit_contents(Packet const& original, Packet& packet, Side to) const;
    void sort_by_spi(Packet const& packet, Side from, Endpoint server, Endpoint& client);
    void close_all(Packet const& packet, Endpoint server);
    [[nodiscard]] bool leads_inside(std::uint8_t protocol) const;
    [[nodiscard]] bool in_dmz(Ipv4Address host) const { return spec_.dmz && host == spec_.lab.lan.static_client; }
    [[nodiscard]] bool is_static(Ipv4Address host, std::uint8_t protocol) const {
        return leads_inside(protocol) && host == spec_.lab.lan.static_client;
    }
    [[nodiscard]] bool to_dmz(Packet& packet) const;
    [[nodiscard]] bool turns_back(Side from, Packet const& packet) const;
    [[nodiscard]] bool hairpin(Packet& packet, Instant now);
    /// The LAN endpoint that sent what an inbound error quotes, and the WAN endpoint under which a LAN host received what it quotes in an
    /// outbound one. Nothing: no active mapping.
    [[nodiscard]] std::optional<Endpoint> internal_of(Quote const& quote, Instant now) const;
    [[nodiscard]] std::optional<Endpoint> external_of(Quote const& quote, Instant now) const;
    [[nodiscard]] Endpoint astray(Quote const& quote, Endpoint owner) const;
    [[nodiscard]] bool lets_error_pass(Packet const& packet, Quote const& quote, bool inward) const;
    void forget_quoted(Quote const& quote, Endpoint client, Ipv4Address peer);
    [[nodiscard]] std::uint64_t told_apart_by(Packet& packet, Side from, Instant now);

    void emit(Side to, Packet packet, Instant now);
    void put_out(Side to, Packet packet, Instant now);
    void transmit(Side to, Ipv4Address next_hop, View datagram);
    void copy_to_all(View datagram, Instant now);
    void too_big(Side from, Packet const& packet);
    void expired(Packet const& packet);
    void answer_stranger(Packet const& packet);
    void release(Instant now, std::uint64_t control);

    const model::WanSide line_;  ///< as described
    model::RouterSpec spec_;     ///< with DHCP or PPPoE on the WAN: address and gateway are those of the lease, none while there is none
    Faults faults_;
    Napt napt_;
    EspTable esp_;
    Pptp pptp_;
    L2tp l2tp_;
    Fragments fragments_;
    Spoiler spoiler_;
    Oddities oddities_;
    Openings openings_;
    OutboundFilter filter_;
    std::optional<model::RouterSpec> settings_;  ///< those that "config:lab" brings back
    unsigned switched_ = 0;                      ///< how often IPsec passthrough was switched off
    Inspection inspection_;
    std::map<std::pair<Side, Ipv4Address>, MacAddress> neighbours_;
    std::map<std::pair<Side, Ipv4Address>, std::vector<Octets>> unresolved_;
    std::map<Ipv4Address, Ipv4Address> ah_;                                ///< by server: the client that gets its replies
    std::map<std::pair<std::uint8_t, Ipv4Address>, Ipv4Address> others_;   ///< by protocol and server: the one client that is let out
    std::map<Ipv4Address, Instant> hosts_;                                 ///< LAN hosts that are forwarded for: when last heard
    Ipv4Address newest_client_;                                            ///< the LAN host that came last
    std::map<std::pair<Ipv4Address, std::uint64_t>, Endpoint> natt_keys_;  ///< natt.sorted-by-spi: by server and SPI or cookie
    std::set<Ipv4Address> natt_servers_;                                   ///< spoken to on port 4500
    std::set<std::uint64_t> cookies_;                                      ///< IKE initiators heard of on the LAN
    std::vector<Held> held_;
    /// flow.overtaken: by direction and addresses, how many packets were seen, and the one that waits.
    std::map<std::tuple<Side, Ipv4Address, Ipv4Address>, std::pair<unsigned, std::optional<Packet>>> handovers_;
    std::multimap<Instant, Emission> delayed_;  ///< lan.copied-*: frames that leave later
    std::optional<Ipv6Forwarder> ipv6_;
    std::optional<DhcpServer> server_;
    std::optional<DhcpClient> client_;
    std::optional<PppoeClient> dialler_;
    std::optional<Instant> boots_until_;  ///< until wake() has seen that it is over
    std::optional<Ipv4Address> turner_;   ///< nat.hairpin-one-way: who sent first
    std::set<Ipv4Address> stuck_;         ///< reboot.clients-stuck
    bool rebooted_ = false;               ///< as RouterSpec::reboots_at asks
    bool moved_ = false;                  ///< as RouterSpec::renumbers_at asks
    std::vector<Emission> out_;
};

}  // namespace tsuka::sim
