// By what a row that falls short is recognised among others: see causes.hpp.
#pragma once

#include "harness/model/report.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tsuka::reports {

struct Sign {
    std::string key;       ///< equal for rows of one cause
    std::string sentence;  ///< what was seen
};

class Signs {
public:
    Signs(model::Report const& report, model::Record const& record);

    [[nodiscard]] Sign of(model::ReportRow const& row) const;

private:
    /// A protocol and the side that it was sent from.
    using Way = std::pair<std::string, Side>;

    [[nodiscard]] std::optional<Sign> lost(model::CaseRecord const& result) const;

    model::Record const& record_;
    std::set<Way> awaited_;  ///< ways on which some case of the report awaited a probe that did not arrive
    std::set<Way> passed_;   ///< ways on which some probe of the run arrived
};

}  // namespace tsuka::reports
