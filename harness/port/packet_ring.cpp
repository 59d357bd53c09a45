// The receive ring: see packet_ring.hpp.
#include "harness/port/packet_ring.hpp"

#include "generator/base/ethernet.hpp"

#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>

namespace tsuka::port {

namespace {

/// Room in a slot beside the MTU: the kernel's header and address, Ethernet header, VLAN tag.
constexpr std::size_t slot_overhead = 256;
constexpr std::size_t smallest_slot = 2048;
constexpr std::size_t longest_frame = 65536 + slot_overhead;
constexpr std::size_t block_size = std::size_t{1} << 18U;

/// That of IEEE 802.1Q unless the kernel says which tag it was.
std::uint16_t tag_type(tpacket2_hdr const& header) {
    return (header.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0 ? header.tp_vlan_tpid : ether_type_vlan;
}

/// The card or the kernel takes the tag out of the frame; on the wire it stands behind the two MAC addresses.
void put_tag_back(Octets& frame, tpacket2_hdr const& header) {
    if ((header.tp_status & TP_STATUS_VLAN_VALID) != 0) put_vlan_tag(frame, header.tp_vlan_tci, tag_type(header));
}

/// A frame longer than its slot: the kernel queued a whole copy on the socket (PACKET_COPY_THRESH).
bool fetch_copy(int socket, Octets& frame, std::size_t length) {
    frame.resize(longest_frame);
    const auto count = ::recv(socket, frame.data(), frame.size(), MSG_DONTWAIT | MSG_TRUNC);
    const bool whole = count >= 0 && static_cast<std::size_t>(count) == length && length <= longest_frame;
    frame.resize(whole ? length : 0);
    return whole;
}

Error kernel_refused(std::string_view what) {
    return fail(fmt::format("the kernel refused {}: {}", what, std::strerror(errno)));
}

}  // namespace

Result<PacketRing> PacketRing::map(int socket, std::size_t mtu, std::size_t slots) {
    PacketRing ring;
    ring.socket_ = socket;
    ring.slot_size_ = std::bit_ceil(std::max(mtu + slot_overhead, smallest_slot));
    const auto block = std::max(block_size, ring.slot_size_);
    const auto per_block = block / ring.slot_size_;
    const auto blocks = std::max<std::size_t>(1, (slots + per_block - 1) / per_block);
    ring.slots_ = blocks * per_block;

    const int version = TPACKET_V2;
    if (::setsockopt(socket, SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0) return kernel_refused("TPACKET_V2");
    const int copy = 1;
    if (::setsockopt(socket, SOL_PACKET, PACKET_COPY_THRESH, &copy, sizeof copy) != 0) return kernel_refused("PACKET_COPY_THRESH");
    tpacket_req request{};
    request.tp_block_size = static_cast<unsigned>(block);
    request.tp_block_nr = static_cast<unsigned>(blocks);
    request.tp_frame_size = static_cast<unsigned>(ring.slot_size_);
    request.tp_frame_nr = static_cast<unsigned>(ring.slots_);
    if (::setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) != 0) return kernel_refused("a receive ring");

    void* const memory = ::mmap(nullptr, block * blocks, PROT_READ | PROT_WRITE, MAP_SHARED, socket, 0);
    if (memory == MAP_FAILED) return kernel_refused("to map the receive ring");
    ring.memory_ = static_cast<std::uint8_t*>(memory);
    ring.length_ = block * blocks;
    return ring;
}

PacketRing::PacketRing(PacketRing&& from) noexcept {
    *this = std::move(from);
}

PacketRing& PacketRing::operator=(PacketRing&& from) noexcept {
    std::swap(socket_, from.socket_);
    std::swap(memory_, from.memory_);
    std::swap(length_, from.length_);
    std::swap(slot_size_, from.slot_size_);
    std::swap(slots_, from.slots_);
    std::swap(head_, from.head_);
    return *this;
}

PacketRing::~PacketRing() {
    if (memory_ != nullptr) ::munmap(memory_, length_);
}

std::optional<Received> PacketRing::next(std::uint64_t& truncated) {
    while (true) {
        std::uint8_t* const at = slot();
        // The kernel writes the frame first and the status last, from another CPU: acquire pairs with its release.
        const std::atomic_ref status{*reinterpret_cast<__u32*>(at)};
        if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) return std::nullopt;

        tpacket2_hdr header{};
        std::memcpy(&header, at, sizeof header);
        Received received;
        received.at = Instant{std::chrono::seconds{header.tp_sec} + std::chrono::nanoseconds{header.tp_nsec}};
        received.after_loss = (header.tp_status & TP_STATUS_LOSING) != 0;
        received.checksum_ready = (header.tp_status & TP_STATUS_CSUMNOTREADY) == 0;
        bool whole = header.tp_snaplen == header.tp_len;
        if (whole)
            received.frame.assign(at + header.tp_mac, at + header.tp_mac + header.tp_snaplen);
        else if ((header.tp_status & TP_STATUS_COPY) != 0)
            whole = fetch_copy(socket_, received.frame, header.tp_len);

        status.store(TP_STATUS_KERNEL, std::memory_order_release);
        head_ = (head_ + 1) % slots_;
        if (whole) {
            put_tag_back(received.frame, header);
            return received;
        }
        ++truncated;
    }
}

}  // namespace tsuka::port
