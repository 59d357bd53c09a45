// The commands of `tsuka`, each with the options it was given. Every command returns the exit status.
#pragma once

#include "harness/app/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::cli {

/// Exit statuses besides 0 (conforms), 1 (does not) and 2 (inconclusive or error), which a report decides.
inline constexpr int exit_error = 2;
inline constexpr int exit_usage = 3;
inline constexpr int exit_nothing = 4;

using app::RunOptions;
int run(RunOptions const& options);
int run_repeatedly(RunOptions const& options);  ///< each into a folder of its own, and then what they do not agree in

struct ListOptions {
    std::vector<std::string> suites;
    std::vector<std::string> only;
    std::string what = "cases";  ///< cases, campaigns, profiles, presets, routers, defects, claims, protocols
    bool json = false;           ///< for programs
};
int list(ListOptions const& options);

struct LintOptions {
    std::vector<std::string> suites;
    std::string format = "text";  ///< text, github, sarif
};
int lint(LintOptions const& options);
int explain(std::string const& what);

struct SignOptions {
    std::string run;
    std::string key;       ///< PEM file, Ed25519: private to sign, public to verify
    bool rejudge = false;  ///< verify: the record is judged again and must give the signed verdicts
};
int sign(SignOptions const& options);
int verify(SignOptions const& options);

struct LadderOptions {
    std::string run;   ///< folder of a recorded run
    std::string name;  ///< of a case, or its id: the first variant
    bool mermaid = false;
    std::string lang;  ///< as of a run
};
int explain_ladder(LadderOptions const& options);

using app::JudgeOptions;
int judge(JudgeOptions const& options);

struct DiffOptions {
    std::string before;  ///< folder of a run or of a judgement, or a report.json
    std::string after;
    std::string format = "text";  ///< text, markdown, html, junit
    std::string lang;             ///< as of a run; junit stays English
};
int diff(DiffOptions const& options);

int expect(std::string const& run);

struct MatrixOptions {
    std::vector<std::string> runs;
    std::string format = "markdown";  ///< markdown, csv, html
    std::string lang;                 ///< as of a run; csv stays English
};
int matrix(MatrixOptions const& options);

using app::EvidenceOptions;
int evidence(EvidenceOptions const& options);

using app::LoadOptions;
/// 0 measured, and every promise is kept; 1 one is broken; 2 it ended early, or of a promise it is not known
int measure_load(LoadOptions const& options);

struct SwarmOptions {
    std::uint64_t first = 1;
    std::uint64_t seeds = 200;
    std::string repeat;  ///< file of one trial
};
/// 0 no verdict was turned over, 1 one was
int swarm(SwarmOptions const& options);

using app::DoctorOptions;
int doctor();
int doctor_bench(DoctorOptions const& options);  ///< machine, interfaces, cabling and router of a bench
int restore();                                   ///< doctor --restore: mends interfaces that killed runs have left changed

}  // namespace tsuka::cli
