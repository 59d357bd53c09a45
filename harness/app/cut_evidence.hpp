// The frames of one case or one side of a run, cut out of its capture, each with a comment.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/options.hpp"
#include "harness/model/record.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace tsuka::app {

struct EvidenceCut {
    std::filesystem::path file;
    std::uint64_t frames = 0;
};

/// The file that the frames are written to: the one that was asked for, else one named after case and side in the current folder.
[[nodiscard]] std::filesystem::path file_for(EvidenceOptions const& options);

/// Whether the run has such a case; an error with what may have been meant.
[[nodiscard]] Result<void> has_case(model::Record const& record, std::string const& name);

/// Errors: a capture that cannot be read or is not the record's; a file that cannot be written.
[[nodiscard]] Result<EvidenceCut> cut_evidence(model::Record& record, EvidenceOptions const& options);

}  // namespace tsuka::app
