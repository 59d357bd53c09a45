// Fragments: a datagram cut as the input says comes back as it was, whatever else arrives between its pieces; and fragments that the input
// makes up are put together within bounds or not at all.
#include "generator/proto/ip_view.hpp"
#include "generator/proto/ipv6_frame.hpp"
#include "generator/shape/fragment.hpp"

#include <cstdlib>

namespace {

using namespace tsuka;

constexpr std::size_t most_pending = 8;
constexpr std::uint32_t made_up_source = 0x0a000001;
constexpr std::uint32_t honest_source = 0xc0a80101;

Octets datagram(std::uint32_t source, std::uint16_t flags_and_offset, View payload) {
    return Writer{}
        .u8(0x45)
        .u8(0)
        .u16(20 + payload.size())
        .u16(7)
        .u16(flags_and_offset)
        .u8(64)
        .u8(17)
        .u16(0)
        .u32(source)
        .u32(0xc6336405)
        .octets(payload)
        .take();
}

void check(shape::Reassembler::Whole const& whole) {
    const auto ip = proto::view_ip(whole.datagram);
    if (!ip || ip->total != whole.datagram.size()) std::abort();
}

/// IPv6 cut and put together again, a piece twice and what the input makes of the pieces in between.
void both_ways_v6(Reader input) {
    const auto source = *parse_ip("2001:db8:1::1");
    const auto target = *parse_ip("2001:db8:2::1");
    const auto bytes = std::size_t{input.u8()} * 16 + 1;
    const auto mtu = 56U + input.u8() * 4U;
    const auto noise = input.u8();
    const auto whole = proto::build_ipv6({source, target, 17, 64, 0, 0}, Octets(bytes, 0x5a));
    const auto pieces = shape::fragment(whole, {mtu, {}, 0, 7});
    if (!pieces) std::abort();
    shape::Reassembler reassembler(std::chrono::seconds(30), most_pending);
    bool came = false;
    for (auto const& piece : *pieces) {
        auto made = piece;
        for (auto const octet : input.take(std::min<std::size_t>(input.left(), 3))) made[octet % made.size()] = octet;
        // Another identification: what is made up is nobody's piece.
        if (pieces->size() > 1) made[44] = static_cast<std::uint8_t>(noise | 1U);
        if (const auto odd = reassembler.add(made, Instant{})) check(*odd);
        for (int twice = 0; twice < 2; ++twice)
            if (const auto done = reassembler.add(piece, Instant{})) {
                check(*done);
                came = came || same(done->datagram, whole);
            }
        if (reassembler.pending() > most_pending) std::abort();
    }
    // So many strangers as there are pieces may push an unfinished datagram out of a reassembler of so few places.
    if (!came && pieces->size() < most_pending) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    both_ways_v6(Reader{View{data, size}});
    Reader input{View{data, size}};
    shape::Reassembler reassembler(std::chrono::seconds(30), most_pending);
    const Octets payload(std::size_t{input.u8()} * 16 + 1, 0x5a);
    shape::FragmentPlan plan{28U + input.u8() * 4U, {}, (input.u8() % 3U) * 8U};
    const auto whole = datagram(honest_source, 0, payload);
    auto pieces = shape::fragment(whole, plan);
    if (!pieces) pieces = std::vector<Octets>{whole};

    Instant now{};
    bool came = false;
    for (auto const& piece : *pieces) {
        // A made-up fragment of somebody else between two honest ones.
        if (input.left() > 0) {
            const auto flags = input.u16();
            const auto length = input.u8();
            const auto source = made_up_source + (length & 3U);
            if (const auto made = reassembler.add(datagram(source, flags, input.take(std::min<std::size_t>(length, input.left()))), now))
                check(*made);
        }
        if (const auto done = reassembler.add(piece, now)) {
            check(*done);
            came = true;
            if (!same(part(done->datagram, 20), payload)) std::abort();
        }
        now += std::chrono::milliseconds(1);
        if (reassembler.pending() > most_pending) std::abort();
    }
    if (!came) std::abort();
    (void)reassembler.add(View{data, size}, now);
    return 0;
}
