// Known deviations: what is known to fall short, why, and until when that is accepted (`--expected FILE`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

struct Expected {
    std::string case_name;  ///< name or id of a case; empty: `claim` says it
    std::string claim;
    std::string verdict;         ///< "fail", "deviation", "inconclusive"
    std::string observed_class;  ///< empty: any
    std::string reason;
    std::string ticket;
    std::string expires;  ///< last day, "2026-12-31"; empty: none
};

/// What became of an expectation in a run.
struct Known {
    enum class State : std::uint8_t {
        holds,
        expired,         ///< it holds, and its time is over
        no_longer_true,  ///< what it speaks of was decided otherwise
        not_seen,        ///< what it speaks of was not run, or not decided
    };
    Expected expected;
    State state = State::not_seen;
    std::vector<std::size_t> rows;  ///< of Report::rows, those it accounts for
};
[[nodiscard]] constexpr std::string_view to_string(Known::State state) {
    switch (state) {
        case Known::State::holds:
            return "known";
        case Known::State::expired:
            return "expired";
        case Known::State::no_longer_true:
            return "no longer true";
        case Known::State::not_seen:
            return "not seen";
    }
    return "not seen";
}

}  // namespace tsuka::model
