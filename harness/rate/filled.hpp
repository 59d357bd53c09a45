// How late frames are while the router's table is half full, and nearly full.
#pragma once

#include "generator/load/search.hpp"
#include "harness/model/load_report.hpp"
#include "harness/rate/traffic.hpp"

#include <optional>
#include <vector>

namespace tsuka::rate {

struct FillPlan {
    load::Kind kind = load::Kind::udp;
    Ipv4Prefix servers;
    double new_flows = 5000;  ///< a second, while the table is filled
    Duration trial = std::chrono::seconds(1);
    std::uint16_t first = 1;                      ///< numbers the marks, twenty at most
    std::vector<unsigned> shares{1, 50, 90, 99};  ///< percent of what the router keeps, less first; the least one is there to compare with
};

/// Whether a count has found a limit, and one of so many flows that shares of it can be told apart (a hundred).
[[nodiscard]] bool has_shares(model::CapacityRow const& row);

/// Fills the table, which is empty, to each share of the flows that the count in `row` has found it to keep, and sends over all that are
/// open, both ways in turn, at 1,000 frames a second or at so many that each flow has its turn in ten seconds. What came of it is put into
/// `row`; back come the flows, which fill the table now (nothing when there are none). Error: the wire is gone, or `stop`.
[[nodiscard]] Result<std::optional<Traffic>> measure_filled(Path& path, Ground& ground, FillPlan const& plan, model::CapacityRow& row,
                                                            Stop const& stop);

}  // namespace tsuka::rate
