// One IPv4 datagram in a router's hands. Every octet that is changed changes the checksums that cover it by just that much
// (RFC 1624), as a router does: a wrong checksum stays wrong, and a fragment needs no other part of its datagram.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstdint>
#include <optional>

namespace tsuka::sim {

inline constexpr std::size_t udp_header = 8;        ///< octets (RFC 768)
inline constexpr std::size_t most_unresolved = 16;  ///< packets that a router keeps for an address whose MAC it asks for

namespace ip_protocol {
inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t gre = 47;
inline constexpr std::uint8_t esp = 50;
inline constexpr std::uint8_t ah = 51;
}  // namespace ip_protocol

struct SocketAddress {
    Ipv4Address address;
    std::uint16_t port = 0;
    auto operator<=>(SocketAddress const&) const = default;
};

/// The address of the same host part under another prefix: address-by-address translation.
[[nodiscard]] Ipv4Address same_host_in(Ipv4Address address, Ipv4Prefix const& prefix);

class Packet {
public:
    /// From the IPv4 header on; Ethernet padding is cut off. Nothing when header or length cannot be right.
    [[nodiscard]] static std::optional<Packet> parse(View octets);

    [[nodiscard]] Ipv4Address source() const { return {static_cast<std::uint32_t>(get(12, 4))}; }
    [[nodiscard]] Ipv4Address destination() const { return {static_cast<std::uint32_t>(get(16, 4))}; }
    [[nodiscard]] std::uint8_t protocol() const { return static_cast<std::uint8_t>(get(9, 1)); }
    [[nodiscard]] std::uint8_t ttl() const { return static_cast<std::uint8_t>(get(8, 1)); }
    [[nodiscard]] std::uint16_t id() const { return static_cast<std::uint16_t>(get(4, 2)); }
    [[nodiscard]] bool dont_fragment() const { return (get(6, 2) & 0x4000U) != 0; }
    [[nodiscard]] bool is_fragment() const { return (get(6, 2) & 0x3fffU) != 0; }
    /// RFC 792: destination unreachable, source quench, time exceeded, parameter problem: they quote somebody's datagram.
    [[nodiscard]] bool is_icmp_error() const;
    [[nodiscard]] bool is_later_fragment() const { return (get(6, 2) & 0x1fffU) != 0; }

    /// `count` octets from `offset` of the datagram as a number; 0 beyond its end.
    [[nodiscard]] std::uint64_t get(std::size_t offset, std::size_t count) const;
    /// Overwrites them and mends the checksums that cover them. Nothing happens beyond the end.
    void set(std::size_t offset, std::uint64_t value, std::size_t count);
    /// Overwrites without mending anything: only planted defects do that.
    void spoil(std::size_t offset, std::uint8_t value);

    void set_source(Ipv4Address address) { set(12, address.number, 4); }
    void set_destination(Ipv4Address address) { set(16, address.number, 4); }

    [[nodiscard]] std::size_t body() const { return header_; }  ///< where the transport header starts
    [[nodiscard]] std::size_t size() const { return octets_.size(); }
    [[nodiscard]] std::size_t left() const { return octets_.size() - header_; }
    [[nodiscard]] std::uint16_t source_port() const { return static_cast<std::uint16_t>(get(header_, 2)); }
    [[nodiscard]] std::uint16_t destination_port() const { return static_cast<std::uint16_t>(get(header_ + 2, 2)); }
    /// Where the checksum of TCP, UDP or ICMP stands; nothing for other protocols and later fragments.
    [[nodiscard]] std::optional<std::size_t> checksum_place() const;
    [[nodiscard]] View octets() const { return octets_; }

private:
    Packet(Octets octets, std::size_t header) : octets_(std::move(octets)), header_(header) {}
    void mend(std::size_t place, bool high, std::uint8_t before, std::uint8_t after);
    void change(std::size_t at, std::uint8_t value);

    Octets octets_;
    std::size_t header_;
};

}  // namespace tsuka::sim
