#include "harness/rate/tear_down.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t octets_of_probes = 128;  ///< every kind has room for a mark
constexpr std::uint32_t fewest = 10;
constexpr unsigned times_idle = 3;  ///< that the command has nothing to clear
constexpr std::uint32_t newcomers = 8;
constexpr double newcomer_rate = 1000;  ///< flows a second: nobody is refused for haste
constexpr std::uint16_t marks_of_flows = 6;
constexpr std::uint16_t marks_of_one = 10;

// How often it is asked whether the command has ended: after a hundredth of the time that it has taken so far.
constexpr Duration soonest = 50us;
constexpr Duration latest = 20ms;

Result<Traffic> make_traffic(Path& path, Ground& ground, TearDownPlan const& plan, std::uint32_t count, std::uint16_t first) {
    auto flows = Flows::create(ground, plan.kind, count, plan.servers, first);
    if (!flows) return flows.error();
    return Traffic::create(path, ground, std::move(*flows), load::SizeMix({{octets_of_probes, 1}}), {true, true}, first);
}

class TearDown {
public:
    TearDown(Path& path, Ground& ground, Clearer& clearer, TearDownPlan const& plan, Stop const& stop)
        : path_(path), ground_(ground), clearer_(clearer), plan_(plan), stop_(stop) {}

    Result<model::TearDownRow> of(std::uint32_t count, std::uint16_t first) {
        model::TearDownRow row;
        row.protocol = to_string(plan_.kind);
        row.tried = count;
        auto traffic = make_traffic(path_, ground_, plan_, count, first);
        if (!traffic) {
            row.trouble = traffic.error().what;
            return row;
        }
        for (unsigned time = 0; time <= times_idle; ++time) {
            if (auto cleared = clear(row); !cleared || !row.trouble.empty()) return answer(cleared, row);
            if (time > 0) row.idle = std::max(row.idle, row.took);  // before that there was something to clear
        }
        if (auto opened = traffic->open(plan_.new_flows, stop_); !opened) return opened.error();
        if (auto probed = probe(*traffic, row.held); !probed) return probed.error();
        if (row.held == 0) {
            row.trouble = no_flow_is_open;
            return row;
        }
        if (auto cleared = clear(row); !cleared || !row.trouble.empty()) return answer(cleared, row);
        if (auto probed = probe(*traffic, row.left); !probed) return probed.error();
        conclude(row);
        auto newcomer = make_traffic(path_, ground_, plan_, newcomers, static_cast<std::uint16_t>(first + marks_of_flows));
        if (!newcomer) return newcomer.error();
        if (auto tried = newcomer->open(newcomer_rate, stop_); !tried) return tried.error();
        row.newcomer = newcomer->open_flows() > 0;
        return row;
    }

private:
    static Result<model::TearDownRow> answer(Result<void> const& done, model::TearDownRow const& row) {
        return done ? Result<model::TearDownRow>(row) : done.error();
    }

    /// Of the flows that were opened.
    Result<void> probe(Traffic& traffic, std::uint32_t& known) {
        const auto seen = traffic.probe_inward(plan_.new_flows, stop_);
        if (!seen) return seen.error();
        known = static_cast<std::uint32_t>(std::count(seen->begin(), seen->end(), true));
        return {};
    }

    /// Has the table cleared. How long that took stands in the row, and that it could not be is its trouble.
    Result<void> clear(model::TearDownRow& row) {
        const auto began = path_.now();
        clearer_.begin(began);
        for (auto asked = began;;) {
            const auto ended = clearer_.ended();
            const auto now = path_.now();
            row.took = now - began;
            if (ended) {
                if (!ended->empty()) row.trouble = fmt::format("the table was not cleared: {}", *ended);
                return {};
            }
            if (now - asked >= latest) {
                asked = now;
                if (const auto why = stop_()) return fail(*why);
            }
            if (auto passed = rest_until(now + std::clamp(row.took / 100, soonest, latest)); !passed) return passed;
        }
    }

    /// The lab goes on: hosts answer.
    Result<void> rest_until(Instant until) {
        const auto got = path_.receive([&](Side side, View frame, std::uint32_t) { ground_.receive(side, frame, path_.now()); }, until);
        ground_.wake(path_.now());
        for (auto const& [side, frame] : ground_.take_frames())
            if (auto sent = path_.send(side, frame); !sent) return sent;
        if (ground_.state() == lab::Progress::failed) return fail(ground_.why());
        return got;
    }

    static void conclude(model::TearDownRow& row) {
        if (row.left > 0) {
            row.trouble = fmt::format("the router still knew {} of {} flows when its table was said to be clear", row.left, row.held);
            return;
        }
        if (row.took <= Duration{}) {
            row.trouble = "the table was clear at once: a simulated router takes no time for it, unless 'clears' says how long";
            return;
        }
        row.at_least = row.took < 2 * row.idle;
        const auto time = row.at_least ? row.took : row.took - row.idle;
        row.lower = row.held / std::chrono::duration<double>(time).count();
    }

    Path& path_;
    Ground& ground_;
    Clearer& clearer_;
    TearDownPlan const& plan_;
    Stop const& stop_;
};

}  // namespace

std::vector<std::uint32_t> counts_to_clear(std::uint32_t up_to) {
    std::vector<std::uint32_t> counts;
    for (const std::uint32_t part : {100U, 10U, 1U})
        if (up_to / part >= fewest || part == 1) counts.push_back(up_to / part);
    return counts;
}

Result<std::vector<model::TearDownRow>> measure_tear_down(Path& path, Ground& ground, Clearer& clearer, TearDownPlan const& plan,
                                                          std::function<void(model::TearDownRow const&)> const& told, Stop const& stop) {
    std::vector<model::TearDownRow> rows;
    auto first = plan.first;
    for (const auto count : counts_to_clear(plan.up_to)) {
        auto row = TearDown(path, ground, clearer, plan, stop).of(count, first);
        if (!row) return row.error();
        rows.push_back(std::move(*row));
        told(rows.back());
        if (!rows.back().trouble.empty()) break;
        first = static_cast<std::uint16_t>(first + marks_of_one);
    }
    return rows;
}

}  // namespace tsuka::rate
