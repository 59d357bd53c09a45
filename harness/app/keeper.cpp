#include "harness/app/keeper.hpp"

#include "harness/judge/judge.hpp"
#include "reports/phrases.hpp"
#include "reports/run_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace tsuka::app {

Result<void> Keeper::begin(std::vector<model::FieldRecord> const& facts) {
    if (!part_) {
        record_.run.facts = facts;
        return evidence_.begin(record_.run);
    }
    part_->facts = facts;
    return evidence_.resume(*part_, record_.run.virtual_time);
}

void Keeper::preflight_done(std::vector<model::FieldRecord> const& facts) {
    if (begun_) return;
    begun_ = true;
    note(begin(facts));
    auto const& said = audience_.words();
    std::vector<std::string> words;
    for (auto const& fact : facts)
        if (fact.name.starts_with("router.wan_address") || fact.name.starts_with("round_trip.")) {
            const auto [name, value] = reports::fact_in_words(fact, said);
            words.push_back(fmt::format("{} {}", name, value));
        }
    const auto all = fmt::format("{}", fmt::join(words, said.say("compare.comma", ", ")));
    if (!words.empty()) audience_.say(said.say("live.preflight", "preflight: " + all, all));
}

void Keeper::case_finished(engine::Finished finished) {
    if (!begun_) preflight_done({});
    auto kept = evidence_.keep(std::move(finished));
    if (!kept) return note(kept.error());
    model::Record one;
    one.cases.push_back(*kept);
    const auto report = judge::judge(one, inputs_.profile.profile, inputs_.claims);
    for (auto const& row : report.rows) audience_.finished(row, one.cases.front());
    record_.cases.push_back(std::move(*kept));
}

}  // namespace tsuka::app
