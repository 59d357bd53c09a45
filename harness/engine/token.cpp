// Tokens: see token.hpp.
#include "harness/engine/token.hpp"

#include "generator/base/mix.hpp"
#include "generator/proto/icmp.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ip_view.hpp"

#include <algorithm>

namespace tsuka::engine {

namespace {

/// An ICMP error quotes somebody else's datagram.
bool quotes_another(proto::IpView const& ip) {
    const auto message = ip.payload();
    if (message.empty()) return false;
    if (ip.carries(proto::IpProtocol::icmp)) return proto::is_icmp_error(message.front());
    return ip.carries(proto::IpProtocol::icmpv6) && proto::is_icmpv6_error(message.front());
}

}  // namespace

Magic run_magic(std::uint64_t seed) {
    const auto mixed = split_mix(seed);
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
    const auto ip = proto::view_frame(frame);
    if (!ip || ip->is_fragment() || quotes_another(*ip)) return std::nullopt;
    return find_token(magic, ip->octets);
}

Octets token_payload(Magic const& magic, Token const& token, std::size_t bytes) {
    auto payload = write_token(magic, token);
    std::uint64_t state =
        split_mix((static_cast<std::uint64_t>(token.case_number) << 32U) ^ (static_cast<std::uint64_t>(token.probe) << 16U) ^ token.copy);
    payload.reserve(std::max(bytes, payload.size()) + 8);
    while (payload.size() < bytes) {
        state = split_mix(state);
        for (unsigned index = 0; index < 8; ++index) payload.push_back(static_cast<std::uint8_t>(state >> (8 * index)));
    }
    payload.resize(bytes);
    return payload;
}

}  // namespace tsuka::engine
