// Words of the codes, in the order of the enumerations.
#include "harness/model/observation.hpp"

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
    auto const bare = [](Observation it) {
        if (it.offset) it.offset.reset(), it.sent.clear(), it.arrived.clear();
        it.lan_frames.clear();
        it.wan_frames.clear();
        return it;
    };
    return one.seen == other.seen && one.probe == other.probe && bare(one) == bare(other);
}

}  // namespace tsuka::model
