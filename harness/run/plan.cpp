// What a run is to do: see plan.hpp.
#include "harness/run/plan.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace tsuka::run {

bool too_long(Plan const& plan, model::Case const& scenario) {
    return plan.longest && scenario.waits() > *plan.longest;
}

std::optional<RouterWas> router_of(std::vector<model::FieldRecord> const& facts) {
    RouterWas router;
    for (auto const& fact : facts) {
        if (fact.name == "router.lan_mac") router.lan_mac = fact.value;
        if (fact.name == "router.wan_mac") router.wan_mac = fact.value;
    }
    if (router.lan_mac.empty() || router.wan_mac.empty()) return std::nullopt;
    return router;
}

void as_usual(Plan& plan) {
    plan.memory = Counting::count;
    plan.path_mtu = true;
    plan.hang_up = true;
}

void shuffle(Plan& plan) {
    std::mt19937_64 chance(plan.seed);
    // Not std::shuffle, whose order is another one in another standard library.
    for (auto left = plan.cases.size(); left > 1; --left) std::swap(plan.cases[left - 1], plan.cases[chance() % left]);
}

void longest_first(Plan& plan) {
    const auto rank = [&](model::Case const& scenario) {
        const auto waits = too_long(plan, scenario) ? Duration{} : scenario.waits();
        return std::pair(scenario.provides.empty(), -std::chrono::floor<std::chrono::seconds>(waits));
    };
    std::stable_sort(plan.cases.begin(), plan.cases.end(), [&](auto const& one, auto const& other) { return rank(one) < rank(other); });
}

LeftOut left_out(Plan const& plan) {
    LeftOut all;
    for (auto const& scenario : plan.cases) {
        if (!too_long(plan, scenario)) continue;
        ++all.cases;
        all.longest = std::max(all.longest, scenario.waits());
    }
    return all;
}

namespace {

bool says_something_under_load(model::Case const& scenario, Duration longest) {
    using Group = model::Group::Kind;
    const bool once = scenario.group.kind == Group::none || scenario.group.kind == Group::variant;
    return once && scenario.control.empty() && scenario.waits() <= longest && !scenario.needs_any(model::Need::Kind::hook) &&
           !scenario.needs_any(model::Need::Kind::alone);
}

}  // namespace

std::size_t repeat_under_load(Plan& plan, Duration longest) {
    const auto at_rest = plan.cases.size();
    for (std::size_t place = 0; place < at_rest; ++place)
        if (says_something_under_load(plan.cases[place], longest)) plan.cases.push_back(model::under_load(plan.cases[place]));
    return 2 * at_rest - plan.cases.size();
}

}  // namespace tsuka::run
