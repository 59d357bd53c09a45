#include "harness/app/load_survey.hpp"

#include "harness/rate/capacity.hpp"
#include "harness/rate/establishment.hpp"
#include "harness/rate/filled.hpp"
#include "harness/rate/forgetting.hpp"
#include "harness/rate/soak.hpp"
#include "harness/rate/throughput.hpp"

#include "harness/model/text.hpp"
#include "reports/load_words.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::app {

namespace {

std::string in_words(load::RateTrial const& trial, rate::TrialOutcome const& outcome, reports::Words const& words) {
    const std::string held = outcome.held_up() ? words.say("load.held-up", " (this machine could not keep up)") : "";
    return words.say(
        "load.trial",
        fmt::format("  {:.0f} frames/s: {} sent, {:.3f} % lost{}", trial.rate, outcome.sent(), outcome.loss_ratio() * 100, held),
        trial.rate, outcome.sent(), outcome.loss_ratio() * 100, held);
}

std::string in_words(load::RateTrial const& trial, rate::Opening const& opening, reports::Words const& words) {
    const std::string held = opening.held_up(trial.rate) ? words.say("load.held-up", " (this machine could not keep up)") : "";
    return words.say("load.opening",
                     fmt::format("  {:.0f} new flows/s: {} of {} opened{}", trial.rate, opening.opened, opening.tried, held), trial.rate,
                     opening.opened, opening.tried, held);
}

class Survey {
public:
    Survey(LoadPlan const& plan, LoadOptions const& options, rate::Path& path, rate::Ground& ground, rate::Clearer* clearer,
           rate::Stop stop, reports::Words const& words, Say say, model::LoadReport& report)
        : plan_(plan),
          options_(options),
          path_(path),
          ground_(ground),
          clearer_(clearer),
          stop_(std::move(stop)),
          words_(words),
          say_(std::move(say)),
          report_(report) {}

    Result<void> run() {
        auto done = all();
        ground_.hang_up();
        for (auto const& [side, frame] : ground_.take_frames())
            if (auto sent = path_.send(side, frame); !sent && done) done = sent;
        return done;
    }

private:
    Result<void> all() {
        say_(words_.say("load.joining", "the clients join, the router is looked for"));
        if (auto ready = rate::make_ready(path_, ground_, stop_); !ready) return ready;
        for (auto const& wanted : plan_.throughput)
            if (auto done = throughput(wanted); !done) return done;
        for (auto const& [kind, up_to] : plan_.capacity)
            if (auto done = capacity(kind, up_to); !done) return done;
        for (auto const kind : plan_.new_flows)
            if (auto done = new_flows(kind); !done) return done;
        for (auto const kind : plan_.tear_down)
            if (auto done = tear_down(kind); !done) return done;
        return plan_.soak ? soak(plan_.soak->first, plan_.soak->second) : Result<void>{};
    }

    [[nodiscard]] std::uint16_t marks() {
        const auto first = next_;
        next_ = static_cast<std::uint16_t>(next_ + marks_of_one);
        return first;
    }

    Result<void> throughput(Carried const& wanted) {
        std::vector<model::ThroughputRow> rows;
        for (unsigned search = 1; search <= plan_.searches && (rows.empty() || rows.back().lower); ++search) {
            const auto which = plan_.searches > 1 ? fmt::format(" ({}/{})", search, plan_.searches) : "";
            say_(words_.say("load.searching", fmt::format("throughput of {}, {} octets{}", to_string(wanted.kind), wanted.size, which),
                            to_string(wanted.kind), wanted.size, which));
            rate::ThroughputPlan plan{wanted.kind, wanted.sizes,  wanted.size, wanted.directions, options_.flows, plan_.servers,
                                      plan_.goal,  options_.most, marks()};
            auto row = rate::measure_throughput(
                path_, ground_, plan, [&](auto const& trial, auto const& outcome) { say_(in_words(trial, outcome, words_)); }, stop_);
            if (!row) return row.error();
            rows.push_back(std::move(*row));
        }
        report_.throughput.push_back(rate::median_of(std::move(rows)));
        return {};
    }

