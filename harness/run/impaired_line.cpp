// The ISP's line, made bad on purpose: see impaired_line.hpp.
#include "harness/run/impaired_line.hpp"

#include "generator/base/mix.hpp"
#include "harness/model/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace tsuka::run {

namespace {

using namespace std::chrono_literals;

/// Longer than a conversation takes between two frames on a bench, and shorter than what waits for an answer.
constexpr Duration held_back = 5ms;
constexpr std::uint64_t million = 1'000'000;

/// Those of the run are used up by addresses and tokens.
constexpr std::uint64_t stream = 0x6c696e65;

template <class Queue>
auto take_due(Queue& queue, Instant now) {
    std::vector<decltype(queue.front().frame)> due;
    for (; !queue.empty() && queue.front().at <= now; queue.pop_front()) due.push_back(std::move(queue.front().frame));
    return due;
}

}  // namespace

ImpairedLine::ImpairedLine(model::Impairment const& wanted, std::uint64_t seed) : wanted_(wanted), random_(split_mix(seed ^ stream)) {}

void ImpairedLine::Done::add(Done const& other) {
    dropped += other.dropped;
    doubled += other.doubled;
    held_back += other.held_back;
}

bool ImpairedLine::chance(unsigned millionths) {
    return millionths > 0 && random_() % million < millionths;
}

/// Jitter lets no frame overtake another.
Instant ImpairedLine::due(Instant now, Instant& last) {
    auto at = now + wanted_.delay;
    if (wanted_.jitter > Duration{}) at += Duration(random_() % static_cast<std::uint64_t>(wanted_.jitter.count()));
    return last = std::max(last, at);
}

ImpairedLine::Done ImpairedLine::send(Transmit frame, Instant now) {
    Done done;
    const bool of_case = frame.case_number.has_value();
    const auto put = [&](Instant at, Transmit copy) {
        const auto place = std::upper_bound(out_.begin(), out_.end(), at, [](Instant a, auto const& late) { return a < late.at; });
        out_.insert(place, {at, std::move(copy)});
    };
    if (of_case && chance(wanted_.loss)) {
        done.dropped = 1;
    } else {
        done.doubled = of_case && chance(wanted_.duplicate) ? 1 : 0;
        done.held_back = of_case && chance(wanted_.reorder) ? 1 : 0;
        const auto at = due(now, last_out_) + (done.held_back > 0 ? held_back : Duration{});
        auto copy = done.doubled > 0 ? std::optional(frame) : std::nullopt;
        put(at, std::move(frame));
        if (copy) {
            copy->case_number.reset();
            put(at, std::move(*copy));
        }
    }
    done_.add(done);
    return done;
}

std::vector<Transmit> ImpairedLine::leaving(Instant now) {
    return take_due(out_, now);
}

std::vector<Transmit> ImpairedLine::all_leaving() {
    return take_due(out_, Instant::max());
}

ImpairedLine::Done ImpairedLine::receive(Arrival frame, bool of_case, Instant now) {
    Done done;
    if (of_case && chance(wanted_.loss))
        done.dropped = 1;
    else
        in_.push_back({due(now, last_in_), std::move(frame)});
    done_.add(done);
    return done;
}

std::vector<ImpairedLine::Arrival> ImpairedLine::arriving(Instant now) {
    return take_due(in_, now);
}

std::optional<Instant> ImpairedLine::wake_at() const {
    const auto first = [](auto const& queue) { return queue.empty() ? std::optional<Instant>{} : queue.front().at; };
    return sooner(first(out_), first(in_));
}

std::string in_words(model::Impairment const& line) {
    std::vector<std::string> words;
    const auto time = [&](std::string_view key, Duration value) {
        if (value > Duration{}) words.push_back(fmt::format("{}={}", key, model::written(value)));
    };
    const auto share = [&](std::string_view key, unsigned millionths) {
        if (millionths > 0) words.push_back(fmt::format("{}={}%", key, static_cast<double>(millionths) / 10'000));
    };
    time("delay", line.delay);
    time("jitter", line.jitter);
    share("loss", line.loss);
    share("duplicate", line.duplicate);
    share("reorder", line.reorder);
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace tsuka::run
