#include "harness/port/pcapng_section.hpp"

#include "harness/port/pcapng_format.hpp"

#include <algorithm>
#include <limits>

namespace tsuka::port {

/// Numbers of a section in its byte order; like base's Reader it never runs past the end.
class PcapngSection::Cursor {
public:
    Cursor(View octets, bool little) : octets_(octets), little_(little) {}

    std::uint64_t number(std::size_t count) {
        const auto taken = take(count);
        std::uint64_t value = 0;
        for (std::size_t index = 0; index < taken.size(); ++index)
            value = (value << 8U) | taken[little_ ? taken.size() - 1 - index : index];
        return value;
    }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    View take(std::size_t count) {
        if (count > octets_.size()) ok_ = false;
        if (!ok_) return {};
        const auto taken = octets_.first(count);
        octets_ = octets_.subspan(count);
        return taken;
    }
    View padded(std::size_t length) {
        const auto taken = take(pcapng::padded(length));
        return ok_ ? taken.first(length) : View{};
    }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] std::size_t left() const { return octets_.size(); }
    [[nodiscard]] bool little() const { return little_; }

private:
    View octets_;
    bool little_;
    bool ok_ = true;
};

namespace {

/// Calls `use(code, value)` for every option of a block; false when they run past its end.
template <class Cursor, class Use>
bool each_option(Cursor& cursor, Use use) {
    while (cursor.left() >= 4) {
        const auto code = cursor.u16();
        const auto value = cursor.padded(cursor.u16());
        if (!cursor.ok()) return false;
        if (code == pcapng::opt_endofopt) return true;
        use(code, value);
    }
    return true;
}

}  // namespace

std::optional<Instant> PcapngSection::to_instant(std::uint64_t stamp, Interface const& clock) {
    constexpr std::uint64_t billion = 1'000'000'000;
    std::uint64_t seconds = 0;
    std::uint64_t nanoseconds = 0;
    if (clock.binary) {
        if (clock.exponent > 63) return std::nullopt;
        seconds = stamp >> clock.exponent;
        std::uint64_t fraction = clock.exponent == 0 ? 0 : stamp << (64 - clock.exponent);
        nanoseconds = ((fraction >> 32U) * billion) >> 32U;
    } else {
        if (clock.exponent > 19) return std::nullopt;
        std::uint64_t unit = 1;
        for (unsigned index = 0; index < clock.exponent; ++index) unit *= 10;
        seconds = stamp / unit;
        nanoseconds = unit <= billion ? stamp % unit * (billion / unit) : stamp % unit / (unit / billion);
    }
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / 2'000'000'000;
    if (seconds > static_cast<std::uint64_t>(most) || clock.offset > most || clock.offset < -most) return std::nullopt;
    return Instant{std::chrono::seconds{static_cast<std::int64_t>(seconds) + clock.offset} +
                   std::chrono::nanoseconds{static_cast<std::int64_t>(nanoseconds)}};
}

/// The section header's type reads the same both ways; the magic behind its length tells the byte order of all that follows.
Result<void> PcapngSection::begin_section(View head) {
    Cursor magic{part(head, 8, 4), true};
    const auto value = magic.u32();
    if (value != pcapng::byte_order_magic && value != 0x4d3c2b1a) return bad("not a pcapng file (no byte-order magic)");
    little_ = value == pcapng::byte_order_magic;
    in_section_ = true;
    interfaces_.clear();
    return {};
}

Result<void> PcapngSection::interface(Cursor body) {
    Interface clock;
    clock.ethernet = body.u16() == pcapng::link_type_ethernet;
    body.take(6);
    const bool whole = each_option(body, [&](std::uint16_t code, View value) {
        if (code == pcapng::if_tsresol && value.size() == 1) {
            clock.binary = (value[0] & 0x80U) != 0;
            clock.exponent = value[0] & 0x7fU;
        } else if (code == pcapng::if_tsoffset && value.size() == 8) {
            clock.offset = static_cast<std::int64_t>(Cursor{value, little_}.number(8));
        }
    });
    if (!body.ok() || !whole) return bad("interface description block is cut short");
    interfaces_.push_back(clock);
    return {};
}

Result<std::optional<PcapngFrame>> PcapngSection::enhanced(Cursor body) {
    const auto index = body.u32();
    const auto high = body.number(4);
    const auto stamp = (high << 32U) | body.number(4);
    const auto length = body.u32();
    body.take(4);
    PcapngFrame frame;
    frame.interface = index;
    const auto data = body.padded(length);
    frame.frame.assign(data.begin(), data.end());
    const bool whole = each_option(body, [&](std::uint16_t code, View value) {
        if (code == pcapng::opt_comment)
            frame.comment.assign(value.begin(), value.end());
        else if (code == pcapng::epb_flags && value.size() == 4)
            frame.sent = (Cursor{value, little_}.u32() & pcapng::direction_mask) == pcapng::outbound;
    });
    if (!body.ok() || !whole) return bad("enhanced packet block is cut short");
    if (index >= interfaces_.size()) return bad(fmt::format("a packet of interface {}, which is not described", index));
    if (!interfaces_[index].ethernet) return std::optional<PcapngFrame>{};
    const auto at = to_instant(stamp, interfaces_[index]);
    if (!at) return bad("a time stamp outside what can be kept");
    frame.at = *at;
    return std::optional(std::move(frame));
}

/// Section 4.4: no stamp, always of the first interface; its padding is not distinguishable from data beyond the original length.
Result<std::optional<PcapngFrame>> PcapngSection::simple(Cursor body) {
    const auto length = body.u32();
    if (!body.ok() || interfaces_.empty()) return bad("a packet of an interface that is not described");
    if (!interfaces_[0].ethernet) return std::optional<PcapngFrame>{};
    const auto data = body.take(std::min<std::size_t>(length, body.left()));
    PcapngFrame frame;
    frame.frame.assign(data.begin(), data.end());
    return std::optional(std::move(frame));
}

Result<PcapngSection::Length> PcapngSection::begin(View head) {
    const auto type = Cursor{head, little_}.u32();
    const bool begins = type == pcapng::section_header;
    if (begins) {
        if (auto begun = begin_section(head); !begun) return begun.error();
    } else if (!in_section_) {
        return bad("not a pcapng file (no section header)");
    }
    const auto total = Cursor{part(head, 4), little_}.u32();
    if (total < 12 || total % 4 != 0) return bad(fmt::format("a block of {} octets", total));
    return Length{total, begins};
}

Result<std::optional<PcapngFrame>> PcapngSection::take(View block) {
    const auto type = Cursor{block, little_}.u32();
    if (Cursor{block.last(4), little_}.u32() != block.size()) return bad("the two lengths of a block differ");
    const Cursor body{block.subspan(8, block.size() - 12), little_};
    std::optional<PcapngFrame> none;
    if (type == pcapng::enhanced_packet) return enhanced(body);
    if (type == pcapng::simple_packet) return simple(body);
    if (type == pcapng::interface_description)
        if (auto read = interface(body); !read) return read.error();
    return none;
}

}  // namespace tsuka::port
