// What is asked of the list of all protocols, whoever stands in it.
#include "generator/proto/registry.hpp"

#include <unordered_map>

namespace tsuka::proto {

ProtocolSpec const* find_protocol(std::string_view name) {
    for (auto const* protocol : protocols())
        if (protocol->name == name) return protocol;
    return nullptr;
}

bool over_tcp(ProtocolSpec const& protocol) {
    return protocol.carrier == Carrier::tcp || protocol.carries == Carrier::tcp;
}

ProtocolSpec const* carrying(Carrier carrier, IpFamily family) {
    for (auto const* protocol : protocols())
        if (protocol->carries == carrier && protocol->family.value_or(family) == family) return protocol;
    return nullptr;
}

ProtocolSpec const* carrier_of(ProtocolSpec const& protocol, IpFamily family) {
    return protocol.carries == Carrier::link ? nullptr : carrying(protocol.carrier, protocol.family.value_or(family));
}

ProtocolSpec const* over_ethernet(std::uint64_t type) {
    for (auto const* protocol : protocols())
        if (protocol->ether_type == type && type != 0) return protocol;
    return nullptr;
}

ProtocolSpec const* over_ip(std::uint8_t number, IpFamily family) {
    for (auto const* protocol : protocols())
        if (protocol->carrier == Carrier::ip && protocol->ip_protocol == number && number != 0 &&
            protocol->family.value_or(family) == family)
            return protocol;
    return nullptr;
}

ProtocolSpec const* over_ports(Carrier carrier, std::uint64_t source, std::uint64_t destination) {
    for (auto const* protocol : protocols()) {
        // A port alone of two is only one that a router has given to the client of something else.
        const auto own = [&](std::uint64_t port) { return port == protocol->port || port == protocol->client_port; };
        if (protocol->carrier == carrier && protocol->client_port != 0 && own(source) && own(destination)) return protocol;
    }
    for (const auto port : {destination, source})
        for (auto const* protocol : protocols())
            if (protocol->carrier == carrier && protocol->port == port && port != 0 && protocol->client_port == 0) return protocol;
    return nullptr;
}

ProtocolSpec const* beside(ProtocolSpec const& protocol) {
    bool behind = false;
    for (auto const* other : protocols()) {
        if (behind && protocol.port != 0 && other->port == protocol.port && other->carrier == protocol.carrier) return other;
        behind = behind || other == &protocol;
    }
    return nullptr;
}

MessageEntry find_message(std::string_view name) {
    // Every probe is looked up.
    static const auto by_name = [] {
        std::unordered_map<std::string_view, MessageEntry> all;
        for (auto const* protocol : protocols())
            for (auto const& message : protocol->messages) all.try_emplace(message.name, MessageEntry{protocol, &message});
        return all;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? MessageEntry{} : found->second;
}

std::vector<std::string_view> message_names() {
    std::vector<std::string_view> names;
    for (auto const* protocol : protocols())
        for (auto const& message : protocol->messages) names.push_back(message.name);
    return names;
}

}  // namespace tsuka::proto
