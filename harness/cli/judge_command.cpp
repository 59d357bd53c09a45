// `tsuka judge`: a recorded run judged again, by the same or another profile, without any hardware.
#include "harness/app/judgement.hpp"
#include "harness/cli/closing.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/judge/judge.hpp"
#include "harness/model/text.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

namespace {

void tell_of(app::ReplayedAs const& replay, reports::Words const& said) {
    const auto head = said.say("replay.head", "replay");
    for (auto const& difference : replay.differences) fmt::print("{}: {}\n", head, model::printable(difference));
    const auto otherwise = replay.differences.size();
    fmt::print(
        "{}: {}\n", head,
        said.say("replay.count", fmt::format("{} cases, {} end otherwise than then", replay.cases, otherwise), replay.cases, otherwise));
    if (!replay.departure.empty()) complain("the replay departs from the run: " + replay.departure);
}

}  // namespace

int judge(JudgeOptions const& options) {
    const auto asked = told(app::read_to_judge(options));
    if (!asked) return exit_usage;
    for (auto const& warning : asked->seal.warnings) complain("warning: " + warning);
    suite::Diagnostics of_profile;
    const auto judged = app::judge_again(*asked, options, of_profile);
    (void)tell(of_profile);
    if (!judged) {
        complain(judged.error().what);
        return exit_error;
    }
    if (judged->replay) tell_of(*judged->replay, asked->words());
    if (!judged->capture_trouble.empty()) complain("warning: " + judged->capture_trouble);
    const auto target = told(app::folder_for_judgement(asked->run, options.out, asked->profile.profile.id));
    if (!target) return exit_usage;
    if (const auto written = app::write_judgement(*asked, *judged, *target); !written) {
        complain(written.error().what);
        return exit_error;
    }
    print_closing(judged->report, judged->record, asked->run, *target, asked->words(), asked->users);
    return judged->replay && !judged->replay->departure.empty() ? exit_error : model::exit_status(judged->report);
}

}  // namespace tsuka::cli
