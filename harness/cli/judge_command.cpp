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

#include <fstream>
#include <sstream>

namespace tsuka::cli {

namespace {

/// Whether the folder is still what was sealed; says what is not.
bool check_seal(record::RunFolder const& folder) {
    const auto check = record::verify_manifest(folder.path());
    if (!check) {
        complain("warning: " + check.error().what);
        return false;
    }
    for (auto const& [names, what] : {std::pair{&check->differ, "changed since the run was sealed"}, std::pair{&check->missing, "missing"},
                                      std::pair{&check->unlisted, "not part of the run"}})
        if (!names->empty()) complain(fmt::format("warning: {}: {}", what, fmt::join(*names, ", ")));
    return check->good();
}

Result<void> copy_profile(record::RunFolder const& folder, std::filesystem::path const& source) {
    std::ifstream file(source);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return fail("cannot read " + source.string());
    return folder.write(record::profile_file, text.str());
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
    const bool sealed = check_seal(*folder);
    auto record = record::read_record(folder->file(record::record_file));
    if (!record) {
        complain(record.error().what);
        return exit_error;
    }
    const auto report = judge::judge(*record, profile->profile, claims.value);

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
    if (written && !options.profile.empty()) written = copy_profile(target, profile->path);
    // Only a folder whose seal was good is sealed again: anything else would hide that the evidence had changed.
    if (written && options.out.empty() && sealed) written = record::write_manifest(target.path());
    if (!written) {
        complain(written.error().what);
        return exit_error;
    }
    if (options.out.empty() && !sealed) complain("warning: judged all the same; SHA256SUMS is left as it was");
    print_summary(report, *record, target, Seen::nothing);
    return model::exit_status(report);
}

}  // namespace tsuka::cli
