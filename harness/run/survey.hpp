// Who is on the wires of a bench before anything is asked of the router: a DHCP question and an ARP probe on either side, and for some
// seconds all ears. Cables in the wrong socket, two sides on one switch, a second DHCP server and foreign VLAN tags show here. Sans I/O.
#pragma once

#include "harness/lab/link.hpp"
#include "harness/model/lab.hpp"
#include "harness/run/transmit.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tsuka::run {

/// One thing that a check of a bench has found.
struct Remark {
    enum class Level : std::uint8_t { good, note, bad };
    Level level = Level::good;
    std::string words;   ///< what was seen
    std::string remedy;  ///< what to do about it; empty: nothing
};

class BenchSurvey {
public:
    /// `lan_mac`, `wan_mac`: the senders of the questions, which nobody else has.
    BenchSurvey(model::Lab const& lab, MacAddress lan_mac, MacAddress wan_mac, std::uint32_t transaction);

    void start(Instant now);
    /// A frame as it is on the wire, with its tag.
    void receive(Side side, View frame);
    void wake(Instant now);
    [[nodiscard]] Instant wake_at() const { return wake_at_; }
    [[nodiscard]] std::vector<Transmit> take_frames();
    [[nodiscard]] bool done() const { return done_; }

    /// What it says of the cabling. When done.
    [[nodiscard]] std::vector<Remark> remarks() const;
    /// Everybody who was heard.
    [[nodiscard]] std::set<MacAddress> sources() const;
    /// Other devices than the router, which has these MAC addresses. When done.
    [[nodiscard]] std::vector<Remark> others(std::set<MacAddress> const& routers) const;

private:
    /// Of one side.
    struct Heard {
        std::map<MacAddress, std::uint64_t> sources;      ///< frames of each
        std::map<Ipv4Address, MacAddress> servers;        ///< that offered an address
        std::set<MacAddress> asking;                      ///< DHCP clients
        std::map<std::uint16_t, std::uint64_t> tagged;    ///< frames by a VLAN that is not the lab's
        std::map<std::uint16_t, std::uint64_t> provider;  ///< the same with an S-TAG in front (IEEE 802.1ad), by its VLAN
        std::uint64_t untagged = 0;                       ///< frames, where the lab has a VLAN
        std::optional<MacAddress> gateway;                ///< who has the address of the gateway that Tsuka plays
        std::uint64_t own = 0;                            ///< frames of ours that came back
        std::uint64_t crossed = 0;                        ///< frames of ours from the other side
        bool others_prefix = false;                       ///< ARP of addresses that belong to the other side
    };
    [[nodiscard]] Heard const& of(Side side) const { return heard_.at(static_cast<std::size_t>(side)); }
    void ask(Instant now);
    void read_arp(Side side, Heard& heard, View frame) const;
    void read_dhcp(Heard& heard, MacAddress source, View frame) const;
    [[nodiscard]] bool swapped() const;
    void tell_tags(Side side, std::vector<Remark>& all) const;

    model::Lab const& lab_;
    std::array<MacAddress, 2> macs_;
    std::uint32_t transaction_;
    std::array<lab::Link, 2> links_;
    std::array<Heard, 2> heard_;
    unsigned asked_ = 0;
    bool done_ = false;
    Instant wake_at_{};
    std::vector<Transmit> out_;
};

}  // namespace tsuka::run
