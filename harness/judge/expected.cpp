// Expectations name a case or a claim: see expected.hpp.
#include "harness/judge/expected.hpp"

#include <algorithm>

namespace tsuka::judge {
namespace {

using model::Expected;
using model::Known;
using model::Verdict;

bool is_decided(Verdict verdict) {
    return verdict != Verdict::skipped && verdict != Verdict::inconclusive && verdict != Verdict::error;
}

struct Match {
    bool bears = false;    ///< the expectation speaks of this row
    bool holds = false;    ///< and it is as expected
    bool decided = false;  ///< or it was decided otherwise
};

Match match(model::ReportRow const& row, Expected const& expected) {
    bool const same_class = expected.observed_class.empty() || expected.observed_class == row.observed_class;
    if (!expected.case_name.empty()) {
        if (row.name != expected.case_name && row.id != expected.case_name) return {};
        bool const holds = to_string(row.verdict) == expected.verdict && same_class;
        return {true, holds, is_decided(row.verdict)};
    }
    auto const claim = std::find_if(row.claims.begin(), row.claims.end(), [&](auto const& one) { return one.claim.id == expected.claim; });
    if (claim == row.claims.end()) return {};
    return {true, to_string(claim->verdict) == expected.verdict && same_class, is_decided(claim->verdict)};
}

}  // namespace

void hold_against(model::Report& report, std::vector<Expected> const& expected, std::string_view today) {
    report.gated = true;
    report.known.clear();
    for (Expected const& one : expected) {
        Known known;
        known.expected = one;
        bool decided = false;
        for (std::size_t index = 0; index < report.rows.size(); ++index) {
            auto const found = match(report.rows[index], one);
            decided = decided || (found.bears && found.decided);
            if (found.holds) known.rows.push_back(index);
        }
        bool const over = !one.expires.empty() && one.expires < today;
        if (!known.rows.empty())
            known.state = over ? Known::State::expired : Known::State::holds;
        else
            known.state = decided ? Known::State::no_longer_true : Known::State::not_seen;
        report.known.push_back(std::move(known));
    }
}

}  // namespace tsuka::judge
