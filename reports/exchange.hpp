// The two ends of a probe side by side: what was sent into the router and what came out of it, field by field.
#pragma once

#include "harness/model/record.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tsuka::reports {

/// Of the frames' own texts.
struct FieldPair {
    std::string_view name;
    std::string_view sent;
    std::string_view arrived;
    bool differs = false;
};

/// One frame sent and one that arrived for the same probe. Either may be missing: lost, or arrived once more than sent.
struct Exchange {
    std::string probe;
    model::FrameRecord const* sent = nullptr;
    model::FrameRecord const* arrived = nullptr;
    bool again = false;             ///< a further arrival of what had arrived already
    std::vector<FieldPair> fields;  ///< of both frames
    std::size_t differing = 0;
};

/// One or more per probe, in the order in which the probes first appear. The k-th frame sent is paired with the k-th that arrived.
[[nodiscard]] std::vector<Exchange> exchanges(model::CaseRecord const& result);

/// Frames of no probe: handshakes, sentinels, what nobody sent.
[[nodiscard]] std::vector<model::FrameRecord const*> other_frames(model::CaseRecord const& result);

}  // namespace tsuka::reports
