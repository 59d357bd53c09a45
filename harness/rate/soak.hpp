// One rate for long: what a router does to a steady stream after hours, where it leaks, forgets or slows down.
#pragma once

#include "generator/load/size_mix.hpp"
#include "harness/model/load_report.hpp"
#include "harness/rate/traffic.hpp"

#include <functional>
#include <string>

namespace tsuka::rate {

struct SoakPlan {
    load::Kind kind = load::Kind::udp;
    load::SizeMix sizes;
    std::string size_word;
    Directions directions;
    std::uint32_t flows = 100;
    Ipv4Prefix servers;
    double rate = 1000;  ///< frames a second, all directions together
    Duration duration = std::chrono::hours(1);
    std::uint16_t first = 1;  ///< numbers the marks: soak_parts of them, and a few
};

/// At most so many parts, each a second or longer, so that what is kept of a week is what is kept of four minutes.
inline constexpr unsigned soak_parts = 240;
[[nodiscard]] Duration soak_part(Duration duration);

/// Opens the flows once and sends part after part over those that came up; what each part has shown is in `row` when `told` hears of it. It
/// ends when the router carries nothing any more, three parts long. Error: the wire is gone, or `stop`; `row` has the parts until then.
[[nodiscard]] Result<void> soak(Path& path, Ground& ground, SoakPlan const& plan, model::SoakRow& row,
                                std::function<void(model::SoakPart const&)> const& told, Stop const& stop);

}  // namespace tsuka::rate
