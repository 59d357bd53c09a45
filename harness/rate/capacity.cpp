#include "harness/rate/capacity.hpp"

#include <algorithm>

namespace tsuka::rate {

namespace {

constexpr std::size_t size_of_probes = 128;  ///< octets; every kind has room for a mark
constexpr double hardly_any = 0.05;          ///< of the flows that were open
constexpr double nearly_all = 0.9;           ///< of those that were forgotten
constexpr std::uint32_t newcomers = 8;
constexpr std::uint16_t trials_of_one = 8;  ///< marks that one traffic may take
constexpr double newcomer_rate = 1000;      ///< flows a second: nobody is refused for haste

Result<Traffic> make_traffic(Path& path, Ground& ground, load::Kind kind, std::uint32_t count, Ipv4Prefix servers, std::uint16_t first) {
    auto flows = Flows::create(ground, kind, count, servers, first);
    if (!flows) return flows.error();
    return Traffic::create(path, ground, std::move(*flows), load::SizeMix({{size_of_probes, 1}}), {true, true}, first);
}

std::size_t count(std::vector<bool> const& values) {
    return static_cast<std::size_t>(std::count(values.begin(), values.end(), true));
}

}  // namespace

model::AtLimit at_limit(std::vector<bool> const& opened, std::vector<bool> const& held) {
    const auto open = count(opened);
    const auto kept = count(held);
    if (open == 0) return model::AtLimit::not_reached;  // nothing passes at all: that is no limit
    if (kept == opened.size()) return model::AtLimit::not_reached;
    if (static_cast<double>(kept) < hardly_any * static_cast<double>(open)) return model::AtLimit::all_lost;
    std::vector<std::size_t> forgotten;
    for (std::size_t flow = 0; flow < opened.size(); ++flow)
        if (opened[flow] && !held[flow]) forgotten.push_back(flow);
    // A frame or two may be lost without any table being full.
    if (forgotten.size() * 100 <= open) return open < opened.size() ? model::AtLimit::refused : model::AtLimit::not_reached;
    // Oldest first: those forgotten are among the first that came, as many as there are.
    const auto early = std::count_if(forgotten.begin(), forgotten.end(), [&](auto flow) { return flow < forgotten.size(); });
    return static_cast<double>(early) >= nearly_all * static_cast<double>(forgotten.size()) ? model::AtLimit::oldest_evicted
                                                                                            : model::AtLimit::some_evicted;
}

Result<Count> measure_capacity(Path& path, Ground& ground, load::Kind kind, std::uint32_t wanted, double rate, Ipv4Prefix servers,
                               std::uint16_t first, Stop const& stop) {
    model::CapacityRow row;
    row.protocol = to_string(kind);
    row.tried = wanted;
    row.rate = rate;
    auto traffic = make_traffic(path, ground, kind, wanted, servers, first);
    if (!traffic) {
        row.trouble = traffic.error().what;
        return Count{std::move(row), std::nullopt};
    }
    if (auto opened = traffic->open(rate, stop); !opened) return opened.error();
    auto held = traffic->probe_inward(rate, stop);
    if (!held) return held.error();
    std::vector<bool> opened(wanted);
    for (std::uint32_t flow = 0; flow < wanted; ++flow) opened[flow] = traffic->opened(flow);

    row.opened = static_cast<std::uint32_t>(count(opened));
    row.held = static_cast<std::uint32_t>(count(*held));
    row.strayed = traffic->strayed();
    row.at_limit = at_limit(opened, *held);
    if (row.opened == 0) row.trouble = "nothing that was sent outward has been answered: no flow is open";
    auto newcomer = make_traffic(path, ground, kind, newcomers, servers, static_cast<std::uint16_t>(first + trials_of_one));
    if (!newcomer) return newcomer.error();
    if (auto tried = newcomer->open(newcomer_rate, stop); !tried) return tried.error();
    row.newcomer = newcomer->open_flows() > 0;
    return Count{std::move(row), std::move(*traffic)};
}

Result<bool> wait_for_room(Path& path, Ground& ground, load::Kind kind, Duration filled_in, Duration patience, Ipv4Prefix servers,
                           std::uint16_t first, Stop const& stop) {
    constexpr Duration between = std::chrono::seconds(5);
    const auto end = path.now() + patience;
    for (std::uint16_t asked = 0; path.now() < end; ++asked) {
        if (auto rested = rest(path, ground, between, stop); !rested) return rested.error();
        auto newcomer = make_traffic(path, ground, kind, 1, servers, static_cast<std::uint16_t>(first + 2 * asked));
        if (!newcomer) return newcomer.error();
        if (auto tried = newcomer->open(newcomer_rate, stop); !tried) return tried.error();
        if (newcomer->open_flows() == 0) continue;
        if (auto rested = rest(path, ground, filled_in + between, stop); !rested) return rested.error();
        return true;
    }
    return false;
}

}  // namespace tsuka::rate
