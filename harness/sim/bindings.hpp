// The bindings of a NAPT, found by either end without looking at all of them. Every look goes in the order in which they were made.
#pragma once

#include "harness/sim/binding.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <ranges>
#include <set>
#include <utility>

namespace tsuka::sim {

class Bindings {
    using Key = std::uint64_t;
    using Index = std::map<std::pair<Key, std::uint64_t>, Binding*>;  ///< by key, then by serial
    using All = std::map<std::uint64_t, Binding>;                     ///< by serial; elements stay where they are

    [[nodiscard]] static Key key(std::uint8_t protocol, Endpoint end) {
        return Key{protocol} << 48U | Key{end.address.number} << 16U | end.port;
    }
    [[nodiscard]] static auto part(Index const& index, Key key) {
        return std::ranges::subrange(index.lower_bound({key, 0}), index.lower_bound({key + 1, 0})) |
               std::views::transform([](auto const& entry) -> Binding& { return *entry.second; });
    }

public:
    /// Takes its place behind all others and gets its serial.
    Binding& add(Binding binding);
    /// When the binding ends, from now on.
    void expires_at(Binding& binding, Instant at);
    /// Ends those whose time has come.
    void expire(Instant now);

    [[nodiscard]] std::size_t size() const { return all_.size(); }
    /// Those of a client's endpoint.
    [[nodiscard]] auto inside(std::uint8_t protocol, Endpoint internal) const { return part(by_inside_, key(protocol, internal)); }
    /// Those that have a port outside, at whatever address.
    [[nodiscard]] auto outside(std::uint8_t protocol, std::uint16_t port) const { return part(by_outside_, key(protocol, {{}, port})); }
    /// Those that lead to a remote endpoint.
    [[nodiscard]] auto towards(std::uint8_t protocol, Endpoint remote) const { return part(by_remote_, key(protocol, remote)); }
    [[nodiscard]] auto all() const { return std::views::values(all_); }

    void forget_inside(std::uint8_t protocol, Endpoint internal) { forget(by_inside_, key(protocol, internal)); }
    void forget_towards(std::uint8_t protocol, Endpoint remote) { forget(by_remote_, key(protocol, remote)); }

private:
    void forget(Index const& index, Key key);
    void erase(std::uint64_t serial);

    All all_;
    Index by_inside_;
    Index by_outside_;
    Index by_remote_;
    std::set<std::pair<Instant, std::uint64_t>> by_end_;
    std::uint64_t next_serial_ = 1;
};

}  // namespace tsuka::sim
