// What a stream of load is made of, as values: which protocol, how large, which flows. A flow is what a router keeps an entry for.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tsuka::load {

/// The data paths of VPNs, and plain UDP to compare them with.
enum class Kind : std::uint8_t { udp, esp, natt, gre, l2tp, wireguard };

/// "udp", "esp", "natt" (ESP in UDP, RFC 3948), "gre" (enhanced GRE, RFC 2637 section 4.1), "l2tp" (data messages, RFC 2661 section 3.1),
/// "wireguard" (transport data, as its white paper lays it out in section 5.4.6).
[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view word);
/// The UDP port of its servers; 0: a protocol without ports.
[[nodiscard]] std::uint16_t port_of(Kind kind);

/// What differs from flow to flow. A number that the protocol does not have is left out.
struct FlowNumbers {
    MacAddress source_mac;
    Ipv4Address source;
    Ipv4Address destination;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t tag = 0;  ///< SPI, Call ID, session or receiver index: what the protocol has in the place of a port
};

/// Frames of one kind and size.
struct Recipe {
    Kind kind = Kind::udp;
    std::size_t frame_size = 64;  ///< octets with the frame check sequence, as benchmarks count (RFC 2544 section 9)
    Octets link_head;             ///< what stands in front of the datagram: MAC addresses, tags, type; the source MAC is patched
    /// link_head ends in the heads of PPPoE (proto::pppoe_data_head): their length is filled in, and frame_size does not count them, so
    /// that frames of one size hold the same datagram with and without them.
    bool pppoe = false;
    std::uint16_t stream = 0;  ///< for the marks
    bool udp_checksum = true;  ///< false: 0, as RFC 3948 section 2.1 wants it around ESP
};

}  // namespace tsuka::load
