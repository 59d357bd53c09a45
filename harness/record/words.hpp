// Words of the record for enumerations that have none of their own.
#pragma once

#include "harness/model/record.hpp"

#include <string_view>

namespace tsuka::record {

/// Kinds and versions of lines.
inline constexpr std::string_view run_kind = "run";
inline constexpr std::string_view resumed_kind = "resumed";
inline constexpr std::string_view case_kind = "case";
inline constexpr std::string_view inputs_kind = "inputs";
inline constexpr std::string_view end_kind = "end";
inline constexpr unsigned newest_format = 4;

/// Of what stands for itself more than once in a line by a few octets: a line may not grow into all memory when it is read.
inline constexpr std::size_t longest_repeated = 200;

[[nodiscard]] inline bool is_short(model::Check const& check) {
    return check.what.size() + check.wanted.size() + check.found.size() <= longest_repeated;
}
[[nodiscard]] inline bool is_short(model::FrameRecord const& frame) {
    return frame.actor.size() + frame.probe.size() <= longest_repeated;
}

[[nodiscard]] constexpr std::string_view word(model::Group::Kind kind) {
    switch (kind) {
        case model::Group::Kind::none:
            return "none";
        case model::Group::Kind::variant:
            return "variant";
        case model::Group::Kind::measure:
            return "measure";
        case model::Group::Kind::repeat:
            return "repeat";
    }
    return "none";
}
[[nodiscard]] constexpr std::string_view word(model::Input::Kind kind) {
    switch (kind) {
        case model::Input::Kind::start:
            return "start";
        case model::Input::Kind::wake:
            return "wake";
        case model::Input::Kind::spoilt:
            return "spoilt";
        case model::Input::Kind::interrupt:
            return "interrupt";
        case model::Input::Kind::hook:
            return "hook";
        case model::Input::Kind::load:
            return "load";
        case model::Input::Kind::unfinished_checksum:
            return "unfinished-checksum";
    }
    return "wake";
}
[[nodiscard]] inline std::string_view word(Side side) {
    return to_string(side);
}
[[nodiscard]] inline std::string_view word(model::Outcome outcome) {
    return to_string(outcome);
}
[[nodiscard]] inline std::string_view word(model::StepStatus status) {
    return to_string(status);
}
[[nodiscard]] inline std::string_view word(model::Seen seen) {
    return to_string(seen);
}
[[nodiscard]] inline std::string_view word(model::Doubt::Cause cause) {
    return to_string(cause);
}

}  // namespace tsuka::record
