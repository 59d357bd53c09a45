#include "harness/run/replay.hpp"

#include "harness/port/pcapng.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tsuka::run {

namespace {

using model::Input;

/// Frames of a capture that were sent, or those that were received, one after the other.
class Frames {
public:
    Frames(port::PcapngFile file, bool sent, Stretch const& stretch)
        : file_(std::move(file)), sent_(sent), after_(stretch.after), last_(stretch.last) {}

    /// Looks at the next one; nothing at the end. Errors are kept: trouble().
    [[nodiscard]] port::PcapngFrame const* peek() {
        while (!next_ && trouble_.empty() && number_ < last_) {
            auto frame = file_.next();
            if (!frame) trouble_ = frame.error().what;
            if (!frame || !*frame) return nullptr;
            ++number_;
            if ((*frame)->sent == sent_ && number_ > after_) next_ = std::move(**frame);
        }
        return next_ ? &*next_ : nullptr;
    }
    void pass() { next_.reset(); }
    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    port::PcapngFile file_;
    bool sent_;
    std::uint64_t after_;
    std::uint64_t last_;
    std::optional<port::PcapngFrame> next_;
    std::uint64_t number_ = 0;
    std::string trouble_;
};

Side side_of(port::PcapngFrame const& frame) {
    return frame.interface == 0 ? Side::lan : Side::wan;
}

std::string difference(View wanted, View found) {
    const auto [a, b] = std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end());
    const auto at = static_cast<std::size_t>(a - wanted.begin());
    return fmt::format("from octet {} on {} was sent then ({} octets), {} today ({} octets)", at, to_hex(part(found, at, 8)), found.size(),
                       to_hex(part(wanted, at, 8)), wanted.size());
}

class Replay {
public:
    Replay(Session& session, bool virtual_time, std::vector<Input> inputs, Stretch const& stretch, port::PcapngFile sent,
           port::PcapngFile received)
        : session_(session),
          virtual_time_(virtual_time),
          inputs_(std::move(inputs)),
          stretch_(stretch),
          sent_(std::move(sent), true, stretch),
          received_(std::move(received), false, stretch),
          last_received_(stretch.after) {
        for (auto const& input : inputs_)
            if (input.kind == Input::Kind::unfinished_checksum) unfinished_.insert(input.after);
    }

    ReplayResult run() {
        for (; next_ < inputs_.size(); ++next_)
            if (inputs_[next_].kind == Input::Kind::start) break;
        began_ = now_ = inputs_[next_++].at;
        session_.start(now_);
        match_sent();
        while (!session_.done() && result_.departure.empty() && !over() && step()) match_sent();
        if (!session_.done() && over()) return take_result();
        if (!session_.done() && result_.departure.empty()) depart("the capture ends before the run of today does");
        while (result_.departure.empty() && hand_over()) {
        }
        return take_result();
    }

private:
    [[nodiscard]] bool over() const { return stretch_.over && stretch_.over(); }
    ReplayResult take_result() {
        result_.took = now_ - began_;
        return std::move(result_);
    }

    /// The next thing that the session was told. False: nothing is left.
    bool step() {
        auto const* frame = received_.peek();
        if (frame == nullptr && !received_.trouble().empty()) {
            depart(received_.trouble());
            return false;
        }
        while (next_ < inputs_.size() && inputs_[next_].kind == Input::Kind::unfinished_checksum) ++next_;
        auto const* input = next_ < inputs_.size() && inputs_[next_].after == last_received_ ? &inputs_[next_] : nullptr;
        const auto due = virtual_time_ ? session_.wake_at() : std::nullopt;
        // What ended was asked for before, maybe by what is due in the same moment.
        const bool too_soon = input != nullptr && input->kind == Input::Kind::hook && requested_ == 0;
        if (input != nullptr && (!due || (too_soon ? input->at < *due : input->at <= *due))) {
            ++next_;
            apply(*input);
            return true;
        }
        if (due && (frame == nullptr || *due < frame->at)) {
            now_ = std::max(now_, *due);
            session_.wake(now_);
            return true;
        }
        return hand_over();
    }

