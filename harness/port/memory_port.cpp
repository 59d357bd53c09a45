// Memory ports: see memory_port.hpp. Both ends share one cable; each holds it alive.
#include "harness/port/memory_port.hpp"

#include "harness/port/unique_fd.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>

namespace tsuka::port {

namespace {

constexpr std::size_t ethernet_and_tag = 18;

struct End {
    std::string name;
    UniqueFd event;  ///< readable while `queue` holds a frame
    std::deque<Received> queue;
    std::uint64_t to_lose = 0;
    bool has_lost = false;  ///< since the last frame that came
    bool checksum_ready = true;
    Statistics statistics;
};

struct Cable {
    std::array<End, 2> ends;
    StampSource stamp;
    std::size_t mtu = 0;
    bool up = true;
};

void arrive(Cable& cable, End& end, View frame) {
    if (end.to_lose > 0) {
        --end.to_lose;
        ++end.statistics.dropped;
        end.has_lost = true;
        return;
    }
    end.queue.push_back({Octets{frame.begin(), frame.end()}, cable.stamp(), end.checksum_ready, std::exchange(end.has_lost, false)});
    if (end.queue.size() == 1) (void)::eventfd_write(end.event.get(), 1);
}

class CableEnd final : public MemoryPort {
public:
    CableEnd(std::shared_ptr<Cable> cable, std::size_t index) : cable_(std::move(cable)), index_(index) {}

    [[nodiscard]] std::string name() const override { return own().name; }
    [[nodiscard]] int descriptor() const override { return own().event.get(); }
    [[nodiscard]] Statistics statistics() override { return own().statistics; }
    void lose(std::uint64_t count) override { own().to_lose += count; }
    void set_checksum_ready(bool ready) override { own().checksum_ready = ready; }
    void set_link(bool up) override { cable_->up = up; }

    [[nodiscard]] Result<void> send(View frame) override {
        if (!cable_->up) return fail(fmt::format("{}: the interface is down", own().name));
        if (frame.size() > cable_->mtu + ethernet_and_tag)
            return fail(fmt::format("{}: a frame of {} octets does not fit its MTU of {}", own().name, frame.size(), cable_->mtu));
        ++own().statistics.sent;
        arrive(*cable_, cable_->ends[1 - index_], frame);
        return {};
    }

    [[nodiscard]] Result<std::optional<Received>> receive() override {
        auto& end = own();
        if (end.queue.empty()) return std::optional<Received>{};
        std::optional<Received> first{std::move(end.queue.front())};
        end.queue.pop_front();
        ++end.statistics.received;
        eventfd_t count = 0;
        if (end.queue.empty()) (void)::eventfd_read(end.event.get(), &count);
        return first;
    }

private:
    [[nodiscard]] End& own() const { return cable_->ends[index_]; }

    std::shared_ptr<Cable> cable_;
    std::size_t index_;
};

}  // namespace

Result<MemoryPair> memory_cable(std::string first, std::string second, StampSource stamp, std::size_t mtu) {
    auto cable = std::make_shared<Cable>();
    cable->stamp = std::move(stamp);
    cable->mtu = mtu;
    cable->ends[0].name = std::move(first);
    cable->ends[1].name = std::move(second);
    for (auto& end : cable->ends) {
        end.event.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        if (!end.event) return fail(fmt::format("cannot make an event descriptor: {}", std::strerror(errno)));
    }
    return MemoryPair{std::make_unique<CableEnd>(cable, 0), std::make_unique<CableEnd>(cable, 1)};
}

}  // namespace tsuka::port
