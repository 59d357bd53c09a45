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
        const auto round = number / sides_.size();
        return {sides_[number % sides_.size()], flows_[place(number)], static_cast<std::uint32_t>(round / flows_.size())};
    }
    /// Its flow's place in flows().
    [[nodiscard]] std::size_t place(std::uint64_t number) const { return (number / sides_.size()) % flows_.size(); }
    [[nodiscard]] std::vector<std::uint32_t> const& flows() const { return flows_; }
    /// Of so much that all shares have together.
    [[nodiscard]] double part_of(double whole) const { return whole * static_cast<double>(flows_.size()) / static_cast<double>(all_); }

private:
    std::vector<Side> sides_;
    std::vector<std::uint32_t> flows_;
    std::size_t all_;
};

}  // namespace tsuka::rate
