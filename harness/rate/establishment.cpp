#include "harness/rate/establishment.hpp"

#include "harness/rate/forgetting.hpp"
#include "harness/rate/rate_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::rate {

namespace {

constexpr std::size_t probe_size = 128;    ///< octets; every kind has room for a mark
constexpr double as_fast_as_we_can = 1e8;  ///< new flows a second: more than any machine sends
constexpr double least_rate = 10;          ///< new flows a second: below that nothing is a figure
constexpr double share_of_room = 0.9;      ///< that trials fill
constexpr std::uint32_t fewest = 50;       ///< flows that tell a rate
constexpr std::uint32_t asked_after = 40;  ///< flows that waiting for room may keep alive
constexpr std::uint32_t slow_newcomers = 8;
constexpr double slow_rate = 20;  ///< new flows a second
constexpr std::uint64_t trials_with_new_flows = 60;
constexpr std::uint32_t trials_of_a_search = 40;

/// Flows that trials may have in a table that keeps `room`.
std::uint32_t most_of(std::uint32_t room) {
    return static_cast<std::uint32_t>(std::max(0.0, share_of_room * room - asked_after));
}

class EstablishmentSearch {
public:
    EstablishmentSearch(Path& path, Ground& ground, EstablishmentPlan const& plan, EstablishmentNews const& news, Stop const& stop,
                        Traffic& traffic)
        : path_(path), ground_(ground), plan_(plan), news_(news), stop_(stop), traffic_(traffic), room_(plan.room) {}

    Result<model::EstablishmentRow> run() {
        const auto rate = plan_.most > 0 ? plan_.most : as_fast_as_we_can;
        const auto flooded = trial({rate, plan_.goal.trial});
        if (!flooded) return flooded.error();
        if (!*flooded) {
            row_.trouble = why_;
            return row_;
        }
        if (traffic_.open_flows() == 0) {
            row_.trouble = "nothing that was sent outward has been answered: no flow is open";
            return row_;
        }
        RateSearch search(plan_.goal, least_rate, (*flooded)->rate(), plan_.most);
        while (const auto wanted = search.next()) {
            const auto opening = trial(*wanted);
            if (!opening) return opening.error();
            if (!*opening) {
                row_.unfinished = why_;
                break;
            }
            take(search, *wanted, **opening);
        }
        conclude(search);
        return row_;
    }

private:
    void take(RateSearch& search, load::RateTrial const& wanted, Opening const& opening) {
        const RateSearch::Seen seen{opening.rate(), opening.loss_ratio(), opening.rate() * (1 - opening.loss_ratio())};
        const auto missed = static_cast<double>(opening.missed) / std::max(1U, opening.tried);
        // What comes late comes in a burst, which is a higher rate than the one that was wanted.
        search.measured(wanted, seen,
                        RateSearch::fell_short(wanted, seen) || (opening.missed > 0 && seen.loss <= plan_.goal.loss_ratio + missed));
        flows_at_[wanted.rate] = opening.tried;
        news_.tried(wanted, opening);
    }

    void conclude(RateSearch const& search) {
        search.conclude(row_);
        row_.room = room_;
        if (row_.lower) row_.flows = flows_at_[*row_.lower];
        if (row_.unfinished.empty()) return;
        row_.own_limit = false;
        if (!row_.lower) row_.trouble = row_.unfinished;
    }

    /// Of flows that nobody has sent yet. Nothing: there are none to try any more, `why_` says why.
    Result<std::optional<Opening>> trial(load::RateTrial const& wanted) {
        constexpr unsigned attempts = 2;
        for (unsigned attempt = 1;; ++attempt) {
            const auto count = flows_of(wanted);
            const auto ready = make_ready_for(count);
            if (!ready) return ready.error();
            if (!*ready) return std::optional<Opening>{};
            const auto opening = open(wanted.rate, count);
            if (!opening) return opening.error();
            if (opening->loss_ratio() <= plan_.goal.loss_ratio || inside_ == 0 || attempt == attempts) return std::optional(*opening);
            const auto full = is_full();
            if (!full) return full.error();
            if (!*full) return std::optional(*opening);
            room_ = inside_;  // what it had then, at least
        }
    }

