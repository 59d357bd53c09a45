// A step of a case: one of the verbs of verbs.hpp, with its values; and what all verbs answer alike, so that lint, needs and the estimate
// of how long a case takes know none of them by name.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/need.hpp"
#include "harness/model/term.hpp"
#include "harness/model/verbs.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tsuka::model {

template <class Nothing, class... Steps>
using OneOf = std::variant<Steps...>;

#define TSUKA_ALTERNATIVE(Verb) , Verb##Step
using Action = OneOf<void TSUKA_VERBS(TSUKA_ALTERNATIVE)>;
#undef TSUKA_ALTERNATIVE

/// What a verb has to say of itself.
template <class Step>
concept Verb = std::default_initializable<Step> && requires(Step const& step, Step& own) {
    { Step::verb } -> std::convertible_to<std::string_view>;  // the word that suites write
    { Step::asks } -> std::convertible_to<bool>;              // a case can fail by it
    { step.waits() } -> std::same_as<Duration>;               // what it lets pass on purpose, at most
    { step.copies() } -> std::same_as<std::uint64_t>;         // probes that it sends
    { step.needs() } -> std::same_as<std::vector<Need>>;      // of the lab, which its case then needs
    { step.names() } -> std::same_as<std::vector<Mention>>;   // whom and what it names
    Step::each_term(step, [](auto&&...) {});                  // its values: see(message, field, term, use)
    Step::each_term(own, [](auto&&...) {});
};

#define TSUKA_ANSWERS(Word) static_assert(Verb<Word##Step>, "see what a verb has to say of itself");
TSUKA_VERBS(TSUKA_ANSWERS)
#undef TSUKA_ANSWERS

struct Step {
    Action action;
    Spot spot;
    std::string written;  ///< the step as one line of TOML, for reports
};

/// The words of all verbs, in their order.
[[nodiscard]] std::span<std::string_view const> verb_words();
/// A step of that verb before anything of it has been read; nothing for a word that is no verb.
[[nodiscard]] std::optional<Action> empty_step(std::string_view word);

[[nodiscard]] bool asks(Action const& action);
[[nodiscard]] Duration waits(Action const& action);
[[nodiscard]] std::uint64_t copies(Action const& action);
[[nodiscard]] std::vector<Need> needs(Action const& action);
[[nodiscard]] std::vector<Mention> names(Action const& action);

/// Hands every value of a step to `see(message, field, term, use)`. Of an action that may be changed, terms that may be.
template <class AnyAction, class See>
void each_term(AnyAction& action, See const& see) {
    std::visit([&](auto& step) { std::remove_cvref_t<decltype(step)>::each_term(step, see); }, action);
}

}  // namespace tsuka::model
