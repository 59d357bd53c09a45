#include "harness/port/tap.hpp"

namespace tsuka::port {

Result<Tap> Tap::create(std::string const& path, std::string const& lan, std::string const& wan, std::string const& application,
                        std::string const& comment, Duration epoch) {
    auto writer = PcapngWriter::create(path, {lan, wan}, application, comment);
    if (!writer) return writer.error();
    Tap tap;
    tap.writer_ = std::move(*writer);
    tap.epoch_ = epoch;
    return tap;
}

Result<Tap> Tap::go_on(std::string const& path, std::uint64_t frames, Duration epoch) {
    auto writer = PcapngWriter::go_on(path);
    if (!writer) return writer.error();
    Tap tap;
    tap.writer_ = std::move(*writer);
    tap.frames_ = frames;
    tap.epoch_ = epoch;
    return tap;
}

std::uint64_t Tap::pass(Side side, View head, View rest, Instant at, bool sent, Kin kin) {
    const auto index = static_cast<std::size_t>(side);
    ++(sent ? counts_.at(index).sent : counts_.at(index).received);
    const auto size = head.size() + rest.size();
    auto& kept = kept_.at(static_cast<std::size_t>(kin));
    if (kin != Kin::of_cases && kept + size > ceiling_) {
        ++counts_.at(index).not_kept;
        return 0;
    }
    kept += size;
    ++frames_;
    if (writer_ && trouble_.empty())
        if (auto written = writer_->write(index, head, at + epoch_, sent, {}, rest); !written) trouble_ = written.error().what;
    return frames_;
}

void Tap::flush() {
    if (!writer_ || !trouble_.empty()) return;
    if (auto flushed = writer_->flush(); !flushed) trouble_ = flushed.error().what;
}

}  // namespace tsuka::port
