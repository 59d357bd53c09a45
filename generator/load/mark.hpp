// The 14 octets that every frame of a load stream bears in its payload: which flow, which of its frames, and when it was sent. Smaller than
// the token of a case, so that they fit into the smallest frames.
#pragma once

#include "generator/base/octets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tsuka::load {

struct Mark {
    static constexpr std::size_t size = 14;

    std::uint16_t stream = 0;    ///< of this run and this trial: what is left over from another one is nobody's
    std::uint32_t flow = 0;      ///< index
    std::uint32_t sequence = 0;  ///< 0-based within the flow; wraps
    std::uint32_t stamp = 0;     ///< nanoseconds at send, modulo 2^32: good for latencies under four seconds

    auto operator<=>(Mark const&) const = default;
};

/// Reads a mark at the beginning of `octets`; nothing when they are too few.
[[nodiscard]] std::optional<Mark> read_mark(View octets);

}  // namespace tsuka::load
