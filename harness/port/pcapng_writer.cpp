// Writer of packet evidence: see pcapng.hpp. Little-endian sections, own buffer, so that the call that meets a full disk can say so.
#include "harness/port/pcapng.hpp"
#include "harness/port/pcapng_format.hpp"
#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace tsuka::port {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 16U;

/// One block under construction; the total length is known, and written twice, at the end.
class Block {
public:
    explicit Block(std::uint32_t type) { number(type, 4).number(0, 4); }

    Block& number(std::uint64_t value, std::size_t count) {
        for (std::size_t index = 0; index < count; ++index) octets_.push_back(static_cast<std::uint8_t>(value >> (8 * index)));
        return *this;
    }
    Block& octets(View data) {
        octets_.insert(octets_.end(), data.begin(), data.end());
        return *this;
    }
    Block& data(View data) {
        octets(data);
        octets_.resize(pcapng::padded(octets_.size()));
        return *this;
    }
    Block& option(std::uint16_t code, View value) {
        const auto shortened = part(value, 0, pcapng::longest_option);
        return number(code, 2).number(shortened.size(), 2).data(shortened);
    }
    Block& end_of_options() { return number(pcapng::opt_endofopt, 2).number(0, 2); }

    [[nodiscard]] Octets finish() {
        const auto total = octets_.size() + 4;
        number(total, 4);
        std::copy_n(octets_.end() - 4, 4, octets_.begin() + 4);
        return std::move(octets_);
    }

private:
    Octets octets_;
};

Octets section(std::string const& application, std::string const& comment) {
    constexpr std::uint64_t length_unknown = ~std::uint64_t{0};
    Block block{pcapng::section_header};
    block.number(pcapng::byte_order_magic, 4).number(1, 2).number(0, 2).number(length_unknown, 8);
    if (!comment.empty()) block.option(pcapng::opt_comment, to_octets(comment));
    return block.option(pcapng::shb_userappl, to_octets(application)).end_of_options().finish();
}

Octets interface_block(std::string const& interface) {
    constexpr std::uint8_t nanoseconds = 9;
    Block block{pcapng::interface_description};
    block.number(pcapng::link_type_ethernet, 2).number(0, 2).number(0, 4);  // snap length 0: no limit
    block.option(pcapng::if_name, to_octets(interface)).option(pcapng::if_tsresol, View{&nanoseconds, 1});
    return block.end_of_options().finish();
}

Octets packet(std::size_t interface, View head, View rest, Instant at, bool sent, std::string const& comment) {
    const auto size = head.size() + rest.size();
    const auto stamp = static_cast<std::uint64_t>(at.time_since_epoch().count());
    Block block{pcapng::enhanced_packet};
    block.number(interface, 4).number(stamp >> 32U, 4).number(stamp & 0xffffffffU, 4);
    block.number(size, 4).number(size, 4).octets(head).data(rest);
    if (!comment.empty()) block.option(pcapng::opt_comment, to_octets(comment));
    block.number(pcapng::epb_flags, 2).number(4, 2).number(sent ? pcapng::outbound : pcapng::inbound, 4);
    return block.end_of_options().finish();
}

}  // namespace

struct PcapngWriter::State {
    std::string path;
    UniqueFd file;
    Octets buffer;
    std::uint64_t frames = 0;

    Result<void> append(Octets const& block) {
        buffer.insert(buffer.end(), block.begin(), block.end());
        return buffer.size() < buffer_size ? Result<void>{} : drain();
    }

    Result<void> drain() {
        std::size_t done = 0;
        while (done < buffer.size()) {
            const auto count = ::write(file.get(), buffer.data() + done, buffer.size() - done);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) {
                const int error = errno;
                // What could not be written is given up: a later call must not write it after a gap.
                buffer.clear();
                return fail(fmt::format("{}: cannot write packet evidence: {}{}", path, std::strerror(error),
                                        error == EFBIG ? " (a size limit of this process or of the file system; ulimit -f)" : ""));
            }
            done += static_cast<std::size_t>(count);
        }
        buffer.clear();
        return {};
    }
};

PcapngWriter::PcapngWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PcapngWriter::PcapngWriter(PcapngWriter&&) noexcept = default;
PcapngWriter& PcapngWriter::operator=(PcapngWriter&& from) noexcept {
    std::swap(state_, from.state_);
    return *this;
}

PcapngWriter::~PcapngWriter() {
    if (state_) (void)state_->drain();
}

Result<PcapngWriter> PcapngWriter::create(std::string const& path, std::vector<std::string> const& interfaces,
                                          std::string const& application, std::string const& comment) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->file.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!state->file) return fail(fmt::format("{}: cannot create: {}", path, std::strerror(errno)));
    if (auto written = state->append(section(application, comment)); !written) return written.error();
    for (auto const& interface : interfaces)
        if (auto written = state->append(interface_block(interface)); !written) return written.error();
    // At once, so that a disk that is full already is found before the first case.
    if (auto written = state->drain(); !written) return written.error();
    return PcapngWriter{std::move(state)};
}

Result<PcapngWriter> PcapngWriter::go_on(std::string const& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->file.reset(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
    if (!state->file) return fail(fmt::format("{}: cannot go on: {}", path, std::strerror(errno)));
    return PcapngWriter{std::move(state)};
}

Result<PcapngKept> drop_torn_block(std::string const& path) {
    auto file = PcapngFile::open(path);
    if (!file) return file.error();
    PcapngKept kept;
    for (;;) {
        const auto frame = file->next();
        if (frame && !*frame) return kept;
        if (!frame) {
            // Cut short in the middle of a block is one thing; a block that is whole and wrong another.
            if (!frame.error().what.ends_with(pcapng::torn) || file->position() == 0) return frame.error();
            std::error_code trouble;
            std::filesystem::resize_file(path, file->position(), trouble);
            if (trouble) return fail(fmt::format("{}: cannot be mended: {}", path, trouble.message()));
            return kept;
        }
        ++kept.frames;
        kept.last = std::max(kept.last, (*frame)->at);
    }
}

Result<std::uint64_t> PcapngWriter::write(std::size_t interface, View frame, Instant at, bool sent, std::string const& comment, View rest) {
    if (auto written = state_->append(packet(interface, frame, rest, at, sent, comment)); !written) return written.error();
    return ++state_->frames;
}

Result<void> PcapngWriter::flush() {
    return state_->drain();
}

}  // namespace tsuka::port
