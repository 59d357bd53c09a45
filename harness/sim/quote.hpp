// The datagram that an ICMP error quotes, inside the packet in a router's hands. What is changed in it changes three checksums by just
// that much: that of the ICMP message, that of the quoted header, and that of quoted UDP, TCP or ICMP where the quote reaches so far.
#pragma once

#include "harness/sim/packet.hpp"

namespace tsuka::sim {

/// Which end of the quoted datagram is the LAN host: its source when the error comes from outside, else its destination.
enum class QuotedEnd : std::uint8_t { source, destination };

class Quote {
public:
    /// `packet` is an ICMP error and outlives this.
    Quote(Packet& packet, QuotedEnd own);

    [[nodiscard]] std::uint8_t protocol() const { return static_cast<std::uint8_t>(packet_.get(ip_ + 9, 1)); }
    [[nodiscard]] Ipv4Address own() const { return {static_cast<std::uint32_t>(packet_.get(own_address(), 4))}; }
    [[nodiscard]] Ipv4Address peer() const { return {static_cast<std::uint32_t>(packet_.get(28 + 2 * ip_ - own_address(), 4))}; }
    /// Port, identifier of an ICMP query, Call ID of GRE; 0 where there is none.
    [[nodiscard]] std::uint16_t own_port() const;
    [[nodiscard]] std::uint16_t peer_port() const;
    [[nodiscard]] std::uint32_t spi() const { return static_cast<std::uint32_t>(packet_.get(transport_, 4)); }

    /// An IPv4 header of the first fragment and 8 octets behind it: less tells no session apart (RFC 792).
    [[nodiscard]] bool readable() const { return octets_behind_header() >= 8; }
    [[nodiscard]] std::size_t octets_behind_header() const;
    [[nodiscard]] bool header_right() const;
    [[nodiscard]] bool udp_right() const;  ///< nothing speaks against a quoted UDP checksum that covers no more than is quoted

    void set_own(Ipv4Address address, bool mend_header = true);
    void set_own_port(std::uint16_t port);

private:
    [[nodiscard]] std::size_t own_address() const { return ip_ + (own_ == QuotedEnd::source ? 12 : 16); }
    [[nodiscard]] std::optional<std::size_t> own_port_place() const;
    [[nodiscard]] std::optional<std::size_t> checksum_place() const;
    void mend(std::size_t place, std::uint32_t before, std::uint32_t after);

    Packet& packet_;
    QuotedEnd own_;
    std::size_t ip_;         ///< where the quoted header begins
    std::size_t transport_;  ///< and what is behind it
};

}  // namespace tsuka::sim
