// `tsuka run --repeat N`: does the router, and do we, say the same thing twice? Each run is whole and stands for itself.
#include "harness/app/agreement.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/app/fresh_folder.hpp"
#include "harness/app/outlines.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/told.hpp"
#include "harness/run/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tsuka::cli {

int run_repeatedly(RunOptions const& options) {
    const std::filesystem::path base = options.out.empty() ? app::fresh_folder("tsuka-runs-") : options.out;
    app::RunAgreement agreement;
    run::Signals signals;
    int worst = 0;
    for (unsigned number = 1; number <= options.repeat; ++number) {
        auto one = options;
        one.out = (base / fmt::format("run-{}", number)).string();
        // A router that lives on remembers the numbers of the run before.
        if (one.seed) *one.seed += number - 1;
        const int status = run_apart([&] { return run(one); }, signals);
        if (status == exit_usage || status == exit_nothing || options.dry) return status;
        const auto outline = told(app::read_outline(one.out));
        if (!outline) return exit_error;
        agreement.add(*outline);
        // One that does not conform outweighs one that could not tell.
        worst = worst == 1 || status == 1 ? 1 : std::max(worst, status);
        if (!outline->complete) {
            complain(fmt::format("run {} of {} ended early; no other one is begun", number, options.repeat));
            break;
        }
    }
    fmt::print("\n{}", agreement.in_words());
    return worst;
}

}  // namespace tsuka::cli
