// What clients say, as cases, to have it counted how many of them a router holds: see memory.hpp. The cast is "c1" to "c9", with a server
// "s1" to "s9" for each.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/suite.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tsuka::run {

/// One more than the tables of eight that routers have.
inline constexpr unsigned counted_clients = 9;

enum class Counted : std::uint8_t {
    udp,
    ipsec,  ///< IKE from port 500, then ESP
    l2tp,   ///< from port 1701
};

/// Every client asks its server and is answered, one after the other, and then once more.
[[nodiscard]] model::Case counting(Counted what);
/// All are silent for so long; then the last client asks.
[[nodiscard]] model::Case holding(Counted what, Duration silence);
/// "esp-back-1" is the server's answer to the first client, "esp-back-1-again" that of the second round.
[[nodiscard]] std::string counting_probe(std::string_view what, unsigned who, bool again);

}  // namespace tsuka::run
