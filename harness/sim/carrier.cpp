// A second router behind a simulated one, as carriers have it (RFC 6888): see router.hpp. It translates UDP, TCP and ICMP queries, and what
// has no ports by its addresses, since it serves this one subscriber. What is planted is planted in the subscriber's router.
#include "harness/sim/router.hpp"

#include <utility>

namespace tsuka::sim {

namespace {

/// RFC 6598 section 7.
constexpr Ipv4Prefix shared_space{{0x64400001}, 10};
constexpr Ipv4Address subscriber{0x64400002};

model::RouterSpec carrier_of(model::Lab const& lab) {
    model::RouterSpec carrier;
    carrier.name = "carrier";
    carrier.lab.lan.prefix = shared_space;
    carrier.lab.mtu = lab.mtu;
    carrier.lab.wan = lab.wan;
    carrier.lab.wan.carrier_nat = false;
    carrier.keep_ports = false;
    carrier.esp = model::EspHandling::first_come;
    carrier.pptp = model::PptpHandling::by_address;
    carrier.others_open = true;
    carrier.wan_mtu = lab.mtu;
    return carrier;
}

}  // namespace

void Router::move_behind_carrier() {
    outer_ = spec_.lab;
    carrier_ = std::make_unique<Router>(carrier_of(*outer_));
    auto& wan = spec_.lab.wan;
    wan.carrier_nat = false;
    wan.router = model::Addressing::fixed;
    wan.link = shared_space;
    wan.router_address = subscriber;
}

void Router::relay(Instant now) {
    for (bool more = true; more;) {
        more = false;
        for (auto& made : std::exchange(out_, {})) {
            if (made.side == apart_) continue;
            if (made.side == Side::lan) {
                passed_.push_back(std::move(made));
                continue;
            }
            more = true;
            carrier_->hear(Side::lan, made.frame, now);
        }
        for (auto& made : carrier_->take_frames()) {
            if (made.side == Side::wan) {
                passed_.push_back(std::move(made));
                continue;
            }
            more = true;
            hear(Side::wan, made.frame, now);
        }
    }
}

}  // namespace tsuka::sim
