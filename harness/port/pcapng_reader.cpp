// Reader of packet evidence: see pcapng.hpp. The file may come from anywhere: every length is checked before it is believed.
#include "harness/port/pcapng.hpp"
#include "harness/port/pcapng_format.hpp"
#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
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

/// What a section has said so far, and one block of it after the other.
class Section {
public:
    struct Length {
        std::size_t block = 0;
        bool begins_section = false;
    };
    /// How long the block is that begins with these (at least 12) octets. Changes the byte order where a section begins.
    [[nodiscard]] Result<Length> begin(View head);
    /// A whole block; a frame if it holds one of an Ethernet interface.
    [[nodiscard]] Result<std::optional<PcapngFrame>> take(View block);
    [[nodiscard]] Error bad(std::string_view what) const { return fail(fmt::format("pcapng: at octet {}: {}", position_, what)); }
    [[nodiscard]] std::uint64_t position() const { return position_; }
    void move_to(std::uint64_t position) { position_ = position; }

private:
    [[nodiscard]] Result<void> begin_section(View head);
    [[nodiscard]] Result<void> interface(Cursor body);
    [[nodiscard]] Result<std::optional<PcapngFrame>> enhanced(Cursor body);
    [[nodiscard]] Result<std::optional<PcapngFrame>> simple(Cursor body);

    std::uint64_t position_ = 0;
    bool little_ = true;
    bool in_section_ = false;
    std::vector<InterfaceClock> interfaces_;
};

/// The section header's type reads the same both ways; the magic behind its length tells the byte order of all that follows.
Result<void> Section::begin_section(View head) {
    Cursor magic{part(head, 8, 4), true};
    const auto value = magic.u32();
    if (value != pcapng::byte_order_magic && value != 0x4d3c2b1a) return bad("not a pcapng file (no byte-order magic)");
    little_ = value == pcapng::byte_order_magic;
    in_section_ = true;
    interfaces_.clear();
    return {};
}

Result<void> Section::interface(Cursor body) {
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

Result<std::optional<PcapngFrame>> Section::enhanced(Cursor body) {
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
Result<std::optional<PcapngFrame>> Section::simple(Cursor body) {
    const auto length = body.u32();
    if (!body.ok() || interfaces_.empty()) return bad("a packet of an interface that is not described");
    if (!interfaces_[0].ethernet) return std::optional<PcapngFrame>{};
    const auto data = body.take(std::min<std::size_t>(length, body.left()));
    PcapngFrame frame;
    frame.frame.assign(data.begin(), data.end());
    return std::optional(std::move(frame));
}

Result<Section::Length> Section::begin(View head) {
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

Result<std::optional<PcapngFrame>> Section::take(View block) {
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

constexpr std::size_t head_size = 12;
/// No frame of ours, and no sensible block of anybody's, is longer.
constexpr std::size_t longest_block = std::size_t{16} << 20U;
/// Read at once: two calls of the kernel a frame would take longer than all else.
constexpr std::size_t read_ahead = std::size_t{1} << 18U;

}  // namespace

Result<std::vector<PcapngFrame>> read_pcapng(View file) {
    if (file.empty()) return fail("pcapng: the file is empty");
    Section section;
    std::vector<PcapngFrame> frames;
    while (section.position() < file.size()) {
        const auto rest = file.subspan(section.position());
        if (rest.size() < head_size) return section.bad(pcapng::torn);
        const auto length = section.begin(rest);
        if (!length) return length.error();
        if (length->block > rest.size()) return section.bad(pcapng::torn);
        auto frame = section.take(rest.first(length->block));
        if (!frame) return frame.error();
        if (*frame) frames.push_back(std::move(**frame));
        section.move_to(section.position() + length->block);
    }
    return frames;
}

struct PcapngFile::State {
    std::string path;
    UniqueFd file;
    Section section;
    std::vector<std::uint64_t> begins;  ///< of the frames seen so far
    std::uint64_t next = 1;             ///< number of the frame that comes next
    Octets ahead;                       ///< a stretch of the file,
    std::uint64_t ahead_at = 0;         ///< which begins there
    View block;                         ///< in it

    /// Whether so many octets could be had at the section's position.
    [[nodiscard]] Result<bool> read(std::size_t count) {
        const auto at = section.position();
        if (at < ahead_at || at + count > ahead_at + ahead.size())
            if (auto filled = fill(at, std::max(count, read_ahead)); !filled) return filled.error();
        block = part(View(ahead), static_cast<std::size_t>(at - ahead_at), count);
        return block.size() == count;
    }

    [[nodiscard]] Result<void> fill(std::uint64_t at, std::size_t count) {
        ahead.resize(count);
        ahead_at = at;
        std::size_t have = 0;
        while (have < count) {
            const auto got = ::pread(file.get(), ahead.data() + have, count - have, static_cast<off_t>(at + have));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return fail(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
            if (got == 0) break;
            have += static_cast<std::size_t>(got);
        }
        ahead.resize(have);
        return {};
    }

    [[nodiscard]] Result<std::optional<PcapngFrame>> step() {
        for (;;) {
            const auto head = read(head_size);
            if (!head) return head.error();
            if (block.empty()) return std::optional<PcapngFrame>{};
            if (!*head) return section.bad(pcapng::torn);
            const auto length = section.begin(block);
            if (!length) return length.error();
            if (length->block > longest_block) return section.bad(fmt::format("a block of {} octets", length->block));
            const auto whole = read(length->block);
            if (!whole) return whole.error();
            if (!*whole) return section.bad(pcapng::torn);
            auto frame = section.take(block);
            if (!frame) return frame.error();
            const auto began = section.position();
            section.move_to(began + length->block);
            if (!*frame) continue;
            if (next > begins.size()) begins.push_back(began);
            ++next;
            return frame;
        }
    }
};

PcapngFile::PcapngFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
PcapngFile::PcapngFile(PcapngFile&&) noexcept = default;
PcapngFile& PcapngFile::operator=(PcapngFile&&) noexcept = default;
PcapngFile::~PcapngFile() = default;

Result<PcapngFile> PcapngFile::open(std::string const& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->file.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!state->file) return fail(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
    struct stat facts {};
    if (::fstat(state->file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return fail(fmt::format("{}: is not a regular file", path));
    return PcapngFile{std::move(state)};
}

std::uint64_t PcapngFile::position() const {
    return state_->section.position();
}

Result<std::optional<PcapngFrame>> PcapngFile::next() {
    return state_->step();
}

Result<PcapngFrame> PcapngFile::at(std::uint64_t number) {
    auto& state = *state_;
    if (number > 0 && number <= state.begins.size()) {
        state.section.move_to(state.begins[number - 1]);
        state.next = number;
    }
    for (;;) {
        const bool wanted = state.next == number;
        auto frame = state.step();
        if (!frame) return frame.error();
        if (!*frame || state.next > number + 1) return fail(fmt::format("{}: there is no frame {}", state.path, number));
        if (wanted) return std::move(**frame);
    }
}

}  // namespace tsuka::port
