// The last lines of a run on standard output.
#pragma once

#include "harness/model/report.hpp"
#include "harness/model/users.hpp"
#include "harness/record/run_folder.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::cli {

/// Verdict, counts and what wants attention. `run` is the folder that the commands named there can be given, `target` where the reports
/// are; `longest` as in reports::Places.
void print_closing(model::Report const& report, model::Record const& record, record::RunFolder const& run, record::RunFolder const& target,
                   reports::Words const& words, model::UserGuide const& guide, std::string const& longest = {});
/// The conclusion alone, one line.
void print_conclusion(model::Report const& report, reports::Words const& words);

}  // namespace tsuka::cli
