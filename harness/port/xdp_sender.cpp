#include "harness/port/xdp_sender.hpp"

#include <fmt/format.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <xdp/xsk.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace tsuka::port {

namespace {

constexpr std::uint32_t frames = 2048;
constexpr std::uint32_t umem_room = XSK_UMEM__DEFAULT_FRAME_SIZE / 2;  ///< 2048 octets: the least that the kernel takes
constexpr std::uint32_t most_completed = 256;
constexpr std::size_t memory = std::size_t{frames} * umem_room;

/// Since Linux 6.18 (by default the kernel sends 32 frames a call).
#ifndef XDP_MAX_TX_SKB_BUDGET
constexpr int XDP_MAX_TX_SKB_BUDGET = 9;
#endif

struct Unmap {
    void operator()(std::uint8_t* octets) const { ::munmap(octets, memory); }
};
struct DeleteUmem {
    void operator()(xsk_umem* umem) const { xsk_umem__delete(umem); }
};
struct DeleteSocket {
    void operator()(xsk_socket* socket) const { xsk_socket__delete(socket); }
};

class XdpSender final : public BatchSender {
public:
    [[nodiscard]] static Result<std::unique_ptr<BatchSender>> open(std::string const& interface, std::uint32_t queue) {
        auto made = std::unique_ptr<XdpSender>(new XdpSender);
        made->interface_ = interface;
        // Shared: the process that sends may be a child of the one that opened, and the kernel holds the pages that were there at first.
        auto* octets = ::mmap(nullptr, memory, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (octets == MAP_FAILED) return fail("no memory for its frames");
        made->memory_.reset(static_cast<std::uint8_t*>(octets));
        if (auto opened = made->open_socket(queue); !opened) return opened.error();
        return std::unique_ptr<BatchSender>(std::move(made));
    }

    [[nodiscard]] std::string mechanism() const override { return zero_copy_ ? "AF_XDP, zero-copy" : "AF_XDP, copy mode"; }
    [[nodiscard]] std::size_t buffers() const override { return frames; }
    [[nodiscard]] std::span<std::uint8_t> buffer(std::size_t index) override { return {memory_.get() + index * umem_room, umem_room}; }

    [[nodiscard]] std::optional<std::size_t> claim() override {
        if (free_.empty()) collect();
        if (free_.empty()) return std::nullopt;
        const auto index = free_.back();
        free_.pop_back();
        return index;
    }

    void queue(std::size_t index, std::size_t octets) override {
        std::uint32_t place = 0;
        while (xsk_ring_prod__reserve(&transmit_, 1, &place) == 0) collect();  // cannot be: the ring holds as many as there are buffers
        auto* descriptor = xsk_ring_prod__tx_desc(&transmit_, place);
        descriptor->addr = index * umem_room;
        descriptor->len = static_cast<std::uint32_t>(octets);
        descriptor->options = 0;
        ++queued_;
    }

    [[nodiscard]] Result<std::size_t> flush() override {
        const auto handed = queued_;
        xsk_ring_prod__submit(&transmit_, queued_);
        queued_ = 0;
        if (::sendto(xsk_socket__fd(socket_.get()), nullptr, 0, MSG_DONTWAIT, nullptr, 0) < 0 && errno != EAGAIN && errno != EBUSY &&
            errno != ENOBUFS)
            return fail(fmt::format("{}: {}", interface_, errno == ENETDOWN ? "the interface is down" : std::strerror(errno)));
        collect();  // those that were filled last are filled next: they are in the cache
        return std::size_t{handed};
    }

private:
    XdpSender() = default;

    Result<void> open_socket(std::uint32_t queue) {
        xsk_umem_config umem_config{};
        umem_config.fill_size = XSK_RING_PROD__DEFAULT_NUM_DESCS;
        umem_config.comp_size = frames;
        umem_config.frame_size = umem_room;
        xsk_umem* umem = nullptr;
        if (const int error = xsk_umem__create(&umem, memory_.get(), memory, &fill_, &completion_, &umem_config); error != 0)
            return fail(std::strerror(-error));
        umem_.reset(umem);
        xsk_socket_config config{};
        config.tx_size = frames;
        config.rx_size = 0;
        config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
        config.bind_flags = XDP_USE_NEED_WAKEUP;  // neither XDP_COPY nor XDP_ZEROCOPY: the kernel takes what the driver has
        xsk_socket* socket = nullptr;
        if (const int error = xsk_socket__create(&socket, interface_.c_str(), queue, umem, nullptr, &transmit_, &config); error != 0)
            return fail(std::strerror(-error));
        socket_.reset(socket);
        const int budget = most_completed;
        (void)::setsockopt(xsk_socket__fd(socket), SOL_XDP, XDP_MAX_TX_SKB_BUDGET, &budget, sizeof budget);  // where the kernel has it
        xdp_options options{};
        socklen_t length = sizeof options;
        zero_copy_ = ::getsockopt(xsk_socket__fd(socket), SOL_XDP, XDP_OPTIONS, &options, &length) == 0 &&
                     (options.flags & XDP_OPTIONS_ZEROCOPY) != 0;
        for (std::size_t index = frames; index-- > 0;) free_.push_back(index);
        return {};
    }

    /// Buffers that the kernel is done with.
    void collect() {
        std::uint32_t place = 0;
        const auto done = xsk_ring_cons__peek(&completion_, frames, &place);
        for (std::uint32_t at = 0; at < done; ++at) free_.push_back(*xsk_ring_cons__comp_addr(&completion_, place + at) / umem_room);
        xsk_ring_cons__release(&completion_, done);
    }

    std::string interface_;
    std::unique_ptr<std::uint8_t, Unmap> memory_;
    xsk_ring_prod fill_{};
    xsk_ring_cons completion_{};
    xsk_ring_prod transmit_{};
    std::unique_ptr<xsk_umem, DeleteUmem> umem_;
    std::unique_ptr<xsk_socket, DeleteSocket> socket_;  // after umem_: goes first
    std::vector<std::size_t> free_;
    std::uint32_t queued_ = 0;
    bool zero_copy_ = false;
};

}  // namespace

Result<std::unique_ptr<BatchSender>> open_xdp_sender(std::string const& interface, std::uint32_t queue) {
    if (::if_nametoindex(interface.c_str()) == 0)
        return fail(fmt::format("{}: no such network interface (`ip link` lists them)", interface));
    return XdpSender::open(interface, queue);
}

}  // namespace tsuka::port
