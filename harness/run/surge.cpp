// Counting strangers' frames by the second: see surge.hpp.
#include "harness/run/surge.hpp"

#include "generator/base/ethernet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace tsuka::run {

Surge::Kind Surge::kind_of(View frame) {
    constexpr std::uint8_t protocol_icmp = 1;
    constexpr std::uint8_t protocol_udp = 17;
    constexpr std::size_t protocol_at = 9;  // RFC 791 section 3.1
    const auto link = read_ethernet(frame);
    const auto inner = ethernet_payload(frame);
    if (!link || inner->size() <= protocol_at) return other;
    if (link->type == ether_type_arp) return arp;
    if (link->type != ether_type_ipv4) return other;
    const auto protocol = (*inner)[protocol_at];
    return protocol == protocol_icmp ? icmp : protocol == protocol_udp ? udp : other;
}

void Surge::go_to(Instant at) {
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    if (second <= number_) return;
    last_ = second == number_ + 1 ? now_ : std::array<Second, 2>{};
    // A second that nobody looked back at because nothing came for a while: what went unanswered in it is told all the same.
    if (second > number_ + 1 && std::any_of(now_.begin(), now_.end(), [](auto const& side) { return side.refused > 0; })) last_ = now_;
    now_ = {};
    number_ = second;
    told_ = false;
}

void Surge::stranger(Side side, View frame, Instant at) {
    go_to(at);
    ++now_[static_cast<std::size_t>(side)].frames[kind_of(frame)];
}

bool Surge::may_answer(Side side, Instant at) {
    go_to(at);
    auto& second = now_[static_cast<std::size_t>(side)];
    if (second.answers < most_answers) {
        ++second.answers;
        return true;
    }
    ++second.refused;
    return false;
}

std::optional<std::string> Surge::name(Side side, Second const& second) {
    constexpr std::array<std::string_view, kinds> names{"ARP", "ICMP", "UDP", "other frames"};
    const auto all = std::accumulate(second.frames.begin(), second.frames.end(), std::uint64_t{0});
    if (all < many && second.refused == 0) return std::nullopt;
    const auto most = std::max_element(second.frames.begin(), second.frames.end());
    const auto kind = static_cast<std::size_t>(most - second.frames.begin());
    return fmt::format("{} on the {}: {} frames in a second that nobody asked for, most of them {}", kind == arp ? "ARP storm" : "flood",
                       name_of(side), all, names[kind]);
}

std::optional<std::string> Surge::unanswered(Instant now) {
    go_to(now);
    if (std::exchange(told_, true)) return std::nullopt;
    for (const auto side : {Side::lan, Side::wan}) {
        auto const& second = last_[static_cast<std::size_t>(side)];
        if (second.refused > 0) return fmt::format("{}; {} of them were left unanswered", *name(side, second), second.refused);
    }
    return std::nullopt;
}

std::string Surge::cause(Side side) const {
    const auto index = static_cast<std::size_t>(side);
    const auto total = [](Second const& second) { return std::accumulate(second.frames.begin(), second.frames.end(), std::uint64_t{0}); };
    const auto named = name(side, total(last_[index]) > total(now_[index]) ? last_[index] : now_[index]);
    return named ? "; " + *named : std::string{};
}

}  // namespace tsuka::run
