#include "harness/rate/live_path.hpp"

#include "harness/port/bulk_receiver.hpp"
#include "harness/rate/outlet.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace tsuka::rate {

namespace {

/// The kernel hands blocks of frames over once a millisecond; below this a wait is spent looking.
constexpr Duration not_worth_sleeping = std::chrono::microseconds(200);

/// How long a full transmit queue may take to drain before a frame that is no load is given up.
constexpr Duration send_patience = std::chrono::milliseconds(200);

using Outlets = std::array<std::unique_ptr<Outlet>, 2>;  // by side

class LiveLane final : public Lane {
public:
    LiveLane(Path const& path, Outlets outlets) : path_(path), outlets_(std::move(outlets)) {}

    [[nodiscard]] bool queue(Side side, std::size_t number, Item const& item) override {
        return of(side).queue(number, path_.stream(number), item);
    }
    [[nodiscard]] Result<void> flush() override {
        for (auto& out : outlets_)
            if (auto flushed = out->flush(); !flushed) return flushed;
        return {};
    }
    [[nodiscard]] bool under_way() const { return outlets_[0]->under_way() || outlets_[1]->under_way(); }
    [[nodiscard]] Outlet& of(Side side) { return *outlets_[static_cast<std::size_t>(side)]; }
    [[nodiscard]] std::size_t room() const { return std::min(outlets_[0]->room(), outlets_[1]->room()); }

private:
    Path const& path_;
    Outlets outlets_;
};

/// What is sent and received on both interfaces.
struct Ends {
    std::vector<Outlets> lanes;
    std::optional<Outlets> beside;              ///< where there are several lanes: for what is no load
    std::vector<port::BulkReceiver> receivers;  ///< by side
    std::string mechanism;
};

class LivePath final : public Path {
public:
    explicit LivePath(Ends ends)
        : beside_(std::move(ends.beside)), receivers_(std::move(ends.receivers)), mechanism_(std::move(ends.mechanism)) {
        for (auto& outlets : ends.lanes) {
            auto lane = std::make_unique<LiveLane>(*this, std::move(outlets));
            if (first_ == nullptr) first_ = lane.get();
            lanes_.push_back(std::move(lane));
        }
    }

    [[nodiscard]] Instant now() const override { return Instant{std::chrono::steady_clock::now().time_since_epoch()}; }
    [[nodiscard]] bool queue(Side side, std::size_t number, Item const& item) override { return first_->queue(side, number, item); }
    [[nodiscard]] Result<void> flush() override { return first_->flush(); }
    [[nodiscard]] bool under_way() const override { return first_->under_way(); }
    [[nodiscard]] std::span<std::unique_ptr<Lane> const> lanes() const override {
        return lanes_.size() > 1 ? std::span<std::unique_ptr<Lane> const>(lanes_) : std::span<std::unique_ptr<Lane> const>{};
    }

    [[nodiscard]] Result<void> send(Side side, View frame) override {
        auto& out = beside_ ? *(*beside_)[static_cast<std::size_t>(side)] : first_->of(side);
        const auto give_up = now() + send_patience;
        while (!out.put(frame)) {
            if (auto flushed = out.flush(); !flushed) return flushed;
            if (now() > give_up) return fail(fmt::format("{} side: the transmit queue stays full (no link partner?)", to_string(side)));
        }
        return out.flush();
    }

    [[nodiscard]] Result<void> receive(Sink const& sink, Instant until) override {
        if (drain(sink) > 0) return {};
        const auto left = until - now();
        if (left <= not_worth_sleeping) return {};
        pollfd events[2] = {{receivers_[0].descriptor(), POLLIN, 0}, {receivers_[1].descriptor(), POLLIN, 0}};
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec patience{whole.count(), (left - whole).count()};
        (void)::ppoll(events, 2, &patience, nullptr);
        for (auto const& event : events)
            if ((event.revents & POLLERR) != 0) return fail("an interface went down");
        (void)drain(sink);
        return {};
    }

    [[nodiscard]] std::uint64_t missed() override {
        return first_->of(Side::lan).refused() + first_->of(Side::wan).refused() + receivers_[0].statistics().dropped +
               receivers_[1].statistics().dropped;
    }
    [[nodiscard]] std::size_t room() const override { return first_->room(); }
    [[nodiscard]] std::string mechanism() const override { return mechanism_; }

private:
    [[nodiscard]] std::size_t drain(Sink const& sink) {
        std::size_t shown = 0;
        for (const auto side : {Side::lan, Side::wan})
            shown += receivers_[static_cast<std::size_t>(side)].drain(
                [&](View frame, Instant stamp) { sink(side, frame, static_cast<std::uint32_t>(stamp.time_since_epoch().count())); });
        return shown;
    }

