// `tsuka explain RUN CASE --ladder`: what went over the wire in one case of a recorded run, as a picture of characters or for Mermaid.
#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/model/text.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/capture.hpp"
#include "harness/suite/diagnostic.hpp"
#include "reports/ladder.hpp"
#include "reports/octets.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tsuka::cli {

namespace {

void print_ladder(model::CaseRecord const& found, model::Record const& record, bool mermaid, reports::Words const& said) {
    auto const ladder = reports::ladder_of(found);
    if (mermaid) {
        fmt::print("{}", reports::ladder_mermaid(ladder, said));
        return;
    }
    fmt::print("{}: {}\n", model::printable(found.name), model::printable(said.get("case." + found.id, found.title)));
    if (!found.reason.empty()) fmt::print("{}\n", model::printable(reports::phrase(found.reason, said)));
    fmt::print("\n{}", reports::ladder_text(ladder, said));
    const auto octets = reports::objected(found, record);
    if (!octets) return;
    fmt::print("\n{}\n", fmt::join(reports::octet_lines(*octets, std::string{record::capture_file}, said), "\n"));
}

}  // namespace

int explain_ladder(LadderOptions const& options) {
    const auto language = told(app::read_language(options.lang));
    if (!language) return exit_usage;
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
    if (record->run.format >= 2) {
        const auto capture = folder->file(record::capture_file).string();
        auto described = run::describe_frames(*record, capture);
        if (described) described = run::attach_capture(*record, capture);  // for octets
        if (!described) complain("warning: " + described.error().what);
    }
    std::vector<std::string> names;
    for (auto const& one : record->cases) {
        if (one.name == options.name || one.id == options.name) {
            print_ladder(one, *record, options.mermaid, {language->code, language->texts});
            return 0;
        }
        names.push_back(one.name);
    }
    complain(fmt::format("the run in {} has no case '{}'{}", options.run, options.name, suite::hint(options.name, names)));
    return exit_usage;
}

}  // namespace tsuka::cli
