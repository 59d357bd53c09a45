// Words of the codes, in the order of the enumerations.
#include "harness/model/observation.hpp"

#include <tuple>

namespace tsuka::model {
namespace {

constexpr std::string_view words_of_seen[] = {
    "checksum",
    "fragment-checksum",
    "octets",
    "message-octets",
    "other-octets",
    "other-call-id",
    "misdelivery",
    "duplicate",
    "private-source",
    "silence",
    "hop-kept",
    "hop-of-segments",
    "congestion",
    "identification",
    "mss-raised",
    "mss-gone",
    "tcp-options-gone",
    "padding",
    "hops",
    "field-changed",
    "fellow",
    "wrong-port",
    "went-to-dmz",
    "went-to-static",
    "went-to-open-port",
    "answered-by-router",
    "another-device",
    "told",
};
static_assert(std::size(words_of_seen) == all_seen);

constexpr std::string_view words_of_causes[] = {"dead-path", "came-late", "never-sent", "of-several", "cut-off", "stranger"};
static_assert(std::size(words_of_causes) == all_causes);

}  // namespace

std::string_view to_string(Seen seen) {
    return words_of_seen[static_cast<std::size_t>(seen)];
}

std::string_view to_string(Doubt::Cause cause) {
    return words_of_causes[static_cast<std::size_t>(cause)];
}

bool alike(Observation const& one, Observation const& other) {
    auto const key = [](Observation const& it) {
        return std::tie(it.seen, it.probe, it.from, it.to, it.at, it.field, it.side, it.claim, it.words, it.note);
    };
    if (key(one) != key(other) || one.offset.has_value() != other.offset.has_value()) return false;
    return one.offset.has_value() || std::tie(one.sent, one.arrived) == std::tie(other.sent, other.arrived);
}

}  // namespace tsuka::model
