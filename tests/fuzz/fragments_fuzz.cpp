// Fragments: a datagram cut as the input says comes back as it was, whatever else arrives between its pieces; and fragments that the input
// makes up are put together within bounds or not at all.
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
    if (whole.datagram.size() > 65535 || read_bits(whole.datagram, 16, 16) != whole.datagram.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
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
