#include "harness/model/suite.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace tsuka::model {

std::string to_string(Spot const& spot) {
    auto const file = spot.file.empty() ? std::string("(nowhere)") : spot.file;
    if (spot.line == 0) return file;
    if (spot.column == 0) return fmt::format("{}:{}", file, spot.line);
    return fmt::format("{}:{}:{}", file, spot.line, spot.column);
}

std::string Case::name() const {
    const auto ending = under_load ? load_ending : std::string_view{};
    return group.kind == Group::Kind::none ? fmt::format("{}{}", id, ending) : fmt::format("{}[{}]{}", id, group.label, ending);
}

std::string_view name_at_rest(std::string_view name) {
    return name.substr(0, name.size() - (name.ends_with(load_ending) ? load_ending.size() : 0));
}

Case under_load(Case scenario) {
    scenario.under_load = true;
    scenario.provides.clear();  // what it would find out was found at rest
    return scenario;
}

Duration Case::waits() const {
    Duration all{};
    for (auto const& step : steps) all += model::waits(step.action);
    return all;
}

bool Case::needs_any(Need::Kind kind) const {
    return std::any_of(needs.begin(), needs.end(), [kind](auto const& need) { return need.kind == kind; });
}

}  // namespace tsuka::model
