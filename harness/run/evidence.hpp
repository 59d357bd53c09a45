// Keeps what a session tells: packet evidence as two pcapng files, facts as the record. Frames get their numbers here.
#pragma once

#include "generator/base/result.hpp"
#include "harness/engine/case_engine.hpp"
#include "harness/port/pcapng.hpp"
#include "harness/record/record_writer.hpp"
#include "harness/record/run_folder.hpp"

#include <string>

namespace tsuka::run {

class EvidenceKeeper {
public:
    /// Creates record.jsonl, lan.pcapng and wan.pcapng in the folder. `epoch`: what makes the Unix time of an instant of the run, for
    /// captures and record (live: wall clock minus steady clock; virtual: 0). Errors: whatever the file system says.
    [[nodiscard]] static Result<EvidenceKeeper> create(record::RunFolder const& folder, std::string const& lan_interface,
                                                       std::string const& wan_interface, std::string const& application,
                                                       Duration epoch = {});

    [[nodiscard]] Result<void> begin(model::RunRecord const& run);
    /// Writes the frames of a case (comment: case, step, probe, outcome), then its line. Returns the record with frame numbers filled in.
    [[nodiscard]] Result<model::CaseRecord> keep(engine::Finished finished);
    [[nodiscard]] Result<void> end(record::Ending const& ending);

private:
    EvidenceKeeper(port::PcapngWriter lan, port::PcapngWriter wan, record::RecordWriter record, Duration epoch)
        : lan_(std::move(lan)), wan_(std::move(wan)), record_(std::move(record)), epoch_(epoch) {}

    port::PcapngWriter lan_;
    port::PcapngWriter wan_;
    record::RecordWriter record_;
    Duration epoch_{};
};

}  // namespace tsuka::run
