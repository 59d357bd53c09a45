// ARP for a next hop: see neighbour.hpp.
#include "harness/lab/neighbour.hpp"

#include "generator/proto/frame.hpp"
#include "harness/lab/frame_reader.hpp"

#include <fmt/format.h>

#include <array>

namespace tsuka::lab {

namespace {

using namespace std::chrono_literals;

/// How long each request waits for its reply. RFC 1122 section 2.3.2.1 wants at most one request per second and destination in the long
/// run.
constexpr std::array<Duration, 5> waits{200ms, 400ms, 800ms, 1600ms, 2000ms};

}  // namespace

void Neighbour::start(Instant now) {
    state_ = Progress::working;
    asked_ = 0;
    ask(now);
}

void Neighbour::ask(Instant now) {
    frames_.push_back(proto::build_arp(MacAddress::broadcast(), arp_request, own_mac_, own_, MacAddress{}, wanted_));
    wake_at_ = now + waits.at(asked_);
    ++asked_;
}

void Neighbour::receive(View frame, Instant /*now*/) {
    if (state_ != Progress::working || asked_ == 0) return;
    // Any ARP packet of the wanted host tells its MAC, its own requests too (RFC 826, "Packet Reception").
    const auto arp = read_arp(frame);
    if (!arp || arp->sender != wanted_ || arp->sender_mac.is_group() || arp->sender_mac == MacAddress{} || arp->sender_mac == own_mac_)
        return;
    mac_ = arp->sender_mac;
    state_ = Progress::ready;
    wake_at_.reset();
}

void Neighbour::wake(Instant now) {
    if (state_ != Progress::working || !wake_at_ || now < *wake_at_) return;
    if (asked_ < waits.size()) {
        ask(now);
        return;
    }
    state_ = Progress::failed;
    wake_at_.reset();
    why_ = fmt::format("{} did not answer ARP from {} ({}), asked {} times in 5 s", to_string(wanted_), to_string(own_),
                       to_string(own_mac_), waits.size());
}

}  // namespace tsuka::lab
