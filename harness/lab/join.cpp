// A LAN client becomes a host: see join.hpp. The client side of RFC 2131 section 4.4 without what a lab has no use for (rebooting with a
// remembered address).
#include "harness/lab/join.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/dhcp.hpp"
#include "generator/proto/frame.hpp"
#include "harness/lab/dhcp_request.hpp"
#include "harness/lab/frame_reader.hpp"
#include "harness/lab/lease.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::lab {

namespace {

using namespace std::chrono_literals;

/// RFC 2131 section 4.1 begins with 4 s on a shared Ethernet; a lab has one router at the other end of a cable. Longer in sum than the
/// 3 s for which common servers ping an address before they offer it.
constexpr std::array<Duration, 4> patience{1s, 2s, 4s, 8s};
constexpr unsigned most_refusals = 9;
/// Servers offer one address to two clients that ask in the same moment, and refuse the one that is later. If it asked again at once it
/// would meet the next newcomer: it waits, each time about twice as long, and no two clients equally long (RFC 2131 section 4.1).
constexpr Duration after_refusal = 20ms;
constexpr unsigned shares = 16;

/// RFC 2131 section 3.1 step 5: who has declined an address begins anew, but not before ten seconds have passed.
constexpr Duration after_decline = 10s;
constexpr unsigned most_declined = 2;

constexpr std::uint32_t no_end = 0xffffffff;  ///< RFC 2131 section 3.3: infinity

}  // namespace

Join::Join(std::string actor, MacAddress mac) {
    host_.actor = std::move(actor);
    host_.side = Side::lan;
    host_.mac = mac;
}

Join Join::with_address(std::string actor, MacAddress mac, Ipv4Address address, Ipv4Address gateway) {
    Join join{std::move(actor), mac};
    join.host_.address = address;
    join.host_.gateway = gateway;
    return join;
}

Join Join::with_lease(std::string actor, MacAddress mac, std::uint32_t transaction) {
    Join join{std::move(actor), mac};
    join.leased_ = true;
    join.transaction_ = transaction;
    return join;
}

void Join::start(Instant now) {
    began_ = now;
    if (!leased_) {
        resolve(now);
        return;
    }
    phase_ = Phase::discovering;
    transmit(now);
}

void Join::resolve(Instant now) {
    phase_ = Phase::resolving;
    wake_at_.reset();
    claimed_by_.reset();
    // From nobody, so that no cache is changed by it (RFC 5227 section 1.1; RFC 2131 section 4.4.1 asks for the same of a lease).
    frames_.push_back(proto::build_arp(MacAddress::broadcast(), arp_request, host_.mac, {}, {}, host_.address));
    neighbour_.emplace(host_.mac, host_.address, host_.gateway);
    neighbour_->start(now);
}

/// One more DHCPDISCOVER or DHCPREQUEST, and how long to wait for its answer.
void Join::transmit(Instant now) {
    const bool discovering = phase_ == Phase::discovering;
    auto message = client_message(discovering ? proto::DhcpType::discover : proto::DhcpType::request, transaction_, host_.mac);
    message.secs = static_cast<std::uint16_t>(std::chrono::duration_cast<std::chrono::seconds>(now - began_).count());
    message.parameter_list = {1, 3, 6, 51, 54};
    if (!discovering) {
        message.requested_address = host_.address;
        message.server_id = server_;
    }
    frames_.push_back(to_server(message, MacAddress::broadcast(), Ipv4Address{}, proto::limited_broadcast));
    wake_at_ = now + patience.at(sent_);
    ++sent_;
}

void Join::wake(Instant now) {
    if (renewal_) {
        renewal_->wake(now);
        return follow_renewal();
    }
    if (neighbour_) {
        neighbour_->wake(now);
        follow_neighbour(now);
        return;
    }
    if (state_ != Progress::working || !wake_at_ || now < *wake_at_) return;
    if (sent_ < patience.size()) {
        transmit(now);
        return;
    }
    give_up(phase_ == Phase::discovering
                ? fmt::format("no DHCPOFFER for {} after {} DHCPDISCOVERs in 15 s", to_string(host_.mac), sent_)
                : fmt::format("{} offered {} but did not acknowledge it in 15 s", to_string(server_), to_string(host_.address)));
}

/// Another host has this address, and says so. A router that answers for all addresses of the link (proxy ARP, RFC 1027) is none.
void Join::listen(View frame, Instant now) {
    if (!neighbour_ || state_ == Progress::failed) return;
    const auto arp = read_arp(frame);
    if (!arp || arp->sender != host_.address || arp->sender_mac == host_.mac || arp->sender_mac.is_group()) return;
    if (state_ == Progress::working)
        claimed_by_ = arp->sender_mac;
    else if (arp->sender_mac != host_.gateway_mac)
        clash(arp->sender_mac, now);
}

