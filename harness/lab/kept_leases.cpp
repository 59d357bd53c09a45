#include "harness/lab/kept_leases.hpp"

#include <utility>

namespace tsuka::lab {

namespace {

using namespace std::chrono_literals;

/// DHCPDISCOVERs in vain: common servers ping an address for up to 3 s before they offer it, and the third is sent after 3 s.
constexpr unsigned in_vain = 3;
/// And then half as many leases were not enough.
constexpr unsigned still_in_vain = 4;
constexpr Duration between = 1s;  ///< several clients that ask in vain are one shortage

}  // namespace

void KeptLeases::keep(KeptLease lease) {
    forget(lease.mac);
    kept_.push_back(std::move(lease));
}

void KeptLeases::forget(MacAddress const& mac) {
    std::erase_if(kept_, [&](auto const& kept) { return kept.mac == mac; });
}

void KeptLeases::forget(Ipv4Address address) {
    std::erase_if(kept_, [&](auto const& kept) { return kept.address == address; });
}

void KeptLeases::scarce(unsigned asked, Instant now) {
    if (asked < in_vain || kept_.empty() || (lessened_at_ && now - *lessened_at_ < between)) return;
    lessened_at_ = now;
    most_ = asked >= still_in_vain ? 0 : kept_.size() / 2;
}

std::vector<Octets> KeptLeases::surplus(Instant now) {
    std::vector<Octets> frames;
    while (kept_.size() > most_)
        for (auto& frame : next(now)) frames.push_back(std::move(frame));
    return frames;
}

std::vector<Octets> KeptLeases::next(Instant now) {
    if (kept_.empty()) return {};
    auto oldest = std::move(kept_.front());
    kept_.pop_front();
    return oldest.ends_at && *oldest.ends_at <= now ? std::vector<Octets>{} : std::move(oldest.release);
}

}  // namespace tsuka::lab
