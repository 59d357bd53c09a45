#include "bench/bare_xdp.hpp"

#include <linux/if_xdp.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace tsuka::bench {

namespace {

constexpr std::uint32_t places = 4096;
constexpr std::uint32_t room = 2048;  // octets of a frame, the least that the kernel takes
constexpr std::uint32_t batch = 256;
constexpr std::size_t port_at = 14 + 20;
constexpr std::uint32_t first_port = 10000;
constexpr int frames_a_call = 9;  // XDP_MAX_TX_SKB_BUDGET, Linux 6.18

}  // namespace

std::uint64_t send_bare(std::string const& interface, std::span<std::uint8_t const> frame, std::uint32_t flows,
                        std::chrono::nanoseconds duration) {
    const std::unique_ptr<std::uint8_t, decltype(&std::free)> memory(
        static_cast<std::uint8_t*>(std::aligned_alloc(4096, std::size_t{places} * room)), &std::free);
    xsk_umem_config memory_config{};
    memory_config.fill_size = 2048;
    memory_config.comp_size = places;
    memory_config.frame_size = room;
    xsk_umem* umem = nullptr;
    xsk_ring_prod fill{};
    xsk_ring_prod transmit{};
    xsk_ring_cons completion{};
    if (!memory || xsk_umem__create(&umem, memory.get(), std::uint64_t{places} * room, &fill, &completion, &memory_config) != 0) return 0;
    xsk_socket_config config{};
    config.tx_size = places;
    config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
    config.bind_flags = XDP_COPY;
    xsk_socket* socket = nullptr;
    if (xsk_socket__create(&socket, interface.c_str(), 0, umem, nullptr, &transmit, &config) != 0) return 0;
    const int descriptor = xsk_socket__fd(socket);
    (void)::setsockopt(descriptor, SOL_XDP, frames_a_call, &batch, sizeof batch);

    std::vector<std::uint32_t> free(places);
    for (std::uint32_t place = 0; place < places; ++place) {
        std::memcpy(memory.get() + std::size_t{place} * room, frame.data(), frame.size());
        free[place] = place;
    }
    std::uint32_t counter = 0;
    std::uint64_t sent = 0;
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end) {
        std::uint32_t first = 0;
        const auto many = static_cast<std::uint32_t>(std::min<std::size_t>(batch, free.size()));
        if (many > 0 && xsk_ring_prod__reserve(&transmit, many, &first) == many) {
            for (std::uint32_t at = 0; at < many; ++at) {
                const auto place = free.back();
                free.pop_back();
                auto* octets = memory.get() + std::size_t{place} * room;
                const auto port = static_cast<std::uint16_t>(first_port + counter % flows);
                octets[port_at] = static_cast<std::uint8_t>(port >> 8U);
                octets[port_at + 1] = static_cast<std::uint8_t>(port);
                std::memcpy(octets + frame.size() - sizeof counter, &counter, sizeof counter);
                ++counter;
                *xsk_ring_prod__tx_desc(&transmit, first + at) = {std::uint64_t{place} * room, static_cast<std::uint32_t>(frame.size()), 0};
            }
            xsk_ring_prod__submit(&transmit, many);
        }
        (void)::sendto(descriptor, nullptr, 0, MSG_DONTWAIT, nullptr, 0);
        std::uint32_t done_at = 0;
        const auto done = xsk_ring_cons__peek(&completion, places, &done_at);
        for (std::uint32_t at = 0; at < done; ++at)
            free.push_back(static_cast<std::uint32_t>(*xsk_ring_cons__comp_addr(&completion, done_at + at) / room));
        xsk_ring_cons__release(&completion, done);
        sent += done;
    }
    xsk_socket__delete(socket);
    xsk_umem__delete(umem);
    return sent;
}

}  // namespace tsuka::bench
