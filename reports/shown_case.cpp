// A case with what its frames say, for a reader: see summary.hpp.
#include "reports/summary.hpp"

#include <map>
#include <set>
#include <utility>

namespace tsuka::reports {

std::optional<model::CaseRecord> shown_case(model::Record const& record, model::ReportRow const& row) {
    auto const* found = case_of(record, row);
    if (found == nullptr) return std::nullopt;
    auto result = *found;
    // What is found is shown wherever in a series it stands.
    std::set<std::uint64_t> found_in;
    for (auto const& seen : result.observations)
        for (auto const* numbers : {&seen.lan_frames, &seen.wan_frames}) found_in.insert(numbers->begin(), numbers->end());
    // Of a message sent and arrived, so that the ends of the same exchange are shown.
    std::map<std::pair<std::string, bool>, std::size_t> counts;
    for (std::size_t index = 0; index < result.named.size(); ++index) {
        auto frame = result.named.at(index);
        if (++counts[{frame.probe, frame.sent}] <= most_shown || found_in.contains(frame.number))
            result.frames.push_back(std::move(frame));
        else
            ++result.unshown;
    }
    if (record.capture && !result.named.empty()) record.capture->describe(result.frames);
    return result;
}

}  // namespace tsuka::reports
