// How long a run may wait: see waiting.hpp.
#include "harness/cli/waiting.hpp"

#include "harness/cli/data.hpp"
#include "harness/model/text.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tsuka::cli {

std::optional<Limit> limit_of(RunOptions const& options) {
    Limit limit;
    if (!options.dut.starts_with("sim:")) limit.longest = run::usual_longest;
    for (auto const& [name, written, into] :
         {std::tuple{"--longest", &options.longest, &limit.longest}, std::tuple{"--budget", &options.budget, &limit.budget}}) {
        if (written->empty()) continue;
        *into = suite::parse_duration(*written);
        if (*into && (into != &limit.budget || **into > Duration::zero())) continue;
        complain(fmt::format("{}: '{}' is not a duration; write 90s, 5m or 2h10m", name, *written));
        return std::nullopt;
    }
    return limit;
}

std::string left_out_in_words(run::Plan const& plan) {
    const auto left = run::left_out(plan);
    if (left.cases == 0) return {};
    const bool one = left.cases == 1;
    return fmt::format(
        "{} of them {} longer than {} on purpose and {} skipped; --longest {} runs {}, and with --jobs they wait at the same time",
        left.cases, one ? "waits" : "wait", model::written(*plan.longest), one ? "is" : "are", model::written(left.longest),
        one ? "it" : "all");
}

std::string speed_in_words(Duration simulated, Duration real) {
    const auto seconds = [](Duration time) { return std::chrono::duration<double>(time).count(); };
    return fmt::format("{} of simulated time in {}: {:.0f} simulated seconds per second", model::rounded(simulated), model::rounded(real),
                       seconds(simulated) / std::max(seconds(real), 1e-9));
}

}  // namespace tsuka::cli
