// Tokens: see token.hpp.
#include "harness/engine/token.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/base/mix.hpp"
#include "generator/proto/icmp.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ip_view.hpp"

#include <algorithm>
#include <cstring>

namespace tsuka::engine {

namespace {

constexpr std::uint16_t sentinel_mark = 0xffff;
constexpr std::uint16_t control_mark = 0xfffe;

/// The last six octets of a token.
struct Tail {
    std::uint16_t mark = 0;
    std::uint32_t number = 0;
};

Tail tail_of(Token const& token) {
    if (token.probe == Token::sentinel_probe) return {sentinel_mark, token.copy};
    if (token.probe == Token::control_probe) return {control_mark, token.copy};
    return {static_cast<std::uint16_t>(token.probe % control_mark), token.probe / control_mark};
}

void read_tail(Token& token, Tail tail) {
    const bool marked = tail.mark == sentinel_mark || tail.mark == control_mark;
    if (marked) token.probe = tail.mark == sentinel_mark ? Token::sentinel_probe : Token::control_probe;
    if (marked) token.copy = tail.number;
    constexpr std::uint32_t most = (Token::control_probe - 1) / control_mark - 1;
    if (!marked) token.probe = tail.mark + (tail.number <= most ? tail.number * control_mark : 0);
}

/// An ICMP error quotes somebody else's datagram.
bool quotes_another(proto::IpView const& ip) {
    const auto message = ip.payload();
    if (message.empty()) return false;
    if (ip.carries(proto::IpProtocol::icmp)) return proto::is_icmp_error(message.front());
    return ip.carries(proto::IpProtocol::icmpv6) && proto::is_icmpv6_error(message.front());
}

/// Whether a frame says that it carries a datagram, whole or not.
bool bears_ip(View frame) {
    const auto head = read_ethernet(frame);
    return head && (head->type == ether_type_ipv4 || head->type == ether_type_ipv6);
}

/// Where the first whole token stands. Every frame is searched, some of them more than once.
std::optional<std::size_t> place_of(Magic const& magic, View octets) {
    if (octets.size() < Token::size) return std::nullopt;
    auto const* const end = octets.data() + (octets.size() - Token::size) + 1;
    for (auto const* at = octets.data(); at < end; ++at) {
        at = static_cast<std::uint8_t const*>(std::memchr(at, magic.front(), static_cast<std::size_t>(end - at)));
        if (at == nullptr) return std::nullopt;
        if (std::equal(magic.begin(), magic.end(), at)) return static_cast<std::size_t>(at - octets.data());
    }
    return std::nullopt;
}

}  // namespace

Magic run_magic(std::uint64_t seed) {
    const auto mixed = split_mix(seed);
    Magic magic;
    for (std::size_t index = 0; index < magic.size(); ++index) magic[index] = static_cast<std::uint8_t>(mixed >> (8 * index));
    return magic;
}

std::size_t Token::among(std::size_t probes) const {
    return probe < probes ? probe : probe % control_mark;
}

Octets write_token(Magic const& magic, Token const& token) {
    const auto tail = tail_of(token);
    return Writer{}.octets(magic).u32(token.case_number).u16(tail.mark).u32(tail.number).take();
}

std::optional<Token> find_token(Magic const& magic, View octets) {
    const auto at = place_of(magic, octets);
    if (!at) return std::nullopt;
    Reader reader{octets.subspan(*at + magic.size())};
    Token token;
    token.case_number = reader.u32();
    const auto mark = reader.u16();
    read_tail(token, {mark, reader.u32()});
    return token;
}

std::optional<Token> token_of_frame(Magic const& magic, View frame) {
    const auto ip = proto::view_frame(frame);
    if (!ip) return bears_ip(frame) ? std::nullopt : find_token(magic, frame);
    if (ip->is_fragment() || quotes_another(*ip)) return std::nullopt;
    return find_token(magic, ip->octets);
}

Octets token_payload(Magic const& magic, Token const& token, std::size_t bytes) {
    auto payload = write_token(magic, token);
    const auto tail = tail_of(token);
    std::uint64_t state =
        split_mix((static_cast<std::uint64_t>(token.case_number) << 32U) ^ (static_cast<std::uint64_t>(tail.mark) << 16U) ^ tail.number);
    auto at = payload.size();
    payload.resize(bytes);
    while (at < bytes) {
        state = split_mix(state);
        for (unsigned index = 0; index < 8 && at < bytes; ++index) payload[at++] = static_cast<std::uint8_t>(state >> (8 * index));
    }
    return payload;
}

}  // namespace tsuka::engine
