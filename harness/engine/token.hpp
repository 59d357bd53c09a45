// The 16 octets that every probe bears, so that whatever arrives anywhere is attributed: magic of the run, case, probe.
#pragma once

#include "generator/base/octets.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace tsuka::engine {

struct Token {
    static constexpr std::size_t size = 16;
    static constexpr std::uint32_t sentinel_probe = 0xffff'ffff;
    static constexpr std::uint32_t control_probe = 0xffff'fffe;

    std::uint32_t case_number = 0;
    std::uint32_t probe = 0;
    std::uint32_t copy = 0;  ///< which sentinel or which exchange of the control; a probe has none

    /// The probe meant in a case that has so many. A router that alters the last octets of a token has still delivered what bears it:
    /// where they make no number of this case's, the two octets before them decide.
    [[nodiscard]] std::size_t among(std::size_t probes) const;

    auto operator<=>(Token const&) const = default;
};

/// Six octets that mark frames of this run, and of no other, from its seed.
using Magic = std::array<std::uint8_t, 6>;
[[nodiscard]] Magic run_magic(std::uint64_t seed);

/// Magic (6), case (4), then 2 and 4 octets: 0xffff or 0xfffe and the copy of a sentinel or of the control; for a probe the rest and
/// the quotient of its number by 0xfffe, so that the first 65,534 look as they did when two octets were all that a probe had.
[[nodiscard]] Octets write_token(Magic const& magic, Token const& token);

/// The first token of this run in `octets`, wherever it stands.
[[nodiscard]] std::optional<Token> find_token(Magic const& magic, View octets);

/// The token of an Ethernet frame that carries one itself, be it a datagram or something else. A quote inside an ICMP error, and a fragment
/// that may belong to anybody, do not count: those are told apart by their addresses.
[[nodiscard]] std::optional<Token> token_of_frame(Magic const& magic, View frame);

/// `bytes` octets of payload: the token first (if it fits), then octets that differ from probe to probe and repeat with the seed.
[[nodiscard]] Octets token_payload(Magic const& magic, Token const& token, std::size_t bytes);

}  // namespace tsuka::engine
