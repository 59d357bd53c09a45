// Evidence: see evidence.hpp.
#include "harness/run/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tsuka::run {

Result<EvidenceKeeper> EvidenceKeeper::create(record::RunFolder const& folder, std::string const& lan_interface,
                                              std::string const& wan_interface, std::string const& application, std::string const& comment,
                                              Duration epoch) {
    auto record = record::RecordWriter::create(folder.file(record::record_file));
    if (!record) return record.error();
    auto tap = port::Tap::create(folder.file(record::capture_file).string(), lan_interface, wan_interface, application, comment, epoch);
    if (!tap) return tap.error();
    return EvidenceKeeper(std::move(*tap), std::move(*record), epoch);
}

Result<EvidenceKeeper> EvidenceKeeper::go_on(record::RunFolder const& folder, std::uint64_t frames, Duration epoch) {
    auto record = record::RecordWriter::go_on(folder.file(record::record_file));
    if (!record) return record.error();
    auto tap = port::Tap::go_on(folder.file(record::capture_file).string(), frames, epoch);
    if (!tap) return tap.error();
    EvidenceKeeper keeper(std::move(*tap), std::move(*record), epoch);
    keeper.before_ = frames;
    return keeper;
}

Result<void> EvidenceKeeper::resume(model::Resumption const& part, bool virtual_time) {
    begun_ = true;
    virtual_time_ = virtual_time;
    return record_.resume(part);
}

Result<void> EvidenceKeeper::begin(model::RunRecord const& run) {
    begun_ = true;
    virtual_time_ = run.virtual_time;
    return record_.begin(run);
}

void EvidenceKeeper::keep(model::Input input) {
    if (virtual_time_ && input.kind == model::Input::Kind::wake) return;
    input.at += epoch_;
    input.after = std::max(input.after, before_);
    inputs_.push_back(std::move(input));
}

Result<void> EvidenceKeeper::flush() {
    tap_.flush();
    if (!tap_.trouble().empty()) return fail(tap_.trouble());
    if (!begun_ || inputs_.empty()) return {};
    return record_.add_inputs(std::exchange(inputs_, {}));
}

Result<model::CaseRecord> EvidenceKeeper::keep(engine::Finished finished) {
    auto& result = finished.record;
    for (auto& frame : result.frames) frame.at += epoch_;
    if (auto flushed = flush(); !flushed) return flushed.error();
    if (auto added = record_.add(result); !added) return added.error();
    model::name_frames(result);
    return std::move(result);
}

void EvidenceKeeper::tell_not_kept(model::Accounts& accounts) const {
    for (const auto side : {Side::lan, Side::wan}) {
        const auto count = tap_.count(side).not_kept;
        if (count == 0) continue;
        accounts.bench.push_back(
            {std::string(not_kept),
             side,
             fmt::format("{} frames of no case on the {} are counted and not in the capture, which keeps {} MB of such", count,
                         name_of(side), tap_.ceiling() / 1'000'000),
             count,
             {}});
    }
}

Result<void> EvidenceKeeper::end(record::Ending const& ending) {
    if (auto flushed = flush(); !flushed) return flushed.error();
    return record_.end(ending);
}

}  // namespace tsuka::run
