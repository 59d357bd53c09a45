// A session whose ISP's line is bad on purpose: frames come and go late, twice or not at all, and no case is judged by that. See
// session.hpp.
#include "harness/run/outdated.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <utility>

namespace tsuka::run {

namespace {

/// What came through such a line all the same came; what did not come, and what a class makes of that, may be the line's.
bool holds_all_the_same(model::CaseRecord const& record) {
    return holds_anyway(record) && record.observed_class.empty();
}

}  // namespace

void Session::blame_line(std::optional<std::uint32_t> number, ImpairedLine::Done const& done) {
    if (!number || !done.any()) return;
    if (auto* whose = active(*number); whose != nullptr) whose->line.add(done);
}

void Session::enter_line(View frame, Demux::Owner const& owner, Instant at, bool checksum_ready, std::uint64_t number) {
    const bool of_case = owner.kind == Demux::Kind::running;
    blame_line(owner.number, line_->receive({Octets(frame.begin(), frame.end()), checksum_ready, number}, of_case, at));
    leave_line(at);
}

void Session::leave_line(Instant now) {
    now_ = std::max(now_, now);
    if (!line_) return;
    for (auto const& late : line_->arriving(now)) {
        if (done()) return;
        handle(Side::wan, late.frame, demux_.owner(Side::wan, late.frame), concerns_lab(late.frame), now, late.checksum_ready, late.number);
    }
}

/// Once the run is over, and its last frames say goodbye, there is nothing to try.
void Session::send_by_line() {
    std::vector<Transmit> ready;
    auto frames = std::exchange(out_, {});
    if (done()) ready = line_->all_leaving();
    for (auto& frame : frames) {
        if (done() || frame.side == Side::lan) {
            ready.push_back(std::move(frame));
            continue;
        }
        const auto number = frame.case_number;
        blame_line(number, line_->send(std::move(frame), now_));
    }
    if (!done())
        for (auto& frame : line_->leaving(now_)) ready.push_back(std::move(frame));
    out_ = std::move(ready);
}

bool Session::taken_back_for_line(Active const& active, model::CaseRecord& record) {
    if (!active.line.any() || holds_all_the_same(record)) return false;
    auto const& done = active.line;
    take_back(record, fmt::format("the line, as the lab file wants it, dropped {}, doubled {} and held back {} frames of this attempt: "
                                  "what it found may be the line's",
                                  done.dropped, done.doubled, done.held_back));
    ++voided_;
    return true;
}

model::Accounts Session::accounts() const {
    auto all = accounting_.totals([this](std::uint32_t number) { return demux_.name(number); });
    if (!line_ || !line_->done().any()) return all;
    auto const& done = line_->done();
    all.bench.push_back(
        {"line",
         Side::wan,
         fmt::format("the line, as the lab file wants it, dropped {}, doubled {} and held back {} frames of cases; {} attempts say "
                     "nothing for that",
                     done.dropped, done.doubled, done.held_back, voided_),
         done.dropped + done.doubled + done.held_back,
         {}});
    return all;
}

}  // namespace tsuka::run
