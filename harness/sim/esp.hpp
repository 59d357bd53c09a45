// ESP through address translation: no ports, two SPIs of which nobody says which belong together. What a router makes of that is one
// of the behaviour classes E0 to E12 (RFC 3715 section 2.1 (f)).
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/esp_slots.hpp"
#include "harness/sim/faults.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace tsuka::sim {

class EspTable {
public:
    EspTable(model::RouterSpec const& spec, Faults const& faults) : spec_(spec), faults_(faults), slots_(spec) {}

    enum class Verdict : std::uint8_t { pass, drop, wait };
    /// `wait`: keep it until settled() or until the time for that has passed.
    [[nodiscard]] Verdict outbound(Ipv4Address client, Ipv4Address server, std::uint32_t spi, Instant now);
    /// The LAN hosts that get it; none: dropped.
    [[nodiscard]] std::vector<Ipv4Address> inbound(Ipv4Address server, std::uint32_t spi, Instant now);
    /// The client that sent what an ICMP error quotes: by its SPI where the router reads SPIs, else as a reply would be delivered.
    [[nodiscard]] std::optional<Ipv4Address> quoted(Ipv4Address server, std::uint32_t spi, Instant now) const;
    [[nodiscard]] bool talks(Ipv4Address client, Ipv4Address server, Instant now) const;
    /// Another client of that server, and the end of a tunnel: only planted defects ask for these.
    [[nodiscard]] std::optional<Ipv4Address> rival(Ipv4Address client, Ipv4Address server) const;
    void forget(Ipv4Address client, Ipv4Address server);
    void forget_all() { tunnels_.clear(); }
    /// IKE of that client passed (E10).
    void ike_passed(Ipv4Address client, Ipv4Address server) { ike_.insert({client, server}); }

private:
    struct Tunnel {
        Ipv4Address client;
        Ipv4Address server;
        std::vector<std::uint32_t> inbound_spis;  ///< learned (E6, E7)
        std::set<std::uint32_t> outbound_spis;    ///< seen: for E11, and for ICMP errors that quote them
        Instant sent{};                           ///< last outbound packet
        Instant waits_since{};                    ///< E6, E7: first outbound packet without a reply yet
        Instant expires{};
    };
    [[nodiscard]] Tunnel* find(Ipv4Address client, Ipv4Address server);
    [[nodiscard]] bool make_room();  ///< for one more; false: there is none
    [[nodiscard]] bool somebody_waits(Ipv4Address client, Ipv4Address server, Instant now) const;
    [[nodiscard]] Tunnel* matched(Ipv4Address server, std::uint32_t spi);
    [[nodiscard]] std::vector<Tunnel*> candidates(Ipv4Address server, std::uint32_t spi);
    [[nodiscard]] Tunnel* learn(Ipv4Address server, std::uint32_t spi);
    [[nodiscard]] model::EspHandling handling() const;
    [[nodiscard]] Duration lifetime() const { return faults_("time.esp-short") ? std::chrono::seconds(25) : spec_.timers.esp; }
    [[nodiscard]] bool one_in_all() const { return spec_.esp_one_in_all || faults_("esp.one-client-in-all"); }

    model::RouterSpec const& spec_;
    Faults const& faults_;
    std::vector<Tunnel> tunnels_;  ///< in the order of their first packets
    std::set<std::pair<Ipv4Address, Ipv4Address>> ike_;
    EspSlots slots_;
};

}  // namespace tsuka::sim
