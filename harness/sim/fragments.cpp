// Fragments in a simulated router: see fragments.hpp.
#include "harness/sim/fragments.hpp"

#include <algorithm>

namespace tsuka::sim {

using model::FragmentHandling;

/// RFC 791 section 3.2: source, destination, protocol and identification together name a datagram.
Fragments::Key Fragments::key_of(Side from, Packet const& packet) const {
    Key key{from, packet.source(), packet.destination(), packet.protocol(), packet.id()};
    if (faults_("fragment.key-ignores-address")) key.source = key.destination = {};
    if (faults_("fragment.key-ignores-protocol")) key.protocol = 0;
    return key;
}

std::uint16_t Fragments::id_for(Packet const& first) {
    if (const auto known = way_of(Side::lan, first)) return known->id;
    return next_id_++;
}

std::optional<Packet> Fragments::admit(Side from, Packet packet, Instant now) {
    if (!packet.is_fragment()) return packet;
    std::erase_if(trains_, [&](auto const& entry) { return entry.second.expires <= now; });
    const auto later = packet.is_later_fragment();
    if (faults_("fragment.of-gre-dropped") && packet.protocol() == ip_protocol::gre) return std::nullopt;
    if (faults_("fragment.of-udp-dropped") && packet.protocol() == ip_protocol::udp) return std::nullopt;
    if (faults_("fragment.tail-dropped-inbound") && later && from == Side::wan) return std::nullopt;
    constexpr std::ptrdiff_t most_orphans = 64;
    const auto orphans = std::count_if(trains_.begin(), trains_.end(), [](auto const& entry) { return !entry.second.way; });
    if (faults_("fragment.orphans-fill-queue") && orphans >= most_orphans) return std::nullopt;
    switch (spec_.fragments) {
        case FragmentHandling::dropped:
            return std::nullopt;
        case FragmentHandling::reassembled: {
            auto whole = reassemblers_[static_cast<std::size_t>(from)].add(packet.octets(), now);
            return whole ? Packet::parse(whole->datagram) : std::nullopt;
        }
        case FragmentHandling::first_first:
        case FragmentHandling::any_order:
            break;
    }
    if (!later || way_of(from, packet)) return packet;
    if (spec_.fragments == FragmentHandling::first_first || faults_("fragment.late-first-dropped")) return std::nullopt;
    if (faults_("fragment.orphans-leak")) return packet;
    constexpr std::size_t most_waiting = 64;
    auto& train = trains_[key_of(from, packet)];
    train.expires = now + spec_.timers.fragments;
    if (train.waiting.size() < most_waiting) train.waiting.push_back(std::move(packet));
    return std::nullopt;
}

std::vector<Packet> Fragments::decided(Side from, Packet const& first, Way way, Instant now) {
    auto& train = trains_[key_of(from, first)];
    train.way = way;
    train.expires = now + spec_.timers.fragments;
    return std::exchange(train.waiting, {});
}

std::optional<Fragments::Way> Fragments::way_of(Side from, Packet const& later) const {
    const auto found = trains_.find(key_of(from, later));
    return found == trains_.end() ? std::nullopt : found->second.way;
}

}  // namespace tsuka::sim
