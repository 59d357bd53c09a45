// How the router and the bench are, apart from what any case asks: whether the router forwards at all, whether its WAN address is still
// what it was, whether the wire is flooded, whether this machine loses frames. Pure: what happened goes in, what it means comes out.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"
#include "harness/run/surge.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tsuka::run {

/// Why the cases in hand say nothing, and how long none may begin.
struct Unwell {
    std::string why;
    Duration rest{};
};

class Health {
public:
    explicit Health(Duration patience) : patience_(patience) {}

    // --- the wire and this machine

    /// A frame that belongs to no case and no set-up.
    void stranger(Side side, View frame, Instant at) { surge_.stranger(side, frame, at); }
    [[nodiscard]] bool may_answer(Side side, Instant at) { return surge_.may_answer(side, at); }
    /// Why the cases in hand say nothing about the router: what went unanswered, once. Nothing: all is well.
    [[nodiscard]] std::optional<std::string> storm(Instant now) { return surge_.unanswered(now); }
    /// The same, after a port of ours has lost frames.
    [[nodiscard]] std::string dropped(Side side, std::uint64_t count) const;
    /// After the wall clock, by which the kernel stamps frames, was set by so much, forward or (negative) back.
    [[nodiscard]] static std::string clock_set(Duration by);
    /// After neighbours were dropped from the table that all network namespaces share.
    [[nodiscard]] static Unwell neighbours_lost();

    // --- the router

    /// Not even the control flow passes. The first such moment counts until it has come back.
    void fell_silent(Instant at);
    /// A case has opened more flows than the router may have room for: until those have run out it may serve nobody new.
    void was_flooded(Instant at) { full_until_ = at + until_flows_end; }
    [[nodiscard]] bool may_be_full(Instant now) const { return full_until_ && now < *full_until_; }
    /// It forwards again after a flood, and may have room for one newcomer and not for many: whether to look once more, a while later.
    [[nodiscard]] bool look_again(Instant now);
    /// Asked anew, and it still does not forward. False: it has been waited for long enough.
    [[nodiscard]] bool wait_on(Instant now) const;
    /// It forwards, under this WAN address. Says what has changed: "it forwarded again after 12.0 s", "its WAN address changed from ... to
    /// ..."; empty when nothing has.
    [[nodiscard]] std::string forwards(Ipv4Address wan_address, Instant now);
    /// Since when it is silent, if it is.
    [[nodiscard]] std::optional<Instant> silent_since() const { return silent_since_; }
    /// "it did not forward again within 3m", while it is silent.
    [[nodiscard]] std::string silence(Instant now) const;

private:
    /// Twice the five minutes that RFC 4787 section 4.3 (REQ-5 c) recommends to keep what is idle.
    static constexpr Duration until_flows_end = std::chrono::minutes(10);

    Duration patience_;
    std::optional<Instant> full_until_;
    bool looked_again_ = false;
    Surge surge_;
    std::optional<Instant> silent_since_;
    std::optional<Ipv4Address> wan_address_;
};

}  // namespace tsuka::run
