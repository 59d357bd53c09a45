#include "harness/cli/dry_run.hpp"

#include "harness/model/text.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::cli {

namespace {

constexpr std::size_t named = 4;

std::string names_of(std::vector<std::string> const& names, bool every, reports::Words const& said) {
    const auto shown = every ? names.size() : std::min(names.size(), named);
    auto text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    const auto more = names.size() - shown;
    return more > 0 ? said.say("dry-run.more", fmt::format("{} and {} more", text, more), text, more) : text;
}

std::string cases(std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "case" : "cases");
}

std::string waits_in_words(run::Plan const& plan, run::Forecast const& forecast, reports::Words const& said) {
    if (forecast.waits <= Duration::zero()) return said.say("dry-run.no-wait", "Waits for nothing on purpose.");
    const auto waits = model::rounded(forecast.waits);
    const auto jobs = plan.jobs == 0 ? run::usual_jobs : plan.jobs;
    const auto text = fmt::format("Waits {} on purpose, at least, with --jobs {}", waits, jobs);
    if (plan.confirm == 0) return said.say("dry-run.waits", text + ".", waits, jobs);
    return said.say("dry-run.waits-again", text + "; a case that falls short waits once more for each time that it is run again.", waits,
                    jobs);
}

}  // namespace

std::string forecast_in_words(run::Plan const& plan, run::Forecast const& forecast, bool every_name, bool waiting_costs,
                              reports::Words const& said) {
    const auto chosen = plan.cases.size();
    const auto would = forecast.runs.size();
    auto text = said.say("dry-run.chosen", fmt::format("{} chosen, {} would run", cases(chosen), would), chosen, would) + "\n";
    if (every_name && !forecast.runs.empty()) text += fmt::format("  {}\n", names_of(forecast.runs, true, said));
    for (auto const& [path, who] : forecast.paths) {
        const auto found = names_of(who.found_by, every_name, said);
        const auto needed = names_of(who.needed_by, every_name, said);
        const auto count = who.needed_by.size();
        text += "  " +
                said.say("dry-run.path", fmt::format("{} of them only if {} finds {}: {}", count, found, path, needed), count, found, path,
                         needed) +
                "\n";
    }
    for (auto const& [reason, names] : forecast.skipped) {
        const auto why = reports::phrase(reason, said);
        text += said.say("dry-run.skipped", fmt::format("{} would be skipped: {}", cases(names.size()), why), names.size(), why);
        text += fmt::format("\n  {}\n", names_of(names, every_name, said));
    }
    return text +
           (waiting_costs ? waits_in_words(plan, forecast, said) : said.say("dry-run.free", "Waiting costs nothing in simulated time.")) +
           "\n";
}

}  // namespace tsuka::cli
