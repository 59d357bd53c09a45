// What is said of a bracket says how far it can be trusted: what was not determined and what was not tried stands behind it.
#include "reports/measured.hpp"

#include "harness/model/text.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

namespace tsuka::reports {
namespace {

using model::Measurement;
using model::Trial;

std::string time_of(std::int64_t value) {
    return model::readable(Duration{value});
}

std::string list_of(std::vector<std::int64_t> const& values) {
    std::vector<std::string> words;
    for (std::int64_t const value : values) words.push_back(time_of(value));
    return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::int64_t> values_of(Measurement const& measured, Trial::Result result) {
    std::vector<std::int64_t> values;
    for (Trial const& trial : measured.tried)
        if (trial.result == result) values.push_back(trial.value);
    return values;
}

std::string bracket(Measurement const& measured, Words const& said) {
    auto const unknown = values_of(measured, Trial::Result::unknown);
    auto const untried = list_of(measured.untried);
    if (measured.tried.empty()) return said.say("measured.untried", "not tried: " + untried, untried);
    std::string text;
    if (!measured.lower && !measured.upper)
        text = said.say("measured.unknown", "not known: nothing was determined at " + list_of(unknown), list_of(unknown));
    else if (!measured.upper)
        text =
            said.say("measured.longest", fmt::format("survives {}, the longest tried", time_of(*measured.lower)), time_of(*measured.lower));
    else if (!measured.lower)
        text = said.say("measured.shortest", fmt::format("lost after {}, the shortest tried", time_of(*measured.upper)),
                        time_of(*measured.upper));
    else if (measured.monotone())
        text = said.say("measured.between", fmt::format("survives {}, lost after {}", time_of(*measured.lower), time_of(*measured.upper)),
                        time_of(*measured.lower), time_of(*measured.upper));
    else
        text = said.say("measured.contradicting",
                        fmt::format("not monotone: survived {}; lost after {}", list_of(values_of(measured, Trial::Result::held)),
                                    list_of(values_of(measured, Trial::Result::lost))),
                        list_of(values_of(measured, Trial::Result::held)), list_of(values_of(measured, Trial::Result::lost)));
    if (!unknown.empty() && (measured.lower || measured.upper))
        text += said.say("measured.also-unknown", fmt::format(" (not determined: {})", list_of(unknown)), list_of(unknown));
    if (!measured.untried.empty()) text += said.say("measured.also-untried", fmt::format(" (not tried: {})", untried), untried);
    return text;
}

std::string count(model::GroupRow const& row, Words const& said) {
    auto const& measured = row.measured;
    std::int64_t const held = measured.lower.value_or(0);
    std::int64_t const open = measured.upper.value_or(held) - held;
    std::size_t const all = measured.tried.size() + measured.untried.size();
    std::string text = said.say("measured.count", fmt::format("{} of {}", held, all), held, all);
    if (open > 0) text += said.say("measured.count-open", fmt::format(", {} not determined", open), open);
    std::vector<std::string> words;
    for (auto const& [name, times] : row.classes) words.push_back(fmt::format("{} {}", name, times));
    if (!words.empty()) text += fmt::format(" ({})", fmt::join(words, ", "));
    return text;
}

/// "48 of 50, 1 not determined (first 3)".
std::string counted_in(std::string const& english, Words const& said) {
    auto const end = english.find_first_not_of("0123456789 of");
    auto const count = said_again(english.substr(0, end), "measured.count", "{} of {}", said);
    if (!count) return english;
    if (end == std::string::npos) return *count;
    auto const bracket = std::min(english.find(" (", end - 1), english.size());
    auto const open = said_again(english.substr(end, bracket - end), "measured.count-open", ", {} not determined", said);
    return *count + open.value_or(english.substr(end, bracket - end)) + english.substr(bracket);
}

}  // namespace

std::string measured_in(std::string const& english, Words const& said) {
    // What stands behind a bracket stands in brackets; the last one goes first.
    for (auto const& [id, opening] : {std::pair{"measured.also-untried", " (not tried: "}, {"measured.also-unknown", " (not determined: "}})
        if (auto const at = english.rfind(opening); at != std::string::npos)
            if (auto const more = said_again(english.substr(at), id, fmt::format("{}{{}})", opening), said))
                return measured_in(english.substr(0, at), said) + *more;
    for (auto const& [id, pattern] : {std::pair{"measured.untried", "not tried: {}"},
                                      {"measured.unknown", "not known: nothing was determined at {}"},
                                      {"measured.longest", "survives {}, the longest tried"},
                                      {"measured.shortest", "lost after {}, the shortest tried"},
                                      {"measured.between", "survives {}, lost after {}"},
                                      {"measured.contradicting", "not monotone: survived {}; lost after {}"}})
        if (auto const sentence = said_again(english, id, pattern, said)) return *sentence;
    return counted_in(english, said);
}

std::string sentence_of(model::GroupRow const& row, Words const& said) {
    return row.measured.unit == model::Unit::nanoseconds ? bracket(row.measured, said) : count(row, said);
}

}  // namespace tsuka::reports
