// Keeps what a run leaves: every frame as one capture, written as it passes the tap; facts as the record, which names frames by number.
#pragma once

#include "generator/base/result.hpp"
#include "harness/engine/case_engine.hpp"
#include "harness/port/tap.hpp"
#include "harness/record/record_writer.hpp"
#include "harness/record/run_folder.hpp"

#include <string>

namespace tsuka::run {

/// Kind of what is told of frames of no case that the capture has no room for.
inline constexpr std::string_view not_kept = "not-kept";

class EvidenceKeeper {
public:
    /// Creates record.jsonl and evidence.pcapng in the folder; the capture's section says what `comment` says. `epoch`: what makes the Unix
    /// time of an instant of the run (live: wall clock minus steady clock; virtual: 0). Errors: whatever the file system says.
    [[nodiscard]] static Result<EvidenceKeeper> create(record::RunFolder const& folder, std::string const& lan_interface,
                                                       std::string const& wan_interface, std::string const& application,
                                                       std::string const& comment, Duration epoch = {});

    /// Goes on with those of a run that was broken off, whose capture holds so many frames. `epoch` as above.
    [[nodiscard]] static Result<EvidenceKeeper> go_on(record::RunFolder const& folder, std::uint64_t frames, Duration epoch);

    [[nodiscard]] port::Tap& tap() { return tap_; }
    [[nodiscard]] Result<void> begin(model::RunRecord const& run);
    /// Instead, of one that goes on.
    [[nodiscard]] Result<void> resume(model::Resumption const& part, bool virtual_time);
    /// Keeps what the session was told besides frames, for a replay; written with the next line. Of a run in virtual time a wake-up says
    /// nothing.
    void keep(model::Input input);
    /// Writes the line of a case, after the frames that it names. Returns its record, its frames by name only.
    [[nodiscard]] Result<model::CaseRecord> keep(engine::Finished finished);
    [[nodiscard]] Result<void> end(record::Ending const& ending);
    /// Adds what the capture does not hold, by side: frames of no case beyond the tap's ceiling.
    void tell_not_kept(model::Accounts& accounts) const;

private:
    EvidenceKeeper(port::Tap tap, record::RecordWriter record, Duration epoch)
        : tap_(std::move(tap)), record_(std::move(record)), epoch_(epoch) {}
    [[nodiscard]] Result<void> flush();

    port::Tap tap_;
    record::RecordWriter record_;
    Duration epoch_{};
    std::uint64_t before_ = 0;  ///< frames of the parts before
    bool virtual_time_ = false;
    bool begun_ = false;
    std::vector<model::Input> inputs_;  ///< not yet written
};

}  // namespace tsuka::run
