#include "harness/rate/forgetting.hpp"

#include <optional>

namespace tsuka::rate {

namespace {

constexpr Duration between_two_asked = std::chrono::seconds(5);
constexpr unsigned unknown_in_a_row = 3;  // one frame may be lost

}  // namespace

Result<Forgetting> wait_until_forgotten(Path& path, Ground& ground, Traffic& traffic, std::uint32_t end, Stop const& stop) {
    Forgetting answer;
    auto next = end;
    const auto take_opened = [&]() -> std::optional<std::uint32_t> {
        while (next > 0)
            if (traffic.opened(--next)) return next;
        return std::nullopt;
    };
    const auto deadline = path.now() + patience;
    while (path.now() < deadline) {
        if (auto rested = rest(path, ground, between_two_asked, stop); !rested) return rested.error();
        unsigned unknown = 0;
        while (unknown < unknown_in_a_row) {
            const auto flow = take_opened();
            if (!flow) break;
            ++answer.asked;
            const auto known = traffic.still_known(*flow, stop);
            if (!known) return known.error();
            if (*known) break;
            ++unknown;
        }
        answer.forgotten = unknown == unknown_in_a_row;
        if (answer.forgotten || next == 0) return answer;
    }
    return answer;
}

}  // namespace tsuka::rate
