// Numbers of the pcapng format (draft-ietf-opsawg-pcapng), shared by writer and reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tsuka::port::pcapng {

// Section 4: block types.
constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;

// Section 3.5 and the options of each block.
constexpr std::uint16_t opt_endofopt = 0;
constexpr std::uint16_t opt_comment = 1;
constexpr std::uint16_t shb_userappl = 4;
constexpr std::uint16_t if_name = 2;
constexpr std::uint16_t if_tsresol = 9;
constexpr std::uint16_t if_tsoffset = 14;
constexpr std::uint16_t epb_flags = 2;

// Section 4.3.1: the two lowest bits of epb_flags.
constexpr std::uint32_t direction_mask = 3;
constexpr std::uint32_t inbound = 1;
constexpr std::uint32_t outbound = 2;

constexpr std::uint16_t link_type_ethernet = 1;
constexpr std::size_t longest_option = 0xffff;

/// How an error ends that is about a block of which only the beginning is there.
constexpr std::string_view torn = "the file ends inside a block";

/// Everything is padded to 32 bits.
constexpr std::size_t padded(std::size_t length) {
    return (length + 3) / 4 * 4;
}

}  // namespace tsuka::port::pcapng
