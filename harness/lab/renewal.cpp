// RFC 2131 section 4.4.5: see renewal.hpp.
#include "harness/lab/renewal.hpp"

#include "generator/proto/dhcp.hpp"
#include "harness/lab/dhcp_request.hpp"
#include "harness/lab/frame_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::lab {

namespace {

/// Half of what is left, but not more often than once a minute.
Instant next_try(Instant now, Instant end) {
    return std::min(end, now + std::max<Duration>((end - now) / 2, std::chrono::seconds(60)));
}

}  // namespace

Renewal::Renewal(model::Host host, Ipv4Address server, std::uint32_t transaction, Instant began, Duration lease)
    : host_(std::move(host)), server_(server), transaction_(transaction) {
    take(began, lease);
}

void Renewal::take(Instant began, Duration lease) {
    asking_ = false;
    wake_at_ = began + lease / 2;
    rebind_at_ = began + lease / 8 * 7;
    ends_at_ = began + lease;
}

void Renewal::ask(Instant now) {
    const bool rebinding = now >= rebind_at_;
    auto message = client_message(proto::DhcpType::request, transaction_, host_.mac);
    message.ciaddr = host_.address;
    message.parameter_list = {1, 3, 6, 51, 54};
    // Table 5: neither a requested address nor a server identifier.
    frames_.push_back(to_server(message, rebinding ? MacAddress::broadcast() : host_.gateway_mac, host_.address,
                                rebinding ? proto::limited_broadcast : server_));
    wake_at_ = next_try(now, rebinding ? ends_at_ : rebind_at_);
}

void Renewal::wake(Instant now) {
    if (!wake_at_ || now < *wake_at_) return;
    if (now >= ends_at_)
        return lose(fmt::format("{} did not renew the lease of {}, which is over", to_string(server_), to_string(host_.address)));
    if (!std::exchange(asking_, true)) {
        ++transaction_;
        asked_at_ = now;
    }
    ask(now);
}

void Renewal::renew(Instant now) {
    if (!wake_at_) return;
    wake_at_ = now;
    wake(now);
}

void Renewal::receive(View frame, Instant now) {
    if (!asking_) return;
    const auto udp = read_udp(frame);
    if (!udp || udp->source_port != proto::dhcp_server_port || udp->destination_port != proto::dhcp_client_port) return;
    const auto message = proto::read_dhcp(udp->payload);
    if (!message || message->xid != transaction_ || message->chaddr != host_.mac) return;
    if (message->type == proto::DhcpType::nak)
        return lose(fmt::format("{} refused to renew the lease of {} (DHCPNAK)", to_string(server_), to_string(host_.address)));
    if (message->type != proto::DhcpType::ack) return;
    if (message->yiaddr != host_.address)
        return lose(
            fmt::format("{} renewed the lease of {} with {}", to_string(server_), to_string(host_.address), to_string(message->yiaddr)));
    const auto seconds = message->lease_time.value_or(0);
    if (seconds == 0) return;
    server_ = message->server_id.value_or(server_);
    take(std::min(asked_at_, now), std::chrono::seconds(seconds));
}

void Renewal::lose(std::string why) {
    wake_at_.reset();
    asking_ = false;
    lost_ = std::move(why);
}

}  // namespace tsuka::lab
