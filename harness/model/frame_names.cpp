// Frames by name: see frame_names.hpp.
#include "harness/model/record.hpp"

#include <algorithm>

namespace tsuka::model {

FrameNames::FrameNames(std::vector<FrameRecord> const& frames) {
    entries_.reserve(frames.size());
    for (auto const& frame : frames) {
        Entry entry;
        entry.number = frame.number;
        entry.step = static_cast<std::uint16_t>(frame.step);
        entry.side = frame.side;
        entry.sent = frame.sent;
        entry.sentinel = frame.sentinel;
        entry.actor = word(frame.actor);
        entry.probe = word(frame.probe);
        entries_.push_back(entry);
    }
}

std::uint16_t FrameNames::word(std::string_view text) {
    // A case has a handful of hosts and of probes.
    const auto found = std::find(words_.begin(), words_.end(), text);
    if (found != words_.end()) return static_cast<std::uint16_t>(found - words_.begin());
    words_.emplace_back(text);
    return static_cast<std::uint16_t>(words_.size() - 1);
}

FrameRecord FrameNames::at(std::size_t index) const {
    auto const& entry = entries_[index];
    FrameRecord frame;
    frame.number = entry.number;
    frame.side = entry.side;
    frame.sent = entry.sent;
    frame.actor = words_[entry.actor];
    frame.probe = words_[entry.probe];
    frame.step = entry.step;
    frame.sentinel = entry.sentinel;
    return frame;
}

void FrameNames::seen(std::size_t index, Side side, bool sent) {
    entries_[index].side = side;
    entries_[index].sent = sent;
}

void name_frames(CaseRecord& result) {
    result.named = FrameNames(result.frames);
    result.frames = {};
}

}  // namespace tsuka::model
