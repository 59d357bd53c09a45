// A judged run in another language: profile, claims, titles of cases, and what is said to users. Names, numbers, verdicts and reasons stay.
#pragma once

#include "harness/model/report.hpp"
#include "harness/model/users.hpp"
#include "reports/outline.hpp"
#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

[[nodiscard]] model::Report translated(model::Report report, Words const& words, model::UserGuide const& guide);

/// The same of a report that was read back: conclusion, reasons, numbers, and what is said to users.
[[nodiscard]] Outline translated(Outline outline, Words const& words, model::UserGuide const& guide);

/// "say.ipsec.one=yes.same=no": of the sentence, with "helps." in front of what helps.
[[nodiscard]] std::string saying_id(model::VpnKind const& kind, model::Saying const& saying);

/// Every id that a guide has texts for.
[[nodiscard]] std::vector<std::string> guide_ids(model::UserGuide const& guide);

}  // namespace tsuka::reports
