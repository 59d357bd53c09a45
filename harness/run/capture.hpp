// The record names frames by number; the capture holds their octets. Here the two come together: what a frame says, for reports; comments
// for those who open the capture; the frames of one case or one side, cut out.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/result.hpp"
#include "harness/model/record.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tsuka::run {

/// Fills in what the record leaves to the capture: time, side, direction, length, summary and fields of every frame that a case names.
/// Errors: no capture, damaged; frames that are not there, or do not fit (then everything that could be read has been filled in).
[[nodiscard]] Result<void> describe_frames(model::Record& record, std::string const& capture);

/// Notes the side and the direction of every frame that a record has by name. The same errors.
[[nodiscard]] Result<void> note_sides(model::Record& record, std::string const& capture);
/// What these frames say is read in the capture from now on, when a report asks for it. Error: no such file.
[[nodiscard]] Result<void> attach_capture(model::Record& record, std::string const& capture);

/// What is to be cut out of a capture; by default all of it, with a comment for each frame.
struct Cut {
    std::optional<std::string> case_name;  ///< only frames of that case
    std::optional<Side> side;
};
/// Writes a capture of the chosen frames to `out`, each with a comment: case, probe, step, who sent or received it, outcome. Returns how
/// many.
[[nodiscard]] Result<std::uint64_t> cut_capture(model::Record const& record, std::string const& capture, Cut const& cut,
                                                std::string const& out);

/// Gives each frame of a finished run's capture its comment, in place.
[[nodiscard]] Result<void> comment_capture(model::Record const& record, std::string const& capture);

}  // namespace tsuka::run
