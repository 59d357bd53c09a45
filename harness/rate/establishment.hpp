// How many flows a router opens in a second: by the search that finds the rate that it carries, each trial with flows that it has not met.
#pragma once

#include "generator/load/search.hpp"
#include "harness/model/load_report.hpp"
#include "harness/rate/traffic.hpp"

#include <functional>
#include <optional>

namespace tsuka::rate {

struct EstablishmentPlan {
    load::Kind kind = load::Kind::udp;
    Ipv4Prefix servers;
    load::Goal goal;
    double most = 0;                    ///< new flows a second that are tried at most; 0: what this machine can send
    std::uint32_t flows = 10'000;       ///< of one trial, at most
    std::optional<std::uint32_t> room;  ///< how many the router's table keeps, where that is known
    std::uint16_t first = 1;            ///< numbers the marks
};

struct Established {
    model::EstablishmentRow row;
    std::optional<Traffic> flows;  ///< those that were opened; nothing when there were none to try
};

/// Whether a table that keeps so many flows leaves trials that tell a rate.
[[nodiscard]] bool tells_a_rate(std::uint32_t room);

/// Told what happens.
struct EstablishmentNews {
    std::function<void(load::RateTrial const&, Opening const&)> tried;
    std::function<void(std::uint32_t inside)> waits;  ///< until the router has forgotten so many flows
};

/// A trial opens as many flows as come in its time, but no more than `flows`, and never more than nine tenths of what the table keeps: when
/// there is no room for so many it waits until the router has forgotten those of the trials before. A trial that loses flows because the
/// table is full (after it most of a few slow newcomers do not get in, either) counts for nothing, and tells how much room there is.
/// Rows with `trouble` are answers, too. Error: the wire is gone, or `stop`.
[[nodiscard]] Result<Established> measure_establishment(Path& path, Ground& ground, EstablishmentPlan const& plan,
                                                        EstablishmentNews const& news, Stop const& stop);

}  // namespace tsuka::rate
