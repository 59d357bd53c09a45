// Records with fixed contents, judged: what the golden reports are made from. Nothing here depends on a clock, a path or a machine.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>
#include <vector>

namespace tsuka::golden {

struct Fixture {
    std::string name;
    model::Record record;
    model::Report report;
};

[[nodiscard]] reports::RenderContext facts();

[[nodiscard]] Fixture varied();       ///< every verdict, agreement, group and kind of evidence once
[[nodiscard]] Fixture good();         ///< a run that conforms, with a deviation
[[nodiscard]] Fixture partial();      ///< nothing failed, most claims are unsettled
[[nodiscard]] Fixture empty();        ///< nothing ran
[[nodiscard]] Fixture interrupted();  ///< cut short after one good case
[[nodiscard]] Fixture hostile();      ///< strings that try to break out of each format
[[nodiscard]] std::vector<Fixture> all();

[[nodiscard]] Fixture many(std::size_t rows);  ///< for size and time; too large to be stored

/// What hostile() holds in every text.
[[nodiscard]] std::string hostile_text();

}  // namespace tsuka::golden
