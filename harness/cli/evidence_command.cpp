// `tsuka evidence`: the frames of one case or one side of a run, cut out of its capture, each with a comment.
#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/capture.hpp"
#include "harness/suite/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tsuka::cli {

namespace {

bool is_called(model::CaseRecord const& result, std::string const& name) {
    return result.name == name || result.id == name;
}

/// A name that is a file's: variants bear brackets and signs.
std::string as_file_name(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char sign) { return std::isalnum(sign) == 0 && sign != '.' && sign != '-'; }, '_');
    return name;
}

std::filesystem::path target_of(EvidenceOptions const& options) {
    if (!options.out.empty()) return options.out;
    auto name = options.case_name.empty() ? std::string("evidence") : as_file_name(options.case_name);
    if (!options.side.empty()) name += "-" + options.side;
    return name + ".pcapng";
}

}  // namespace

int evidence(EvidenceOptions const& options) {
    const auto folder = record::RunFolder::open(options.run);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    auto record = record::read_record(folder->file(record::record_file));
    if (!record) {
        complain(record.error().what);
        return exit_error;
    }
    if (record->run.format < 2) {
        complain("this run is of 0.1.0, which has a capture for each side with a comment on every frame: lan.pcapng and wan.pcapng");
        return exit_usage;
    }
    run::Cut cut;
    if (!options.case_name.empty()) {
        std::vector<std::string> names;
        for (auto const& result : record->cases) names.push_back(result.name);
        if (std::none_of(record->cases.begin(), record->cases.end(),
                         [&](auto const& result) { return is_called(result, options.case_name); })) {
            complain(fmt::format("this run has no case '{}'{}", options.case_name, suite::hint(options.case_name, names)));
            return exit_nothing;
        }
        cut.case_name = options.case_name;
    }
    if (!options.side.empty()) cut.side = options.side == "lan" ? Side::lan : Side::wan;
    const auto target = target_of(options);
    std::error_code trouble;
    if (std::filesystem::exists(target, trouble)) {
        complain(fmt::format("{} is there already; --out names another file", target.string()));
        return exit_usage;
    }
    const auto capture = folder->file(record::capture_file).string();
    auto described = run::describe_frames(*record, capture);
    const auto written = described ? run::cut_capture(*record, capture, cut, target.string()) : Result<std::uint64_t>(described.error());
    if (!written) {
        complain(written.error().what);
        return exit_error;
    }
    fmt::print("{}: {} frames\n", target.string(), *written);
    return 0;
}

}  // namespace tsuka::cli
