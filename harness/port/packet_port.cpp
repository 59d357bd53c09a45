// AF_PACKET port: see packet_port.hpp. Two sockets, because one that receives nothing (protocol 0) is the one that sends without
// costing the kernel a copy of every frame.
#include "harness/port/packet_port.hpp"

#include "harness/port/packet_ring.hpp"
#include "harness/port/packet_socket.hpp"
#include "harness/port/unique_fd.hpp"

#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tsuka::port {

namespace {

/// Not in every libc's headers yet; the kernel's number since 4.20.
#ifndef PACKET_IGNORE_OUTGOING
constexpr int PACKET_IGNORE_OUTGOING = 23;
#endif

constexpr std::size_t smallest_frame = ETH_HLEN;
/// How long a full transmit queue may take to drain before send() gives up, in steps of one.
constexpr int send_patience_milliseconds = 200;

/// Everything but the binding, so that the ring is ready before the first frame comes.
Result<void> prepare_receiver(int socket, Interface const& interface) {
    if (!set_option(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)) return refused(interface.name, "PACKET_IGNORE_OUTGOING");
    // Stamps are the kernel's at arrival: a clock read at user level lags by 5-7 us, and by milliseconds when the machine is busy.
    if (!set_option(socket, SOL_SOCKET, SO_TIMESTAMPNS, 1)) return refused(interface.name, "SO_TIMESTAMPNS");
    if (!set_option(socket, SOL_PACKET, PACKET_TIMESTAMP, SOF_TIMESTAMPING_SOFTWARE)) return refused(interface.name, "PACKET_TIMESTAMP");
    packet_mreq membership{};
    membership.mr_ifindex = interface.index;
    membership.mr_type = PACKET_MR_PROMISC;
    // Our hosts have MACs of their own, so frames for them are nobody's in the card's eyes.
    if (::setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership) != 0)
        return refused(interface.name, "cannot make it promiscuous");
    return {};
}

class PacketPort final : public Port {
public:
    PacketPort(Interface interface, UniqueFd receiver, UniqueFd sender, PacketRing ring)
        : interface_(std::move(interface)), receiver_(std::move(receiver)), sender_(std::move(sender)), ring_(std::move(ring)) {}

    [[nodiscard]] std::string name() const override { return interface_.name; }
    [[nodiscard]] Result<void> send(View frame) override;
    [[nodiscard]] Result<std::optional<Received>> receive() override;
    [[nodiscard]] int descriptor() const override { return receiver_.get(); }
    [[nodiscard]] Result<void> state() override;
    [[nodiscard]] Statistics statistics() override;

private:
    Interface interface_;
    UniqueFd receiver_;
    UniqueFd sender_;
    PacketRing ring_;
    Statistics statistics_;
};

Result<void> PacketPort::send(View frame) {
    if (frame.size() < smallest_frame)
        return fail(fmt::format("{}: {} octets are too few for an Ethernet frame", interface_.name, frame.size()));
    for (int attempt = 0; ::send(sender_.get(), frame.data(), frame.size(), MSG_DONTWAIT) < 0; ++attempt) {
        if (errno != EAGAIN && errno != ENOBUFS && errno != EINTR) return send_failed(interface_, frame.size());
        if (attempt == send_patience_milliseconds)
            return fail(fmt::format("{}: its transmit queue stays full (no link partner?)", interface_.name));
        // ENOBUFS comes from the queueing discipline, of which POLLOUT knows nothing: there only time helps.
        pollfd wait{sender_.get(), POLLOUT, 0};
        (void)::poll(&wait, errno == EAGAIN ? 1 : 0, 1);
    }
    ++statistics_.sent;
    return {};
}

Result<std::optional<Received>> PacketPort::receive() {
    std::uint64_t truncated = 0;
    auto received = ring_.next(truncated);
    statistics_.dropped += truncated;
    if (received) {
        ++statistics_.received;
        received->after_loss = received->after_loss || truncated > 0;
    }
    return received;
}

Result<void> PacketPort::state() {
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(receiver_.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) return refused(interface_.name, "cannot read its state");
    if (error == ENETDOWN) return fail(fmt::format("{}: the interface went down", interface_.name));
    if (error != 0) return fail(fmt::format("{}: {}", interface_.name, std::strerror(error)));
    return {};
}

Statistics PacketPort::statistics() {
    tpacket_stats kernel{};
    socklen_t length = sizeof kernel;
    // Reading resets the kernel's counters, hence the sum.
    if (::getsockopt(receiver_.get(), SOL_PACKET, PACKET_STATISTICS, &kernel, &length) == 0) statistics_.dropped += kernel.tp_drops;
    return statistics_;
}

}  // namespace

Result<std::unique_ptr<Port>> open_packet_port(std::string const& interface, PacketPortOptions options) {
    auto receiver = packet_socket(interface);
    if (!receiver) return receiver.error();
    auto found = find_interface(receiver->get(), interface);
    if (!found) return found.error();
    auto sender = packet_socket(interface);
    if (!sender) return sender.error();

    if (auto prepared = prepare_receiver(receiver->get(), *found); !prepared) return prepared.error();
    auto ring = PacketRing::map(receiver->get(), found->mtu, options.ring_frames);
    if (!ring) return fail(fmt::format("{}: {}", interface, ring.error().what));
    if (auto bound = bind_to(receiver->get(), *found, ETH_P_ALL); !bound) return bound.error();
    if (auto bound = bind_to(sender->get(), *found, 0); !bound) return bound.error();
    return std::unique_ptr<Port>{
        std::make_unique<PacketPort>(std::move(*found), std::move(*receiver), std::move(*sender), std::move(*ring))};
}

}  // namespace tsuka::port
