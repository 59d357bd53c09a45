#include "harness/port/own_vlans.hpp"

#include <algorithm>
#include <utility>

namespace tsuka::port {

namespace {

/// How often it is asked whose a VLAN is while nobody has it.
constexpr Duration between_questions = std::chrono::milliseconds(100);

class OwnVlans final : public Port {
public:
    OwnVlans(std::unique_ptr<Port> port, std::vector<VlanTags> own, std::function<bool(VlanTags const&)> others)
        : port_(std::move(port)), own_(std::move(own)), others_(std::move(others)) {
        own_.emplace_back();  // what has no tag is nobody else's
    }

    [[nodiscard]] std::string name() const override { return port_->name(); }
    [[nodiscard]] int descriptor() const override { return port_->descriptor(); }
    [[nodiscard]] Result<void> state() override { return port_->state(); }
    [[nodiscard]] Result<void> send(View frame) override { return port_->send(frame); }

    [[nodiscard]] Result<std::optional<Received>> receive() override {
        while (true) {
            auto received = port_->receive();
            if (!received || !*received) return received;
            after_loss_ = after_loss_ || (*received)->after_loss;
            if (is_others(**received)) {
                ++left_out_;
                continue;
            }
            (*received)->after_loss = std::exchange(after_loss_, false);
            return received;
        }
    }

    [[nodiscard]] Statistics statistics() override {
        auto statistics = port_->statistics();
        statistics.received -= left_out_;
        return statistics;
    }

private:
    [[nodiscard]] bool is_others(Received const& received) {
        const auto tags = vlan_tags_of(received.frame);
        if (std::find(own_.begin(), own_.end(), tags) != own_.end()) return false;
        if (std::find(known_.begin(), known_.end(), tags) != known_.end()) return true;
        if (received.at < ask_again_) return false;
        if (!others_(tags)) {
            ask_again_ = received.at + between_questions;
            return false;
        }
        known_.push_back(tags);
        return true;
    }

    std::unique_ptr<Port> port_;
    std::vector<VlanTags> own_;
    std::function<bool(VlanTags const&)> others_;
    std::vector<VlanTags> known_;  ///< to be others'
    Instant ask_again_{};
    bool after_loss_ = false;
    std::uint64_t left_out_ = 0;
};

}  // namespace

std::unique_ptr<Port> leave_out_others(std::unique_ptr<Port> port, std::vector<VlanTags> own, std::function<bool(VlanTags const&)> others) {
    return std::make_unique<OwnVlans>(std::move(port), std::move(own), std::move(others));
}

}  // namespace tsuka::port