    [[nodiscard]] std::uint32_t flows_of(load::RateTrial const& wanted) const {
        const auto in_its_time = wanted.rate * std::chrono::duration<double>(wanted.duration).count();
        // Where there are not so many flows (protocols without ports) they have to do for a whole search.
        const auto fair = std::min(plan_.flows, std::max(fewest, traffic_.flows().size() / trials_of_a_search));
        const auto most = room_ ? std::min(fair, most_of(*room_)) : fair;
        return static_cast<std::uint32_t>(std::clamp<double>(in_its_time, std::min(fewest, most), most));
    }

    Result<bool> make_ready_for(std::uint32_t count) {
        if (room_ && !tells_a_rate(*room_)) {
            why_ = fmt::format("the table keeps {} flows: too few to tell a rate", *room_);
            return false;
        }
        if (count < fewest) {
            why_ = fmt::format("trials of {} flows tell no rate: --up-to can allow more", count);
            return false;
        }
        if (room_ && inside_ + count > most_of(*room_)) {
            news_.waits(inside_);
            const auto forgetting = wait_until_forgotten(path_, ground_, traffic_, next_, stop_);
            if (!forgetting) return forgetting.error();
            if (!forgetting->forgotten) {
                why_ = fmt::format("the router still knew flows after {} min: no room for more", minutes_of_patience);
                return false;
            }
            inside_ = 0;
        }
        if (next_ + count + slow_newcomers > traffic_.flows().size()) {
            why_ = "no flows are left that the router has not met: --servers can name more";
            return false;
        }
        return true;
    }

    Result<Opening> open(double rate, std::uint32_t count) {
        auto opening = traffic_.open(rate, next_, count, stop_);
        next_ += count;
        // Those whose answers this machine has missed are inside, too.
        if (opening)
            inside_ += opening->opened + static_cast<std::uint32_t>(std::min<std::uint64_t>(opening->missed, count - opening->opened));
        return opening;
    }

    /// Not only of entries: where ports have run out, those get in that keep their own.
    Result<bool> is_full() {
        const auto slow = open(slow_rate, slow_newcomers);
        return slow ? Result<bool>(2 * slow->opened < slow->tried) : slow.error();
    }

    Path& path_;
    Ground& ground_;
    EstablishmentPlan const& plan_;
    EstablishmentNews const& news_;
    Stop const& stop_;
    Traffic& traffic_;
    std::optional<std::uint32_t> room_;
    std::uint32_t inside_ = 0;  ///< flows that the router may know
    std::uint32_t next_ = 0;    ///< the first one that has not been sent
    std::map<double, std::uint32_t> flows_at_;
    std::string why_;
    model::EstablishmentRow row_;
};

}  // namespace

bool tells_a_rate(std::uint32_t room) {
    return most_of(room) >= fewest;
}

Result<Established> measure_establishment(Path& path, Ground& ground, EstablishmentPlan const& plan, EstablishmentNews const& news,
                                          Stop const& stop) {
    Established established;
    const auto there_are = std::min(Flows::most(plan.kind, plan.servers), trials_with_new_flows * plan.flows);
    auto flows = Flows::create(ground, plan.kind, static_cast<std::uint32_t>(there_are), plan.servers, plan.first);
    auto traffic = flows ? Traffic::create(path, ground, std::move(*flows), load::SizeMix({{probe_size, 1}}), {true, true}, plan.first)
                         : Result<Traffic>(flows.error());
    if (!traffic) {
        established.row.trouble = traffic.error().what;
    } else {
        established.flows = std::move(*traffic);
        auto found = EstablishmentSearch(path, ground, plan, news, stop, *established.flows).run();
        if (!found) return found.error();
        established.row = std::move(*found);
    }
    established.row.protocol = to_string(plan.kind);
    return established;
}

}  // namespace tsuka::rate
