// A flow for tests: what one speaker says is completed, built, decoded again as it would arrive, perhaps translated, and told to the
// conversation.
#pragma once

#include "generator/flow/conversation.hpp"
#include "generator/proto/registry.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

namespace tsuka::flow_test {

using flow::Conversation;
using flow::OpeningMessage;
using flow::Sight;
using flow::Speaker;

constexpr std::uint16_t ephemeral = 51234;

inline std::unique_ptr<Conversation> open(std::string_view kind, proto::Fields const& settings = {}, std::uint64_t seed = 1) {
    flow::Random random(seed);
    return flow::make_conversation(kind, settings, ephemeral, random).value();
}

/// Client 192.168.1.10 behind 203.0.113.5:61000, server 198.51.100.1. The server sees the client's outside, the client what it sent to.
inline Sight sight_of(Speaker speaker, std::uint16_t own_port, std::uint16_t server_port) {
    const Ipv4Address inside{0xc0a8010a}, outside{0xcb007105}, server{0xc6336401};
    if (speaker == Speaker::client) return {inside, own_port, server, server_port};
    return {server, server_port, outside, 61000};
}

struct Talk {
    Conversation& conversation;
    /// What the router does to fields on their way; nothing by default.
    std::function<void(std::vector<proto::Field>&)> router = [](std::vector<proto::Field>&) {};

    /// Lets `speaker` say it and returns the fields as they went out. The message must be buildable with them.
    proto::Fields say(Speaker speaker, std::string_view name, proto::Fields fields = {}, bool arrives = true) {
        const auto [protocol, message] = proto::find_message(name);
        BOOST_REQUIRE_MESSAGE(message != nullptr, name);
        const auto ports = conversation.ports(*protocol, 0);
        conversation.complete(*message, speaker, sight_of(speaker, ports.client, ports.server), fields);
        const auto octets = proto::build(*message, fields, {});
        BOOST_REQUIRE_MESSAGE(octets.has_value(), name << ": " << (octets.has_value() ? "" : octets.error().what));
        conversation.sent(*message, speaker, fields);
        if (!arrives) return fields;
        auto decoded = protocol->decode(*octets);
        BOOST_REQUIRE_MESSAGE(decoded.has_value(), name);
        router(decoded->fields);
        const auto receiver = speaker == Speaker::client ? Speaker::server : Speaker::client;
        conversation.received(*message, receiver, decoded->fields);
        return fields;
    }

    proto::Fields client(std::string_view name, proto::Fields fields = {}) { return say(Speaker::client, name, std::move(fields)); }
    proto::Fields server(std::string_view name, proto::Fields fields = {}) { return say(Speaker::server, name, std::move(fields)); }

    /// The whole opening; the fields of each message.
    std::vector<proto::Fields> opening() {
        std::vector<proto::Fields> all;
        for (auto const& step : conversation.opening()) all.push_back(say(step.speaker, step.message));
        return all;
    }
};

inline proto::Fields given(std::initializer_list<std::pair<std::string, std::uint64_t>> values) {
    proto::Fields fields;
    for (auto const& [name, value] : values) fields.set(name, value);
    return fields;
}

/// The number under that name; fails the test if there is none.
inline std::uint64_t number(proto::Fields const& fields, std::string_view name) {
    auto const* value = fields.find(name);
    BOOST_REQUIRE_MESSAGE(value != nullptr, name << " was not filled in");
    return std::get<std::uint64_t>(*value);
}

inline Octets octets(proto::Fields const& fields, std::string_view name) {
    auto const* value = fields.find(name);
    BOOST_REQUIRE_MESSAGE(value != nullptr, name << " was not filled in");
    return std::get<Octets>(*value);
}

/// A router that writes `to` over that field wherever it stands.
inline std::function<void(std::vector<proto::Field>&)> translates(std::string name, std::uint64_t from, std::uint64_t to) {
    return [=](std::vector<proto::Field>& fields) {
        for (auto& field : fields)
            if (field.name == name && field.value == proto::Value{from}) field.value = to;
    };
}

}  // namespace tsuka::flow_test