    Result<void> capacity(load::Kind kind, std::uint32_t up_to) {
        if (auto const why = no_room_for(kind); !why)
            return why.error();
        else if (!why->empty()) {
            model::CapacityRow row;
            row.protocol = to_string(kind);
            row.trouble = *why;
            report_.capacity.push_back(std::move(row));
            return {};
        }
        say_(
            words_.say("load.counting", fmt::format("flows of {} kept at once, up to {}", to_string(kind), up_to), to_string(kind), up_to));
        auto count = rate::measure_capacity(path_, ground_, kind, up_to, options_.new_flows, plan_.servers, marks(), stop_);
        if (!count) return count.error();
        if (count->row.trouble.empty() && !count->row.newcomer) full_of_ = kind;
        report_.capacity.push_back(std::move(count->row));
        if (!plan_.full_table || !report_.capacity.back().trouble.empty()) return {};
        return full_table(kind, report_.capacity.back(), *count->flows);
    }

    /// Latency at shares of what the count has found; or why there is none.
    Result<void> full_table(load::Kind kind, model::CapacityRow& row, rate::Traffic& counted) {
        if (!rate::has_shares(row)) {
            row.filled_trouble = row.at_limit == model::AtLimit::not_reached
                                     ? "no limit was found: of what the table is full is not known"
                                     : fmt::format("the router keeps {} flows: too few for shares of it", row.held);
            return {};
        }
        say_forgetting(row.held);
        const auto emptied = rate::wait_until_forgotten(path_, ground_, counted, row.tried, stop_);
        if (!emptied) return emptied.error();
        if (!emptied->forgotten) {
            row.filled_trouble = fmt::format("the router still knew flows after {} min: no room for more", rate::minutes_of_patience);
            return {};
        }
        full_of_.reset();
        say_(words_.say("load.filling", fmt::format("latency with the table full of {}", to_string(kind)), to_string(kind)));
        rate::FillPlan plan;
        plan.kind = kind;
        plan.servers = plan_.servers;
        plan.new_flows = options_.new_flows;
        plan.trial = plan_.goal.trial;
        plan.first = marks();
        auto flows = rate::measure_filled(path_, ground_, plan, row, stop_);
        if (!flows) return flows.error();
        inside_ = std::move(*flows);
        inside_kind_ = kind;
        return {};
    }

    Result<void> new_flows(load::Kind kind) {
        rate::EstablishmentPlan plan{kind, plan_.servers, plan_.goal, options_.most, options_.up_to, {}, marks()};
        for (auto const& counted : report_.capacity)
            if (counted.protocol == to_string(kind) && counted.at_limit != model::AtLimit::not_reached) plan.room = counted.held;
        // Of a table that is too small it has nothing to wait for.
        if (!plan.room || rate::tells_a_rate(*plan.room)) {
            if (auto const why = no_room_for(kind); !why)
                return why.error();
            else if (!why->empty()) {
                model::EstablishmentRow row;
                row.protocol = to_string(kind);
                row.trouble = *why;
                report_.establishment.push_back(std::move(row));
                return {};
            }
        }
        say_(words_.say("load.opening-rate", fmt::format("new flows of {} opened in a second", to_string(kind)), to_string(kind)));
        auto found = rate::measure_establishment(path_, ground_, plan,
                                                 {[&](auto const& trial, auto const& one) { say_(in_words(trial, one, words_)); },
                                                  [&](std::uint32_t inside) { say_forgetting(inside); }},
                                                 stop_);
        if (!found) return found.error();
        if (found->row.room) {
            inside_ = std::move(found->flows);
            inside_kind_ = kind;
        }
        report_.establishment.push_back(std::move(found->row));
        return {};
    }

