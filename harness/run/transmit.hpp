// Frames between a session and its driver.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"

#include <cstdint>
#include <optional>

namespace tsuka::run {

/// A frame to be sent now.
struct Transmit {
    Side side = Side::lan;
    Octets frame;
    std::optional<std::uint32_t> case_number;  ///< whose it is, if a case's
    std::size_t evidence = 0;                  ///< its place in that case's evidence
};

}  // namespace tsuka::run
