// What traffic at rate has shown, as numbers; made by harness/rate, written by reports.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/load_promise.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

/// What is measured, as load.csv calls it; docs/catalogue.toml names the rows that they show.
namespace measured {
inline constexpr std::string_view throughput = "throughput";
inline constexpr std::string_view latency = "latency";  ///< at shares of the carried rate
inline constexpr std::string_view capacity = "capacity";
inline constexpr std::string_view new_flows = "new-flows";
inline constexpr std::string_view tear_down = "tear-down";
inline constexpr std::string_view full_table = "full-table";  ///< latency at shares of the capacity
inline constexpr std::string_view soak = "soak";              ///< one rate for long
}  // namespace measured

/// Percentiles of one-way latency.
struct Latency {
    std::uint64_t samples = 0;
    Duration least{};
    Duration p50{};
    Duration p99{};
    Duration p999{};
    Duration most{};
    /// Packet delay variation: how much longer than the quickest frame all but one of a thousand took (RFC 5481).
    [[nodiscard]] Duration variation() const { return p999 - least; }
};

/// What became of frames that were sent, all directions together.
struct Fate {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
    std::uint64_t altered = 0;
    std::uint64_t strayed = 0;
    std::uint64_t missed = 0;  ///< by this machine
    Latency latency;
};

/// How late frames are when the router has less to do than it can.
struct LatencyAt {
    unsigned percent = 0;  ///< of the rate that is carried
    double rate = 0;       ///< frames a second
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    Latency latency;
};

/// Between which rates the limit of one protocol was found: frames a second that are carried, or new flows a second that are opened.
struct RateFound {
    std::string protocol;
    double offered = 0;           ///< what this machine could send at most through this router
    std::optional<double> lower;  ///< greatest rate that is met
    std::optional<double> upper;  ///< least rate that is not
    bool regular = false;         ///< both ends were found
    std::optional<double> rig;    ///< what the rig has met through a cable, where that was looked at
    bool own_limit = false;       ///< more could not be sent: the router does at least `lower`, and how much more is not known
    bool capped = false;          ///< no more was to be tried, and the router did that
    unsigned trials = 0;
    std::string trouble;  ///< why there is no figure; empty: there is one
};

/// One protocol at one size: what the router carries.
struct ThroughputRow : RateFound, Fate {  ///< the fate is that of a last trial at `lower`
    std::string size;                     ///< octets of the frame with its check sequence, or "imix"
    std::string direction;                ///< "outward", "inward", "both"
    std::uint32_t flows = 0;
    std::uint32_t opened = 0;        ///< flows whose first answer came back
    std::vector<double> searches;    ///< `lower` of each search, least first, where there were several; this row is that of the median
    double octets = 0;               ///< mean size of a frame
    std::vector<LatencyAt> at_load;  ///< less first; `latency` is that at the whole rate
};

/// Frames a second as Mbit/s on the wire. `octets`: of the frame with its check sequence; preamble and gap are 20 more (IEEE 802.3).
[[nodiscard]] constexpr double megabits(double frames, double octets) {
    constexpr double beside = 20;
    return frames * (octets + beside) * 8 / 1e6;
}

/// How a table that is full treats flows.
enum class AtLimit : std::uint8_t {
    not_reached,
    refused,         ///< newcomers get nothing, those inside stay
    oldest_evicted,  ///< newcomers get in, and whoever came first is forgotten
    some_evicted,    ///< newcomers get in, and somebody is forgotten
    all_lost,        ///< nearly everybody is forgotten
};
[[nodiscard]] constexpr std::string_view to_string(AtLimit limit) {
    switch (limit) {
        case AtLimit::not_reached:
            return "not reached";
        case AtLimit::refused:
            return "refused";
        case AtLimit::oldest_evicted:
            return "oldest evicted";
        case AtLimit::some_evicted:
            return "some evicted";
        case AtLimit::all_lost:
            return "all lost";
    }
    return {};
}

