// Numbers by which routers know flows (SPIs, cookies, Call IDs, tunnel and echo identifiers, ports) stand in suites as names: what is equal
// stays equal, what differs keeps differing, and on the wire every attempt of every run has others. A router that still holds the entries
// of a case that ran before cannot take this one's frames for that one's. Pure.
#pragma once

#include "harness/model/suite.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tsuka::model {

/// The case with its numbers mixed with the run's seed and the attempt's number. Those that protocols reserve stay what they are: zero
/// and all ones of 16 bits; cookies of zero; SPIs and message identifiers up to 255 (RFC 4303 section 2.1). Ports from 40000 to 43999, and
/// ranges of them, move together by an even number. Other ports and ranges, numbers of other fields, and fields that the case names in
/// `literal`, stay.
[[nodiscard]] Case salted(Case scenario, std::uint64_t seed, std::uint32_t number);

/// Whether it has such numbers at all: a case without them is on the wire as it is written, in every attempt.
[[nodiscard]] bool bears_numbers(Case const& scenario);

/// Names of the fields, and of settings of `use`, whose numbers are mixed; "port" is for all fields that end so.
[[nodiscard]] std::vector<std::string_view> const& salted_fields();

}  // namespace tsuka::model
