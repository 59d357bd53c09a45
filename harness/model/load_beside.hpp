// Load that runs beside cases, as values: what is wanted of it, and what became of its frames, those before a fast path can have taken a
// flow over apart from those after it.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tsuka::model {

/// Frames of a flow that a router's slow path may still see: fast paths take a flow over within them.
inline constexpr std::uint64_t slow_path_frames = 50;
/// Flows of each protocol, all at once.
inline constexpr unsigned load_flows = 8;

struct LoadWanted {
    std::uint64_t rate = 0;              ///< frames a second, both ways together; 0: no load
    std::vector<std::string> protocols;  ///< as `tsuka load` calls them
    std::uint64_t size = 0;              ///< octets of a frame with its check sequence

    [[nodiscard]] bool any() const { return rate > 0; }
    bool operator==(LoadWanted const&) const = default;
};

/// Frames of a stretch of every flow.
struct LoadStretch {
    std::uint64_t sent = 0;     ///< but for those that were still under way
    std::uint64_t arrived = 0;  ///< once or more
    bool operator==(LoadStretch const&) const = default;
};

/// One kind of thing that was wrong with frames that arrived.
struct LoadFault {
    std::string what;         ///< "payload altered"
    std::string claim;        ///< that it breaks
    std::uint64_t early = 0;  ///< frames 1 to slow_path_frames of their flow
    std::uint64_t late = 0;   ///< all others
    std::uint64_t first = 0;  ///< least number of a frame in its flow that has it, counted from 1
    std::uint32_t flows = 0;  ///< that have it
    bool operator==(LoadFault const&) const = default;
};

/// One protocol, one way.
struct LoadPassage {
    std::string protocol;
    Side from = Side::lan;
    std::uint32_t opened = 0;  ///< flows whose first answer came back: of load_flows, each time that the load began
    LoadStretch early;
    LoadStretch late;
    std::vector<LoadFault> faults;
    bool operator==(LoadPassage const&) const = default;
};

struct LoadBeside {
    LoadWanted wanted;
    Duration flowed{};                        ///< for so long
    std::uint64_t offered = 0;                ///< frames that would have been sent at that rate in that time
    std::array<std::uint64_t, 2> sent{};      ///< by side that they were sent on
    std::array<std::uint64_t, 2> received{};  ///< by side that they arrived on, wrong and doubled ones included
    std::uint64_t dropped = 0;                ///< frames that this machine could not take meanwhile, whoever's they were
    std::vector<LoadPassage> passages;        ///< outward before inward of each protocol
    std::string trouble;                      ///< why there was none; empty: it flowed
    bool operator==(LoadBeside const&) const = default;
};

}  // namespace tsuka::model
