// What a signature of a run states: in-toto statements (in-toto.io/Statement/v1) over the files of the run. One says what a pipeline
// wants to know (predicate test-result/v0.1), one the whole table of verdicts.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tsuka::reports {

/// Something that the statement is about, by its SHA-256 in hexadecimal.
struct Subject {
    std::string name;
    std::string sha256;
};

inline constexpr std::string_view result_predicate = "https://in-toto.io/attestation/test-result/v0.1";
inline constexpr std::string_view verdict_predicate = "https://tsuka.invalid/attestation/verdict/v1";

/// PASSED only for a run that conforms; what is undecided is at best WARNED.
[[nodiscard]] std::string result_statement(model::Report const& report, std::vector<Subject> const& subjects);

/// Conclusion, profile, and each case with its verdict and class.
[[nodiscard]] std::string verdict_statement(model::Report const& report, std::vector<Subject> const& subjects, RenderContext const& facts);

struct Statement {
    std::vector<Subject> subjects;
    std::string predicate_type;
    std::string predicate;  ///< as canonical text: equal statements have equal text
};
[[nodiscard]] Result<Statement> read_statement(std::string_view text);

}  // namespace tsuka::reports
