#include "harness/rate/live_path.hpp"

#include "harness/port/bulk_receiver.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace tsuka::rate {

namespace {

constexpr std::size_t never_filled = static_cast<std::size_t>(-1);
/// The kernel hands blocks of frames over once a millisecond; below this a wait is spent looking.
constexpr Duration not_worth_sleeping = std::chrono::microseconds(200);

/// Frames that are filled between two looks at the clock, which costs as much as filling one: less than a microsecond.
constexpr std::size_t frames_a_look = 8;

/// How long a full transmit queue may take to drain before a frame that is no load is given up.
constexpr Duration send_patience = std::chrono::milliseconds(200);

/// One interface: its way out and its way in.
struct End {
    std::unique_ptr<port::BatchSender> sender;
    port::BulkReceiver receiver;
    std::vector<std::size_t> filled;  ///< by buffer: the template whose frame it holds
    std::size_t waiting = 0;          ///< queued and not handed to the kernel
    std::uint32_t stamp = 0;          ///< of the frames that are filled now
};

class LivePath final : public Path {
public:
    explicit LivePath(std::array<End, 2> ends) : ends_(std::move(ends)) {}

    [[nodiscard]] Instant now() const override { return Instant{std::chrono::steady_clock::now().time_since_epoch()}; }

    [[nodiscard]] bool queue(Side side, std::size_t number, Item const& item) override {
        auto& end = of(side);
        const auto index = end.sender->claim();
        if (!index) return false;
        auto const& template_of_it = stream(number);
        const auto frame = template_of_it.frame();
        const auto buffer = end.sender->buffer(*index).first(frame.size());
        if (end.filled[*index] != number) {
            std::copy(frame.begin(), frame.end(), buffer.begin());
            end.filled[*index] = number;
        }
        if (end.waiting % frames_a_look == 0) end.stamp = wall_stamp();
        template_of_it.stamp(buffer, item.numbers, item.flow, item.sequence, end.stamp);
        end.sender->queue(*index, frame.size());
        ++end.waiting;
        return true;
    }

    [[nodiscard]] Result<void> flush() override {
        for (auto& end : ends_) {
            if (end.waiting == 0) continue;
            const auto taken = end.sender->flush();
            if (!taken) return taken.error();
            end.waiting -= std::min(end.waiting, *taken);
        }
        return {};
    }

    [[nodiscard]] Result<void> send(Side side, View frame) override {
        auto& end = of(side);
        const auto give_up = now() + send_patience;
        for (;;) {
            if (const auto index = end.sender->claim()) {
                std::copy(frame.begin(), frame.end(), end.sender->buffer(*index).begin());
                end.filled[*index] = never_filled;
                end.sender->queue(*index, frame.size());
                ++end.waiting;
                return flush();
            }
            if (auto flushed = flush(); !flushed) return flushed;
            if (now() > give_up) return fail(fmt::format("{} side: the transmit queue stays full (no link partner?)", to_string(side)));
        }
    }

    [[nodiscard]] Result<void> receive(Sink const& sink, Instant until) override {
        if (drain(sink) > 0) return {};
        const auto left = until - now();
        if (left <= not_worth_sleeping) return {};
        pollfd events[2] = {{ends_[0].receiver.descriptor(), POLLIN, 0}, {ends_[1].receiver.descriptor(), POLLIN, 0}};
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec patience{whole.count(), (left - whole).count()};
        (void)::ppoll(events, 2, &patience, nullptr);
        for (auto const& event : events)
            if ((event.revents & POLLERR) != 0) return fail("an interface went down");
        (void)drain(sink);
        return {};
    }

    [[nodiscard]] std::uint64_t missed() override {
        return ends_[0].receiver.statistics().dropped + ends_[1].receiver.statistics().dropped;
    }
    [[nodiscard]] std::size_t room() const override {
        return std::min(ends_[0].sender->buffer(0).size(), ends_[1].sender->buffer(0).size());
    }
    [[nodiscard]] std::string mechanism() const override { return ends_[0].sender->mechanism(); }

private:
    [[nodiscard]] End& of(Side side) { return ends_[static_cast<std::size_t>(side)]; }

    [[nodiscard]] static std::uint32_t wall_stamp() {
        // The wall clock, because the kernel stamps arrivals by it.
        return static_cast<std::uint32_t>(std::chrono::system_clock::now().time_since_epoch().count());
    }

    [[nodiscard]] std::size_t drain(Sink const& sink) {
        std::size_t shown = 0;
        for (const auto side : {Side::lan, Side::wan})
            shown += of(side).receiver.drain(
                [&](View frame, Instant stamp) { sink(side, frame, static_cast<std::uint32_t>(stamp.time_since_epoch().count())); });
        return shown;
    }

    std::array<End, 2> ends_;
};

Result<End> open_end(std::string const& interface, port::Mechanism mechanism) {
    auto sender = port::open_batch_sender(interface, mechanism);
    if (!sender) return sender.error();
    auto receiver = port::BulkReceiver::open(interface);
    if (!receiver) return receiver.error();
    const auto buffers = (*sender)->buffers();
    return End{std::move(*sender), std::move(*receiver), std::vector<std::size_t>(buffers, never_filled), 0, 0};
}

}  // namespace

Result<std::unique_ptr<Path>> open_live_path(std::string const& lan, std::string const& wan, port::Mechanism mechanism) {
    auto first = open_end(lan, mechanism);
    if (!first) return first.error();
    auto second = open_end(wan, mechanism);
    if (!second) return second.error();
    return std::unique_ptr<Path>(std::make_unique<LivePath>(std::array<End, 2>{std::move(*first), std::move(*second)}));
}

}  // namespace tsuka::rate
