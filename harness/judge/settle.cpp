// Causes of doubt take effect in the order in which the engine names them; findings count behind all of them but a stranger's.
#include "harness/judge/settle.hpp"

#include "harness/judge/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::judge {
namespace {

using model::CaseRecord;
using model::Doubt;
using model::Outcome;

struct Effect {
    Doubt::Cause cause;
    bool satisfied;          ///< leaves open what is satisfied
    bool violated;           ///< and what is violated
    bool forgets;            ///< the class, and what is broken
    std::string_view words;  ///< {reason}: that of the case, {detail}: that of the doubt
    std::string_view alone;  ///< where the case has no reason
};

constexpr Effect effects[] = {
    {Doubt::Cause::dead_path, true, true, false,
     "{reason}; at the end the router forwards not even plain UDP, so this may be a dead router",
     "the router no longer forwards even plain UDP at the end of the case"},
    {Doubt::Cause::came_late, false, true, false,
     "{reason}; but it arrived late, after the control flow: frames of this router overtake each other by more than the margin allows for",
     ""},
    {Doubt::Cause::never_sent, true, false, false, "{detail}", ""},
    {Doubt::Cause::of_several, false, true, true, "{reason}; but {detail}", ""},
    {Doubt::Cause::cut_off, false, true, true, "{detail} ({reason})", ""},
    {Doubt::Cause::stranger, false, true, true,
     "{reason}; but another device than the router sent some of what arrived, so this may not be the router's doing", ""},
};

/// Whether each cause of doubt has its effect, in the order of the enumeration.
constexpr bool effects_are_in_order() {
    for (std::size_t at = 0; at < std::size(effects); ++at)
        if (static_cast<std::size_t>(effects[at].cause) != at) return false;
    return std::size(effects) == model::all_causes;
}
static_assert(effects_are_in_order());

void leave_open(CaseRecord& result, Doubt const& doubt) {
    auto const& effect = effects[static_cast<std::size_t>(doubt.cause)];
    const bool touched =
        (result.outcome == Outcome::satisfied && effect.satisfied) || (result.outcome == Outcome::violated && effect.violated);
    if (!touched) return;
    result.outcome = Outcome::undetermined;
    const auto words = result.reason.empty() && !effect.alone.empty() ? effect.alone : effect.words;
    result.reason = fmt::format(fmt::runtime(words), fmt::arg("reason", result.reason), fmt::arg("detail", doubt.detail));
    if (!effect.forgets) return;
    result.observed_class.clear();
    result.broken.clear();
}

void add_once(std::vector<std::string>& list, std::string const& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

void count_findings(CaseRecord& result) {
    for (std::size_t at = 0; at < result.observations.size(); ++at) {
        auto const& seen = result.observations[at];
        if (is_note(seen)) continue;
        const auto finding = finding_of(seen, result);
        add_once(result.broken, finding.claim);
        if (breaks_own_claims(seen))
            for (auto const& claim : result.claims) add_once(result.broken, claim);
        if (result.outcome != Outcome::satisfied || !breaks_case(seen)) continue;
        result.outcome = Outcome::violated;
        result.reason = finding.detail;
        result.because = at;
    }
}

}  // namespace

void settle(CaseRecord& result) {
    for (auto const& doubt : result.doubts)
        if (doubt.cause != Doubt::Cause::stranger) leave_open(result, doubt);
    result.broken = broken_of(result);
    count_findings(result);
    if (!std::all_of(result.observations.begin(), result.observations.end(), is_note)) return;
    for (auto const& doubt : result.doubts)
        if (doubt.cause == Doubt::Cause::stranger) leave_open(result, doubt);
}

}  // namespace tsuka::judge
