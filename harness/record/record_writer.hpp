// Writes a run as record.jsonl while it happens: one line for the run, one per finished case, one for the end. A line is handed to the
// file system as soon as it is complete, so what a killed run leaves behind is still readable. What the lines mean: docs/record.md.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/record.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace tsuka::record {

/// The last line: how the run ended.
struct Ending {
    bool complete = false;
    std::string ended;  ///< why early; empty when complete
    std::vector<model::PortRecord> ports;
    std::vector<model::Event> timeline{};
    std::optional<model::Accounts> accounts{};
    Duration took{};
};

/// Every error of the file system (full disk, no permission) is the result of the call that met it.
class RecordWriter {
public:
    /// Creates the file; refuses one that exists.
    [[nodiscard]] static Result<RecordWriter> create(std::filesystem::path const& path);
    RecordWriter(RecordWriter&&) noexcept;
    RecordWriter& operator=(RecordWriter&&) noexcept;
    ~RecordWriter();

    /// First and once.
    [[nodiscard]] Result<void> begin(model::RunRecord const& run);
    [[nodiscard]] Result<void> add(model::CaseRecord const& result);
    [[nodiscard]] Result<void> add_inputs(std::vector<model::Input> const& inputs);
    /// Last and once: writes the end line and puts the file on the disk (fsync).
    [[nodiscard]] Result<void> end(Ending const& ending);

private:
    struct State;
    explicit RecordWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The lines themselves, without the newline.
[[nodiscard]] std::string run_line(model::RunRecord const& run);
[[nodiscard]] std::string case_line(model::CaseRecord const& result);
[[nodiscard]] std::string inputs_line(std::vector<model::Input> const& inputs);
[[nodiscard]] std::string end_line(Ending const& ending);

}  // namespace tsuka::record