/// How late frames are while the router's table is so full.
struct LatencyFilled {
    unsigned percent = 0;     ///< of the flows that the router was found to keep
    std::uint32_t flows = 0;  ///< that many were open
    double rate = 0;          ///< frames a second
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    Latency latency;
};

/// How many flows of one protocol the router knows at once. A flow counts only when a frame comes back through it.
struct CapacityRow {
    std::string protocol;
    std::uint32_t tried = 0;
    std::uint32_t opened = 0;  ///< the first answer came back
    std::uint32_t held = 0;    ///< and a later frame of the server still found its client
    std::uint64_t strayed = 0;
    double rate = 0;  ///< new flows a second that were tried
    AtLimit at_limit = AtLimit::not_reached;
    bool newcomer = true;               ///< afterwards a flow that is new gets in
    std::string trouble;                ///< why there is no figure; empty: there is one
    std::vector<LatencyFilled> filled;  ///< less first; nothing: not asked for, or no limit was found
    std::string filled_trouble;         ///< why `filled` is not whole; empty: it is
};

/// How many flows of one protocol the router opens in a second (RFC 9693 calls it the maximum connection establishment rate). A flow
/// counts only when a frame has come back through it.
struct EstablishmentRow : RateFound {
    std::uint32_t flows = 0;            ///< of a trial at `lower`
    std::optional<std::uint32_t> room;  ///< flows that the table is known to keep: no trial comes near to it
    std::string unfinished;             ///< why the search ended before its ends had met; empty: it did not
};

/// How fast a router forgets flows of one protocol when it is told to (RFC 9693 calls it the connection tear-down rate).
struct TearDownRow {
    std::string protocol;
    std::uint32_t tried = 0;
    std::uint32_t held = 0;       ///< the router knew them when it was told to forget
    std::uint32_t left = 0;       ///< and these still afterwards
    Duration took{};              ///< from the beginning of the command that clears to its end
    Duration idle{};              ///< the same when there was nothing to clear, the longest of three times
    std::optional<double> lower;  ///< flows a second
    bool at_least = false;        ///< `lower` is no more than that: most of the time is the command's own
    bool newcomer = true;         ///< afterwards a flow that is new gets in
    std::string trouble;          ///< why there is no figure; empty: there is one
};

/// A stretch of a soak.
struct SoakPart : Fate {
    Duration from{};  ///< since the first part began
    Duration took{};
    std::uint32_t silent = 0;  ///< open flows of which frames were sent, and none came
};

/// One protocol at one size and one rate, for long.
struct SoakRow {
    std::string protocol;
    std::string size;
    std::string direction;
    double rate = 0;    ///< frames a second that were wanted, all directions together
    Duration wanted{};  ///< for so long
    std::uint32_t flows = 0;
    std::uint32_t opened = 0;
    std::vector<SoakPart> parts;  ///< one after the other; a few hundred, however long it was
    std::string trouble;          ///< why there is no figure; empty: there is one
    std::string ended;            ///< why it ended before its time; empty: it did not
};

/// What a rig has carried through a cable, with their `lower` alone.
struct RigFigures {
    std::vector<ThroughputRow> throughput;
    std::vector<EstablishmentRow> establishment;
};

struct LoadReport {
    std::string tool;
    std::string started;  ///< UTC, RFC 3339
    std::string dut;
    std::string about;
    std::uint64_t seed = 0;
    std::string mechanism;  ///< how frames were sent
    unsigned clients = 0;
    std::string servers;  ///< prefix
    std::string goal;     ///< name of the search's goal
    bool compliant = true;
    std::vector<ThroughputRow> throughput;
    std::vector<CapacityRow> capacity;
    std::vector<EstablishmentRow> establishment;
    std::vector<TearDownRow> tear_down;
    std::vector<SoakRow> soak;
    std::string profile;  ///< title of the profile whose promises were compared
    std::vector<PromiseRow> promises;
    std::string ended;  ///< why it ended early; empty: it is whole
};

}  // namespace tsuka::model
