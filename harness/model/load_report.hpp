// What traffic at rate has shown, as numbers; made by harness/rate, written by reports.
#pragma once

#include "generator/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

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

/// One protocol at one size: what the router carries.
struct ThroughputRow {
    std::string protocol;
    std::string size;       ///< octets of the frame with its check sequence, or "imix"
    std::string direction;  ///< "outward", "inward", "both"
    std::uint32_t flows = 0;
    std::uint32_t opened = 0;     ///< flows whose first answer came back
    double offered = 0;           ///< frames a second that this machine could send at most through this router
    std::optional<double> lower;  ///< greatest rate that is carried, frames a second
    std::optional<double> upper;  ///< least rate that is not
    bool regular = false;         ///< both ends were found
    bool own_limit = false;       ///< more could not be sent: the router carries at least `lower`, and how much more is not known
    bool capped = false;          ///< no more was to be tried, and the router carried that
    unsigned trials = 0;
    double octets = 0;  ///< mean size of a frame
    // Of a last trial at `lower`.
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
    std::uint64_t altered = 0;
    std::uint64_t strayed = 0;
    std::uint64_t missed = 0;  ///< by this machine
    Latency latency;
    std::string trouble;  ///< why there is no figure; empty: there is one
};

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

/// How many flows of one protocol the router knows at once. A flow counts only when a frame comes back through it.
struct CapacityRow {
    std::string protocol;
    std::uint32_t tried = 0;
    std::uint32_t opened = 0;  ///< the first answer came back
    std::uint32_t held = 0;    ///< and a later frame of the server still found its client
    std::uint64_t strayed = 0;
    double rate = 0;  ///< new flows a second that were tried
    AtLimit at_limit = AtLimit::not_reached;
    bool newcomer = true;  ///< afterwards a flow that is new gets in
    std::string trouble;   ///< why there is no figure; empty: there is one
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
    std::string ended;  ///< why it ended early; empty: it is whole
};

}  // namespace tsuka::model
