// A run bound to a key. What is signed can be derived again from what is signed: the record, judged by the profile beside it, must give
// the verdicts of the statement.
#pragma once

#include "generator/base/result.hpp"
#include "harness/record/envelope.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/suite/diagnostic.hpp"

#include <string>
#include <vector>

namespace tsuka::app {

/// Writes the signatures of both statements into the folder, which is as_sealed(). `said`: what there is to say of the profile and the
/// claims beside the record. Errors: what cannot be judged or written.
[[nodiscard]] Result<void> sign(record::RunFolder const& folder, record::Key const& key, suite::Diagnostics& said);

struct Verified {
    std::string trouble;              ///< why it is not; empty: it is
    std::vector<std::string> lines;   ///< what was found on the way
    suite::Diagnostics of_profile{};  ///< what there is to say of the profile and the claims beside the record
};

/// Whether all files are as the key has signed them. `rejudge`: also whether the record, judged again, gives the signed verdicts, and the
/// capture, through the engine of today, the record. A run of 0.1.0 cannot be replayed, and is said not to have been.
[[nodiscard]] Verified verify(record::RunFolder const& folder, record::Key const& key, bool rejudge);

}  // namespace tsuka::app
