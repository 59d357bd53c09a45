// The faults of one router: which defects are planted in it, and which of them show now.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/planted_defect.hpp"
#include "harness/sim/defect.hpp"
#include "harness/sim/packet.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tsuka::sim {

class Faults {
public:
    /// Every name has to be that of a defect; std::invalid_argument otherwise.
    explicit Faults(std::vector<model::PlantedDefect> const& planted);

    [[nodiscard]] bool any() const { return !planted_.empty() || asked_ != nullptr; }
    /// From now on every name that is asked for goes there as well: what a router like it does differently with another defect begins with
    /// such a question.
    void note_questions(std::set<std::string_view>& asked) { asked_ = &asked; }
    /// A packet has come to the router: from now on those defects show whose onset it meets. What is held back is treated as the packet
    /// is that sets it free.
    void arrives(Side from, Packet const& packet, Instant now);
    /// Whether this defect shows now.
    [[nodiscard]] bool operator()(std::string_view name) const {
        if (asked_ != nullptr) asked_->insert(name);
        for (auto const* defect : showing_)
            if (defect->name == name) return true;
        return false;
    }
    /// Every flow begins anew.
    void forget();

private:
    struct Planted {
        Defect const* defect = nullptr;
        model::Onset onset;
    };
    /// What has come of a flow before.
    struct Flow {
        std::uint64_t packets = 0;
        std::uint64_t bytes = 0;
        Instant last{};
    };
    using FlowKey = std::tuple<Side, std::uint8_t, Ipv4Address, Ipv4Address, std::uint64_t>;
    [[nodiscard]] static FlowKey key_of(Side from, Packet const& packet);
    [[nodiscard]] bool met(model::Onset const& onset, Flow const& flow, std::uint64_t clients, Side from, Instant now) const;
    [[nodiscard]] static bool fits(model::Onset const& onset, std::uint64_t octets);
    [[nodiscard]] std::uint64_t clients_of(Side from, Packet const& packet, Instant now);

    std::vector<Planted> planted_;
    std::vector<Defect const*> showing_;
    std::set<std::string_view>* asked_ = nullptr;
    bool by_onset_ = false;  ///< one of them at least does not show always
    std::map<FlowKey, Flow> flows_;
    bool by_rate_ = false;
    std::deque<Instant> lately_;                                    ///< when the packets of the last second came
    std::map<std::pair<Ipv4Address, Ipv4Address>, Instant> heard_;  ///< by server and LAN host: when it last spoke to that server
};

}  // namespace tsuka::sim
