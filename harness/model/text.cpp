// UTF-8 is checked by hand: the octets may come from a hostile frame, and what is shown must be what was judged.
#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tsuka::model {
namespace {

struct Character {
    std::uint32_t point = 0;
    std::size_t length = 0;  ///< 0: the first octet starts no character
};

/// The first character of `text`, which is not empty (RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF).
Character first_character(std::string_view text) {
    auto const octet = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
    std::uint8_t const lead = octet(0);
    if (lead < 0x80) return {lead, 1};
    std::size_t const length = lead >= 0xf0 && lead <= 0xf4 ? 4U : lead >= 0xe0 && lead < 0xf0 ? 3U : lead >= 0xc2 && lead < 0xe0 ? 2U : 0U;
    if (length == 0 || text.size() < length) return {};
    std::uint32_t point = lead & (0xffU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
        if ((octet(at) & 0xc0U) != 0x80U) return {};
        point = (point << 6U) | (octet(at) & 0x3fU);
    }
    bool const overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    bool const surrogate = point >= 0xd800 && point <= 0xdfff;
    if (overlong || surrogate || point > 0x10ffff) return {};
    return {point, length};
}

bool is_control(std::uint32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point <= 0x9f);
}

/// Unicode bidirectional controls, and the noncharacters that XML 1.0 section 2.2 keeps out.
bool is_misleading(std::uint32_t point) {
    bool const direction =
        (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0x200e || point == 0x200f;
    return direction || point == 0xfeff || (point & 0xfffeU) == 0xfffeU;
}

template <class Show>
std::string walk(std::string_view text, Show const& show) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        Character const character = first_character(text);
        if (character.length == 0) {
            out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(text[0]));
            text.remove_prefix(1);
        } else {
            show(out, character.point, text.substr(0, character.length));
            text.remove_prefix(character.length);
        }
    }
    return out;
}

struct TimeUnit {
    Duration size;
    std::string_view name;
    Duration::rep least = 1;  ///< from how many on it is used
};
constexpr std::array<TimeUnit, 6> units{{{std::chrono::hours{1}, "h", 2},
                                         {std::chrono::minutes{1}, "min", 10},
                                         {std::chrono::seconds{1}, "s"},
                                         {std::chrono::milliseconds{1}, "ms"},
                                         {std::chrono::microseconds{1}, "us"},
                                         {std::chrono::nanoseconds{1}, "ns"}}};

}  // namespace

std::string valid_utf8(std::string_view text) {
    return walk(text, [](std::string& out, std::uint32_t, std::string_view octets) { out += octets; });
}

std::string printable(std::string_view text) {
    // Nearly all of what a report says; the others are read sign by sign.
    if (std::all_of(text.begin(), text.end(), [](char sign) { return sign >= ' ' && sign <= '~'; })) return std::string{text};
    return walk(text, [](std::string& out, std::uint32_t point, std::string_view octets) {
        if (is_control(point)) {
            out += fmt::format("\\x{:02x}", point);
        } else if (is_misleading(point)) {
            out += fmt::format("\\u{{{:04x}}}", point);
        } else {
            out += octets;
        }
    });
}

std::string readable(Duration duration) {
    // The least number has no positive counterpart; its neighbour reads the same.
    if (duration < Duration::zero()) return "-" + readable(-std::max(duration, Duration{-std::numeric_limits<Duration::rep>::max()}));
    if (duration == Duration::zero()) return "0 s";
    // Minutes and hours only when they are whole and many: timers are known as 90 s and 300 s, not as 1.5 min.
    for (TimeUnit const& unit : units) {
        bool const whole = duration % unit.size == Duration::zero();
        bool const large = unit.size > std::chrono::seconds{1};
        if (duration / unit.size < unit.least || (large && !whole)) continue;
        if (whole) return fmt::format("{} {}", duration / unit.size, unit.name);
        std::string const digits = fmt::format("{:0{}}", (duration % unit.size).count(), fmt::formatted_size("{}", unit.size.count()) - 1);
        return fmt::format("{}.{} {}", duration / unit.size, digits.substr(0, digits.find_last_not_of('0') + 1), unit.name);
    }
    return "0 s";
}

std::string written(Duration duration) {
    struct Part {
        Duration size;
        std::string_view unit;
    };
    constexpr std::array<Part, 4> parts{{{std::chrono::hours{1}, "h"},
                                         {std::chrono::minutes{1}, "m"},
                                         {std::chrono::seconds{1}, "s"},
                                         {std::chrono::milliseconds{1}, "ms"}}};
    std::string text;
    auto rest = std::max(duration, Duration::zero());
    for (auto const& part : parts) {
        if (rest >= part.size) text += fmt::format("{}{}", rest / part.size, part.unit);
        rest %= part.size;
    }
    return text.empty() ? "0s" : text;
}

std::string rounded(Duration duration) {
    // Nobody reads 26300 s as seven hours.
    if (duration >= std::chrono::minutes{10}) return written(std::chrono::round<std::chrono::seconds>(duration));
    Duration::rep step = 1;
    Duration::rep const magnitude = std::abs(duration.count());
    while (magnitude / step >= 1000) step *= 10;
    return readable(Duration{(duration.count() + (duration.count() < 0 ? -step : step) / 2) / step * step});
}

std::string counted(std::size_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace tsuka::model
