// The router's own lease: see dhcp_client.hpp.
#include "harness/sim/dhcp_client.hpp"

#include <algorithm>
#include <bit>

namespace tsuka::sim {

using proto::DhcpMessage;
using proto::DhcpType;

namespace {

using std::chrono::seconds;

/// RFC 2131 section 4.1: 4 s, then twice as long each time, up to 64 s. Not randomised: a run repeats.
Duration patience(unsigned asked) {
    constexpr unsigned most_doublings = 4;
    return seconds(4) * (1U << std::min(asked, most_doublings));
}

/// Section 4.4.5: half of what is left, but not more often than once a minute.
Instant next_try(Instant now, Instant end) {
    return std::min(end, now + std::max<Duration>((end - now) / 2, seconds(60)));
}

}  // namespace

void DhcpClient::start(Instant now) {
    phase_ = Phase::selecting;
    lease_.reset();
    asked_ = 0;
    ++transaction_;
    ask(now);
}

void DhcpClient::transmit(DhcpType type) {
    DhcpMessage message;
    message.type = type;
    message.xid = transaction_;
    message.chaddr = mac_;
    message.parameter_list = {1, 3, 6, 51, 54};
    if (lease_) {
        message.ciaddr = lease_->address;
    } else if (type == DhcpType::request) {
        message.requested_address = offered_;
        message.server_id = server_;
    }
    out_.push_back(std::move(message));
}

void DhcpClient::ask(Instant now) {
    transmit(phase_ == Phase::selecting ? DhcpType::discover : DhcpType::request);
    switch (phase_) {
        case Phase::renewing:
            wake_at_ = next_try(now, rebind_at_);
            break;
        case Phase::rebinding:
            wake_at_ = next_try(now, ends_at_);
            break;
        case Phase::idle:
        case Phase::selecting:
        case Phase::requesting:
        case Phase::bound:
            wake_at_ = now + patience(asked_++);
            break;
    }
}

void DhcpClient::wake(Instant now) {
    constexpr unsigned most_requests = 4;
    if (!wake_at_ || now < *wake_at_) return;
    if (lease_ && now >= ends_at_) return start(now);
    if (phase_ == Phase::requesting && asked_ == most_requests) return start(now);
    if (phase_ == Phase::bound) {
        phase_ = Phase::renewing;
        ++transaction_;
    }
    if (phase_ == Phase::renewing && now >= rebind_at_) phase_ = Phase::rebinding;
    ask(now);
}

void DhcpClient::receive(DhcpMessage const& message, Instant now) {
    if (message.xid != transaction_ || message.chaddr != mac_) return;
    if (phase_ == Phase::selecting && message.type == DhcpType::offer) {
        if (!message.server_id || message.yiaddr == Ipv4Address{}) return;
        offered_ = message.yiaddr;
        server_ = *message.server_id;
        phase_ = Phase::requesting;
        asked_ = 0;
        return ask(now);
    }
    const bool waits = phase_ == Phase::requesting || phase_ == Phase::renewing || phase_ == Phase::rebinding;
    if (!waits) return;
    if (message.type == DhcpType::nak) return start(now);
    if (message.type == DhcpType::ack) take(message, now);
}

void DhcpClient::take(DhcpMessage const& message, Instant now) {
    if (message.routers.empty() || !message.subnet_mask || !message.lease_time) return;
    const auto length = static_cast<unsigned>(std::countl_one(message.subnet_mask->number));
    lease_ = Lease{message.yiaddr, {message.routers.front(), length}};
    server_ = message.server_id.value_or(server_);
    phase_ = Phase::bound;
    // Section 4.4.5: T1 is half of the lease, T2 seven eighths.
    const auto whole = seconds(*message.lease_time);
    renew_at_ = now + whole / 2;
    rebind_at_ = now + whole * 7 / 8;
    ends_at_ = now + whole;
    wake_at_ = renew_at_;
}

}  // namespace tsuka::sim
