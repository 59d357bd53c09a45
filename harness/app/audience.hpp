// Who watches a run while it goes on: a terminal, a window, a log, or nobody.
#pragma once

#include "harness/model/report.hpp"
#include "harness/run/plan.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::app {

class Audience {
public:
    virtual ~Audience() = default;

    /// What will run. Where waiting costs nothing (virtual time) an estimate leaves it out.
    virtual void plan(run::Plan const& plan, bool waiting_costs) = 0;
    virtual void say(std::string const& line) = 0;
    /// Something is amiss, and nobody but the audience hears of it.
    virtual void warn(std::string const& line) = 0;
    virtual void started(std::string const& name, unsigned attempt) = 0;
    /// `result` is the case of that row.
    virtual void finished(model::ReportRow const& row, model::CaseRecord const& result) = 0;
    /// The language in which it is spoken to.
    [[nodiscard]] virtual reports::Words const& words() const = 0;
};

}  // namespace tsuka::app
