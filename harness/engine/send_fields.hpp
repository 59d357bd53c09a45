// A send step sorted by what its fields concern: the message, the datagram around it, or the finished octets.
#pragma once

#include "generator/proto/frame.hpp"
#include "generator/proto/registry.hpp"
#include "generator/proto/tcp_flags.hpp"
#include "harness/engine/state.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::engine {

/// What a segment by hand is as long as the step says nothing else.
[[nodiscard]] inline proto::TcpParameters pushed_data() {
    proto::TcpParameters tcp;
    tcp.flags = proto::tcp_psh | proto::tcp_ack;
    return tcp;
}

/// The parts of a send step, sorted by what they concern.
struct Parts {
    proto::Fields message;
    proto::IpParameters ip;        ///< over IPv6 its TTL and TOS are hop limit and traffic class
    std::uint32_t flow_label = 0;  ///< IPv6
    std::optional<std::uint16_t> source_port;
    std::optional<std::uint16_t> destination_port;
    std::uint16_t over = 0;
    std::optional<std::size_t> bytes;              ///< of payload, where it is another number for each copy
    std::optional<std::uint16_t> checksum_behind;  ///< see model::SendStep
    std::optional<IpAddress> source;               ///< instead of the sender's; the checksums fit it
    std::optional<IpAddress> to;
    bool udp_checksum = true;
    proto::TcpParameters tcp = pushed_data();                         ///< of a segment by hand, its ports apart
    std::vector<std::pair<std::string, proto::Value>> patches;        ///< written over the finished datagram
    std::vector<std::pair<std::string, proto::Value>> quote_patches;  ///< written over what an ICMP error quotes: "ip.checksum"
};

/// "udp" and "tcp" as messages: a payload with nothing of their own but the carrier's header.
[[nodiscard]] bool is_plain_carrier(proto::ProtocolSpec const& protocol);

/// Writes the fields over a finished datagram that nobody writes earlier.
[[nodiscard]] Result<void> apply_patches(Octets& datagram, Parts const& parts);

/// Errors name the field: a symbol without a value, a term that is no value, an actor nobody knows.
/// `copy` counts from 0: a field given as a range takes one value of it per copy.
[[nodiscard]] Result<Parts> sort_fields(State& state, model::SendStep const& send, proto::MessageEntry const& entry, std::size_t copy = 0);

}  // namespace tsuka::engine
