// What clients say, as cases, to have it counted how many of them a router holds: see memory.hpp. The cast is "c1" to "c9", with a server
// "s1" to "s9" for each, or "s1" for all.
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
    tcp,
    ipsec,  ///< IKE from port 500, then ESP
    l2tp,   ///< from port 1701
    pptp,   ///< a call: TCP to port 1723, then GRE
};

enum class Servers : std::uint8_t { several, one };

/// When a client is spoken to.
enum class Moment : std::uint8_t {
    first,  ///< it asks and is answered, one client after the other
    next,   ///< its server speaks unasked, once the next client has been answered
    still,  ///< its server speaks unasked, once all have been answered
    again,  ///< it asks once more
};

/// Every client asks its server and is answered; then its server speaks when the next one has come, and when all have; then all ask again.
[[nodiscard]] model::Case counting(Counted what, Servers servers);
/// All are silent for so long; then the last client asks.
[[nodiscard]] model::Case holding(Counted what, Duration silence);
/// "esp-back-1" is the server's answer to the first client, "esp-back-1-again" that of the last round, "esp-back-1-still" what it says
/// unasked.
[[nodiscard]] std::string counting_probe(std::string_view what, unsigned who, Moment moment);

}  // namespace tsuka::run
