// After the fact: does plain UDP pass between the case's own client and server, on fresh ports? Where not even that passes, what the case
// missed is no finding about its protocol: the router shuts out this client (a device limit, a MAC filter), this server (a filter of
// "bogon" addresses), or newcomers altogether. The sentinel, with hosts and ports of its own, would not see it.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"
#include "harness/engine/facts.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::engine {

/// Its frames bear Token::control_probe in place of a probe; the copy is the number of the exchange.
class Control {
public:
    /// One exchange for each pair of a LAN and a WAN host of the case, and one for each of these hosts with the sentinel's on the other
    /// side. `draw` gives random numbers, for ports.
    void start(std::vector<std::pair<model::Host, model::Host>> const& pairs, SentinelPath const& sentinel,
               std::function<std::uint64_t()> const& draw, Duration retry, Instant now);
    [[nodiscard]] bool started() const { return !exchanges_.empty(); }
    [[nodiscard]] bool over() const { return over_; }

    /// Numbers of exchanges whose ping must be sent now; asked after start() and wake().
    [[nodiscard]] std::vector<std::uint32_t> take_pings();
    /// Nothing: no such exchange.
    [[nodiscard]] SentinelPath const* path(std::uint32_t number) const;
    void answered(std::uint32_t number);  ///< its pong has arrived

    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;

    /// Once over: who is cut off, in a sentence; empty when every pair of the case has plain UDP.
    [[nodiscard]] std::string cut_off() const;

private:
    struct Exchange {
        SentinelPath path;
        bool own_lan = false;  ///< the LAN host is the case's
        bool own_wan = false;
        bool passed = false;
    };
    void add(model::Host const& lan, model::Host const& wan, bool own_lan, bool own_wan, std::function<std::uint64_t()> const& draw);
    [[nodiscard]] bool passes(Exchange const& exchange, bool own_lan, bool own_wan) const;

    std::vector<Exchange> exchanges_;
    std::vector<std::uint32_t> pings_;
    Duration retry_{};
    Instant next_{};
    unsigned tries_ = 0;
    bool over_ = false;
};

}  // namespace tsuka::engine
