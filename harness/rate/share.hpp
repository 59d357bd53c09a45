// Which frames of a stream one of several threads sends: those of flows of its own, so that the numbers within a flow stay in order.
#pragma once

#include "generator/base/address.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tsuka::rate {

/// One frame: from where, of which flow, which of the flow that way.
struct Turn {
    Side from = Side::lan;
    std::uint32_t flow = 0;
    std::uint32_t sequence = 0;
};

class Share {
public:
    /// Share `which` of `shares` of the frames that go over these flows in turn, from one side or from both in turn.
    Share(std::span<std::uint32_t const> flows, std::vector<Side> sides, std::size_t which = 0, std::size_t shares = 1)
        : sides_(std::move(sides)), all_(flows.size()) {
        for (auto at = which; at < flows.size(); at += shares) flows_.push_back(flows[at]);
    }

    /// Frame `number` of this share.
    [[nodiscard]] Turn turn(std::uint64_t number) const {
        const auto round = round_of(number);
        return {sides_[sides_.size() == 2 ? number % 2 : 0], flows_[round % flows_.size()],
                static_cast<std::uint32_t>(round / flows_.size())};
    }
    /// Its flow's place in flows().
    [[nodiscard]] std::size_t place(std::uint64_t number) const { return round_of(number) % flows_.size(); }
    [[nodiscard]] std::vector<std::uint32_t> const& flows() const { return flows_; }
    /// Of so much that all shares have together.
    [[nodiscard]] double part_of(double whole) const { return whole * static_cast<double>(flows_.size()) / static_cast<double>(all_); }

private:
    /// Frames of one side before it. There are two sides at most: a division is what a turn costs.
    [[nodiscard]] std::uint64_t round_of(std::uint64_t number) const { return sides_.size() == 2 ? number / 2 : number; }

    std::vector<Side> sides_;
    std::vector<std::uint32_t> flows_;
    std::size_t all_;
};

}  // namespace tsuka::rate
