#include "harness/app/failing.hpp"

#include "harness/judge/judge.hpp"

#include <algorithm>

namespace tsuka::app {

std::function<bool(model::CaseRecord const&)> fails_by(model::Profile const& profile, std::vector<model::Claim> const& claims) {
    return [&profile, &claims](model::CaseRecord const& result) {
        model::Record one;
        one.cases.push_back(result);
        const auto report = judge::judge(one, profile, claims);
        return std::any_of(report.rows.begin(), report.rows.end(), [](auto const& row) { return row.verdict == model::Verdict::fail; });
    };
}

}  // namespace tsuka::app
