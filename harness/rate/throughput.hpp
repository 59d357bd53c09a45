// The rate that a router carries, one protocol and size at a time: by search, with the latency of a last trial at that rate.
#pragma once

#include "generator/load/search.hpp"
#include "harness/model/load_report.hpp"
#include "harness/rate/traffic.hpp"

namespace tsuka::rate {

struct ThroughputPlan {
    load::Kind kind = load::Kind::udp;
    load::SizeMix sizes = load::SizeMix({{64, 1}});
    std::string size_word;
    Directions directions;
    std::uint32_t flows = 1000;
    Ipv4Prefix servers;
    load::Goal goal;
    double most = 0;                          ///< frames a second that are tried at most; 0: what this machine can send
    std::uint16_t first = 1;                  ///< numbers the marks, four hundred at most
    std::vector<unsigned> loads{10, 50, 90};  ///< percent of the rate that is carried, at which latency is measured besides
};

/// Told about every trial.
using Tried = std::function<void(load::RateTrial const&, TrialOutcome const&)>;

/// Rows with `trouble` are answers, too: no flow opened, say. Error: the wire is gone, or `stop`.
[[nodiscard]] Result<model::ThroughputRow> measure_throughput(Path& path, Ground& ground, ThroughputPlan const& plan, Tried const& tried,
                                                              Stop const& stop);

/// Of several searches for the same: the row of the median (the lower one of two), with what each has found. Where one has no figure, that
/// one: what holds only sometimes is not carried.
[[nodiscard]] model::ThroughputRow median_of(std::vector<model::ThroughputRow> rows);

}  // namespace tsuka::rate
