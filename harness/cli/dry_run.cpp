#include "harness/cli/dry_run.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::cli {

namespace {

constexpr std::size_t named = 4;

std::string names_of(std::vector<std::string> const& names, bool every) {
    const auto shown = every ? names.size() : std::min(names.size(), named);
    auto text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
    return shown < names.size() ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

std::string cases(std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "case" : "cases");
}

}  // namespace

std::string forecast_in_words(run::Plan const& plan, run::Forecast const& forecast, bool every_name, bool waiting_costs) {
    auto text = fmt::format("{} chosen, {} would run\n", cases(plan.cases.size()), forecast.runs.size());
    if (every_name && !forecast.runs.empty()) text += fmt::format("  {}\n", names_of(forecast.runs, true));
    for (auto const& [path, who] : forecast.paths)
        text += fmt::format("  {} of them only if {} finds {}: {}\n", who.needed_by.size(), names_of(who.found_by, every_name), path,
                            names_of(who.needed_by, every_name));
    for (auto const& [reason, names] : forecast.skipped)
        text += fmt::format("{} would be skipped: {}\n  {}\n", cases(names.size()), reason, names_of(names, every_name));
    if (!waiting_costs) return text + "Waiting costs nothing in simulated time.\n";
    const auto again = plan.confirm == 0 ? std::string{} : "; a case that falls short waits once more for each time that it is run again";
    return text + (forecast.waits > Duration::zero()
                       ? fmt::format("Waits {} on purpose, at least, with --jobs {}{}.\n", model::rounded(forecast.waits),
                                     plan.jobs == 0 ? run::usual_jobs : plan.jobs, again)
                       : std::string("Waits for nothing on purpose.\n"));
}

}  // namespace tsuka::cli