    /// The next frame that was received. False: there is none.
    bool hand_over() {
        auto const* frame = received_.peek();
        if (frame == nullptr) return false;
        now_ = frame->at;
        last_received_ = received_.number();
        ++result_.received;
        session_.receive(side_of(*frame), frame->frame, frame->at, !unfinished_.contains(last_received_), last_received_);
        received_.pass();
        return true;
    }

    void apply(Input const& input) {
        now_ = input.at;
        if (input.kind == Input::Kind::wake) session_.wake(input.at);
        if (input.kind == Input::Kind::spoilt) session_.spoil(input.why, input.rest, input.at);
        if (input.kind == Input::Kind::hook) {
            requested_ -= requested_ > 0 ? 1 : 0;
            session_.hook_ended(input.why, input.at);
        }
        if (input.kind == Input::Kind::load) session_.load_flows(input.why, input.at);
        if (input.kind == Input::Kind::interrupt) session_.interrupt(input.why, input.at);
    }

    void match_sent() {
        requested_ += session_.take_requests().size();  // what was done to the router then is done: how it ended stands in the record
        for (auto const& frame : session_.take_frames()) {
            auto const* then = sent_.peek();
            const auto who = frame.case_number ? session_.case_name(*frame.case_number) : std::string("the lab");
            // What was sent in the moment in which a killed run told of its last case had not been written yet.
            if (then == nullptr && sent_.trouble().empty() && over()) return;
            if (then == nullptr)
                return depart(sent_.trouble().empty()
                                  ? fmt::format("{} sends a frame of {} octets, and none was sent then any more", who, frame.frame.size())
                                  : sent_.trouble());
            if (side_of(*then) != frame.side || !same(then->frame, frame.frame))
                return depart(fmt::format("frame {}: {} sends something else on the {}: {}", sent_.number(), who, to_string(frame.side),
                                          difference(frame.frame, then->frame)));
            session_.sent(frame, then->at, sent_.number());
            sent_.pass();
            ++result_.sent;
        }
    }

    void depart(std::string why) {
        result_.departure = std::move(why);
        if (!session_.done()) session_.interrupt("the replay departs from the run: " + result_.departure, now_);
    }

    Session& session_;
    bool virtual_time_;
    std::vector<Input> inputs_;
    Stretch const& stretch_;
    Frames sent_;
    Frames received_;
    std::set<std::uint64_t> unfinished_;  ///< frames whose transport checksum the kernel had not filled in
    std::size_t next_ = 0;                ///< input
    std::size_t requested_ = 0;           ///< hooks whose end has not been told
    std::uint64_t last_received_;
    Instant began_{};
    Instant now_{};
    ReplayResult result_;
};

}  // namespace

Result<ReplayResult> run_replay(Session& session, model::Record const& record, std::string const& capture, Stretch const& stretch) {
    const auto first = record.inputs.begin() + static_cast<std::ptrdiff_t>(std::min(stretch.first_input, record.inputs.size()));
    const auto count = std::min(stretch.inputs, static_cast<std::size_t>(record.inputs.end() - first));
    std::vector<Input> inputs(first, first + static_cast<std::ptrdiff_t>(count));
    if (std::none_of(inputs.begin(), inputs.end(), [](auto const& input) { return input.kind == Input::Kind::start; }))
        return fail("the record does not hold what a replay needs: it is of an older version, or the run ended before its first case");
    auto sent = port::PcapngFile::open(capture);
    if (!sent) return sent.error();
    auto received = port::PcapngFile::open(capture);
    if (!received) return received.error();
    return Replay(session, record.run.virtual_time, std::move(inputs), stretch, std::move(*sent), std::move(*received)).run();
}

}  // namespace tsuka::run
