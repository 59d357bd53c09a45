// Measurements in words: "survives 60 s, lost after 120 s", "48 of 50".
#pragma once

#include "harness/model/report.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::reports {

[[nodiscard]] std::string sentence_of(model::GroupRow const& row, Words const& said = {});

/// Such a sentence in English, as a file holds it, in another language.
[[nodiscard]] std::string measured_in(std::string const& english, Words const& said);

}  // namespace tsuka::reports
