// The 16 octets that every probe bears, so that whatever arrives anywhere is attributed: magic of the run, case, probe, copy.
#pragma once

#include "generator/base/octets.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace tsuka::engine {

struct Token {
    static constexpr std::size_t size = 16;
    static constexpr std::uint16_t sentinel_probe = 0xffff;

    std::uint32_t case_number = 0;
    std::uint16_t probe = 0;
    std::uint32_t copy = 0;

    auto operator<=>(Token const&) const = default;
};

/// Six octets that mark frames of this run, and of no other, from its seed.
using Magic = std::array<std::uint8_t, 6>;
[[nodiscard]] Magic run_magic(std::uint64_t seed);

[[nodiscard]] Octets write_token(Magic const& magic, Token const& token);

/// The first token of this run in `octets`, wherever it stands.
[[nodiscard]] std::optional<Token> find_token(Magic const& magic, View octets);

/// The token of an Ethernet frame that carries one itself. A quote inside an ICMP error, and a fragment that may belong to
/// anybody, do not count: those are told apart by their addresses.
[[nodiscard]] std::optional<Token> token_of_frame(Magic const& magic, View frame);

/// `bytes` octets of payload: the token first (if it fits), then octets that differ from probe to probe and repeat with the seed.
[[nodiscard]] Octets token_payload(Magic const& magic, Token const& token, std::size_t bytes);

}  // namespace tsuka::engine
