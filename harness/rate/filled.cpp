#include "harness/rate/filled.hpp"

#include <algorithm>

namespace tsuka::rate {

namespace {

constexpr std::size_t octets_of_frames = 128;  ///< every kind has room for a mark
constexpr std::uint32_t fewest_kept = 100;
constexpr double least_frames = 1000;      ///< a second
constexpr double seconds_of_silence = 10;  ///< of a flow, at most: no router forgets one so soon

}  // namespace

bool has_shares(model::CapacityRow const& row) {
    return row.trouble.empty() && row.at_limit != model::AtLimit::not_reached && row.held >= fewest_kept;
}

Result<std::optional<Traffic>> measure_filled(Path& path, Ground& ground, FillPlan const& plan, model::CapacityRow& row, Stop const& stop) {
    const auto share_of = [&](unsigned percent) { return static_cast<std::uint32_t>(std::uint64_t{row.held} * percent / 100); };
    auto flows = Flows::create(ground, plan.kind, share_of(plan.shares.back()), plan.servers, plan.first);
    auto traffic = flows
                       ? Traffic::create(path, ground, std::move(*flows), load::SizeMix({{octets_of_frames, 1}}), {true, true}, plan.first)
                       : Result<Traffic>(flows.error());
    if (!traffic) {
        row.filled_trouble = traffic.error().what;
        return std::optional<Traffic>{};
    }
    std::uint32_t tried = 0;
    for (const auto percent : plan.shares) {
        const auto wanted = share_of(percent);
        if (auto opened = traffic->open(plan.new_flows, tried, wanted - tried, stop); !opened) return opened.error();
        tried = wanted;
        if (traffic->open_flows() == 0) {
            row.filled_trouble = "no flow is open: nothing that was sent outward has been answered";
            return std::optional<Traffic>{};
        }
        const double rate = std::max(least_frames, 2 * traffic->open_flows() / seconds_of_silence);
        const auto outcome = traffic->measure(rate, plan.trial, stop);
        if (!outcome) return outcome.error();
        const auto fate = fate_of(*outcome);
        row.filled.push_back({percent, traffic->open_flows(), rate, fate.sent, fate.received, fate.latency});
    }
    return std::optional<Traffic>{std::move(*traffic)};
}

}  // namespace tsuka::rate
