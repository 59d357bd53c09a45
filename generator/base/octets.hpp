// Octets as they stand on the wire: owning buffer, view, and big-endian reader and writer that never run past the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka {

using Octets = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// Octets of `text` as they are (no terminator).
[[nodiscard]] Octets to_octets(std::string_view text);

/// Lower-case hexadecimal without separators: {0x1a, 0x2b} -> "1a2b".
[[nodiscard]] std::string to_hex(View octets);

/// Reads hexadecimal digits; blanks, ':' and '-' between octets are skipped. Nothing on an odd count or another sign.
[[nodiscard]] std::optional<Octets> from_hex(std::string_view text);

/// Whether two runs of octets are the same in length and content.
[[nodiscard]] bool same(View a, View b);

/// A part of `octets`; shortened, never beyond its end.
[[nodiscard]] View part(View octets, std::size_t offset, std::size_t length = static_cast<std::size_t>(-1));

/// Reads up to 64 bits, most significant bit first (network order). Nothing when the bits lie outside or width > 64.
[[nodiscard]] std::optional<std::uint64_t> read_bits(View octets, std::size_t bit_offset, std::size_t width);

/// Overwrites up to 64 bits in place, most significant bit first. False (nothing written) when they lie outside.
bool write_bits(std::span<std::uint8_t> octets, std::size_t bit_offset, std::size_t width, std::uint64_t value);

/// Walks through octets; once a read goes past the end every further read yields zero and `ok()` stays false.
class Reader {
public:
    explicit Reader(View octets) : octets_(octets) {}

    [[nodiscard]] std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    [[nodiscard]] std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    [[nodiscard]] std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    [[nodiscard]] std::uint64_t u64() { return number(8); }
    [[nodiscard]] View take(std::size_t count);
    void skip(std::size_t count) { (void)take(count); }

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] std::size_t left() const { return octets_.size() - position_; }
    [[nodiscard]] View rest() const { return octets_.subspan(position_); }

private:
    std::uint64_t number(std::size_t count);

    View octets_;
    std::size_t position_ = 0;
    bool ok_ = true;
};

/// Appends numbers in network order.
class Writer {
public:
    Writer& u8(std::uint64_t value) { return number(value, 1); }
    Writer& u16(std::uint64_t value) { return number(value, 2); }
    Writer& u32(std::uint64_t value) { return number(value, 4); }
    Writer& u64(std::uint64_t value) { return number(value, 8); }
    Writer& octets(View octets);
    Writer& zeros(std::size_t count);

    [[nodiscard]] std::size_t size() const { return octets_.size(); }
    /// Overwrites `count` octets at `offset`, e.g. a length known only at the end.
    Writer& patch(std::size_t offset, std::uint64_t value, std::size_t count);
    [[nodiscard]] Octets take() { return std::move(octets_); }
    [[nodiscard]] View view() const { return octets_; }

private:
    Writer& number(std::uint64_t value, std::size_t count);

    Octets octets_;
};

}  // namespace tsuka
