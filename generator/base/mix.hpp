// Numbers that look like chance and repeat with the seed.
#pragma once

#include <cstdint>

namespace tsuka {

inline constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15ULL;  ///< 2^64 / phi, odd: multiples of it spread evenly

/// SplitMix64: one step turns any number into a well-mixed one.
[[nodiscard]] constexpr std::uint64_t split_mix(std::uint64_t value) {
    value += golden_ratio;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

}  // namespace tsuka
