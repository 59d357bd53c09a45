// Which behaviour class a router shows: the first whose conditions all hold, once it is known what arrived where.
#include "harness/engine/classify.hpp"
#include "generator/proto/ike.hpp"
#include "harness/engine/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

namespace tsuka::engine {

namespace {

using Kind = model::Condition::Kind;

bool arrived(State const& state, Probe const& probe, std::string_view place) {
    if (place == model::Condition::router) return probe.answered;
    return std::any_of(probe.arrivals.begin(), probe.arrivals.end(),
                       [&](auto index) { return place.empty() || state.arrivals[index].actor == place; });
}

/// Somebody for whom it can be right to get it. Our own control host asks for nothing of a case: what reaches it went astray.
bool arrived_at_somebody(State const& state, Probe const& probe) {
    return std::any_of(probe.arrivals.begin(), probe.arrivals.end(), [&](auto index) { return !state.arrivals[index].at_control; });
}

/// Of so many copies so many may be lost, and the probe has arrived all the same: nets lose a packet now and then, whatever the router.
constexpr std::size_t bearable_loss(std::size_t copies) {
    constexpr std::size_t burst = 5;
    return copies >= burst ? 1 : 0;
}

/// "out@server" speaks of every copy, or of all but one of a burst, "!out@server" of none: where some came and some did not, neither is
/// true.
bool all_arrived(State const& state, std::string_view name, std::string_view place) {
    std::size_t copies = 0;
    std::size_t missing = 0;
    for (auto const& probe : state.probes) {
        if (probe.name != name) continue;
        ++copies;
        if (place.empty() ? !arrived_at_somebody(state, probe) : !arrived(state, probe, place)) ++missing;
    }
    return copies > 0 && missing <= bearable_loss(copies);
}

bool none_arrived(State const& state, std::string_view name, std::string_view place) {
    return std::none_of(state.probes.begin(), state.probes.end(),
                        [&](auto const& probe) { return probe.name == name && arrived(state, probe, place); });
}

struct Found {
    Arrival const* arrival = nullptr;
    Probe const* probe = nullptr;
};

/// The first arrival of a probe at the host it was for, else the first anywhere.
Arrival const* arrival_of(State const& state, Probe const& probe) {
    for (auto index : probe.arrivals)
        if (state.arrivals[index].actor == probe.receiver) return &state.arrivals[index];
    return probe.arrivals.empty() ? nullptr : &state.arrivals[probe.arrivals.front()];
}

/// The arrival that a condition on a field speaks of: the first at the host it was for, else the first anywhere.
Found first_arrival(State const& state, std::string_view name) {
    Found anywhere;
    for (auto const& probe : state.probes) {
        auto const* arrival = probe.name == name ? arrival_of(state, probe) : nullptr;
        if (arrival == nullptr) continue;
        if (arrival->actor == probe.receiver) return {arrival, &probe};
        if (anywhere.arrival == nullptr) anywhere = {arrival, &probe};
    }
    return anywhere;
}

/// A field of each copy of a probe, in the order in which they were sent; null for a copy that did not arrive.
std::vector<proto::Field const*> field_of_copies(State const& state, std::string_view name, std::string_view field) {
    std::vector<proto::Field const*> fields;
    for (auto const& probe : state.probes) {
        if (probe.name != name) continue;
        const auto found = arrival_of(state, probe);
        fields.push_back(found == nullptr ? nullptr : found->reading.find(field));
    }
    return fields;
}

/// The fields of two probes, copy by copy: "=" speaks of every pair, "!=" too. Where some are equal and some are not, neither is true. Of
/// either burst as many may be lost as when it is said to have arrived, so that a loss is not taken for a difference.
bool pairs_hold(State const& state, model::Condition const& condition) {
    const auto here = field_of_copies(state, condition.probe, condition.field);
    const auto there = field_of_copies(state, condition.other_probe, condition.other_field);
    if (here.empty() || here.size() != there.size()) return false;
    std::size_t compared = 0;
    const auto fits = [&](auto const* one, auto const* other) {
        if (one == nullptr || other == nullptr) return true;
        ++compared;
        return (one->value == other->value) == condition.equal;
    };
    const auto lost = [](auto const& fields) { return static_cast<std::size_t>(std::count(fields.begin(), fields.end(), nullptr)); };
    const bool all = std::equal(here.begin(), here.end(), there.begin(), fits);
    return all && compared > 0 && std::max(lost(here), lost(there)) <= bearable_loss(here.size());
}

/// One copy that has a port of somebody else's is one too many; that they are the router's is said of all.
bool ports_hold(State& state, model::Condition const& condition) {
    const auto fields = field_of_copies(state, condition.probe, condition.field);
    const auto arrived = std::count_if(fields.begin(), fields.end(), [](auto const* field) { return field != nullptr; });
    const bool inside = std::all_of(fields.begin(), fields.end(), [&](auto const* field) {
        return field == nullptr || compare(condition.field, condition.term, field, nullptr, {}, state.scope({})).holds;
    });
    return arrived > 0 && inside == condition.equal;
}

bool field_holds(State& state, model::Condition const& condition) {
    if (!condition.other_probe.empty()) return pairs_hold(state, condition);
    if (condition.term.kind == model::Term::Kind::dut_ports) return ports_hold(state, condition);
    const auto found = first_arrival(state, condition.probe);
    if (found.arrival == nullptr) return false;
    auto const* field = found.arrival->reading.find(condition.field);
    if (condition.term.kind == model::Term::Kind::valid && condition.field.ends_with("icv") && !found.arrival->validity.icv) return false;
    const auto check = compare(condition.field, condition.term, field, found.probe->sent().find(condition.field), found.arrival->validity,
                               state.scope(found.arrival->at));
    return check.holds == condition.equal;
}

/// Whether the field of the copies goes up or down by one and the same small step nearly always: who has seen some knows the next. With
/// fewer than eight that arrived neither "counted" nor its contrary is known.
bool counted_holds(State const& state, model::Condition const& condition) {
    std::vector<std::int64_t> values;
    for (auto const* field : field_of_copies(state, condition.probe, condition.field))
        if (field != nullptr) values.push_back(static_cast<std::int64_t>(std::get<std::uint64_t>(field->value)));
    constexpr std::size_t enough = 8;
    if (values.size() < enough) return false;
    constexpr std::int64_t small = 16;
    std::map<std::int64_t, std::size_t> steps;
    for (std::size_t at = 1; at < values.size(); ++at)
        if (const auto step = values[at] - values[at - 1]; step != 0 && std::abs(step) <= small) ++steps[step];
    std::size_t most = 0;
    for (auto const& [step, times] : steps) most = std::max(most, times);
    const bool counted = most * 4 >= (values.size() - 1) * 3;
    return counted == condition.equal;
}

}  // namespace

bool holds(State& state, model::Condition const& condition) {
    switch (condition.kind) {
        case Kind::arrived:
            return all_arrived(state, condition.probe, condition.place);
        case Kind::not_arrived:
            return none_arrived(state, condition.probe, condition.place);
        case Kind::field:
            return field_holds(state, condition);
        case Kind::counted:
            return counted_holds(state, condition);
    }
    return false;
}

model::ClassRule const* classify(State& state) {
    for (auto const& rule : state.scenario.classes)
        if (std::all_of(rule.when.begin(), rule.when.end(), [&](auto const& condition) { return holds(state, condition); })) return &rule;
    return nullptr;
}

std::string arrivals_in_words(State const& state) {
    std::string words;
    for (auto const& probe : state.probes) {
        if (probe.set_up) continue;
        std::string places;
        for (auto index : probe.arrivals) {
            auto const& actor = state.arrivals[index].actor;
            places += (places.empty() ? "" : " and ") + (actor.empty() ? std::string("an unknown host") : actor);
        }
        if (!probe.unsent.empty()) places = "not sent";
        words += fmt::format("{}{} {}{}", words.empty() ? "" : "; ", probe.name, places.empty() || !probe.unsent.empty() ? "" : "at ",
                             places.empty() ? "nowhere" : places);
    }
    return words;
}

}  // namespace tsuka::engine
