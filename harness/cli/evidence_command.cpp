// `tsuka evidence`: the frames of one case or one side of a run, for Wireshark.
#include "harness/app/cut_evidence.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace tsuka::cli {

int evidence(EvidenceOptions const& options) {
    const auto folder = told(record::RunFolder::open(options.run));
    if (!folder) return exit_usage;
    auto record = told(record::read_record(folder->file(record::record_file)));
    if (!record) return exit_error;
    if (record->run.format < 2) {
        complain("this run is of 0.1.0, which has a capture for each side with a comment on every frame: lan.pcapng and wan.pcapng");
        return exit_usage;
    }
    if (!options.case_name.empty())
        if (const auto there = app::has_case(*record, options.case_name); !there) {
            complain(there.error().what);
            return exit_nothing;
        }
    const auto target = app::file_for(options);
    std::error_code trouble;
    if (std::filesystem::exists(target, trouble)) {
        complain(fmt::format("{} is there already; --out names another file", target.string()));
        return exit_usage;
    }
    const auto cut = told(app::cut_evidence(*record, options));
    if (!cut) return exit_error;
    fmt::print("{}: {} frames\n", cut->file.string(), cut->frames);
    return 0;
}

}  // namespace tsuka::cli
