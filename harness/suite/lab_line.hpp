// A line that a lab file wants to be bad.
#pragma once

#include "harness/model/lab.hpp"
#include "harness/suite/table_reader.hpp"

namespace tsuka::suite {

/// [wan.impair]
void read_impairment(TomlNode const& node, model::Impairment& line, Diagnostics& diagnostics);

}  // namespace tsuka::suite
