#include "harness/rate/outlet.hpp"

#include "harness/port/live_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace tsuka::rate {

namespace {

constexpr std::size_t never_filled = static_cast<std::size_t>(-1);

/// Frames that are filled between two looks at the clock, which costs as much as filling one: less than a microsecond.
constexpr std::size_t frames_a_look = 8;

std::uint32_t wall_stamp() {
    // The wall clock, because the kernel stamps arrivals by it.
    return static_cast<std::uint32_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

class BatchOutlet final : public Outlet {
public:
    explicit BatchOutlet(std::unique_ptr<port::BatchSender> sender)
        : sender_(std::move(sender)), filled_(sender_->buffers(), never_filled) {}

    [[nodiscard]] bool queue(std::size_t number, load::Template const& stream, Item const& item) override {
        const auto index = sender_->claim();
        if (!index) return false;
        const auto frame = stream.frame();
        const auto buffer = sender_->buffer(*index).first(frame.size());
        if (filled_[*index] != number) {
            std::copy(frame.begin(), frame.end(), buffer.begin());
            filled_[*index] = number;
        }
        if (waiting_ % frames_a_look == 0) stamp_ = wall_stamp();
        stream.stamp(buffer, item.numbers, item.flow, item.sequence, stamp_);
        sender_->queue(*index, frame.size());
        ++waiting_;
        return true;
    }
    [[nodiscard]] bool put(View frame) override {
        const auto index = sender_->claim();
        if (!index) return false;
        std::copy(frame.begin(), frame.end(), sender_->buffer(*index).begin());
        filled_[*index] = never_filled;
        sender_->queue(*index, frame.size());
        ++waiting_;
        return true;
    }
    [[nodiscard]] Result<void> flush() override {
        if (waiting_ == 0) return {};
        const auto taken = sender_->flush();
        if (!taken) return taken.error();
        waiting_ -= std::min(waiting_, *taken);
        return {};
    }
    [[nodiscard]] std::string mechanism() const override { return sender_->mechanism(); }
    [[nodiscard]] std::size_t room() override { return sender_->buffer(0).size(); }

private:
    std::unique_ptr<port::BatchSender> sender_;
    std::vector<std::size_t> filled_;  ///< by buffer: the stream whose frame it holds
    std::size_t waiting_ = 0;          ///< queued and not handed to the kernel
    std::uint32_t stamp_ = 0;          ///< of the frames that are filled now
};

class LiveOutlet final : public Outlet {
public:
    LiveOutlet(std::unique_ptr<port::LiveFrameSender> sender, std::unique_ptr<Outlet> beside)
        : sender_(std::move(sender)), beside_(std::move(beside)) {}

    [[nodiscard]] bool queue(std::size_t number, load::Template const& stream, Item const& item) override {
        auto* known = find(number, stream);
        if (known == nullptr) return false;
        const auto place = place_of(*known, stream, item);
        return place && sender_->queue(known->kept, *place, item.sequence);
    }
    [[nodiscard]] bool put(View frame) override {
        const bool room = beside_->put(frame);
        if (room) ++beside_sent_;
        return room;
    }
    [[nodiscard]] Result<void> flush() override {
        if (!trouble_.empty()) return fail(trouble_);
        if (auto flushed = beside_->flush(); !flushed) return flushed;
        return sender_->flush();
    }
    [[nodiscard]] bool under_way() const override { return !sender_->idle(); }
    [[nodiscard]] std::uint64_t refused() override { return sender_->refused(beside_sent_); }
    [[nodiscard]] std::string mechanism() const override { return "BPF live frames"; }
    [[nodiscard]] std::size_t room() override { return port::LiveFrameSender::room(); }

private:
    /// A stream of which the sender has frames.
    struct Known {
        std::size_t number = 0;
        std::uint32_t kept = 0;
        port::NumberPlaces numbers;
        Octets first;                       ///< of some flow, the first frame
        std::vector<std::uint32_t> places;  ///< by flow, one more than it is; 0: none
    };

    [[nodiscard]] std::optional<std::uint32_t> place_of(Known& known, load::Template const& stream, Item const& item) {
        if (item.flow >= known.places.size()) known.places.resize(item.flow + 1);
        auto& place = known.places[item.flow];
        if (place == 0) {
            stream.stamp(known.first, item.numbers, item.flow, 0, 0);
            const auto kept = sender_->keep_flow(known.first, known.numbers);
            if (!kept) return begin_anew(), std::nullopt;
            place = *kept + 1;
        }
        return place - 1;
    }

    [[nodiscard]] Known* find(std::size_t number, load::Template const& stream) {
        if (last_ < known_.size() && known_[last_].number == number) return &known_[last_];
        for (last_ = 0; last_ < known_.size(); ++last_)
            if (known_[last_].number == number) return &known_[last_];
        const auto places = stream.places();
        if (std::max({places.sequence + 8, places.counter + 4, places.checksum + 2}) > port::LiveFrameSender::head_room())
            trouble_ = "BPF live frames: the heads in front of a mark are too long";
        const auto frame = stream.frame();
        const port::NumberPlaces numbers{places.sequence, places.counter, places.checksum};
        const auto kept = sender_->keep_stream(frame, numbers);
        if (!kept) return begin_anew(), nullptr;
        known_.push_back({number, *kept, numbers, {frame.begin(), frame.end()}, {}});
        return &known_.back();
    }

    /// There is no room for more flows: when those that are there have been sent they make room. Until then nothing can be queued.
    void begin_anew() {
        if (!sender_->idle()) return;
        sender_->forget();
        known_.clear();
    }

    std::unique_ptr<port::LiveFrameSender> sender_;
    std::unique_ptr<Outlet> beside_;  ///< for what is no load
    std::uint64_t beside_sent_ = 0;
    std::vector<Known> known_;
    std::size_t last_ = 0;  ///< of those known, that was used
    std::string trouble_;
};

}  // namespace

Result<std::unique_ptr<Outlet>> open_batch_outlet(std::string const& interface, port::Mechanism mechanism, std::uint32_t queue) {
    auto sender = port::open_batch_sender(interface, mechanism, queue);
    if (!sender) return sender.error();
    return std::unique_ptr<Outlet>(std::make_unique<BatchOutlet>(std::move(*sender)));
}

Result<std::unique_ptr<Outlet>> open_live_outlet(std::string const& interface) {
    auto sender = port::LiveFrameSender::open(interface);
    if (!sender) return sender.error();
    auto beside = open_batch_outlet(interface, port::Mechanism::sendmmsg);
    if (!beside) return beside;
    return std::unique_ptr<Outlet>(std::make_unique<LiveOutlet>(std::move(*sender), std::move(*beside)));
}

}  // namespace tsuka::rate
