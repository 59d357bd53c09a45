// What each command of `tsuka` takes: its options, what they mean together, and the text of its help. Commands with one argument or two
// are told in main.cpp.
#pragma once

#include "harness/cli/commands.hpp"

namespace CLI {
class App;
}

namespace tsuka::cli {

/// Exit statuses, for the foot of a help.
inline constexpr char const* statuses =
    "Exit status: 0 the router conforms to its profile, 1 it does not, 2 kept only as far as tested, inconclusive or error, "
    "3 wrong usage or input, 4 nothing ran.";

void add_run(CLI::App& app, RunOptions& options);
void add_load(CLI::App& app, LoadOptions& options);
void add_list(CLI::App& app, ListOptions& options);
void add_swarm(CLI::App& app, SwarmOptions& options);
void add_lint(CLI::App& app, LintOptions& options);
void add_diff(CLI::App& app, DiffOptions& options);
void add_matrix(CLI::App& app, MatrixOptions& options);
void add_judge(CLI::App& app, JudgeOptions& options);
void add_evidence(CLI::App& app, EvidenceOptions& options);
/// `restoring`: --restore was given.
void add_doctor(CLI::App& app, DoctorOptions& options, bool& restoring);
void add_sign(CLI::App& app, SignOptions& options);

}  // namespace tsuka::cli
