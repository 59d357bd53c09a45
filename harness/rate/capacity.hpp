// How many flows a router keeps at once, and what becomes of the one too many.
#pragma once

#include "harness/model/load_report.hpp"
#include "harness/rate/traffic.hpp"

#include <optional>
#include <vector>

namespace tsuka::rate {

/// From what became of each flow, in the order of their coming: whether its first answer came back, and whether the router still knew it
/// when all had come. `opened` and `held` are of one size.
[[nodiscard]] model::AtLimit at_limit(std::vector<bool> const& opened, std::vector<bool> const& held);

struct Count {
    model::CapacityRow row;
    std::optional<Traffic> flows;  ///< those that were counted; nothing when there were none to count
};

/// Opens `count` flows at `rate` a second, each answered at once; then one frame of each server shows which of them the router still
/// knows; then a few flows more are tried. `first` numbers the marks (twenty).
/// Rows with `trouble` are answers, too. Error: the wire is gone, or `stop`.
[[nodiscard]] Result<Count> measure_capacity(Path& path, Ground& ground, load::Kind kind, std::uint32_t count, double rate,
                                             Ipv4Prefix servers, std::uint16_t first, Stop const& stop);

/// After a table was full: waits until a flow that is new gets in, and as long again as it took to open those that filled it (`filled_in`),
/// since they go one after the other as they came. At most `patience`; false: then nobody new had got in. `first` numbers the marks (two
/// for each time that it asks, every five seconds).
[[nodiscard]] Result<bool> wait_for_room(Path& path, Ground& ground, load::Kind kind, Duration filled_in, Duration patience,
                                         Ipv4Prefix servers, std::uint16_t first, Stop const& stop);

}  // namespace tsuka::rate
