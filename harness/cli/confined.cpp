#include "harness/cli/confined.hpp"

#include "harness/cli/commands.hpp"
#include "harness/cli/to_the_end.hpp"
#include "harness/cli/told.hpp"

namespace tsuka::cli {

int run_apart(std::function<int()> const& work, run::Signals& signals) {
    return told(app::apart([&] { return to_the_end(work); }, signals)).value_or(exit_error);
}

int run_confined(lab::Confinement const& confinement, run::Signals& signals, app::Say const& say, std::function<int()> const& work,
                 lab::Afterwards afterwards, app::HookDesk* desk) {
    const auto in_child = [&](app::Confined const& notes) {
        return to_the_end([&] {
            if (!notes) {
                complain(notes.error().what);
                return exit_error;
            }
            for (auto const& note : *notes) say("note: " + note);
            return work();
        });
    };
    return told(app::confined(confinement, signals, say, in_child, afterwards, desk)).value_or(exit_error);
}

}  // namespace tsuka::cli
