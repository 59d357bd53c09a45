// `tsuka explain`: what a case, a claim, a protocol, a flow or a planted defect means.
#include "generator/flow/conversation.hpp"
#include "generator/proto/registry.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/model/text.hpp"
#include "harness/run/plan.hpp"
#include "harness/sim/defect.hpp"
#include "harness/suite/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tsuka::cli {

namespace {

const char* word(model::Level level) {
    return level == model::Level::must ? "must" : level == model::Level::should ? "should" : "may";
}

/// What `use` opens, and what may be set there.
void explain_flow(std::string const& kind) {
    fmt::print("{}, as a flow: {}\n  {{ use = \"{}\", as = \"a\", from = \"alice\", to = \"server\" }}\n", kind,
               flow::conversation_about(kind), kind);
    if (const auto settings = flow::conversation_settings(kind); settings.begin() != settings.end())
        fmt::print("  It may also be given: {}\n", fmt::join(settings, ", "));
}

/// Which planted defects a case finds; asked for by its id, what all its variants find together.
int explain_finds(std::string const& what) {
    const auto matrix = told(app::read_matrix());
    if (!matrix) return exit_usage;
    const auto named = [&](std::string const& name) { return name == what || name.starts_with(what + "["); };
    std::vector<std::string> finds;
    for (auto const& row : *matrix)
        if (std::any_of(row.fails.begin(), row.fails.end(), named)) finds.push_back(row.defect);
    if (finds.empty()) {
        fmt::print("\nFinds: none of the defects planted so far\n");
        return 0;
    }
    fmt::print("\nFinds: {} of the faithful simulated router\n", model::counted(finds.size(), "planted defect"));
    for (auto const& defect : finds) fmt::print("  {}\n", defect);
    return 0;
}

/// Of a case asked for by its id, that of the variant that waits longest.
Duration longest_wait(model::Suite const& suite, std::string const& what) {
    Duration longest{};
    for (auto const& scenario : suite.cases)
        if (scenario.id == what || scenario.name() == what) longest = std::max(longest, scenario.waits());
    return longest;
}

int explain_defect(sim::Defect const& defect) {
    const auto matrix = told(app::read_matrix());
    if (!matrix) return exit_usage;
    const auto row = std::find_if(matrix->begin(), matrix->end(), [&](auto const& one) { return one.defect == defect.name; });
    if (row == matrix->end()) {
        complain(fmt::format("the detection matrix says nothing of '{}'", defect.name));
        return exit_usage;
    }
    fmt::print("{}: a defect that can be planted in a simulated router\n{}\nTry it: tsuka run --dut sim:faithful --defect {}\n",
               defect.name, defect.sentence, defect.name);
    fmt::print("Found by {}:\n  {}\n", model::counted(row->fails.size(), "case"), fmt::join(row->fails, "\n  "));
    if (!row->inconclusive.empty()) fmt::print("Left open by it:\n  {}\n", fmt::join(row->inconclusive, "\n  "));
    return 0;
}

}  // namespace

int explain(std::string const& what) {
    const auto kinds = flow::conversation_kinds();
    const bool flow = std::find(kinds.begin(), kinds.end(), what) != kinds.end();
    auto const* protocol = proto::find_protocol(what);
    if (protocol != nullptr) fmt::print("{}{}", suite::explain_protocol(*protocol), flow ? "\n" : "");
    if (flow) explain_flow(what);
    if (protocol != nullptr || flow) return 0;
    if (auto const* defect = sim::find_defect(what)) return explain_defect(*defect);
    const auto claims = told(app::read_claims());
    if (!claims) return exit_usage;
    const auto suites = told(app::read_suites({}, *claims));
    if (!suites) return exit_usage;
    std::vector<std::string> names;
    for (auto const& suite : *suites) {
        for (auto const& scenario : suite.cases) {
            if (scenario.id == what || scenario.name() == what) {
                fmt::print("{}", model::printable(suite::explain_case(scenario, *claims)));
                if (const auto waits = longest_wait(suite, what); waits > run::usual_longest)
                    fmt::print("\nLive runs skip it unless they are given --longest {}\n", model::written(waits));
                return explain_finds(what);
            }
            names.push_back(scenario.id);
        }
    }
    for (auto const& claim : *claims) {
        if (claim.id != what) {
            names.push_back(claim.id);
            continue;
        }
        fmt::print("{} ({}): {}\nSource: {}\nCases that bear on it:\n", claim.id, word(claim.level), claim.sentence, claim.source);
        for (auto const& suite : *suites)
            for (auto const& scenario : suite.cases)
                if (std::find(scenario.claims.begin(), scenario.claims.end(), what) != scenario.claims.end())
                    fmt::print("  {}\n", scenario.name());
        return 0;
    }
    for (auto const* one : proto::protocols()) names.emplace_back(one->name);
    names.insert(names.end(), kinds.begin(), kinds.end());
    for (auto const* defect : sim::all_defects()) names.emplace_back(defect->name);
    complain(fmt::format("no case, claim, protocol, flow or defect is called '{}'{}; see `tsuka list`", what, suite::hint(what, names)));
    return exit_usage;
}

}  // namespace tsuka::cli
