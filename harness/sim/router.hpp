// A router in memory: frames and time in, frames and a wake-up time out. What it does is data (model::RouterSpec); defects may be
// planted in it (RouterSpec::defects).
#pragma once

#include "generator/base/address.hpp"
#include "harness/sim/dhcp_client.hpp"
#include "harness/sim/dhcp_server.hpp"
#include "harness/sim/esp.hpp"
#include "harness/sim/fragments.hpp"
#include "harness/sim/gateway_device.hpp"
#include "harness/sim/inspection.hpp"
#include "harness/sim/ipv6_forwarder.hpp"
#include "harness/sim/l2tp.hpp"
#include "harness/sim/map_server.hpp"
#include "harness/sim/napt.hpp"
#include "harness/sim/oddities.hpp"
#include "harness/sim/openings.hpp"
#include "harness/sim/outbound_filter.hpp"
#include "harness/sim/pppoe_client.hpp"
#include "harness/sim/pptp.hpp"
#include "harness/sim/quote.hpp"
#include "harness/sim/spoil.hpp"
#include "harness/sim/tcp_server.hpp"

#include <map>
#include <memory>
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

    [[nodiscard]] model::Lab const& lab() const { return outer_ ? *outer_ : spec_.lab; }
    void receive(Side side, View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] std::vector<Emission> take_frames() {
        if (carrier_) return std::exchange(passed_, {});
        std::erase_if(out_, [this](auto const& made) { return made.side == apart_; });
        return std::exchange(out_, {});
    }
    /// Loses all state, and neither hears nor says anything for as long as it boots.
    void reboot(Instant now);
    /// Those that it knows, as cases ask for them: "config:lab" and the others.
    [[nodiscard]] static std::vector<std::string> configurations();
    /// What a hook of this name would have done to a real one; false: it knows none of that name.
    [[nodiscard]] bool carry_out(std::string_view hook, Instant now);
    /// Begins to forget all flows, as RouterSpec::clears says.
    void clear_table(Instant now);
    [[nodiscard]] bool clears() const { return clears_until_.has_value() || (carrier_ && carrier_->clears()); }
    /// The names of all defects whose doings it comes to ask for go there, from now on; another router is the same until then.
    void note_questions(std::set<std::string_view>& asked) { faults_.note_questions(asked); }

