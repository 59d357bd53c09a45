// The bindings of a NAPT, found by either end without looking at all of them. Every look goes in the order in which they were made.
#pragma once

#include "harness/sim/binding.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tsuka::sim {

/// Bindings from one place of an index to another. Not a view of <ranges>: clang 14 cannot read those of this C++ library.
template <class Place>
class BindingsOf {
    [[nodiscard]] static auto& at(Place const& place) {
        if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(*place)>>)
            return **place;
        else if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(place->second)>>)
            return *place->second;
        else
            return place->second;
    }

public:
    BindingsOf(Place from, Place to) : from_(from), to_(to) {}

    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Binding;
        using difference_type = std::ptrdiff_t;
        using reference = decltype(at(std::declval<Place>()));
        using pointer = std::add_pointer_t<reference>;

        Iterator() = default;
        explicit Iterator(Place place) : place_(place) {}
        [[nodiscard]] reference operator*() const { return at(place_); }
        [[nodiscard]] pointer operator->() const { return &at(place_); }
        Iterator& operator++() {
            ++place_;
            return *this;
        }
        Iterator operator++(int) {
            auto before = *this;
            ++place_;
            return before;
        }
        [[nodiscard]] bool operator==(Iterator const& other) const { return place_ == other.place_; }

    private:
        Place place_{};
    };

    [[nodiscard]] Iterator begin() const { return Iterator(from_); }
    [[nodiscard]] Iterator end() const { return Iterator(to_); }
    [[nodiscard]] bool empty() const { return from_ == to_; }

private:
    Place from_;
    Place to_;
};

class Bindings {
    using Key = std::uint64_t;
    using Index = std::map<std::pair<Key, std::uint64_t>, Binding*>;  ///< by key, then by serial
    using Few = std::vector<Binding*>;                                ///< by serial
    using All = std::map<std::uint64_t, Binding>;                     ///< by serial; elements stay where they are

    [[nodiscard]] static Key key(std::uint8_t protocol, SocketAddress end) {
        return Key{protocol} << 48U | Key{end.address.number} << 16U | end.port;
    }
    [[nodiscard]] static BindingsOf<Index::const_iterator> part(Index const& index, Key key) {
        return {index.lower_bound({key, 0}), index.lower_bound({key + 1, 0})};
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
    [[nodiscard]] auto inside(std::uint8_t protocol, SocketAddress internal) const { return part(by_inside_, key(protocol, internal)); }
    /// Those that have a port outside, at whatever address.
    [[nodiscard]] BindingsOf<Few::const_iterator> outside(std::uint8_t protocol, std::uint16_t port) const {
        static const Few none;
        const auto found = by_outside_.find(key(protocol, {{}, port}));
        auto const& those = found == by_outside_.end() ? none : found->second;
        return {those.begin(), those.end()};
    }
    /// Those that lead to a remote endpoint.
    [[nodiscard]] auto towards(std::uint8_t protocol, SocketAddress remote) const { return part(by_remote_, key(protocol, remote)); }
    [[nodiscard]] BindingsOf<All::const_iterator> all() const { return {all_.begin(), all_.end()}; }

    void forget_inside(std::uint8_t protocol, SocketAddress internal) { forget(by_inside_, key(protocol, internal)); }
    void forget_towards(std::uint8_t protocol, SocketAddress remote) { forget(by_remote_, key(protocol, remote)); }

private:
    void forget(Index const& index, Key key);
    void erase(std::uint64_t serial);

    All all_;
    Index by_inside_;
    std::unordered_map<Key, Few> by_outside_;  ///< who looks for a port asks for all in turn; hardly ever do several have the same one
    Index by_remote_;
    std::set<std::pair<Instant, std::uint64_t>> by_end_;
    std::uint64_t next_serial_ = 1;
};

}  // namespace tsuka::sim