    Result<void> tear_down(load::Kind kind) {
        say_(words_.say("load.clearing", fmt::format("how fast flows of {} are forgotten, up to {}", to_string(kind), options_.up_to),
                        to_string(kind), options_.up_to));
        const rate::TearDownPlan plan{kind, plan_.servers, options_.up_to, options_.new_flows, marks()};
        auto rows = rate::measure_tear_down(
            path_, ground_, *clearer_, plan, [&](model::TearDownRow const& row) { say_("  " + reports::tear_down_in_words(row, words_)); },
            stop_);
        if (!rows) return rows.error();
        for (auto& row : *rows) report_.tear_down.push_back(std::move(row));
        return {};
    }

    Result<void> soak(Carried const& wanted, Duration duration) {
        say_(words_.say("load.soaking",
                        fmt::format("{:.0f} frames/s of {}, {} octets, for {}, told of every {}", options_.rate, to_string(wanted.kind),
                                    wanted.size, model::readable(duration), model::readable(rate::soak_part(duration))),
                        options_.rate, to_string(wanted.kind), wanted.size, model::readable(duration),
                        model::readable(rate::soak_part(duration))));
        rate::SoakPlan plan{wanted.kind,   wanted.sizes, wanted.size, wanted.directions, options_.flows, plan_.servers,
                            options_.rate, duration,     marks()};
        return rate::soak(
            path_, ground_, plan, report_.soak.emplace_back(),
            [&](model::SoakPart const& part) { say_("  " + reports::part_in_words(part, words_)); }, stop_);
    }

    void say_forgetting(std::uint32_t flows) {
        say_(words_.say("load.forgetting",
                        fmt::format("waiting until the router has forgotten {} flows, {} min at most", flows, rate::minutes_of_patience),
                        flows, rate::minutes_of_patience));
    }

    /// As full_of_others(), after flows that came near to what the table keeps.
    Result<std::string> no_room_for(load::Kind kind) {
        if (!inside_) return full_of_others(kind);
        say_forgetting(inside_->open_flows());
        const auto emptied = rate::wait_until_forgotten(path_, ground_, *inside_, inside_->flows().size(), stop_);
        if (!emptied) return emptied.error();
        if (!emptied->forgotten)
            return fmt::format("the table is full of {}: measured alone, its flows can be counted", to_string(inside_kind_));
        inside_.reset();
        return std::string{};
    }

    /// Why flows of this kind cannot be counted now: the table is full of those that were counted before, and stays so. Empty: they can.
    Result<std::string> full_of_others(load::Kind kind) {
        if (!full_of_) return std::string{};
        say_(words_.say(
            "load.waiting",
            fmt::format("the table is full of {}: waiting for room, {} min at most", to_string(*full_of_), rate::minutes_of_patience),
            to_string(*full_of_), rate::minutes_of_patience));
        const auto filled_in = std::chrono::duration<double>(report_.capacity.back().tried / options_.new_flows);
        auto room = rate::wait_for_room(path_, ground_, kind, std::chrono::duration_cast<Duration>(filled_in), rate::patience,
                                        plan_.servers, marks(), stop_);
        if (!room) return room.error();
        if (!*room) return fmt::format("the table is full of {}: measured alone, its flows can be counted", to_string(*full_of_));
        full_of_.reset();
        return std::string{};
    }

    LoadPlan const& plan_;
    LoadOptions const& options_;
    rate::Path& path_;
    rate::Ground& ground_;
    rate::Clearer* clearer_;
    rate::Stop stop_;
    reports::Words const& words_;
    Say say_;
    model::LoadReport& report_;
    /// More than one search or count takes; few enough that ten searches of fifteen figures each have marks of their own.
    static constexpr std::uint16_t marks_of_one = 400;
    std::uint16_t next_ = 1;
    std::optional<load::Kind> full_of_;    ///< what fills the router's table
    std::optional<rate::Traffic> inside_;  ///< flows that may still be in a table that has a limit,
    load::Kind inside_kind_{};             ///< and of what kind they are
};

}  // namespace

Result<void> survey(LoadPlan const& plan, LoadOptions const& options, rate::Path& path, rate::Ground& ground, rate::Clearer* clearer,
                    rate::Stop const& stop, reports::Words const& words, Say const& say, model::LoadReport& report) {
    return Survey(plan, options, path, ground, clearer, stop, words, say, report).run();
}

}  // namespace tsuka::app
