// The findings of the HTML page: causes with their cases below, and which cases decide a claim.
#pragma once

#include "harness/model/report.hpp"
#include "reports/html_data.hpp"
#include "reports/summary.hpp"

namespace tsuka::reports {

/// Sets "causes" (what wants attention) and "others" (what is not claimed and not kept).
void put_causes(Data& page, model::Report const& report, model::Record const& record, RenderContext const& facts);

/// Sets "deciding": the first cases that gave the claim its verdict, and how many more there are.
void put_deciding(Data& data, ClaimSummary const& claim, Words const& said);

}  // namespace tsuka::reports
