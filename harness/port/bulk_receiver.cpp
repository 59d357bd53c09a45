#include "harness/port/bulk_receiver.hpp"

#include "harness/port/packet_socket.hpp"

#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tsuka::port {

namespace {

constexpr std::size_t block_octets = std::size_t{1} << 19U;
constexpr unsigned slot_size = 2048;       ///< version 3 packs frames; the number only has to divide a block
constexpr unsigned handed_over_after = 1;  ///< milliseconds

#ifndef PACKET_IGNORE_OUTGOING
constexpr int PACKET_IGNORE_OUTGOING = 23;
#endif

Result<void> prepare(int socket, Interface const& interface) {
    if (!set_option(socket, SOL_PACKET, PACKET_VERSION, TPACKET_V3)) return refused(interface.name, "TPACKET_V3");
    if (!set_option(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)) return refused(interface.name, "PACKET_IGNORE_OUTGOING");
    if (!set_option(socket, SOL_PACKET, PACKET_TIMESTAMP, SOF_TIMESTAMPING_SOFTWARE)) return refused(interface.name, "PACKET_TIMESTAMP");
    packet_mreq membership{};
    membership.mr_ifindex = interface.index;
    membership.mr_type = PACKET_MR_PROMISC;
    if (::setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership) != 0)
        return refused(interface.name, "cannot make it promiscuous");
    return {};
}

}  // namespace

Result<BulkReceiver> BulkReceiver::open(std::string const& name, std::size_t octets) {
    auto socket = packet_socket(name);
    if (!socket) return socket.error();
    const auto interface = find_interface(socket->get(), name);
    if (!interface) return interface.error();
    if (auto prepared = prepare(socket->get(), *interface); !prepared) return prepared.error();

    BulkReceiver made;
    made.blocks_ = std::max<std::size_t>(octets / block_octets, 4);
    made.length_ = made.blocks_ * block_octets;
    tpacket_req3 request{};
    request.tp_block_size = block_octets;
    request.tp_block_nr = static_cast<unsigned>(made.blocks_);
    request.tp_frame_size = slot_size;
    request.tp_frame_nr = static_cast<unsigned>(made.length_ / slot_size);
    request.tp_retire_blk_tov = handed_over_after;
    if (::setsockopt(socket->get(), SOL_PACKET, PACKET_RX_RING, &request, sizeof request) != 0)
        return refused(name, fmt::format("no receive ring of {} MiB", made.length_ >> 20U));
    void* const memory = ::mmap(nullptr, made.length_, PROT_READ | PROT_WRITE, MAP_SHARED, socket->get(), 0);
    if (memory == MAP_FAILED) return refused(name, "cannot map the receive ring");
    made.memory_ = static_cast<std::uint8_t*>(memory);
    if (auto bound = bind_to(socket->get(), *interface, ETH_P_ALL); !bound) return bound.error();
    made.socket_ = std::move(*socket);
    return made;
}

BulkReceiver::BulkReceiver(BulkReceiver&& from) noexcept {
    *this = std::move(from);
}

BulkReceiver& BulkReceiver::operator=(BulkReceiver&& from) noexcept {
    std::swap(socket_, from.socket_);
    std::swap(memory_, from.memory_);
    std::swap(length_, from.length_);
    std::swap(blocks_, from.blocks_);
    std::swap(head_, from.head_);
    std::swap(statistics_, from.statistics_);
    return *this;
}

BulkReceiver::~BulkReceiver() {
    if (memory_ != nullptr) ::munmap(memory_, length_);
}

std::size_t BulkReceiver::show_block(std::uint8_t* block, Sink const& sink) {
    auto const& header = reinterpret_cast<tpacket_block_desc const*>(block)->hdr.bh1;
    auto* at = block + header.offset_to_first_pkt;
    for (std::uint32_t shown = 0; shown < header.num_pkts; ++shown) {
        auto const& frame = *reinterpret_cast<tpacket3_hdr const*>(at);
        if (frame.tp_snaplen == frame.tp_len)
            sink({at + frame.tp_mac, frame.tp_snaplen},
                 Instant{std::chrono::seconds{frame.tp_sec} + std::chrono::nanoseconds{frame.tp_nsec}});
        else
            ++statistics_.dropped;
        at += frame.tp_next_offset;
    }
    statistics_.received += header.num_pkts;
    return header.num_pkts;
}

std::size_t BulkReceiver::drain(Sink const& sink, std::size_t blocks) {
    std::size_t shown = 0;
    for (; blocks > 0; --blocks) {
        auto* const block = memory_ + head_ * block_octets;
        // The kernel writes the frames first and the status last, from another CPU: acquire pairs with its release.
        const std::atomic_ref status{reinterpret_cast<tpacket_block_desc*>(block)->hdr.bh1.block_status};
        if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) break;
        shown += show_block(block, sink);
        status.store(TP_STATUS_KERNEL, std::memory_order_release);
        head_ = (head_ + 1) % blocks_;
    }
    return shown;
}

Statistics BulkReceiver::statistics() {
    tpacket_stats_v3 kernel{};
    socklen_t length = sizeof kernel;
    // Reading resets the kernel's counters, hence the sum.
    if (::getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &kernel, &length) == 0) statistics_.dropped += kernel.tp_drops;
    return statistics_;
}

}  // namespace tsuka::port
