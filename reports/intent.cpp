// Reads steps as the record keeps them, one inline table each. What they do not say stays unknown: nothing is guessed.
#include "reports/intent.hpp"

#include <fmt/format.h>

namespace tsuka::reports {

using model::FrameRecord;
using model::StepRecord;

std::string_view word_in(std::string_view written, std::string_view key) {
    for (std::size_t at = written.find(key); at != std::string_view::npos; at = written.find(key, at + 1)) {
        bool const begins = at == 0 || written[at - 1] == ' ' || written[at - 1] == ',' || written[at - 1] == '{';
        std::string_view rest = written.substr(at + key.size());
        std::size_t const sign = rest.find_first_not_of(' ');
        if (!begins || sign == std::string_view::npos || rest[sign] != '=') continue;
        rest.remove_prefix(sign + 1);
        std::size_t const quote = rest.find_first_not_of(' ');
        if (quote == std::string_view::npos || rest[quote] != '"') return {};
        rest.remove_prefix(quote + 1);
        return rest.substr(0, rest.find('"'));
    }
    return {};
}

namespace {

StepRecord const* step_of(model::CaseRecord const& result, unsigned number) {
    for (StepRecord const& step : result.steps) {
        if (step.number == number && number != 0) return &step;
    }
    return nullptr;
}

}  // namespace

Intent::Intent(model::CaseRecord const& result) : result_(&result) {
    for (StepRecord const& step : result.steps) {
        if (word_in(step.written, "use").empty()) continue;
        std::string const name{word_in(step.written, "as")};
        flows_[name] = {.from = std::string{word_in(step.written, "from")}, .to = std::string{word_in(step.written, "to")}};
    }
    for (FrameRecord const& frame : result.frames) {
        if (!frame.actor.empty()) sides_.emplace(frame.actor, frame.side);
    }
}

std::string Intent::across(Ends const& ends, FrameRecord const& sent) const {
    if (sent.actor == ends.from) return ends.to;
    if (sent.actor == ends.to) return ends.from;
    // Somebody else speaks to the flow: to the end that is not on his side.
    auto const side = sides_.find(ends.from);
    if (side == sides_.end()) return {};
    return side->second == sent.side ? ends.to : ends.from;
}

std::string Intent::recipient(FrameRecord const& sent) const {
    StepRecord const* step = step_of(*result_, sent.step);
    if (step == nullptr) return {};
    std::string_view flow = word_in(step->written, "on");
    if (!word_in(step->written, "use").empty()) flow = word_in(step->written, "as");
    if (auto const ends = flows_.find(flow); ends != flows_.end() && !flow.empty()) return across(ends->second, sent);
    // An error message goes to whoever sent what it quotes.
    std::string_view const quoted = word_in(step->written, "quote");
    for (FrameRecord const& frame : result_->frames) {
        if (frame.sent && !quoted.empty() && frame.probe == quoted) return frame.actor;
    }
    return {};
}

std::string Intent::conversation(FrameRecord const& sent) const {
    StepRecord const* step = step_of(*result_, sent.step);
    return step == nullptr ? std::string{} : std::string{word_in(step->written, "use")};
}

}  // namespace tsuka::reports
