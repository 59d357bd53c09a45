// `tsuka swarm`: routers made at random against cases in random order, and an oracle.
#include "harness/app/catalogue.hpp"
#include "harness/app/swarm.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/suite/document.hpp"

#include <fmt/format.h>

#include <optional>

namespace tsuka::cli {

namespace {

constexpr int exit_flipped = 1;

std::optional<app::Swarm> prepare() {
    const auto claims = told(app::read_claims());
    if (!claims) return std::nullopt;
    const auto suites = told(app::read_suites({}, *claims));
    if (!suites) return std::nullopt;
    auto matrix = told(app::read_matrix());
    if (!matrix) return std::nullopt;
    const auto base = suite::read_text(app::data_folder() / "duts" / "simulated" / "faithful.toml");
    if (!base) {
        complain(base.error().what);
        return std::nullopt;
    }
    return app::Swarm(app::select(*suites, {}), std::move(*matrix), *base);
}

void print(app::SwarmTrial const& trial, std::vector<app::Flip> const& flips) {
    for (auto const& flip : flips)
        fmt::print("seed {}: {}{}{}{}{}\n", trial.seed, flip.name, flip.name.empty() ? "" : " ", flip.what, flip.why.empty() ? "" : ": ",
                   flip.why);
}

/// Writes the smallest trial that still shows a flip, and says how to repeat it.
void tell_smallest(app::Swarm& swarm, app::SwarmTrial const& trial, app::Flip const& flip) {
    const auto smallest = swarm.shrunk(trial, flip);
    const auto file = fmt::format("swarm-{}.toml", trial.seed);
    const auto text = app::written(smallest);
    fmt::print("{}", text);
    if (auto kept = record::write_new(file, text); !kept)
        complain(kept.error().what);
    else
        fmt::print("Again: tsuka swarm --repeat {}\n", file);
}

/// How many trials had a flip; nothing when our own data is wrong.
std::optional<unsigned> run_trials(app::Swarm& swarm, SwarmOptions const& options) {
    unsigned flipped = 0;
    for (auto seed = options.first; seed < options.first + options.seeds; ++seed) {
        const auto trial = app::draw(seed, swarm.urn());
        const auto flips = swarm.run(trial);
        if (!flips) {
            complain(fmt::format("seed {}: {}", seed, flips.error().what));
            return std::nullopt;
        }
        if (flips->empty()) continue;
        ++flipped;
        print(trial, *flips);
        tell_smallest(swarm, trial, flips->front());
    }
    return flipped;
}

int repeat(app::Swarm& swarm, std::string const& path) {
    const auto trial = app::read_trial(path);
    const auto flips = trial ? swarm.run(*trial) : trial.error();
    if (!flips) {
        complain(flips.error().what);
        return exit_usage;
    }
    print(*trial, *flips);
    if (flips->empty()) fmt::print("seed {}: nothing is turned over\n", trial->seed);
    return flips->empty() ? 0 : exit_flipped;
}

}  // namespace

int swarm(SwarmOptions const& options) {
    auto swarm = prepare();
    if (!swarm) return exit_usage;
    if (!options.repeat.empty()) return repeat(*swarm, options.repeat);
    const auto flipped = run_trials(*swarm, options);
    if (!flipped) return exit_usage;
    fmt::print("{} trials, {} with a verdict turned over\n", options.seeds, *flipped);
    // The rule of three: with none in n, the rate is below 3/n with 95 % confidence.
    if (*flipped == 0)
        fmt::print("At 95 % confidence, of such trials fewer than {:.2f} % would have one\n",
                   100.0 * std::min(1.0, 3.0 / static_cast<double>(options.seeds)));
    return *flipped == 0 ? 0 : exit_flipped;
}

}  // namespace tsuka::cli
