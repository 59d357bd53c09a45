// IPv4 datagrams for the tests, written octet by octet and not with the code under test.
#pragma once

#include "generator/base/checksum.hpp"
#include "generator/base/octets.hpp"

#include <string_view>

namespace tsuka::shape_test {

struct DatagramParts {
    std::size_t data = 0;        ///< octets behind the header: a pattern that does not repeat every 256 octets
    std::uint16_t flags = 0;     ///< flags and offset as they stand in the header
    std::string_view options{};  ///< hexadecimal, a multiple of 4 octets
    std::uint8_t protocol = 17;
    std::uint32_t source = 0xc0000201;       // 192.0.2.1
    std::uint32_t destination = 0xc6336401;  // 198.51.100.1
    std::uint16_t id = 0x1234;
    std::uint8_t shade = 0;  ///< added to every octet of data, so that two datagrams differ
};

inline Octets make_datagram(DatagramParts const& parts) {
    const auto options = from_hex(parts.options).value();
    const auto header_length = 20 + options.size();
    Writer writer;
    writer.u8(0x40U | header_length / 4).u8(0).u16(header_length + parts.data).u16(parts.id).u16(parts.flags);
    writer.u8(64).u8(parts.protocol).u16(0).u32(parts.source).u32(parts.destination).octets(options);
    writer.patch(10, internet_checksum(writer.view()), 2);
    for (std::size_t index = 0; index < parts.data; ++index) writer.u8((index + index / 256 + parts.shade) & 0xffU);
    return writer.take();
}

inline unsigned number_at(View octets, std::size_t offset) {
    return static_cast<unsigned>(read_bits(octets, offset * 8, 16).value());
}

}  // namespace tsuka::shape_test
