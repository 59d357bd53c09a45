// The ports that one subscriber of a shared IPv4 address may use (RFC 7597 section 5.1): a port is written A | PSID | j, with `offset` bits
// of A, `length` bits of PSID, and what is left of 16 bits; with offset bits A is never 0, which keeps the lowest ports out.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::model {

struct PortSet {
    unsigned offset = 6;  ///< a: PSID offset, 0 to 15
    unsigned length = 8;  ///< k: PSID length, 1 to 16 - offset
    unsigned psid = 0;    ///< below 2 to the power of `length`

    [[nodiscard]] bool contains(std::uint16_t port) const;
    /// First and last port of each contiguous range, upwards.
    [[nodiscard]] std::vector<std::pair<std::uint16_t, std::uint16_t>> ranges() const;
    [[nodiscard]] std::size_t size() const;
    /// "1232-1235, 2256-2259 and 61 more ranges".
    [[nodiscard]] std::string text() const;

    auto operator<=>(PortSet const&) const = default;
};

}  // namespace tsuka::model
