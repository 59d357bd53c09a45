#include "harness/app/cut_evidence.hpp"

#include "harness/record/run_folder.hpp"
#include "harness/run/capture.hpp"
#include "harness/suite/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tsuka::app {

namespace {

/// A name that is a file's: variants bear brackets and signs.
std::string as_file_name(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char sign) { return std::isalnum(sign) == 0 && sign != '.' && sign != '-'; }, '_');
    return name;
}

}  // namespace

std::filesystem::path file_for(EvidenceOptions const& options) {
    if (!options.out.empty()) return options.out;
    auto name = options.case_name.empty() ? std::string("evidence") : as_file_name(options.case_name);
    if (!options.side.empty()) name += "-" + options.side;
    return name + ".pcapng";
}

Result<void> has_case(model::Record const& record, std::string const& name) {
    std::vector<std::string> names;
    for (auto const& result : record.cases) {
        if (result.name == name || result.id == name) return {};
        names.push_back(result.name);
    }
    return fail(fmt::format("this run has no case '{}'{}", name, suite::hint(name, names)));
}

Result<EvidenceCut> cut_evidence(model::Record& record, EvidenceOptions const& options) {
    run::Cut cut;
    cut.case_name = options.case_name;
    if (!options.side.empty()) cut.side = options.side == "lan" ? Side::lan : Side::wan;
    const auto capture = record::RunFolder::at(options.run).file(record::capture_file).string();
    if (auto described = run::describe_frames(record, capture); !described) return described.error();
    const auto target = file_for(options);
    const auto frames = run::cut_capture(record, capture, cut, target.string());
    if (!frames) return frames.error();
    return EvidenceCut{target, *frames};
}

}  // namespace tsuka::app
