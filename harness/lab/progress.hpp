// Where a set-up exchange of the lab stands (joining the LAN, resolving a neighbour).
#pragma once

#include <cstdint>

namespace tsuka::lab {

enum class Progress : std::uint8_t { working, ready, failed };

}  // namespace tsuka::lab
