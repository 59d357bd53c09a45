// `tsuka judge`: a recorded run judged again, by the same or another profile, without any hardware.
#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/render.hpp"
#include "harness/judge/judge.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace tsuka::cli {

namespace {

/// A report can always be made again; everything else in the folder is what the verdicts rest on.
bool is_report(std::string const& name) {
    return name.starts_with("report.");
}

struct Seal {
    bool good = false;
    std::vector<std::string> doubts;
};

/// Whether the folder is still what was sealed; says what is not.
Seal check_seal(record::RunFolder const& folder) {
    const auto check = record::verify_manifest(folder.path());
    if (!check) {
        complain("warning: " + check.error().what);
        return {false, {"the run was never sealed, or its seal is gone"}};
    }
    Seal seal{check->good(), {}};
    for (auto const& [names, what] :
         {std::pair{&check->differ, "changed since the run was sealed"}, std::pair{&check->missing, "missing"}}) {
        if (names->empty()) continue;
        complain(fmt::format("warning: {}: {}", what, fmt::join(*names, ", ")));
        std::vector<std::string> evidence;
        std::copy_if(names->begin(), names->end(), std::back_inserter(evidence), [](auto const& name) { return !is_report(name); });
        if (!evidence.empty()) seal.doubts.push_back(fmt::format("{}: {}", what, fmt::join(evidence, ", ")));
    }
    if (!check->unlisted.empty()) complain(fmt::format("warning: not part of the run: {}", fmt::join(check->unlisted, ", ")));
    return seal;
}

Result<void> copy_profile(record::RunFolder const& folder, NamedProfile const& profile) {
    auto text = profile_to_keep(profile);
    if (!text) return text.error();
    return folder.write(record::profile_file, *text);
}

}  // namespace

int judge(JudgeOptions const& options) {
    auto folder = record::RunFolder::open(options.run);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    auto claims = suite::load_claims(folder->file(record::claims_file));
    if (!tell(claims.diagnostics)) return exit_usage;
    const auto profile =
        read_profile(options.profile.empty() ? folder->file(record::profile_file).string() : options.profile, claims.value);
    if (!profile) return exit_usage;
    const auto seal = check_seal(*folder);
    auto record = record::read_record(folder->file(record::record_file));
    if (!record) {
        complain(record.error().what);
        return exit_error;
    }
    auto report = judge::judge(*record, profile->profile, claims.value);
    report.doubts = seal.doubts;

    auto target = *folder;
    if (!options.out.empty()) {
        auto created = record::RunFolder::create(options.out);
        if (!created) {
            complain(created.error().what);
            return exit_usage;
        }
        target = *created;
    }
    auto written = write_reports(target, report, *record);
    if (written && !options.profile.empty()) written = copy_profile(target, *profile);
    // Only a folder whose seal was good is sealed again: anything else would hide that the evidence had changed.
    if (written && options.out.empty() && seal.good) written = record::write_manifest(target.path());
    if (!written) {
        complain(written.error().what + (options.out.empty() ? "; --out DIR writes the reports elsewhere" : ""));
        return exit_error;
    }
    if (options.out.empty() && !seal.good) complain("warning: judged all the same; SHA256SUMS is left as it was");
    print_summary(report, *record, target, Seen::nothing);
    return model::exit_status(report);
}

}  // namespace tsuka::cli
