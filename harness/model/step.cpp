// What all verbs answer alike: see step.hpp.
#include "harness/model/step.hpp"

#include <array>

namespace tsuka::model {

std::span<std::string_view const> verb_words() {
#define TSUKA_WORD(Verb) Verb##Step::verb,
    static constexpr std::array words{TSUKA_VERBS(TSUKA_WORD)};
#undef TSUKA_WORD
    return words;
}

std::optional<Action> empty_step(std::string_view word) {
#define TSUKA_EMPTY(Verb) \
    if (word == Verb##Step::verb) return Action{Verb##Step{}};
    TSUKA_VERBS(TSUKA_EMPTY)
#undef TSUKA_EMPTY
    return std::nullopt;
}

bool asks(Action const& action) {
    return std::visit([](auto const& step) { return step.asks; }, action);
}

Duration waits(Action const& action) {
    return std::visit([](auto const& step) { return step.waits(); }, action);
}

std::uint64_t copies(Action const& action) {
    return std::visit([](auto const& step) { return step.copies(); }, action);
}

std::vector<Need> needs(Action const& action) {
    return std::visit([](auto const& step) { return step.needs(); }, action);
}

std::vector<Mention> names(Action const& action) {
    return std::visit([](auto const& step) { return step.names(); }, action);
}

}  // namespace tsuka::model
