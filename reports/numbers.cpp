// Numbers as CSV: see numbers.hpp.
#include "reports/numbers.hpp"

#include "reports/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tsuka::reports {
namespace {

std::string number(std::optional<std::int64_t> const& value) {
    return value ? std::to_string(*value) : std::string{};
}

}  // namespace

std::string render_numbers(model::Report const& report) {
    std::string out = csv_row({"case", "quantity", "unit", "lower", "upper", "monotone", "value", "result", "classes"});
    for (model::GroupRow const& group : report.groups) {
        model::Measurement const& measured = group.measured;
        std::vector<std::string> classes;
        for (auto const& [name, times] : group.classes) classes.push_back(fmt::format("{} {}", name, times));
        auto const line = [&](std::int64_t value, std::string_view result) {
            out += csv_row({group.id, measured.quantity, std::string{to_string(measured.unit)}, number(measured.lower),
                            number(measured.upper), measured.monotone() ? "true" : "false", std::to_string(value), std::string{result},
                            fmt::format("{}", fmt::join(classes, "; "))});
        };
        for (model::Trial const& trial : measured.tried) line(trial.value, to_string(trial.result));
        for (std::int64_t const value : measured.untried) line(value, "untried");
    }
    return out;
}

}  // namespace tsuka::reports