void Join::clash(MacAddress holder, Instant now) {
    conflicts_.push_back({host_.address, holder});
    lessor_.reset();
    renewal_.reset();
    neighbour_.reset();
    if (leased_) {
        auto message = client_message(proto::DhcpType::decline, transaction_ + 1, host_.mac);
        message.requested_address = host_.address;
        message.server_id = server_;
        frames_.push_back(to_server(message, MacAddress::broadcast(), Ipv4Address{}, proto::limited_broadcast));
        if (++declined_ < most_declined && state_ == Progress::working) {
            phase_ = Phase::discovering;
            sent_ = 0;
            wake_at_ = now + after_decline;
            return;
        }
    }
    in_conflict_ = true;
    give_up(fmt::format("{}, {}, is in use by another host, {}", to_string(host_.address),
                        leased_ ? fmt::format("which {} leased", to_string(server_)) : "one of the lab's clients", to_string(holder)));
}

void Join::receive(View frame, Instant now) {
    listen(frame, now);
    if (renewal_) {
        renewal_->receive(frame, now);
        return follow_renewal();
    }
    if (state_ != Progress::working) return;
    if (leased_ && phase_ != Phase::idle) take_offer(frame, now);
    if (neighbour_ && state_ == Progress::working) {
        neighbour_->receive(frame, now);
        follow_neighbour(now);
    }
}

void Join::take_offer(View frame, Instant now) {
    const auto udp = read_udp(frame);
    if (!udp || udp->source_port != proto::dhcp_server_port || udp->destination_port != proto::dhcp_client_port) return;
    const auto message = proto::read_dhcp(udp->payload);
    if (!message || message->xid != transaction_ || message->chaddr != host_.mac) return;
    if (message->type == proto::DhcpType::offer && message->server_id && server_ != Ipv4Address{} && *message->server_id != server_)
        other_server_ = *message->server_id;

    if (phase_ == Phase::discovering && message->type == proto::DhcpType::offer) {
        if (!message->server_id || message->yiaddr == Ipv4Address{}) return;
        host_.address = message->yiaddr;
        server_ = *message->server_id;
        phase_ = Phase::requesting;
        sent_ = 0;
        transmit(now);
        return;
    }
    if (phase_ != Phase::requesting || message->server_id.value_or(server_) != server_) return;
    if (message->type == proto::DhcpType::nak) {
        if (++refused_ == most_refusals)
            return give_up(fmt::format("{} refused its own offer {} times (DHCPNAK)", to_string(server_), refused_));
        phase_ = Phase::discovering;
        sent_ = 0;
        const auto least = after_refusal * (1U << (refused_ - 1));
        wake_at_ = now + least + least * (host_.mac.octets.back() % shares) / shares;
    } else if (message->type == proto::DhcpType::ack) {
        if (const auto wrong = wrong_with_lease(*message))
            return give_up(fmt::format("the DHCP server {} leases {}", to_string(server_), *wrong));
        host_.address = message->yiaddr;
        host_.gateway = message->routers.front();
        lessor_ = read_ethernet(frame)->source;
        leased_at_ = now;
        lease_ = std::chrono::seconds(message->lease_time.value_or(no_end));
        resolve(now);
    }
}

void Join::follow_neighbour(Instant now) {
    if (neighbour_->state() == Progress::working) return;
    const bool answered = neighbour_->state() == Progress::ready;
    if (claimed_by_ && !(answered && *claimed_by_ == neighbour_->mac())) return clash(*claimed_by_, now);
    if (!answered) return give_up(neighbour_->why());
    host_.gateway_mac = neighbour_->mac();
    phase_ = Phase::done;
    state_ = Progress::ready;
    if (leased_ && lease_ != std::chrono::seconds(no_end)) renewal_.emplace(host_, server_, transaction_ + 2, leased_at_, lease_);
}

/// The lease that it lives by: one that cannot be kept is the end of the host.
void Join::follow_renewal() {
    if (renewal_->lost().empty()) return;
    give_up(renewal_->lost());
    lessor_.reset();
    renewal_.reset();
    neighbour_.reset();
}

void Join::give_up(std::string why) {
    state_ = Progress::failed;
    wake_at_.reset();
    why_ = std::move(why);
}

std::optional<Instant> Join::wake_at() const {
    if (renewal_) return renewal_->wake_at();
    if (state_ != Progress::working) return std::nullopt;
    return neighbour_ ? neighbour_->wake_at() : wake_at_;
}

std::vector<Octets> Join::take_frames() {
    auto frames = std::exchange(frames_, {});
    if (neighbour_)
        for (auto& frame : neighbour_->take_frames()) frames.push_back(std::move(frame));
    if (renewal_)
        for (auto& frame : renewal_->take_frames()) frames.push_back(std::move(frame));
    return frames;
}

std::vector<Octets> Join::leave() const {
    if (!lessor_) return {};
    auto message = client_message(proto::DhcpType::release, transaction_ + 1, host_.mac);
    message.ciaddr = host_.address;
    message.server_id = server_;
    return {to_server(message, *lessor_, host_.address, server_)};
}

void Join::renew(Instant now) {
    if (!renewal_) return;
    renewal_->renew(now);
    follow_renewal();
}

std::optional<Instant> Join::lease_ends_at() const {
    if (renewal_) return renewal_->ends_at();
    return lessor_ && lease_ != std::chrono::seconds(no_end) ? std::optional(leased_at_ + lease_) : std::nullopt;
}

}  // namespace tsuka::lab
