// Conversations that know the next message: they fill in what a suite leaves open (cookies, tunnel IDs, sequence numbers) with what a
// real peer would send, and learn from what arrives. No socket, no clock, no addresses of their own.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/result.hpp"
#include "generator/proto/protocol.hpp"

#include <cstdint>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace tsuka::flow {

/// The kind of flow whose TCP segments are sent by hand.
inline constexpr std::string_view segments = "segments";

/// The kind of flow in which each message is a request in a TCP connection of its own.
inline constexpr std::string_view requests = "http";

/// Who speaks: the one that opened the conversation (`from` in the suite) or the one it opened it with.
enum class Speaker : std::uint8_t { client, server };

/// What a speaker knows of addresses: its own and, as it sees it, the peer's. Behind a NAT the two sides disagree; that is what NAT-D
/// shows.
struct Sight {
    Ipv4Address own;
    std::uint16_t own_port = 0;
    Ipv4Address peer;
    std::uint16_t peer_port = 0;
};

/// A message of the exchange with which `use` opens a conversation.
struct OpeningMessage {
    std::string_view message;
    Speaker speaker = Speaker::client;
    std::uint16_t over = 0;  ///< UDP: server port of the association, 0: the protocol's own
};

/// Everything random comes from here, so that a run is repeatable from its seed.
using Random = std::mt19937_64;

class Conversation {
public:
    Conversation() = default;
    Conversation(Conversation const&) = delete;
    Conversation& operator=(Conversation const&) = delete;
    virtual ~Conversation() = default;

    /// The exchange that `use` runs, in order. Empty for "udp", "tcp", "esp", "ah", "gre", "icmp".
    [[nodiscard]] virtual std::vector<OpeningMessage> opening() const { return {}; }

    /// How software that is told to hang up takes its leave now, in order: what was opened is stopped, calls first. Each message waits for
    /// the one before to arrive; TCP is closed behind them. Empty where nothing is said, or nothing is open.
    [[nodiscard]] virtual std::vector<OpeningMessage> closing() const { return {}; }

    /// Client's and server's UDP or TCP port for a message of that protocol, given the server port asked for (0: the usual one).
    struct Ports {
        std::uint16_t client = 0;
        std::uint16_t server = 0;
    };
    [[nodiscard]] virtual Ports ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const = 0;

    /// Adds to `fields` what the suite left open and this speaker would say now. Never replaces a field that is given.
    virtual void complete(proto::MessageSpec const& message, Speaker speaker, Sight const& sight, proto::Fields& fields) = 0;

    /// Remembers what was sent (as built) and what the other side received (fields as they arrived).
    virtual void sent(proto::MessageSpec const& message, Speaker speaker, proto::Fields const& fields) = 0;
    virtual void received(proto::MessageSpec const& message, Speaker receiver, std::vector<proto::Field> const& fields) = 0;
};

/// Kinds that `use` knows.
[[nodiscard]] std::vector<std::string_view> conversation_kinds();
/// What `use = KIND` opens, in one sentence.
[[nodiscard]] std::string_view conversation_about(std::string_view kind);
/// What carries its messages: a TCP connection, which has to be opened; UDP; or IP directly. UDP for a kind that nobody knows.
[[nodiscard]] proto::Carrier conversation_carrier(std::string_view kind);
/// Settings that `use = KIND` takes ("src_port", "dst_port", "cookie", "call_id" ...).
[[nodiscard]] std::vector<std::string_view> conversation_settings(std::string_view kind);

/// Opens a conversation of that kind. `ephemeral` is a fresh client port for kinds without a fixed one. Unknown kind or setting: an error
/// with the known ones.
[[nodiscard]] Result<std::unique_ptr<Conversation>> make_conversation(std::string_view kind, proto::Fields const& settings,
                                                                      std::uint16_t ephemeral, Random& random);

}  // namespace tsuka::flow
