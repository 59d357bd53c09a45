// A datagram of a probe goes out: what a link does not take is told, fragments are cut. And what the harness sends for itself.
#include "generator/proto/frame.hpp"
#include "harness/engine/datagram.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/frames.hpp"
#include "harness/engine/outgoing.hpp"
#include "harness/engine/sentinel_frame.hpp"
#include "harness/engine/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace tsuka::engine {

namespace {

constexpr unsigned largest_datagram = 1500;

/// Why a datagram cannot be sent, or not be forwarded, by a router at its best; empty when it can. A case about a small WAN means it so.
std::string does_not_fit(State const& state, Probe const& probe, Side side, View datagram) {
    constexpr std::size_t dont_fragment = 6 * 8 + 1;
    const auto words = [&](std::string_view whose, unsigned mtu) {
        return fmt::format("'{}' is a datagram of {} octets, more than the {}'s MTU of {}", probe.name, datagram.size(), whose, mtu);
    };
    const auto own = side == Side::lan ? state.facts.mtu : state.facts.from_wan_mtu;
    if (datagram.size() > own) return words(name_of(side), own);
    // No router cuts IPv6 (RFC 8200 section 5).
    const bool v6 = proto::ether_type_of(datagram) == proto::ether_type_ipv6;
    const bool whole = v6 || read_bits(datagram, dont_fragment, 1).value_or(0) != 0;
    const bool too_large = side == Side::lan && whole && datagram.size() > state.facts.wan_mtu;
    return too_large && !state.scenario.needs_any(model::Need::Kind::wan_mtu) ? words("WAN", state.facts.wan_mtu) : std::string{};
}

void send_sentinel(State& state, Side side, Octets frame, Instant now) {
    const auto at = keep(state, side, std::move(frame), nullptr, "", now);
    state.evidence[at].record.sentinel = true;
}

}  // namespace

Result<void> put_datagram(State& state, Probe& probe, std::optional<model::FragmentShape> const& shape, Instant now) {
    auto const& sender = *state.host(probe.sender);
    std::vector<Octets> fragments;
    if (shape) {
        auto cut = shape::fragment(probe.octets, {shape->mtu, shape->order, shape->overlap, probe.fragment_id});
        if (!cut) return cut.error();
        fragments = std::move(*cut);
    }
    const std::span<Octets const> pieces = shape ? std::span<Octets const>(fragments) : std::span<Octets const>(&probe.octets, 1);
    for (auto const& piece : pieces)
        if (auto why = does_not_fit(state, probe, sender.side, piece); !why.empty()) {
            // What is too large for any Ethernet is a fault of the suite.
            if (piece.size() > std::max(largest_datagram, state.facts.mtu)) return fail(why + ": give fragment = { mtu = ... }");
            state.does_not_fit = why;
            return fail(std::move(why));
        }
    for (auto const& piece : pieces) {
        put_on_wire(state, sender, piece, &probe, now);
        count_copies(probe, piece);
    }
    return {};
}

void send_ping(State& state, std::uint32_t copy, Instant now) {
    send_sentinel(state, Side::lan, ping_frame(state.sentinel_path(), state.magic, {state.facts.case_number, Token::sentinel_probe, copy}),
                  now);
}

void send_pong(State& state, std::uint32_t copy, Endpoint to, Instant now) {
    const Token token{state.facts.case_number, Token::sentinel_probe, copy};
    send_sentinel(state, Side::wan, pong_frame(state.sentinel_path(), state.magic, token, ipv4_of(to), to.port), now);
}

void send_control_ping(State& state, std::uint32_t exchange, Instant now) {
    auto const* path = state.control.path(exchange);
    if (path == nullptr) return;
    send_sentinel(state, Side::lan, ping_frame(*path, state.magic, {state.facts.case_number, Token::control_probe, exchange}), now);
}

void send_control_pong(State& state, std::uint32_t exchange, Endpoint to, Instant now) {
    auto const* path = state.control.path(exchange);
    if (path == nullptr) return;
    const Token token{state.facts.case_number, Token::control_probe, exchange};
    send_sentinel(state, Side::wan, pong_frame(*path, state.magic, token, ipv4_of(to), to.port), now);
}

}  // namespace tsuka::engine
