// Plain UDP between a case's own hosts: see control.hpp.
#include "harness/engine/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tsuka::engine {

namespace {

constexpr unsigned most_tries = 3;

}  // namespace

void Control::add(model::Host const& lan, model::Host const& wan, bool own_lan, bool own_wan, std::function<std::uint64_t()> const& draw) {
    const bool known = std::any_of(exchanges_.begin(), exchanges_.end(), [&](auto const& other) {
        return other.path.lan.address == lan.address && other.path.wan.address == wan.address;
    });
    if (known) return;
    constexpr std::uint64_t first = 20000;
    constexpr std::uint64_t count = 20000;
    Exchange exchange{{lan, wan, 0, 0}, own_lan, own_wan, false};
    exchange.path.lan_port = static_cast<std::uint16_t>(first + draw() % count);
    exchange.path.wan_port = static_cast<std::uint16_t>(first + draw() % count);
    exchanges_.push_back(std::move(exchange));
}

void Control::start(std::vector<std::pair<model::Host, model::Host>> const& pairs, SentinelPath const& sentinel,
                    std::function<std::uint64_t()> const& draw, Duration retry, Instant now) {
    for (auto const& [lan, wan] : pairs) add(lan, wan, true, true, draw);
    for (auto const& [lan, wan] : pairs) {
        add(lan, sentinel.wan, true, false, draw);
        add(sentinel.lan, wan, false, true, draw);
    }
    retry_ = retry;
    next_ = now;
    over_ = exchanges_.empty();
    wake(now);
}

void Control::wake(Instant now) {
    if (over_ || exchanges_.empty() || now < next_) return;
    if (tries_ >= most_tries) {
        over_ = true;
        return;
    }
    for (std::uint32_t number = 0; number < exchanges_.size(); ++number)
        if (!exchanges_[number].passed) pings_.push_back(number);
    next_ = now + retry_ * (1 << tries_++);
}

std::vector<std::uint32_t> Control::take_pings() {
    return std::exchange(pings_, {});
}

SentinelPath const* Control::path(std::uint32_t number) const {
    return number < exchanges_.size() ? &exchanges_[number].path : nullptr;
}

void Control::answered(std::uint32_t number) {
    if (number < exchanges_.size()) exchanges_[number].passed = true;
    over_ = over_ || std::all_of(exchanges_.begin(), exchanges_.end(), [](auto const& exchange) { return exchange.passed; });
}

std::optional<Instant> Control::wake_at() const {
    return over_ || exchanges_.empty() ? std::nullopt : std::optional(next_);
}

/// Of one end of an exchange: whether it reaches the sentinel's host on the other side.
bool Control::passes(Exchange const& exchange, bool own_lan, bool own_wan) const {
    return std::any_of(exchanges_.begin(), exchanges_.end(), [&](auto const& other) {
        const bool same =
            own_lan ? other.path.lan.address == exchange.path.lan.address : other.path.wan.address == exchange.path.wan.address;
        return other.own_lan == own_lan && other.own_wan == own_wan && same && other.passed;
    });
}

std::string Control::cut_off() const {
    for (auto const& exchange : exchanges_) {
        if (!exchange.own_lan || !exchange.own_wan || exchange.passed) continue;
        auto const& client = exchange.path.lan;
        auto const& server = exchange.path.wan;
        const auto who = fmt::format("{} ({})", client.actor, to_string(client.address));
        const auto whom = fmt::format("{} ({})", server.actor, to_string(server.address));
        const bool client_reaches = passes(exchange, true, false);
        const bool server_is_reached = passes(exchange, false, true);
        if (client_reaches && server_is_reached)
            return fmt::format("not even plain UDP passes between {} and {}, while both have it with others", who, whom);
        if (client_reaches) return fmt::format("not even plain UDP passes to and from this server, {}: the router shuts it out", whom);
        if (server_is_reached) return fmt::format("not even plain UDP passes to and from this client, {}: the router shuts it out", who);
        return "not even plain UDP gets a new flow through the router, whoever begins it";
    }
    return {};
}

}  // namespace tsuka::engine
