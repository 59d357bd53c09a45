// Reader of packet evidence: see pcapng.hpp.
#include "harness/port/pcapng.hpp"
#include "harness/port/pcapng_format.hpp"
#include "harness/port/pcapng_section.hpp"
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

constexpr std::size_t head_size = 12;
/// No frame of ours, and no sensible block of anybody's, is longer.
constexpr std::size_t longest_block = std::size_t{16} << 20U;
/// Read at once: two calls of the kernel a frame would take longer than all else.
constexpr std::size_t read_ahead = std::size_t{1} << 18U;

}  // namespace

Result<std::vector<PcapngFrame>> read_pcapng(View file) {
    if (file.empty()) return fail("pcapng: the file is empty");
    PcapngSection section;
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
    PcapngSection section;
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
