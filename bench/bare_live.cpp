#include "bench/bare_live.hpp"

#include "harness/port/bpf_code.hpp"

#include <net/if.h>

#include <cstddef>
#include <vector>

namespace tsuka::bench {

namespace {

constexpr std::int16_t source_port = 34;
constexpr std::int16_t payload = 42;
constexpr std::int16_t checksum = 40;
constexpr std::int16_t least = payload + 10;

/// Register 4 counts frames, in the one value of the map.
port::UniqueFd load_program(int map, unsigned interface) {
    using enum port::Register;
    using enum port::Width;
    port::BpfCode code;
    const auto room = code.label();
    code.load(four, r2, r1, offsetof(xdp_md, data));
    code.load(four, r3, r1, offsetof(xdp_md, data_end));
    code.move(r5, r2);
    code.by(BPF_ADD, r5, least);
    code.jump_if(BPF_JLE, r5, r3, room);
    code.set(r0, XDP_DROP);
    code.leave();
    code.here(room);
    code.address(r1, map, 0);
    code.load(four, r4, r1, 0);
    code.by(BPF_ADD, r4, 1);
    code.store(four, r1, 0, r4);
    code.store(two, r2, source_port, r4);
    code.store(four, r2, payload, r4);
    code.by(BPF_XOR, r4, -1);
    code.store(four, r2, payload + 4, r4);
    code.store(two, r2, payload + 8, r4);
    code.set(r1, static_cast<std::int32_t>(interface));
    code.set(r2, 0);
    code.call(BPF_FUNC_redirect);
    code.leave();
    return code.load_as(BPF_PROG_TYPE_XDP);
}

/// The frame, with a checksum that fits what the program writes, which adds up to nothing: a number, and the same number inverted.
std::vector<std::uint8_t> to_be_numbered(std::span<std::uint8_t const> frame) {
    std::vector<std::uint8_t> made(frame.begin(), frame.end());
    const auto word = [&](std::size_t at) { return static_cast<std::uint32_t>(made[at] << 8U) | made[at + 1]; };
    std::uint32_t sum = (~word(checksum) & 0xffffU) + (~word(source_port) & 0xffffU);
    for (std::size_t at = payload; at < least; at += 2) sum += ~word(at) & 0xffffU;
    while (sum > 0xffffU) sum = (sum & 0xffffU) + (sum >> 16U);
    made[checksum] = static_cast<std::uint8_t>(~sum >> 8U);
    made[checksum + 1] = static_cast<std::uint8_t>(~sum);
    return made;
}

}  // namespace

std::uint64_t send_bare_live(std::string const& interface, std::span<std::uint8_t const> frame, std::chrono::nanoseconds duration) {
    const auto counter = port::make_shared_value(sizeof(std::uint32_t));
    const auto program = load_program(counter.get(), ::if_nametoindex(interface.c_str()));
    constexpr std::uint32_t a_call = 300'000;  // each ends with a wait of the kernel's
    constexpr std::uint32_t together = 64;
    const auto numbered = to_be_numbered(frame);
    std::uint64_t sent = 0;
    for (const auto end = std::chrono::steady_clock::now() + duration; program && std::chrono::steady_clock::now() < end; sent += a_call)
        if (port::run_live(program.get(), numbered, a_call, together) != 0) break;
    return sent;
}

}  // namespace tsuka::bench
