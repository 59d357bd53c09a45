// What a run is to do, as a value: cases, lab, seed, how many at once.
#pragma once

#include "harness/model/lab.hpp"
#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::run {

/// For so long after a case has ended what comes late is still charged to it: routers copy, forget and let go of frames with a second's
/// delay, and whoever looks for 50 ms sees none of that.
inline constexpr Duration usual_rest = std::chrono::milliseconds(1500);

/// Cases at the same time at most, where a run may choose and as many clients at once as were counted allow for it.
inline constexpr unsigned usual_jobs = 8;

/// So long a router that has stopped forwarding is waited for: one that crashes and starts again needs a minute or two.
inline constexpr Duration usual_patience = std::chrono::minutes(3);

/// What is measured first of how many clients the router holds.
enum class Counting : std::uint8_t {
    off,
    count,  ///< how many
    full,   ///< and, where it refuses more, how long until a place is free again, as far as `longest` allows
};

/// When no case begins any more: those under way go on to their ends, and the others are told of as not run.
struct Limits {
    std::optional<Duration> budget = std::nullopt;  ///< since the run began; cases that wait longer than what is left are skipped
    unsigned most_failures = 0;                     ///< after so many cases that `fails` says so of; 0: however many there are
    std::function<bool(model::CaseRecord const&)> fails = {};
};

/// What an earlier part of a run has found of a path that cases of this one need.
struct FoundPath {
    std::string path;
    bool there = false;
    std::string by;  ///< name of the case
};

/// The router that an earlier part of a run has met, as its preflight wrote it down.
struct RouterWas {
    std::string lan_mac;
    std::string wan_mac;
};
[[nodiscard]] std::optional<RouterWas> router_of(std::vector<model::FieldRecord> const& facts);

struct Plan {
    std::vector<model::Case> cases;
    model::Lab lab;
    std::uint64_t seed = 0;
    unsigned jobs = 1;     ///< cases at the same time; those that need to be alone come at the end. 0: as the measured router allows
    unsigned confirm = 1;  ///< how often a case that is not satisfied is run again with fresh addresses before it counts
    std::optional<Duration> longest = std::nullopt;  ///< cases that wait longer on purpose are skipped; none: every case runs
    Duration rest = usual_rest;
    Counting memory = Counting::off;     ///< and what it finds is kept to
    Duration patience = usual_patience;  ///< with a router that has stopped forwarding, where the lab does not say
    bool hang_up = false;                ///< hosts of a case take their leave of each other at its end
    bool waits_for_others = false;       ///< the preflight gives other hosts with its client's address time to say so
    bool path_mtu = false;               ///< the preflight measures how large a datagram may be, and the cases keep to it
    Duration unix_epoch{};               ///< makes Unix time of the session's, for who asks it the time
    Limits limits = {};
    std::vector<FoundPath> found = {};
    std::optional<RouterWas> router_was = std::nullopt;  ///< another one fails the preflight
    model::LoadWanted load = {};                         ///< while those of the cases run that are to run under load

    [[nodiscard]] Duration patience_with_router() const { return lab.patience.value_or(patience); }
};

/// What `tsuka run` does beyond that unless it is told otherwise: it counts the clients that the router holds, measures how large a
/// datagram may be, and lets hosts take their leave.
void as_usual(Plan& plan);

/// Its cases in another order: the same one for the same seed.
void shuffle(Plan& plan);
/// What others need to have been found first, then those that wait on purpose, by whole seconds: where cases run at the same time none is
/// left to wait alone at the end, and to wait once more when it is run again. All others, and those that are left out, keep their order.
void longest_first(Plan& plan);

/// Adds each of its cases once more, to be run under load; all but those that measure a time, do something to the router, fill its tables,
/// or would wait longer than `longest`: with them load would be what is measured. Returns how many cases are left out.
std::size_t repeat_under_load(Plan& plan, Duration longest);

/// What a run lets pass in real time when nobody says otherwise: an hour is worth it only to somebody who asked for it.
inline constexpr Duration usual_longest = std::chrono::seconds(30);

/// Among the run's facts when hosts took their leave at the end of a case; a replay goes by it.
inline constexpr std::string_view hang_up_fact = "hang_up";

/// Whether the plan leaves that case out because it waits too long.
[[nodiscard]] bool too_long(Plan const& plan, model::Case const& scenario);
/// The cases that it leaves out for that, and the longest wait among them.
struct LeftOut {
    std::size_t cases = 0;
    Duration longest{};
};
[[nodiscard]] LeftOut left_out(Plan const& plan);

}  // namespace tsuka::run
