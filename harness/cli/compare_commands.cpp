// `tsuka diff` and `tsuka matrix`: reports against each other.
#include "harness/app/catalogue.hpp"
#include "harness/app/outlines.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/compare.hpp"
#include "harness/cli/told.hpp"
#include "harness/model/expected.hpp"
#include "harness/model/text.hpp"
#include "harness/suite/load_expected.hpp"
#include "reports/diff.hpp"
#include "reports/fleet.hpp"
#include "reports/translated.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

namespace {

/// The language of what is compared, and the guide that knows what is said to users by id.
struct Tongue {
    reports::Words words{};
    model::UserGuide guide{};
};

/// `programs`: what programs read is English. Says what is wrong.
std::optional<Tongue> read_tongue(std::string const& code, bool programs) {
    const auto language = told(app::read_language(code));
    if (!language) return std::nullopt;
    if (programs || language->texts.empty()) return Tongue{};
    auto guide = told(app::read_users());
    if (!guide) return std::nullopt;
    return Tongue{{language->code, language->texts}, std::move(*guide)};
}

std::optional<reports::Outline> read_outline(std::string const& name, Tongue const& tongue) {
    auto outline = told(app::read_outline(name));
    if (!outline) return std::nullopt;
    return reports::translated(std::move(*outline), tongue.words, tongue.guide);
}

}  // namespace

int diff(DiffOptions const& options) {
    const auto tongue = read_tongue(options.lang, options.format == "junit");
    if (!tongue) return exit_usage;
    const auto before = read_outline(options.before, *tongue);
    const auto after = read_outline(options.after, *tongue);
    if (!before || !after) return exit_usage;
    const auto changes = reports::diff(*before, *after, tongue->words);
    const auto form = options.format == "markdown" ? reports::DiffForm::markdown
                      : options.format == "html"   ? reports::DiffForm::html
                      : options.format == "junit"  ? reports::DiffForm::junit
                                                   : reports::DiffForm::text;
    fmt::print("{}", reports::render_diff(*before, *after, changes, form, tongue->words));
    return reports::has_regression(changes) ? 1 : 0;
}

int expect(std::string const& run) {
    const auto outline = told(app::read_outline(run));
    if (!outline) return exit_usage;
    std::vector<model::Expected> all;
    for (auto const& row : outline->rows) {
        if (row.verdict != "fail" && row.verdict != "deviation") continue;
        model::Expected one;
        one.case_name = row.name;
        one.verdict = row.verdict;
        one.observed_class = row.observed_class;
        one.reason = row.reason.empty() ? "not given" : model::printable(row.reason);
        all.push_back(std::move(one));
    }
    fmt::print("{}", suite::to_toml(all));
    return 0;
}

int matrix(MatrixOptions const& options) {
    std::vector<reports::Outline> all;
    for (auto const& run : options.runs) {
        auto outline = told(app::read_outline(run));
        if (!outline) return exit_usage;
        all.push_back(std::move(*outline));
    }
    return print_matrix(std::move(all), options.format, options.lang);
}

int print_matrix(std::vector<reports::Outline> all, std::string const& format, std::string const& lang) {
    const auto tongue = read_tongue(lang, format == "csv");
    if (!tongue) return exit_usage;
    for (auto& one : all) one = reports::translated(std::move(one), tongue->words, tongue->guide);
    const auto form = format == "csv"    ? reports::FleetForm::csv
                      : format == "html" ? reports::FleetForm::html
                                         : reports::FleetForm::markdown;
    fmt::print("{}", reports::render_fleet(all, form, tongue->words));
    return 0;
}

}  // namespace tsuka::cli
