// Before load flows and between two trials: the lab alone has something to say.
#include "harness/rate/traffic.hpp"

#include <algorithm>

namespace tsuka::rate {

namespace {

/// What the lab itself has to say and to hear, until then or until `over`.
Result<void> follow(Path& path, Ground& ground, Instant end, Stop const& stop, std::function<bool()> const& over) {
    while (true) {
        for (auto const& [side, frame] : ground.take_frames())
            if (auto sent = path.send(side, frame); !sent) return sent;
        if (path.now() >= end || over()) return {};
        const auto until = std::min({ground.wake_at().value_or(end), path.now() + between_questions, end});
        const auto got = path.receive([&](Side side, View frame, std::uint32_t) { ground.receive(side, frame, path.now()); }, until);
        if (!got) return got;
        ground.wake(path.now());
        if (const auto why = stop()) return fail(*why);
    }
}

}  // namespace

Result<void> make_ready(Path& path, Ground& ground, Stop const& stop) {
    ground.start(path.now());
    auto done = follow(path, ground, Instant::max(), stop, [&] { return ground.state() != lab::Progress::working; });
    return done && ground.state() == lab::Progress::failed ? Result<void>(fail(ground.why())) : done;
}

Result<void> rest(Path& path, Ground& ground, Duration duration, Stop const& stop) {
    auto done = follow(path, ground, path.now() + duration, stop, [&] { return ground.state() == lab::Progress::failed; });
    return done && ground.state() == lab::Progress::failed ? Result<void>(fail(ground.why())) : done;
}

}  // namespace tsuka::rate
