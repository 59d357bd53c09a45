// What the preflight has measured, for people: names and values in the language of the page.
#pragma once

#include "harness/model/record.hpp"
#include "reports/words.hpp"

namespace tsuka::reports {

/// "round_trip.lost", "0 of 30" in the language of the page; what it has no words for stays as it is.
[[nodiscard]] model::FieldRecord fact_in_words(model::FieldRecord const& fact, Words const& said);

}  // namespace tsuka::reports
