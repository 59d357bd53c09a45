// A recorded run judged again, by the same or another profile, without any hardware. The run itself is only read.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/app/found.hpp"
#include "harness/app/options.hpp"
#include "harness/app/seal.hpp"
#include "harness/model/record.hpp"
#include "harness/model/report.hpp"
#include "harness/record/run_folder.hpp"
#include "reports/render_context.hpp"
#include "reports/words.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::app {

/// A run, and what it is to be judged by.
struct ToJudge {
    record::RunFolder run;
    std::vector<model::Claim> claims;
    NamedProfile profile;
    model::UserGuide users;
    std::optional<std::vector<model::Expected>> expected;
    model::Language language;
    Seal seal;

    [[nodiscard]] reports::Words words() const { return {language.code, language.texts}; }
};

/// Nothing, with words, where the run, the profile, the list of known deviations or the language cannot be read.
[[nodiscard]] Found<ToJudge> read_to_judge(JudgeOptions const& options);

/// What a replay came to, beside its record.
struct ReplayedAs {
    std::size_t cases = 0;
    std::vector<std::string> differences;  ///< "CASE: satisfied then, violated today"
    std::string departure;                 ///< where it went another way than the run; empty: nowhere
};

struct Judgement {
    model::Report report;
    model::Record record;
    std::optional<ReplayedAs> replay;
    std::string capture_trouble;  ///< why the capture does not hold what the record names; empty: it does
};

/// Errors: a record that cannot be read, a replay that cannot be had. `said`: what there is to say of the profile beside the record.
[[nodiscard]] Result<Judgement> judge_again(ToJudge const& asked, JudgeOptions const& options, suite::Diagnostics& said);

/// The folder for a judgement by that profile: `out`, or a new one in RUN/judged. Errors: one among the files of the run, whose seal it
/// would break; one that holds anything.
[[nodiscard]] Result<record::RunFolder> folder_for_judgement(record::RunFolder const& run, std::string const& out,
                                                             std::string const& profile);

/// Writes the reports, what they were judged by, and sums of these and of what they rest on.
[[nodiscard]] Result<void> write_judgement(ToJudge const& asked, Judgement const& judgement, record::RunFolder const& target);

}  // namespace tsuka::app
