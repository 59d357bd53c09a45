// What a case shows of a path through the router that it provides.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <cstdint>
#include <string_view>

namespace tsuka::run {

enum class PathSeen : std::uint8_t {
    unknown,  ///< the case could not tell, or ended before it had tried
    there,
    missing,
};

/// `path` is one of those that the case provides; one way out ("outbound.esp") is about what LAN hosts send, the others about all that is
/// sent. It is missing where something of that came to nobody whom it was for, or a flow did not even open. A router that alters what it
/// forwards, or lets others have it as well, has the path: what else such a router does wrong is for the cases that need it to find.
[[nodiscard]] PathSeen path_seen(std::string_view path, model::Case const& scenario, model::CaseRecord const& result);

}  // namespace tsuka::run
