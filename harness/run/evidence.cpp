// Evidence: see evidence.hpp.
#include "harness/run/evidence.hpp"

#include <fmt/format.h>

namespace tsuka::run {

namespace {

std::string comment_of(model::CaseRecord const& result, model::FrameRecord const& frame) {
    const auto who = frame.actor.empty() ? std::string{} : fmt::format(", {} {}", frame.sent ? "sent by" : "received by", frame.actor);
    const auto what = frame.probe.empty() ? frame.summary.starts_with("sentinel") ? std::string(": sentinel") : std::string{}
                                          : fmt::format(": {} (step {})", frame.probe, frame.step);
    return fmt::format("{}{}{}; case {}", result.name, what, who, to_string(result.outcome));
}

}  // namespace

Result<EvidenceKeeper> EvidenceKeeper::create(record::RunFolder const& folder, std::string const& lan_interface,
                                              std::string const& wan_interface, std::string const& application, Duration epoch) {
    auto record = record::RecordWriter::create(folder.file(record::record_file));
    if (!record) return record.error();
    auto lan = port::PcapngWriter::create(folder.file(record::lan_capture_file).string(), lan_interface, application);
    if (!lan) return lan.error();
    auto wan = port::PcapngWriter::create(folder.file(record::wan_capture_file).string(), wan_interface, application);
    if (!wan) return wan.error();
    return EvidenceKeeper(std::move(*lan), std::move(*wan), std::move(*record), epoch);
}

Result<void> EvidenceKeeper::begin(model::RunRecord const& run) {
    return record_.begin(run);
}

Result<model::CaseRecord> EvidenceKeeper::keep(engine::Finished finished) {
    auto& result = finished.record;
    for (std::size_t at = 0; at < result.frames.size(); ++at) {
        auto& frame = result.frames[at];
        frame.at += epoch_;
        auto& writer = frame.side == Side::lan ? lan_ : wan_;
        auto number = writer.write(finished.frames[at], frame.at, frame.sent, comment_of(result, frame));
        if (!number) return number.error();
        frame.number = *number;
    }
    // Findings name frames by their place among the case's frames until now.
    for (auto& finding : result.findings)
        for (auto* list : {&finding.lan_frames, &finding.wan_frames})
            for (auto& frame : *list) frame = result.frames.at(frame - 1).number;
    for (auto* writer : {&lan_, &wan_})
        if (auto flushed = writer->flush(); !flushed) return flushed.error();
    if (auto added = record_.add(result); !added) return added.error();
    return std::move(result);
}

Result<void> EvidenceKeeper::end(record::Ending const& ending) {
    return record_.end(ending);
}

}  // namespace tsuka::run
