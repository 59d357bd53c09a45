#include "harness/port/trunk.hpp"

#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>

namespace tsuka::port {

namespace {

struct Trunk {
    std::unique_ptr<Port> port;
    VlanTags second;
    std::array<std::deque<Received>, 2> waiting;

    [[nodiscard]] std::size_t face_of(View frame) const { return vlan_tags_of(frame) == second ? 1 : 0; }
};

class Face final : public Port {
public:
    Face(std::shared_ptr<Trunk> trunk, std::size_t index, UniqueFd readable)
        : trunk_(std::move(trunk)), index_(index), readable_(std::move(readable)) {}

    [[nodiscard]] std::string name() const override { return trunk_->port->name(); }
    [[nodiscard]] int descriptor() const override { return readable_.get(); }
    [[nodiscard]] Result<void> state() override { return trunk_->port->state(); }

    [[nodiscard]] Result<void> send(View frame) override {
        auto sent = trunk_->port->send(frame);
        if (sent) ++statistics_.sent;
        return sent;
    }

    /// Whatever arrives for the other face waits there: who asks one face asks the other, too.
    [[nodiscard]] Result<std::optional<Received>> receive() override {
        auto& mine = trunk_->waiting.at(index_);
        while (mine.empty()) {
            auto received = trunk_->port->receive();
            if (!received || !*received) return received;
            trunk_->waiting.at(trunk_->face_of((*received)->frame)).push_back(std::move(**received));
        }
        std::optional<Received> next = std::move(mine.front());
        mine.pop_front();
        ++statistics_.received;
        return next;
    }

    /// What the kernel dropped may have been either's: both say so.
    [[nodiscard]] Statistics statistics() override {
        statistics_.dropped = trunk_->port->statistics().dropped;
        return statistics_;
    }

private:
    std::shared_ptr<Trunk> trunk_;
    std::size_t index_;
    UniqueFd readable_;  ///< of its own, so that both faces can be waited for
    Statistics statistics_;
};

}  // namespace

Result<Faces> split_trunk(std::unique_ptr<Port> trunk, VlanTags second) {
    std::array<UniqueFd, 2> readable;
    for (auto& one : readable) {
        one.reset(::fcntl(trunk->descriptor(), F_DUPFD_CLOEXEC, 0));
        if (!one) return fail(fmt::format("{}: its descriptor cannot be doubled: {}", trunk->name(), std::strerror(errno)));
    }
    auto shared = std::make_shared<Trunk>(Trunk{std::move(trunk), second, {}});
    return Faces{std::make_unique<Face>(shared, 0, std::move(readable[0])), std::make_unique<Face>(shared, 1, std::move(readable[1]))};
}

}  // namespace tsuka::port
