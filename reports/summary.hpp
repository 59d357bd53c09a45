// What all renderers say in the same words: the conclusion, rows by suite, claims with their worst verdict, where the evidence is.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

/// The run in one word and one sentence.
struct RunInWords {
    enum class Mood : std::uint8_t { good, bad, partial, doubtful };
    Mood mood = Mood::doubtful;
    std::string word;  ///< "conforms", "does not conform", "kept as far as tested (3 of 10 claims)", "inconclusive", "interrupted",
                       ///< "nothing ran", "nothing claimed was tested"
    std::string sentence;
};
[[nodiscard]] RunInWords conclude(model::Report const& report, Words const& words = {});
/// "28 of 28 claims settled; 243 cases, 31 of them skipped"
[[nodiscard]] std::string coverage_of(model::Report const& report, Words const& said = {});

/// The router as a title: vendor and model where they are stated, else what the lab, the preset or the command line call it.
[[nodiscard]] std::string item_of(model::RunRecord const& run);

/// "known: multi.esp.same-server.sequential fail: slots (T-17, until 2026-12-31)"
[[nodiscard]] std::string known_in_words(model::Known const& known);

struct SuiteRows {
    std::string suite;
    std::vector<model::ReportRow const*> rows;
};
/// In the order of the run.
[[nodiscard]] std::vector<SuiteRows> by_suite(model::Report const& report);

/// One claim over all rows that bear it.
struct ClaimSummary {
    model::Claim claim;
    bool claimed = false;
    model::Verdict verdict = model::Verdict::error;  ///< the worst
    std::size_t kept = 0;
    std::size_t broken = 0;
    std::size_t open = 0;                           ///< not determined
    std::vector<model::ReportRow const*> deciding;  ///< the rows that give it this verdict
};
/// Claimed ones first, then as met.
[[nodiscard]] std::vector<ClaimSummary> by_claim(model::Report const& report);

/// Fail, error, inconclusive, deviation, or not as the manual says.
[[nodiscard]] bool wants_attention(model::ReportRow const& row);

[[nodiscard]] std::string words(model::Verdict verdict);           ///< "not offered"
[[nodiscard]] std::string agreement(model::ReportRow const& row);  ///< "as documented", "differs: its manual says first-come", ""
[[nodiscard]] std::string duration_of(model::Report const& report);

/// Frames of the evidence files.
struct FrameNumbers {
    std::vector<std::uint64_t> lan;
    std::vector<std::uint64_t> wan;
};
[[nodiscard]] FrameNumbers frames_of(model::CaseRecord const& result);
[[nodiscard]] std::string to_text(FrameNumbers const& numbers, RenderContext const& facts);  ///< "lan.pcapng #12-14, #19; wan.pcapng #8"

/// The case behind a row; nothing when report and record do not belong together.
[[nodiscard]] model::CaseRecord const* case_of(model::Record const& record, model::ReportRow const& row);

/// The same case with its frames and what they say, read in the capture where the record has them by name only. Of each message the first
/// `most_shown` that were sent and that arrived, and those of findings; CaseRecord::unshown counts the others.
inline constexpr std::size_t most_shown = 50;
[[nodiscard]] std::optional<model::CaseRecord> shown_case(model::Record const& record, model::ReportRow const& row);

}  // namespace tsuka::reports
