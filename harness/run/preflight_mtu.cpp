// How large a datagram the router forwards whole, to the WAN and back, before the first case. See preflight.hpp and path_mtu.hpp.
#include "generator/proto/ip_view.hpp"
#include "harness/engine/sentinel_frame.hpp"
#include "harness/run/preflight.hpp"

#include <algorithm>

namespace tsuka::run {

namespace {

constexpr unsigned most_asked = 2;  ///< a datagram may be lost; two of one size in a row are not

/// "Fragmentation needed and DF set" about the datagram with that IP ID (RFC 792, RFC 1191 section 4): the MTU that it names, 0 for none.
std::optional<unsigned> too_big(View frame, std::uint16_t id) {
    constexpr std::size_t header = 8;
    const auto ip = proto::view_frame(frame);
    if (!ip || ip->is_fragment() || !ip->carries(proto::IpProtocol::icmp)) return std::nullopt;
    const auto message = ip->payload();
    if (message.size() <= header || message[0] != 3 || message[1] != 4) return std::nullopt;
    const auto quoted = proto::view_ip(part(message, header, message.size() - header));
    if (!quoted || quoted->fragment.id != id || !quoted->carries(proto::IpProtocol::udp)) return std::nullopt;
    return static_cast<unsigned>(read_bits(message, 6 * 8, 16).value_or(0));
}

}  // namespace

PathMtu& Preflight::asked_mtu() {
    return phase_ == Phase::to_wan ? *to_wan_ : *from_wan_;
}

void Preflight::send_sized(Instant now) {
    ++copy_;
    ++sized_;
    ++asked_;
    deadline_ = now + facts_.sentinel_retry;
    const engine::Token token{0, engine::Token::sentinel_probe, copy_};
    const auto size = *asked_mtu().next();
    if (phase_ == Phase::to_wan)
        out_.push_back({Side::lan, engine::ping_frame(facts_.sentinel, magic_, token, size), std::nullopt, 0});
    else
        out_.push_back(
            {Side::wan, engine::pong_frame(facts_.sentinel, magic_, token, seen_under_, seen_under_port_, size), std::nullopt, 0});
}

void Preflight::take_sized(Side side, View frame, Instant at) {
    const auto behind = phase_ == Phase::to_wan ? Side::wan : Side::lan;
    auto& mtu = asked_mtu();
    if (side == behind) {
        const auto token = engine::token_of_frame(magic_, frame);
        const auto ip = proto::view_frame(frame);
        const bool whole = ip && ip->is_whole() && ip->total == *mtu.next();
        if (!token || token->case_number != 0 || token->copy != copy_ || !whole) return;
        mtu.passed();
    } else {
        const auto next_hop = too_big(frame, static_cast<std::uint16_t>(copy_));
        if (!next_hop) return;
        mtu.told(*next_hop);
    }
    go_on_sized(at);
}

void Preflight::sized_vanished(Instant now) {
    if (asked_ < most_asked) return send_sized(now);
    asked_mtu().vanished();
    go_on_sized(now);
}

void Preflight::go_on_sized(Instant now) {
    asked_ = 0;
    auto const& mtu = asked_mtu();
    if (mtu.next()) return send_sized(now);
    auto& limit = phase_ == Phase::to_wan ? facts_.wan_mtu : facts_.from_wan_mtu;
    // What is refused in words is a property of the line, and no fault of the router; what vanishes is left for the cases to find.
    if (mtu.was_told() && mtu.largest()) limit = std::min(*mtu.largest(), limit);
    if (phase_ == Phase::to_wan) {
        facts_.from_wan_mtu = std::min(facts_.from_wan_mtu, facts_.wan_mtu);  // nobody on the line sends more than it carries
        return next(Phase::from_wan, now);
    }
    deadline_.reset();
    state_ = State::ready;
}

}  // namespace tsuka::run
