// Finds the MAC of a next hop by ARP (RFC 826) and, by asking, tells the next hop our own. Sans-I/O.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "harness/lab/progress.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::lab {

class Neighbour {
public:
    /// Asks as `own_mac` / `own` who has `wanted`.
    Neighbour(MacAddress own_mac, Ipv4Address own, Ipv4Address wanted) : own_mac_(own_mac), own_(own), wanted_(wanted) {}

    void start(Instant now);
    void receive(View frame, Instant now);
    void wake(Instant now);
    /// When wake() wants to be called; nothing when there is nothing to wait for.
    [[nodiscard]] std::optional<Instant> wake_at() const { return wake_at_; }
    [[nodiscard]] std::vector<Octets> take_frames() { return std::exchange(frames_, {}); }

    [[nodiscard]] Progress state() const { return state_; }
    [[nodiscard]] MacAddress mac() const { return mac_; }          ///< when ready
    [[nodiscard]] std::string const& why() const { return why_; }  ///< when failed: one sentence

private:
    void ask(Instant now);

    MacAddress own_mac_;
    Ipv4Address own_;
    Ipv4Address wanted_;
    MacAddress mac_;
    Progress state_ = Progress::working;
    unsigned asked_ = 0;
    std::optional<Instant> wake_at_;
    std::vector<Octets> frames_;
    std::string why_;
};

}  // namespace tsuka::lab
