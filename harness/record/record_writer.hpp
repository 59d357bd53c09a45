// Writes a run as record.jsonl while it happens: one line for the run, one per finished case, one for the end. A line is handed to the
// file system as soon as it is complete, so what a killed run leaves behind is still readable. What the lines mean: docs/record.md.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/record.hpp"
#include "harness/model/resumption.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace tsuka::record {

/// The last line of a part: how it ended.
using Ending = model::PartEnd;

/// Every error of the file system (full disk, no permission) is the result of the call that met it.
class RecordWriter {
public:
    /// Creates the file; refuses one that exists.
    [[nodiscard]] static Result<RecordWriter> create(std::filesystem::path const& path);
    /// Goes on behind what the file holds. What a killed writer has left of a last line is to be gone: drop_torn_line().
    [[nodiscard]] static Result<RecordWriter> go_on(std::filesystem::path const& path);
    RecordWriter(RecordWriter&&) noexcept;
    RecordWriter& operator=(RecordWriter&&) noexcept;
    ~RecordWriter();

    /// First and once.
    [[nodiscard]] Result<void> begin(model::RunRecord const& run);
    /// First and once, of a writer that goes on.
    [[nodiscard]] Result<void> resume(model::Resumption const& part);
    [[nodiscard]] Result<void> add(model::CaseRecord const& result);
    [[nodiscard]] Result<void> add_inputs(std::vector<model::Input> const& inputs);
    /// Last and once: writes the end line and puts the file on the disk (fsync).
    [[nodiscard]] Result<void> end(Ending const& ending);

private:
    struct State;
    explicit RecordWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Cuts off what stands behind the last line break.
[[nodiscard]] Result<void> drop_torn_line(std::filesystem::path const& path);

/// The lines themselves, without the newline.
[[nodiscard]] std::string run_line(model::RunRecord const& run);
[[nodiscard]] std::string resumed_line(model::Resumption const& part);
[[nodiscard]] std::string case_line(model::CaseRecord const& result);
[[nodiscard]] std::string inputs_line(std::vector<model::Input> const& inputs);
[[nodiscard]] std::string end_line(Ending const& ending);

}  // namespace tsuka::record
