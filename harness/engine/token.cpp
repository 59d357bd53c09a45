// Tokens: see token.hpp.
#include "harness/engine/token.hpp"

#include <algorithm>

namespace tsuka::engine {

namespace {

/// SplitMix64: one step turns any number into a well-mixed one.
std::uint64_t mix(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

constexpr std::size_t ethernet_header = 14;
constexpr std::size_t ip_header = 20;

}  // namespace

Magic run_magic(std::uint64_t seed) {
    const auto mixed = mix(seed);
    Magic magic;
    for (std::size_t index = 0; index < magic.size(); ++index) magic[index] = static_cast<std::uint8_t>(mixed >> (8 * index));
    return magic;
}

Octets write_token(Magic const& magic, Token const& token) {
    return Writer{}.octets(magic).u32(token.case_number).u16(token.probe).u32(token.copy).take();
}

std::optional<Token> find_token(Magic const& magic, View octets) {
    const auto at = std::search(octets.begin(), octets.end(), magic.begin(), magic.end());
    if (octets.end() - at < static_cast<std::ptrdiff_t>(Token::size)) return std::nullopt;
    Reader reader{octets.subspan(static_cast<std::size_t>(at - octets.begin()) + magic.size())};
    Token token;
    token.case_number = reader.u32();
    token.probe = reader.u16();
    token.copy = reader.u32();
    return token;
}

std::optional<Token> token_of_frame(Magic const& magic, View frame) {
    if (frame.size() < ethernet_header + ip_header || frame[12] != 0x08 || frame[13] != 0x00) return std::nullopt;
    const auto datagram = frame.subspan(ethernet_header);
    const bool fragment = ((datagram[6] & 0x3fU) != 0) || datagram[7] != 0;
    if (fragment) return std::nullopt;
    const auto header = static_cast<std::size_t>(datagram[0] & 0x0fU) * 4;
    const bool icmp = datagram[9] == 1;
    // RFC 1122 section 3.2.2: types 3, 4, 5, 11 and 12 are errors and quote somebody else's datagram.
    if (icmp && datagram.size() > header) {
        const auto type = datagram[header];
        if (type == 3 || type == 4 || type == 5 || type == 11 || type == 12) return std::nullopt;
    }
    return find_token(magic, datagram);
}

Octets token_payload(Magic const& magic, Token const& token, std::size_t bytes) {
    auto payload = write_token(magic, token);
    std::uint64_t state =
        mix((static_cast<std::uint64_t>(token.case_number) << 32U) ^ (static_cast<std::uint64_t>(token.probe) << 16U) ^ token.copy);
    payload.reserve(std::max(bytes, payload.size()) + 8);
    while (payload.size() < bytes) {
        state = mix(state);
        for (unsigned index = 0; index < 8; ++index) payload.push_back(static_cast<std::uint8_t>(state >> (8 * index)));
    }
    payload.resize(bytes);
    return payload;
}

}  // namespace tsuka::engine
