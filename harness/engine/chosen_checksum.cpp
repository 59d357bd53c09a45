// Payloads chosen by checksum: see chosen_checksum.hpp.
#include "harness/engine/chosen_checksum.hpp"

#include "generator/proto/frame.hpp"

namespace tsuka::engine {

Octets choose_by_checksum(Octets payload, Endpoint source, Endpoint destination, std::uint16_t wanted) {
    constexpr std::uint32_t word_bits = 16;
    constexpr std::uint32_t ones = 0xffff;
    const auto place = payload.size() / 2 * 2 - 2;
    payload[place] = 0;
    payload[place + 1] = 0;
    const auto from = source.address.v4().value_or(Ipv4Address{});
    const auto to = destination.address.v4().value_or(Ipv4Address{});
    constexpr std::size_t checksum_at = 6;
    const auto without = proto::build_udp(from, to, source.port, destination.port, payload);
    const auto given = static_cast<std::uint32_t>(without[checksum_at] << 8U | without[checksum_at + 1]);
    // One's complement: all the rest adds up to ~given, and with the word it has to be ~wanted (RFC 1071).
    auto word = (ones ^ wanted) + given;
    word = (word & ones) + (word >> word_bits);
    payload[place] = static_cast<std::uint8_t>(word >> 8U);
    payload[place + 1] = static_cast<std::uint8_t>(word & 0xffU);
    return payload;
}

}  // namespace tsuka::engine
