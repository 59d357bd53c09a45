// Octets as they stand on the wire: see octets.hpp.
#include "generator/base/octets.hpp"

#include <algorithm>

namespace tsuka {

namespace {

int digit(char sign) {
    if (sign >= '0' && sign <= '9') return sign - '0';
    if (sign >= 'a' && sign <= 'f') return sign - 'a' + 10;
    if (sign >= 'A' && sign <= 'F') return sign - 'A' + 10;
    return -1;
}

/// Most of what is written is a head of a few numbers: it does not grow number by number.
void make_room(Octets& octets, std::size_t count) {
    constexpr std::size_t usual = 64;
    if (octets.capacity() == 0) octets.reserve(std::max(count, usual));
}

}  // namespace

Octets to_octets(std::string_view text) {
    return {text.begin(), text.end()};
}

std::string to_hex(View octets) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (auto octet : octets) {
        text += digits[octet >> 4U];
        text += digits[octet & 0x0fU];
    }
    return text;
}

std::optional<Octets> from_hex(std::string_view text) {
    Octets octets;
    int high = -1;
    for (char sign : text) {
        if (high < 0 && (sign == ' ' || sign == ':' || sign == '-' || sign == '\n' || sign == '\t')) continue;
        const int value = digit(sign);
        if (value < 0) return std::nullopt;
        if (high < 0) {
            high = value;
        } else {
            octets.push_back(static_cast<std::uint8_t>((high << 4) | value));
            high = -1;
        }
    }
    if (high >= 0) return std::nullopt;
    return octets;
}

bool same(View a, View b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

View part(View octets, std::size_t offset, std::size_t length) {
    const auto start = std::min(offset, octets.size());
    return octets.subspan(start, std::min(length, octets.size() - start));
}

std::optional<std::uint64_t> read_bits(View octets, std::size_t bit_offset, std::size_t width) {
    if (width > 64 || bit_offset > octets.size() * 8 || width > octets.size() * 8 - bit_offset) return std::nullopt;
    std::uint64_t value = 0;
    if (bit_offset % 8 == 0 && width % 8 == 0) {  // most fields are whole octets, and every frame has dozens of them
        for (auto octet : octets.subspan(bit_offset / 8, width / 8)) value = (value << 8U) | octet;
        return value;
    }
    const auto behind = bit_offset + width;
    if (const auto last = (behind + 7) / 8;
        last - bit_offset / 8 <= sizeof value) {  // the octets that it stands in, without its neighbours
        for (auto octet : octets.subspan(bit_offset / 8, last - bit_offset / 8)) value = (value << 8U) | octet;
        return (value >> (last * 8 - behind)) & ((std::uint64_t{1} << width) - 1);
    }
    for (std::size_t bit = bit_offset; bit < behind; ++bit)
        value = (value << 1U) | ((static_cast<unsigned>(octets[bit / 8]) >> (7 - bit % 8)) & 1U);
    return value;
}

bool write_bits(std::span<std::uint8_t> octets, std::size_t bit_offset, std::size_t width, std::uint64_t value) {
    if (width > 64 || bit_offset > octets.size() * 8 || width > octets.size() * 8 - bit_offset) return false;
    if (bit_offset % 8 == 0 && width % 8 == 0) {
        for (auto at = (bit_offset + width) / 8; at > bit_offset / 8; value >>= 8U) octets[--at] = static_cast<std::uint8_t>(value);
        return true;
    }
    for (std::size_t index = 0; index < width; ++index) {
        const auto bit = bit_offset + width - 1 - index;
        const auto mask = static_cast<std::uint8_t>(1U << (7 - bit % 8));
        if ((value >> index) & 1U)
            octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | mask);
        else
            octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] & ~mask);
    }
    return true;
}

View Reader::take(std::size_t count) {
    if (!ok_ || count > left()) {
        ok_ = false;
        return {};
    }
    const auto taken = octets_.subspan(position_, count);
    position_ += count;
    return taken;
}

std::uint64_t Reader::number(std::size_t count) {
    std::uint64_t value = 0;
    for (auto octet : take(count)) value = (value << 8U) | octet;
    return value;
}

Writer& Writer::octets(View octets) {
    make_room(octets_, octets.size());
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return *this;
}

Writer& Writer::zeros(std::size_t count) {
    octets_.insert(octets_.end(), count, std::uint8_t{0});
    return *this;
}

Writer& Writer::number(std::uint64_t value, std::size_t count) {
    make_room(octets_, count);
    const auto at = octets_.size();
    octets_.resize(at + count);
    for (std::size_t index = 0; index < count; ++index) octets_[at + index] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - index)));
    return *this;
}

Writer& Writer::patch(std::size_t offset, std::uint64_t value, std::size_t count) {
    for (std::size_t index = 0; index < count && offset + index < octets_.size(); ++index)
        octets_[offset + index] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - index)));
    return *this;
}

}  // namespace tsuka
