// sendmmsg, which works everywhere, and the choice between mechanisms.
#include "harness/port/batch_sender.hpp"

#include "harness/port/packet_socket.hpp"
#include "harness/port/xdp_sender.hpp"

#include <fmt/format.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

namespace tsuka::port {

namespace {

/// More at a time bring nothing: measured, and the kernel looks for signals in between.
constexpr std::size_t batch = 64;
constexpr std::size_t room = 2048;  ///< octets a buffer holds

#ifndef PACKET_QDISC_BYPASS
constexpr int PACKET_QDISC_BYPASS = 20;
#endif

class MessageSender final : public BatchSender {
public:
    MessageSender(Interface interface, UniqueFd socket, std::string why)
        : interface_(std::move(interface)),
          socket_(std::move(socket)),
          why_(std::move(why)),
          memory_(batch * room),
          parts_(batch),
          messages_(batch) {
        for (std::size_t at = 0; at < batch; ++at) {
            messages_[at].msg_hdr.msg_iov = &parts_[at];
            messages_[at].msg_hdr.msg_iovlen = 1;
        }
    }

    [[nodiscard]] std::string mechanism() const override { return why_.empty() ? "sendmmsg" : fmt::format("sendmmsg ({})", why_); }
    [[nodiscard]] std::size_t buffers() const override { return batch; }
    [[nodiscard]] std::span<std::uint8_t> buffer(std::size_t index) override { return std::span(memory_).subspan(index * room, room); }
    [[nodiscard]] std::optional<std::size_t> claim() override { return claimed_ < batch ? std::optional(claimed_++) : std::nullopt; }

    void queue(std::size_t index, std::size_t octets) override { parts_[queued_++] = {memory_.data() + index * room, octets}; }

    [[nodiscard]] Result<std::size_t> flush() override {
        std::size_t taken = 0;
        while (sent_ < queued_) {
            const auto count = ::sendmmsg(socket_.get(), messages_.data() + sent_, static_cast<unsigned>(queued_ - sent_), MSG_DONTWAIT);
            if (count < 0) {
                if (errno == EAGAIN || errno == ENOBUFS || errno == EINTR) return taken;  // the queue of the card is full: try again later
                return send_failed(interface_, parts_[sent_].iov_len);
            }
            sent_ += static_cast<std::size_t>(count);
            taken += static_cast<std::size_t>(count);
        }
        // Copied by the kernel: all buffers are free again.
        sent_ = queued_ = claimed_ = 0;
        return taken;
    }

private:
    Interface interface_;
    UniqueFd socket_;
    std::string why_;  ///< why not by a faster way
    std::vector<std::uint8_t> memory_;
    std::vector<iovec> parts_;
    std::vector<mmsghdr> messages_;
    std::size_t claimed_ = 0;
    std::size_t queued_ = 0;
    std::size_t sent_ = 0;
};

Result<std::unique_ptr<BatchSender>> open_message_sender(std::string const& name, std::string why) {
    auto socket = packet_socket(name);
    if (!socket) return socket.error();
    auto interface = find_interface(socket->get(), name);
    if (!interface) return interface.error();
    (void)set_option(socket->get(), SOL_PACKET, PACKET_QDISC_BYPASS, 1);  // where the kernel has it; slower without
    if (auto bound = bind_to(socket->get(), *interface, 0); !bound) return bound.error();
    return std::unique_ptr<BatchSender>(std::make_unique<MessageSender>(std::move(*interface), std::move(*socket), std::move(why)));
}

}  // namespace

Result<std::unique_ptr<BatchSender>> open_batch_sender(std::string const& interface, Mechanism mechanism, std::uint32_t queue) {
    if (mechanism == Mechanism::sendmmsg) return open_message_sender(interface, {});
    auto xdp = open_xdp_sender(interface, queue);
    if (xdp || mechanism == Mechanism::xdp) return xdp;
    return open_message_sender(interface, "AF_XDP: " + xdp.error().what);
}

}  // namespace tsuka::port
