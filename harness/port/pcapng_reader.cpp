// Reader of packet evidence: see pcapng.hpp. The file may come from anywhere: every length is checked before it is believed.
#include "harness/port/pcapng.hpp"
#include "harness/port/pcapng_format.hpp"

#include <fmt/format.h>

#include <limits>
#include <optional>

namespace tsuka::port {

namespace {

struct InterfaceClock {
    bool ethernet = false;
    bool binary = false;    ///< the resolution is a power of 2, else of 10
    unsigned exponent = 6;  ///< if_tsresol: microseconds unless said otherwise
    std::int64_t offset = 0;
};

/// Numbers of a section in its byte order; like base's Reader it never runs past the end.
class Cursor {
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

/// Calls `use(code, value)` for every option of a block; false when they run past its end.
template <class Use>
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

std::optional<Instant> to_instant(std::uint64_t stamp, InterfaceClock const& clock) {
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

class File {
public:
    explicit File(View octets) : octets_(octets) {}
    [[nodiscard]] Result<std::vector<PcapngFrame>> read();

private:
    [[nodiscard]] Result<void> block();
    [[nodiscard]] Result<void> begin_section(View head);
    [[nodiscard]] Result<void> interface(Cursor body);
    [[nodiscard]] Result<void> enhanced(Cursor body);
    [[nodiscard]] Result<void> simple(Cursor body);
    [[nodiscard]] Error bad(std::string_view what) const { return fail(fmt::format("pcapng: at octet {}: {}", position_, what)); }

    View octets_;
    std::size_t position_ = 0;
    bool little_ = true;
    bool in_section_ = false;
    std::vector<InterfaceClock> interfaces_;
    std::vector<PcapngFrame> frames_;
};

/// The section header's type reads the same both ways; the magic behind its length tells the byte order of all that follows.
Result<void> File::begin_section(View head) {
    Cursor magic{part(head, 8, 4), true};
    const auto value = magic.u32();
    if (value != pcapng::byte_order_magic && value != 0x4d3c2b1a) return bad("not a pcapng file (no byte-order magic)");
    little_ = value == pcapng::byte_order_magic;
    in_section_ = true;
    interfaces_.clear();
    return {};
}

Result<void> File::interface(Cursor body) {
    InterfaceClock clock;
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

Result<void> File::enhanced(Cursor body) {
    const auto index = body.u32();
    const auto high = body.number(4);
    const auto stamp = (high << 32U) | body.number(4);
    const auto length = body.u32();
    body.take(4);
    PcapngFrame frame;
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
    if (!interfaces_[index].ethernet) return {};
    const auto at = to_instant(stamp, interfaces_[index]);
    if (!at) return bad("a time stamp outside what can be kept");
    frame.at = *at;
    frames_.push_back(std::move(frame));
    return {};
}

/// Section 4.4: no stamp, always of the first interface; its padding is not distinguishable from data beyond the original length.
Result<void> File::simple(Cursor body) {
    const auto length = body.u32();
    if (!body.ok() || interfaces_.empty()) return bad("a packet of an interface that is not described");
    if (!interfaces_[0].ethernet) return {};
    const auto data = body.take(std::min<std::size_t>(length, body.left()));
    frames_.push_back({.frame = {data.begin(), data.end()}, .at = {}, .sent = false, .comment = {}});
    return {};
}

Result<void> File::block() {
    const auto rest = octets_.subspan(position_);
    if (rest.size() < 12) return bad("the file ends inside a block");
    const auto type = Cursor{rest, little_}.u32();
    if (type == pcapng::section_header) {
        if (auto begun = begin_section(rest); !begun) return begun.error();
    } else if (!in_section_) {
        return bad("not a pcapng file (no section header)");
    }
    const auto total = Cursor{rest.subspan(4), little_}.u32();
    if (total < 12 || total % 4 != 0) return bad(fmt::format("a block of {} octets", total));
    if (total > rest.size()) return bad("the file ends inside a block");
    if (Cursor{rest.subspan(total - 4), little_}.u32() != total) return bad("the two lengths of a block differ");
    const Cursor body{rest.subspan(8, total - 12), little_};

    Result<void> read;
    if (type == pcapng::interface_description) read = interface(body);
    if (type == pcapng::enhanced_packet) read = enhanced(body);
    if (type == pcapng::simple_packet) read = simple(body);
    if (!read) return read.error();
    position_ += total;
    return {};
}

Result<std::vector<PcapngFrame>> File::read() {
    if (octets_.empty()) return fail("pcapng: the file is empty");
    while (position_ < octets_.size())
        if (auto done = block(); !done) return done.error();
    return std::move(frames_);
}

}  // namespace

Result<std::vector<PcapngFrame>> read_pcapng(View file) {
    return File{file}.read();
}

}  // namespace tsuka::port
