// The judged run: one row per case, verdict and why. Totals are always computed from the rows, never counted beside them.
#pragma once

#include "harness/model/expected.hpp"
#include "harness/model/measurement.hpp"
#include "harness/model/profile.hpp"
#include "harness/model/record.hpp"
#include "harness/model/users.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::model {

/// design: outcome of a case x what the profile claims.
enum class Verdict : std::uint8_t {
    pass,          ///< claimed and kept
    fail,          ///< a must is claimed and broken, or something that holds for every router is broken
    deviation,     ///< a should is claimed and broken
    supported,     ///< not claimed, yet kept
    not_offered,   ///< not claimed and not kept
    inconclusive,  ///< undetermined, with the reason
    skipped,
    error,
};
[[nodiscard]] std::string_view to_string(Verdict verdict);  ///< "pass", "not-offered" ...

/// Worst first. Where several verdicts meet in one place (the claims of a row, the rows of a claim) the first of these is shown.
inline constexpr std::array<Verdict, 8> verdicts_by_severity{Verdict::fail, Verdict::error,       Verdict::inconclusive, Verdict::deviation,
                                                             Verdict::pass, Verdict::not_offered, Verdict::supported,    Verdict::skipped};

/// One claim that a case bears on.
struct ClaimRow {
    Claim claim;
    bool claimed = false;  ///< by the profile, or because it always holds
    bool kept = false;
    Verdict verdict = Verdict::error;
};

/// Something that holds for every router was seen not to hold, in words.
struct Finding {
    Seen seen = Seen::told;
    std::string claim;  ///< "always.no-misdelivery", "header.id"; of a note "note.ttl"
    std::string detail;
    std::string probe;
    std::vector<std::uint64_t> lan_frames;
    std::vector<std::uint64_t> wan_frames;
    bool note = false;  ///< worth knowing, breaks nothing
};

/// Beside the verdict: does the router do what its manual says?
enum class Agreement : std::uint8_t { none, as_documented, differs };

struct ReportRow {
    std::size_t record = 0;  ///< index into Record::cases
    std::string id;
    std::string name;
    std::string suite;
    std::string title;
    Verdict verdict = Verdict::error;
    std::string reason;
    std::string observed_class;
    std::vector<ClaimRow> claims;
    std::vector<Finding> findings{};
    Agreement agreement = Agreement::none;
    std::string documented_class;
    std::string documented_source;
};

/// Several cases of one id that answer one question together.
struct GroupRow {
    std::string id;
    Group::Kind kind = Group::Kind::none;  ///< measure or repeat
    Measurement measured;
    std::map<std::string, std::size_t> classes;  ///< how often each class was observed
};

struct Report {
    RunRecord run;
    Profile profile;
    std::vector<ReportRow> rows;
    std::vector<GroupRow> groups;
    UserMatrix users;
    std::vector<std::string> unsettled;  ///< claims of the profile that no row of this run found kept or broken: not proven by it
    std::vector<PortRecord> ports;
    std::vector<Event> timeline{};       ///< what happened to the bench or the router meanwhile
    std::optional<Accounts> accounts{};  ///< whose all frames were; nothing: the run did not come to its end
    std::vector<LoadBeside> load{};      ///< beside cases, of each part of the run that had it
    bool complete = false;
    std::string ended;
    std::vector<std::string> doubts;  ///< why the evidence cannot be relied on, e.g. it changed after the run; such a run never conforms
    bool gated = false;               ///< a list of known deviations was given; `known` is what became of each
    std::vector<Known> known;
    bool accept_partial = false;  ///< asked for: a run that leaves claims unsettled is a success when nothing failed
    Duration took{};
};

[[nodiscard]] std::map<Verdict, std::size_t> totals(Report const& report);

/// True when the row keeps the run from a conclusion: an error, or something open that the profile claims or that holds for every
/// router. What nobody claims may stay open.
[[nodiscard]] bool holds_back(ReportRow const& row);

/// How many claims the profile makes, and how many of them some row found kept or broken.
struct Coverage {
    std::size_t settled = 0;
    std::size_t claimed = 0;
};
[[nodiscard]] Coverage coverage(Report const& report);

enum class Conclusion : std::uint8_t {
    conforms,          ///< every claim of the profile was settled, none was found broken
    does_not_conform,  ///< a must that the profile claims, or what holds for every router, is broken
    as_far_as_tested,  ///< nothing is broken, but claims of the profile are unsettled, or it claims nothing
    inconclusive,      ///< something claimed could not be decided, the run was cut short, or its evidence is in doubt
    nothing_ran,
};
[[nodiscard]] Conclusion conclusion(Report const& report);

/// Whether a known deviation that holds and has not expired accounts for everything that the row falls short of.
[[nodiscard]] bool is_known(Report const& report, std::size_t row);

/// With a list of known deviations: what it accounts for counts as settled, an entry that is expired or no longer true as a failure (1).
/// 0 conforms, 1 does not, 2 as far as tested (0 when that is accepted) and inconclusive, 4 nothing ran. (3 is usage, the command line's.)
[[nodiscard]] int exit_status(Report const& report);

}  // namespace tsuka::model
