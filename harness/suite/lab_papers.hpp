// What a lab file states of the device under test and for the certificate.
#pragma once

#include "harness/model/lab.hpp"
#include "harness/suite/table_reader.hpp"

namespace tsuka::suite {

/// [dut] and [certificate].
void read_papers(TableReader& table, model::Lab& lab, Diagnostics& diagnostics);

}  // namespace tsuka::suite
