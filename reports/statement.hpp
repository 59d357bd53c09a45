// What ISO/IEC 17025:2017 asks a test report to state: section 7.8.2.1 of every report, 7.8.6.2 of one that states conformity.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

struct RequiredStatement {
    std::string section;  ///< "7.8.2.1 g"
    std::string what;     ///< is asked for
    std::string stated;   ///< empty: it was not stated
};

[[nodiscard]] std::vector<RequiredStatement> statements_of(model::Report const& report, RenderContext const& facts);

/// How verdicts and conclusion were reached, in one paragraph: from the profile, the rules of verdicts, and how often bad news were asked
/// for again.
[[nodiscard]] std::string decision_rule(model::Report const& report, Words const& said);

}  // namespace tsuka::reports
