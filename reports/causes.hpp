// Causes, not cases: rows that fall short with the same sign are one finding. A sign is a fact of the record - a protocol that is lost on
// the way in one direction, a rule that holds everywhere and was seen broken, a class, a sentence - never a guess at what goes on inside.
#pragma once

#include "harness/model/report.hpp"
#include "reports/octets.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::reports {

struct Cause {
    model::Verdict verdict = model::Verdict::error;  ///< the worst of its rows
    std::string sentence;                            ///< what was seen, in words
    std::vector<model::ReportRow const*> rows;       ///< worst first, then in the order of the run
    std::vector<model::ClaimRow const*> claims;      ///< what they bear on and did not keep, each once, worst first
    std::string expected;                            ///< of the first check that shows it; empty when no check does
    std::string arrived;
    std::optional<Objected> octets{};  ///< of the first case that octets can show
};

/// Which rows are asked about.
enum class Shortfall : std::uint8_t {
    attention,   ///< wants_attention()
    not_offered  ///< not claimed and not kept: no fault, and what users will notice all the same
};

/// Worst first; of equal ones the one with the most rows.
[[nodiscard]] std::vector<Cause> causes(model::Report const& report, model::Record const& record, Shortfall which);

/// A sentence for people: without "step 9: ", "class 'starved': " and the codes of behaviour classes ("E3: ", "G0 or G1: ").
[[nodiscard]] std::string plain(std::string const& reason);

}  // namespace tsuka::reports
