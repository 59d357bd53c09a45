// The largest datagram that passes whole: see path_mtu.hpp.
#include "harness/run/path_mtu.hpp"

#include <fmt/format.h>

namespace tsuka::run {

void PathMtu::halve() {
    if (fails_ - passes_ > 1)
        next_ = passes_ + (fails_ - passes_) / 2;
    else
        next_ = any_passed_ ? std::nullopt : std::optional(passes_);
}

void PathMtu::passed() {
    passes_ = *next_;
    any_passed_ = true;
    halve();
}

void PathMtu::told(unsigned next_hop) {
    told_ = true;
    const auto tried = *next_;
    if (tried <= passes_) return next_.reset();  // not even the least
    fails_ = tried;
    if (next_hop < passes_ || next_hop >= tried) return halve();
    // It is taken at its word about what is larger, and asked about that very size.
    fails_ = next_hop + 1;
    next_ = next_hop;
}

void PathMtu::vanished() {
    vanished_ = true;
    if (*next_ <= passes_) return next_.reset();
    fails_ = *next_;
    halve();
}

std::string PathMtu::in_words() const {
    if (!any_passed_) return fmt::format("less than {} octets", passes_);
    if (whole()) return fmt::format("{} octets, the most that was asked for", passes_);
    return fmt::format("{} octets; larger ones {}", passes_, was_told() ? "are refused" : "vanish without an answer");
}

}  // namespace tsuka::run
