// The second block of the HTML page: what users can do.
#pragma once

#include "harness/model/report.hpp"
#include "reports/html_data.hpp"

namespace tsuka::reports {

/// Sets "situations" (the heads of the columns) and "users" (rows of cells, each with a sign, a word and a link to the case behind it).
void put_users(Data& page, model::Report const& report, Words const& said);

}  // namespace tsuka::reports
