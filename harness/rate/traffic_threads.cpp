// A trial whose frames are sent by several threads, each those of flows of its own; the thread that began it takes what arrives.
#include "generator/load/schedule.hpp"
#include "harness/rate/traffic.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <system_error>
#include <thread>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr Duration not_worth_sleeping = 100us;
constexpr Duration longest_sleep = 20ms;  ///< an end that comes early is seen so soon

/// What all threads have together.
struct Common {
    Path& path;
    Instant began;
    Duration duration;
    std::function<bool(Lane& lane, Turn const& turn, std::uint64_t number)> queue;
    std::atomic<bool> enough{false};
    std::atomic<std::size_t> busy{0};
};

class Sender {
public:
    Sender(Common& common, Lane& lane, Share share, double rate)
        : common_(common), lane_(lane), share_(std::move(share)), rate_(share_.part_of(rate)), counts_{Counts(share_.flows().size()), {}} {
        counts_[1].resize(share_.flows().size());
        ++common_.busy;
        thread_ = std::jthread([this] {
            send();
            --common_.busy;
        });
    }

    // What is below is there to be read when the thread has ended.
    void join() { thread_.join(); }
    [[nodiscard]] Result<void> const& done() const { return done_; }
    [[nodiscard]] bool cut() const { return cut_; }
    [[nodiscard]] Instant last() const { return last_; }
    void count(std::array<load::Tally, 2>& tallies) const {
        for (std::size_t side = 0; side < tallies.size(); ++side)
            for (std::size_t at = 0; at < share_.flows().size(); ++at) tallies[side].sent(share_.flows()[at], counts_[side][at]);
    }

private:
    using Counts = std::vector<std::uint32_t>;

    void send() {
        const load::Schedule schedule(load::Constant{rate_});
        const auto frames = static_cast<std::uint64_t>(std::max(1.0, rate_ * std::chrono::duration<double>(common_.duration).count()));
        last_ = common_.began;
        for (std::uint64_t sent = 0; sent < frames && !common_.enough;) {
            const auto now = common_.path.now();
            if (now > common_.began + patience_of(common_.duration)) {
                cut_ = true;
                return;
            }
            const auto first = sent;
            const auto due = std::min(schedule.due(now - common_.began), frames);
            while (sent < std::min(due, first + frames_a_turn) && put(sent)) ++sent;
            if (done_ = lane_.flush(); !done_) return;
            if (sent > first) last_ = common_.path.now();
            if (sent == due && sent < frames) wait(common_.began + schedule.when(sent));
        }
    }

    [[nodiscard]] bool put(std::uint64_t number) {
        const auto turn = share_.turn(number);
        if (!common_.queue(lane_, turn, number)) return false;
        ++counts_.at(static_cast<std::size_t>(turn.from))[share_.place(number)];
        return true;
    }

    void wait(Instant until) const {
        const auto left = until - common_.path.now();
        if (left > not_worth_sleeping) std::this_thread::sleep_for(std::min(left, longest_sleep));
    }

    Common& common_;
    Lane& lane_;
    Share share_;
    double rate_;
    std::array<Counts, 2> counts_;  ///< by side, then by flow of the share
    Result<void> done_;
    bool cut_ = false;
    Instant last_{};
    std::jthread thread_;
};

}  // namespace

Result<Duration> Traffic::send_by_threads(Trial& trial, double rate, Duration duration, Stop const& stop) {
    Common common{*path_, path_->now(), duration, [&](Lane& lane, Turn const& turn, std::uint64_t number) {
                      const auto numbers = numbers_of(turn);  // of a flow that is open they are known
                      return lane.queue(turn.from, template_of(trial, turn.from, number), {*numbers, turn.flow, turn.sequence});
                  }};
    const auto lanes = path_->lanes();
    const auto threads = std::min<std::size_t>(lanes.size(), open_list_.size());
    std::vector<std::unique_ptr<Sender>> senders;
    Result<void> done;
    try {
        for (std::size_t which = 0; which < threads; ++which)
            senders.push_back(std::make_unique<Sender>(common, *lanes[which], Share(open_list_, sides(), which, threads), rate));
    } catch (std::system_error const& error) {
        done = fail(std::string("a thread that sends cannot be started: ") + error.what());
    }
    while (done && common.busy > 0) {
        done = listen(trial, path_->now() + 1ms);
        if (done) done = obey(stop);
    }
    common.enough = true;
    auto last = common.began;
    bool cut = false;
    for (auto& sender : senders) {
        sender->join();
        if (done) done = sender->done();
        sender->count(trial.tallies);
        cut = cut || sender->cut();
        last = std::max(last, sender->last());
    }
    if (!done) return done.error();
    return cut ? last - common.began : std::max(last - common.began, duration);
}

}  // namespace tsuka::rate
