// A whole frame around every message of the registry, for tests that must hold for all of them.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/registry.hpp"

#include <string>
#include <vector>

namespace tsuka::proto::samples {

inline constexpr Ipv4Address client{0xc0a8010a};  // 192.168.1.10
inline constexpr Ipv4Address server{0xc6336401};  // 198.51.100.1
inline constexpr IpAddress client6{
    std::array<std::uint8_t, 16>{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a}};  // 2001:db8:1::a
inline constexpr IpAddress server6{
    std::array<std::uint8_t, 16>{0x20, 0x01, 0x0d, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};  // 2001:db8:2::1
inline constexpr MacAddress client_mac{{0x02, 0, 0, 0, 0, 0x0a}};
inline constexpr MacAddress router_mac{{0x02, 0, 0, 0, 0, 0x01}};

struct Sample {
    MessageEntry entry;
    Octets message;  ///< from the message's own header on
    Octets frame;    ///< from the Ethernet header on
    [[nodiscard]] std::string name() const { return std::string(entry.message->name); }
};

/// A payload that a receiver of that message would understand or need not understand.
[[nodiscard]] Octets payload_for(MessageSpec const& message);

/// Puts octets of that protocol into the layers below it. `number` makes ports and identification distinct, so that tools which follow
/// connections see each frame on its own.
[[nodiscard]] Octets frame_around(ProtocolSpec const& protocol, View message, std::uint16_t number = 0);

/// Builds the message with these fields; a failure to build fails the test that asked.
[[nodiscard]] Octets built(std::string_view message, Fields const& fields = {}, View payload = {});

/// What a test wants a message to say beyond the defaults.
using Choice = Fields (*)(ProtocolSpec const& protocol, MessageSpec const& message);

/// One for every message of the registry, in its order.
[[nodiscard]] std::vector<Sample> all(Choice choice = nullptr);

}  // namespace tsuka::proto::samples
