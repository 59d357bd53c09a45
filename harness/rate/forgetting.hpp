// When a router has forgotten the flows that it was given: a table is empty when those that came last are unknown.
#pragma once

#include "harness/rate/traffic.hpp"

namespace tsuka::rate {

struct Forgetting {
    bool forgotten = false;
    std::uint32_t asked = 0;  ///< so many were asked after; those that were still known may be kept for some time yet
};

/// Longer than a router keeps UDP that has had an answer (RFC 4787 REQ-5 recommends five minutes, most have two or three).
inline constexpr Duration patience = std::chrono::minutes(6);
inline constexpr auto minutes_of_patience = std::chrono::duration_cast<std::chrono::minutes>(patience).count();

/// Waits until the router no longer knows the opened ones of the flows below `end`: every five seconds one of them is asked after by a
/// frame inward, from the last one on, and each only once, since such a frame may keep a flow alive. They count as forgotten when three in
/// a row are unknown. At most `patience`. Error: the wire is gone, or `stop`.
[[nodiscard]] Result<Forgetting> wait_until_forgotten(Path& path, Ground& ground, Traffic& traffic, std::uint32_t end, Stop const& stop);

}  // namespace tsuka::rate