    std::vector<std::unique_ptr<Lane>> lanes_;
    LiveLane* first_ = nullptr;
    std::optional<Outlets> beside_;
    std::vector<port::BulkReceiver> receivers_;  ///< by side
    std::string mechanism_;
};

using Names = std::array<std::string, 2>;  // by side

/// `open` makes the outlet of one interface.
template <class Open>
Result<Outlets> open_both(Names const& names, Open const& open) {
    Outlets outlets;
    for (std::size_t side = 0; side < names.size(); ++side) {
        auto opened = open(names.at(side));
        if (!opened) return opened.error();
        outlets.at(side) = std::move(*opened);
    }
    return outlets;
}

Result<Outlets> open_lane(Names const& names, port::Mechanism mechanism, std::uint32_t queue) {
    return open_both(names, [&](std::string const& name) { return open_batch_outlet(name, mechanism, queue); });
}

/// A queue of AF_XDP for each thread, or as many as there are, and why not more.
struct Queues {
    std::vector<Outlets> lanes;
    std::string why_no_more;
};
Queues open_queues(Names const& names, unsigned threads) {
    Queues queues;
    for (std::uint32_t queue = 0; queue < threads; ++queue) {
        auto lane = open_lane(names, port::Mechanism::xdp, queue);
        if (!lane) {
            queues.why_no_more = fmt::format("AF_XDP: queue {}: {}", queue, lane.error().what);
            break;
        }
        queues.lanes.push_back(std::move(*lane));
    }
    return queues;
}

/// Several threads have a queue of AF_XDP each; where there are not so many, sockets of their own, unless AF_XDP alone is wanted.
Result<void> open_lanes(Ends& ends, Names const& names, port::Mechanism mechanism, unsigned threads) {
    std::string why;
    if (mechanism != port::Mechanism::sendmmsg) {
        auto queues = open_queues(names, threads);
        why = std::move(queues.why_no_more);
        if (why.empty() || (mechanism == port::Mechanism::xdp && queues.lanes.size() > 1)) ends.lanes = std::move(queues.lanes);
        if (ends.lanes.empty() && mechanism == port::Mechanism::xdp) return fail(why);
    }
    if (ends.lanes.empty())
        for (unsigned thread = 0; thread < threads; ++thread) {
            auto lane = open_lane(names, port::Mechanism::sendmmsg, 0);
            if (!lane) return lane.error();
            ends.lanes.push_back(std::move(*lane));
        }
    auto beside = open_lane(names, port::Mechanism::sendmmsg, 0);
    if (!beside) return beside.error();
    ends.beside = std::move(*beside);
    ends.mechanism =
        fmt::format("{}, {} threads{}", ends.lanes[0][0]->mechanism(), ends.lanes.size(), why.empty() ? "" : fmt::format(" ({})", why));
    return {};
}

}  // namespace

Result<std::unique_ptr<Path>> open_live_path(std::string const& lan, std::string const& wan, Sending const& sending) {
    Names const names{lan, wan};
    Ends ends;
    if (sending.threads > 1) {
        if (auto opened = open_lanes(ends, names, sending.mechanism, sending.threads); !opened) return opened.error();
    } else {
        std::string instead;
        auto lane = sending.live_frames ? open_both(names, open_live_outlet) : open_lane(names, sending.mechanism, 0);
        if (!lane && sending.live_frames) {
            instead = fmt::format(" (BPF live frames: {})", lane.error().what);
            lane = open_lane(names, sending.mechanism, 0);
        }
        if (!lane) return lane.error();
        ends.mechanism = (*lane)[0]->mechanism() + instead;
        ends.lanes.push_back(std::move(*lane));
    }
    for (auto const& name : names) {
        auto receiver = port::BulkReceiver::open(name);
        if (!receiver) return receiver.error();
        ends.receivers.push_back(std::move(*receiver));
    }
    return std::unique_ptr<Path>(std::make_unique<LivePath>(std::move(ends)));
}

}  // namespace tsuka::rate
