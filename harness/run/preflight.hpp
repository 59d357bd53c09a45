// Before the first case: does the router have its WAN address, does it answer ARP, does a client get in, does one plain UDP flow pass both
// ways, and how long does that take? A router that fails here is told in words, not by eighty red rows. Sans I/O.
#pragma once

#include "harness/engine/facts.hpp"
#include "harness/engine/token.hpp"
#include "harness/lab/isp.hpp"
#include "harness/lab/join.hpp"
#include "harness/model/lab.hpp"
#include "harness/model/record.hpp"
#include "harness/run/forwarders.hpp"
#include "harness/run/path_mtu.hpp"
#include "harness/run/transmit.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::run {

class Preflight {
public:
    /// `beacons` are servers that a plain UDP flow may go to, not none: one of each prefix of the lab, where all are to be tried.
    Preflight(model::Lab const& lab, lab::Isp& isp, lab::Join client, std::vector<model::Host> beacons, std::uint16_t lan_port,
              std::uint16_t wan_port, std::uint64_t seed);

    /// Asked anew in mid-run: it had this MAC address and this address on the WAN. A router that has taken another address since does not
    /// answer ARP for the old one; then its datagrams show the new one.
    void router_was(MacAddress mac, Ipv4Address address);
    /// And how large a datagram may be, each way, once all else is known.
    void measure_mtu() { measures_mtu_ = true; }
    /// Whoever has the address of its client is given time to say so (RFC 5227 section 1.1, ANNOUNCE_WAIT), before anything is measured: in
    /// a run he is noticed later, too, and afterwards there is none.
    void wait_for_others() { waits_for_others_ = true; }
    /// Among the run's facts when that was measured; a replay goes by it.
    static constexpr std::string_view mtu_fact = "mtu.to_wan";
    /// Why it failed, where the router is not the only way across.
    static constexpr std::string_view joined =
        "the frame of a LAN client reached the WAN interface as it was, with the client's own MAC address";
    static constexpr std::string_view joined_advice = "the two interfaces are connected past the router (one switch, or a bridge)";
    void start(Instant now);
    void receive(Side side, View frame, Instant at);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] std::vector<Transmit> take_frames();

    enum class State : std::uint8_t { working, ready, failed };
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] std::string const& why() const { return why_; }  ///< when failed: what was seen
    [[nodiscard]] std::string const& advice() const {
        return advice_;
    }  ///< when failed: what to look at, for a lab that never worked; or empty
    [[nodiscard]] engine::Facts const& facts() const { return facts_; }
    /// Its client, which the control flow is of: it has to keep its lease for as long as the run goes on.
    [[nodiscard]] lab::Join const& client() const { return client_; }
    /// Other hosts with its client's address that were noticed since this was last asked.
    [[nodiscard]] std::vector<lab::Join::Conflict> take_conflicts() { return client_.take_conflicts(); }
    [[nodiscard]] MacAddress router_wan_mac() const { return router_wan_mac_; }
    /// The address that its client's datagram was last seen under on the WAN.
    [[nodiscard]] Ipv4Address seen_under() const { return seen_under_; }
    /// Of the beacons, those from which nothing came back while others answered. When ready.
    [[nodiscard]] std::vector<Ipv4Address> const& silent() const { return silent_; }
    /// What was measured, for the record.
    [[nodiscard]] std::vector<model::FieldRecord> records() const;

private:
    enum class Phase : std::uint8_t { lease, dial, neighbour, join, others, beacons, measure, to_wan, from_wan };

    void next(Phase phase, Instant now);
    void follow(Instant now);
    void follow_dial(Instant now);
    void follow_neighbour(Instant now);
    void follow_join(Instant now);
    void ask_for_static_client();
    void fail(std::string why, std::string advice = {});
    void ping(Instant now);
    void ping_beacons(Instant now);
    void beacon_answered(std::uint32_t copy, Instant at);
    void begin_measuring(Instant now);
    void choose_beacon(Instant now);
    void take_token(Side side, View frame, engine::Token const& token, Instant at);
    [[nodiscard]] Ipv4Address router_address(Side side) const;
    [[nodiscard]] bool came_past(View frame) const;
    void try_other_ports();
    [[nodiscard]] Forwarders& forwarders(Side side) { return forwarders_.at(static_cast<std::size_t>(side)); }
    void finish(Instant now);
    // Sizes: see preflight_mtu.cpp.
    [[nodiscard]] PathMtu& asked_mtu();
    void send_sized(Instant now);
    void take_sized(Side side, View frame, Instant at);
    void sized_vanished(Instant now);
    void go_on_sized(Instant now);
    void add_mtu_records(std::vector<model::FieldRecord>& records) const;

    model::Lab const& lab_;
    lab::Isp& isp_;
    lab::Join client_;
    std::optional<lab::Neighbour> neighbour_;
    engine::Facts facts_;
    engine::Magic magic_;
    std::array<Forwarders, 2> forwarders_{};  ///< by side
    MacAddress router_wan_mac_;
    Ipv4Address seen_under_;  ///< with the port: the client, as the WAN host sees it
    std::uint16_t seen_under_port_ = 0;
    std::optional<MacAddress> known_mac_;
    Ipv4Address known_address_;
    std::string silent_neighbour_;  ///< it does not answer ARP for the address that it had
    Phase phase_ = Phase::lease;
    State state_ = State::working;
    std::string why_;
    std::string advice_;
    std::optional<Instant> deadline_;
    std::vector<Transmit> out_;
    std::optional<MacAddress> static_holder_;  ///< a host that is none of ours has the static client's address
    std::vector<model::Host> beacons_;
    std::map<std::uint32_t, std::size_t> beacon_of_;  ///< by copy
    std::set<std::size_t> answered_;
    std::vector<Ipv4Address> silent_;
    unsigned beacon_tries_ = 0;
    // Round trips of plain UDP.
    std::uint32_t copy_ = 0;
    Instant pinged_;
    unsigned lost_ = 0;
    unsigned lost_in_a_row_ = 0;
    static constexpr unsigned enough_in_a_row = 4;                         ///< for other ports to be tried
    std::optional<std::pair<std::uint16_t, std::uint16_t>> silent_ports_;  ///< LAN, WAN: nothing came back by these any more
    bool seen_on_wan_ = false;
    bool reflected_ = false;  ///< frames of ours came back as they were
    std::vector<Duration> round_trips_;
    // Sizes.
    bool waits_for_others_ = false;
    bool measures_mtu_ = false;
    std::optional<PathMtu> to_wan_;
    std::optional<PathMtu> from_wan_;
    unsigned asked_ = 0;       ///< for the size in hand
    std::uint32_t sized_ = 0;  ///< datagrams, of all that were sent
};

}  // namespace tsuka::run
