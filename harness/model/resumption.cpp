// Joining the parts of a run: see resumption.hpp.
#include "harness/model/resumption.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tsuka::model {

namespace {

Duration begin_of_part(Record const& record) {
    return record.resumed.empty() ? Duration{} : record.resumed.back().at;
}

/// What an earlier part found of a case, as attempts before those of the later one.
void keep_attempts(CaseRecord const& before, CaseRecord& after) {
    if (before.outcome == Outcome::skipped) return;  // it was not tried
    auto tries = before.tries;
    if (tries.empty()) {
        tries.push_back({before.outcome, before.observed_class, before.broken, before.reason, {}});
        each_frame(before, [&](FrameRecord const& frame) { tries.back().frames.push_back(frame.number); });
    }
    if (after.outcome == Outcome::skipped) {
        after.tries = std::move(tries);
        after.attempts = before.attempts;
        return;
    }
    if (after.tries.empty()) {
        after.tries.push_back({after.outcome, after.observed_class, after.broken, after.reason, {}});
        each_frame(after, [&](FrameRecord const& frame) { after.tries.back().frames.push_back(frame.number); });
    }
    after.tries.insert(after.tries.begin(), std::make_move_iterator(tries.begin()), std::make_move_iterator(tries.end()));
    after.attempts += before.attempts;
}

void add(std::vector<PortRecord>& all, PortRecord const& one) {
    const auto found = std::find_if(all.begin(), all.end(), [&](auto const& port) { return port.name == one.name; });
    if (found == all.end()) return all.push_back(one);
    found->sent += one.sent;
    found->received += one.received;
    found->dropped += one.dropped;
}

void add(std::optional<Accounts>& all, Accounts const& one) {
    if (!all) {
        all = one;
        return;
    }
    for (std::size_t side = 0; side < all->sides.size(); ++side)
        for (auto const& counter : counters) all->sides.at(side).*counter.count += one.sides.at(side).*counter.count;
    all->bench.insert(all->bench.end(), one.bench.begin(), one.bench.end());
}

}  // namespace

bool is_settled(CaseRecord const& result) {
    return result.outcome == Outcome::satisfied || result.outcome == Outcome::violated;
}

void resume(Record& record, Resumption part) {
    const auto settled = std::count_if(record.cases.begin(), record.cases.end(), is_settled);
    const auto total = record.run.plan.cases.size();
    auto detail =
        record.broken_off
            ? fmt::format(
                  "the run went on at {} after it had been broken off in mid-run; {} of {} cases were settled by then, and what is told "
                  "of every frame does not hold those of the part that was broken off",
                  part.started, settled, total)
            : fmt::format("the run went on at {} after it had ended early ({}); {} of {} cases were settled by then", part.started,
                          record.ended, settled, total);
    record.timeline.push_back({"resumed", part.at, std::move(detail)});
    part.inputs = record.inputs.size();
    part.broken_off = record.broken_off;
    record.resumed.push_back(std::move(part));
    record.ended.clear();
    record.complete = false;
    record.broken_off = true;
}

void add_case(Record& record, CaseRecord result) {
    result.part = static_cast<unsigned>(record.resumed.size());
    result.began += begin_of_part(record);
    if (result.part > 0) {
        const auto before =
            std::find_if(record.cases.begin(), record.cases.end(), [&](auto const& one) { return one.name == result.name; });
        if (before != record.cases.end()) {
            keep_attempts(*before, result);
            record.cases.erase(before);
        }
    }
    record.cases.push_back(std::move(result));
}

void end_part(Record& record, PartEnd end) {
    const auto at = begin_of_part(record);
    record.broken_off = false;
    record.complete = end.complete;
    record.ended = std::move(end.ended);
    for (auto const& port : end.ports) add(record.ports, port);
    for (auto& event : end.timeline) {
        event.at += at;
        record.timeline.push_back(std::move(event));
    }
    if (end.accounts) add(record.accounts, *end.accounts);
    if (end.load) record.load.push_back(std::move(*end.load));
    record.took = at + end.took;
}

}  // namespace tsuka::model