private:
    struct Held {
        Side from = Side::lan;
        Packet packet;
        Instant until{};
        std::uint64_t control = 0;  ///< PPTP: the connection whose next segment it waits for; 0: ESP that waits for its turn
    };
    // With a carrier's router behind it: what either says on the link between the two reaches the other at once.
    void move_behind_carrier();
    void relay(Instant now);
    void hear(Side side, View frame, Instant now);
    void do_what_is_due(Instant now);
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
    [[nodiscard]] bool lose_link(Side side, Instant now);
    [[nodiscard]] bool is_cut_off(Side from, Packet const& packet);
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
    void take_datagram(Side side, View octets, bool to_group, Instant now);
    /// What is no datagram of its own link. Planted faults let it across.
    void take_other(Side side, View frame, std::uint64_t type, Instant now);
    void learn(Side side, Ipv4Address address, MacAddress mac);
    void take_in(Side from, Packet packet, Instant now);
    void translate(Side from, Packet packet, Instant now);
    void answer_ping(Side side, Packet const& packet);
    /// Its own servers on the LAN, and what strangers ask them for.
    void serve(Side side, Packet const& packet, Instant now);
    void serve_stranger(Packet const& packet, Instant now);
    [[nodiscard]] bool serve_upnp(Packet const& packet, Instant now);
    [[nodiscard]] bool to_mapped(Packet& packet, Instant now);

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
    void give_address(Ipv4Address client);
    void from_pool(Packet& packet) const;
    void to_pool(Packet& packet, Ipv4Address client) const;
    [[nodiscard]] bool leaves_shared(std::uint8_t protocol) const;
    [[nodiscard]] std::optional<Ipv4Address> lets_in_unasked(Packet const& packet) const;
    void copy_to_others(Packet const& packet, Binding const& binding, Instant now);
    void refuse_syn(Packet const& packet, Instant now);
    [[nodiscard]] bool refuses_behind_carrier() const;
    [[nodiscard]] bool is_in_conflict(Side side, Ipv4Address host) const;
    [[nodiscard]] Side way_to(Side side, Ipv4Address host, std::string_view planted) const;
    /// Planted gateways: false when they keep a packet to themselves.
    [[nodiscard]] bool read_contents(Side from, Packet const& packet, Instant now);
    void edit_gatewayed(Packet const& original, Packet& packet, Side to) const;
    [[nodiscard]] std::optional<SocketAddress> stun_client(Packet const& packet) const;
    void edit_contents(Packet const& original, Packet& packet, Side to) const;
    void sort_by_spi(Packet const& packet, Side from, SocketAddress server, SocketAddress& client);
    void close_all(Packet const& packet, SocketAddress server);
    [[nodiscard]] bool leads_inside(std::uint8_t protocol) const;
    [[nodiscard]] bool in_dmz(Ipv4Address host) const { return spec_.dmz && host == spec_.lab.lan.static_client; }
    [[nodiscard]] bool is_static(Ipv4Address host, std::uint8_t protocol) const {
        return leads_inside(protocol) && host == spec_.lab.lan.static_client;
    }
    [[nodiscard]] bool to_dmz(Packet& packet) const;
    [[nodiscard]] bool turns_back(Side from, Packet const& packet) const;
    [[nodiscard]] bool hairpin(Packet& packet, Instant now);
    [[nodiscard]] bool hairpin_error(Packet& packet, Instant now);
    /// The LAN endpoint that sent what an inbound error quotes, and the WAN endpoint under which a LAN host received what it quotes in an
    /// outbound one. Nothing: no active mapping.
    [[nodiscard]] std::optional<SocketAddress> internal_of(Quote const& quote, Instant now) const;
    [[nodiscard]] std::optional<SocketAddress> external_of(Quote const& quote, Instant now) const;
    [[nodiscard]] SocketAddress astray(Quote const& quote, SocketAddress owner) const;
    [[nodiscard]] bool lets_error_pass(Packet const& packet, Quote const& quote, bool inward) const;
    void forget_quoted(Quote const& quote, SocketAddress client, Ipv4Address peer);
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
    PortMaps maps_;
    MapServer map_server_;
    GatewayDevice gateway_device_;
    TcpServer tcp_server_;
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
    std::map<Ipv4Address, Ipv4Address> ah_;                               ///< by server: the client that gets its replies
    std::map<std::pair<std::uint8_t, Ipv4Address>, Ipv4Address> others_;  ///< by protocol and server: the one client that is let out
    std::map<Ipv4Address, Instant> hosts_;                                ///< LAN hosts that are forwarded for: when last heard
    std::map<Ipv4Address, std::uint32_t> pooled_;                         ///< RouterSpec::pool_each: the host part that each of them has
    Ipv4Address newest_client_;                                           ///< the LAN host that came last
    std::map<std::pair<Ipv4Address, std::uint64_t>, SocketAddress> natt_keys_;  ///< natt.sorted-by-spi: by server and SPI or cookie
    std::set<Ipv4Address> natt_servers_;                                        ///< spoken to on port 4500
    std::set<std::uint64_t> cookies_;                                           ///< IKE initiators heard of on the LAN
    std::vector<Held> held_;
    /// flow.overtaken: by direction and addresses, how many packets were seen, and the one that waits.
    std::map<std::tuple<Side, Ipv4Address, Ipv4Address>, std::pair<unsigned, std::optional<Packet>>> handovers_;
    std::multimap<Instant, Emission> delayed_;  ///< lan.copied-*: frames that leave later
    std::optional<Ipv6Forwarder> ipv6_;
    std::optional<DhcpServer> server_;
    std::optional<DhcpClient> client_;
    std::optional<PppoeClient> dialler_;
    std::optional<Instant> boots_until_;                                ///< until wake() has seen that it is over
    std::optional<Ipv4Address> turner_;                                 ///< nat.hairpin-one-way: who sent first
    std::set<Ipv4Address> stuck_;                                       ///< reboot.clients-stuck
    using Flow = std::tuple<Ipv4Address, std::uint8_t, std::uint16_t>;  ///< LAN host, protocol, its port, or 0
    std::set<Flow> heard_;                                              ///< link.*
    std::set<Flow> cut_off_;                                            ///< link.*: those that were known when a link went down
    std::optional<Side> apart_;                                         ///< its link there is down
    std::optional<Instant> apart_until_;
    std::optional<Instant> clears_until_;  ///< then all flows are forgotten
    bool rebooted_ = false;                ///< as RouterSpec::reboots_at asks
    bool moved_ = false;                   ///< as RouterSpec::renumbers_at asks
    std::vector<Emission> out_;
    std::optional<model::Lab> outer_;  ///< with a carrier's router: the lab around both; `spec_` has that of the link between them
    std::unique_ptr<Router> carrier_;
    std::vector<Emission> passed_;  ///< ... and what both say to the outside
};

}  // namespace tsuka::sim
