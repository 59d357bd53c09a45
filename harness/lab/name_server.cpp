#include "harness/lab/name_server.hpp"

namespace tsuka::lab {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 255;
constexpr std::uint8_t longest_label = 63;

constexpr std::uint16_t response = 0x8000;
constexpr std::uint16_t opcode_mask = 0x7800;
constexpr std::uint16_t recursion_desired = 0x0100;
constexpr std::uint16_t recursion_available = 0x0080;

constexpr std::uint16_t type_a = 1;
constexpr std::uint16_t type_any = 255;
constexpr std::uint16_t class_in = 1;
constexpr std::uint32_t seconds_to_live = 60;
constexpr std::uint16_t pointer_to_question = 0xc000 | header_size;

/// Octets of a name that stands uncompressed at the beginning, its end included; 0 when there is none.
std::size_t name_size(View octets) {
    for (std::size_t at = 0; at < octets.size() && at < longest_name;) {
        const auto label = octets[at];
        if (label == 0) return at + 1;
        if (label > longest_label) return 0;  // a pointer has no place in the only question
        at += 1U + label;
    }
    return 0;
}

}  // namespace

Octets reply_to_query(View query, Ipv4Address address) {
    Reader header{query};
    const auto id = header.u16();
    const auto flags = header.u16();
    const auto questions = header.u16();
    const auto answers = header.u16();
    header.skip(4);
    if (!header.ok() || (flags & (response | opcode_mask)) != 0 || questions != 1 || answers != 0) return {};
    const auto name = name_size(part(query, header_size));
    const auto question = part(query, header_size, name + 4);
    if (name == 0 || question.size() != name + 4) return {};
    Reader kind{part(question, name)};
    const auto type = kind.u16();
    const bool found = kind.u16() == class_in && (type == type_a || type == type_any);
    Writer reply;
    reply.u16(id).u16(static_cast<std::uint16_t>(response | recursion_available | (flags & recursion_desired)));
    reply.u16(1).u16(found ? 1 : 0).u16(0).u16(0).octets(question);
    if (found) reply.u16(pointer_to_question).u16(type_a).u16(class_in).u32(seconds_to_live).u16(4).u32(address.number);
    return reply.take();
}

}  // namespace tsuka::lab
