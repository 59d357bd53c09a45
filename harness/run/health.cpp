#include "harness/run/health.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace tsuka::run {

namespace {

std::string seconds(Duration duration) {
    return fmt::format("{:.1f} s", std::chrono::duration<double>(duration).count());
}

}  // namespace

std::string Health::dropped(Side side, std::uint64_t count) const {
    return fmt::format("the {} port dropped {} frames while the case ran, so what is missing may have been there{}", to_string(side), count,
                       surge_.cause(side));
}

std::string Health::clock_set(Duration by) {
    const auto seconds = std::chrono::duration<double>(by).count();
    return fmt::format("the machine's clock was set {} by {:.3f} s while the case ran", seconds > 0 ? "forward" : "back",
                       std::abs(seconds));
}

Unwell Health::neighbours_lost() {
    return {"the kernel's neighbour table, which all network namespaces share, ran full while the case ran: run fewer at once",
            std::chrono::seconds(2)};
}

void Health::fell_silent(Instant at) {
    if (!silent_since_) silent_since_ = at;
    looked_again_ = false;
}

bool Health::look_again(Instant now) {
    return silent_since_ && may_be_full(now) && !std::exchange(looked_again_, true);
}

bool Health::wait_on(Instant now) const {
    return silent_since_ && (now - *silent_since_ < patience_ || may_be_full(now));
}

std::string Health::forwards(Ipv4Address wan_address, Instant now) {
    std::string words;
    if (silent_since_) words = fmt::format("it forwarded again after {}", seconds(now - *silent_since_));
    silent_since_.reset();
    full_until_.reset();
    const auto before = std::exchange(wan_address_, wan_address);
    if (before && *before != wan_address)
        words += fmt::format("{}its WAN address changed from {} to {}", words.empty() ? "" : ", and ", to_string(*before),
                             to_string(wan_address));
    return words;
}

std::string Health::silence(Instant now) const {
    return silent_since_ ? fmt::format("it did not forward again within {}", seconds(now - *silent_since_)) : std::string{};
}

}  // namespace tsuka::run
