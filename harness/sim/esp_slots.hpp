// ESP through a small table, after the connection tracker of Broadcom's home router SDK, whose source is public (nf_conntrack_proto_esp.c,
// 2013): eight entries, each a LAN host, its peer and one SPI of either, found by SPI whatever the addresses, else by address.
//   - Who is known as a LAN host keeps its entry when its SPI or its peer changes; a new peer's SPI is learned anew, so that the peer
//     before it is cut off. LAN hosts are told by their prefix, 192.0.0.0/8 there: others take an entry for each new SPI.
//   - The first unknown SPI of a peer goes to its first entry without one; a further one, as after a rekey of the server, to nobody.
//   - A peer that speaks unasked takes an entry, too, which leads nowhere.
// An entry lives as long as something passes. What finds no entry is dropped, which the source leaves to the rest of the router.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/router.hpp"

#include <cstdint>
#include <vector>

namespace tsuka::sim {

class EspSlots {
public:
    explicit EspSlots(model::RouterSpec const& spec) : spec_(spec), slots_(spec.esp_slots) {}

    [[nodiscard]] bool outbound(Ipv4Address client, Ipv4Address server, std::uint32_t spi, Instant now);
    /// The LAN host that gets it, or nobody.
    [[nodiscard]] std::vector<Ipv4Address> inbound(Ipv4Address server, std::uint32_t spi, Instant now);

private:
    struct Slot {
        bool used = false;
        Ipv4Address near;  ///< who sent first: a LAN host, if all is well
        Ipv4Address far;
        std::uint32_t near_spi = 0;
        std::uint32_t far_spi = 0;  ///< 0: none was seen yet
        Instant expires{};
    };
    /// What was let out: a reply through the same slot finds back to it.
    struct Flow {
        Ipv4Address client;
        Ipv4Address server;
        std::size_t slot = 0;
        Instant expires{};
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    [[nodiscard]] std::size_t slot_of(Ipv4Address from, Ipv4Address to, std::uint32_t spi, Instant now);
    [[nodiscard]] std::size_t by_spi(Ipv4Address from, std::uint32_t spi);
    [[nodiscard]] std::size_t by_address(Ipv4Address from, Ipv4Address to, std::uint32_t spi);
    [[nodiscard]] Flow* flow_of(Ipv4Address server, std::size_t slot);
    void expire(Instant now);

    model::RouterSpec const& spec_;
    std::vector<Slot> slots_;
    std::vector<Flow> flows_;
};

}  // namespace tsuka::sim
