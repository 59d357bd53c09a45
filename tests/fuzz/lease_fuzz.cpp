// Both ends of DHCP against whatever the other end says: a client that takes what a server offers, renews it and loses it, and the
// provider's server. A client that calls itself ready has addresses to live with, one that has failed says why, and none of them spins.
#include "generator/proto/dhcp.hpp"
#include "generator/proto/frame.hpp"
#include "harness/lab/frame_reader.hpp"
#include "harness/lab/isp.hpp"
#include "harness/lab/join.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace tsuka;

constexpr MacAddress own{{2, 0, 0, 0, 1, 1}};
constexpr MacAddress server{{2, 0, 0, 0, 0, 1}};
constexpr unsigned most_wakes = 64;

/// A message of which the input chooses what is in it and what is odd.
proto::DhcpMessage chosen(Reader& input, proto::DhcpMessage const& asked) {
    proto::DhcpMessage message;
    const auto what = input.u16();
    const auto odd = [&](unsigned bit) { return (what >> bit & 1U) != 0; };
    message.type = static_cast<proto::DhcpType>(1 + (what & 7U));
    message.xid = odd(3) ? input.u32() : asked.xid;
    message.chaddr = asked.chaddr;
    message.yiaddr = {odd(4) ? input.u32() : 0xc0a80164};
    if (!odd(5)) message.server_id = Ipv4Address{odd(6) ? input.u32() : 0xc0a80101};
    if (!odd(7)) message.lease_time = odd(8) ? input.u32() : 3600;
    if (!odd(9)) message.subnet_mask = Ipv4Address{odd(10) ? input.u32() : 0xffffff00};
    if (!odd(11)) message.routers.push_back({odd(12) ? input.u32() : 0xc0a80101});
    if (odd(13)) message.ciaddr = {input.u32()};
    if (odd(14)) message.requested_address = Ipv4Address{input.u32()};
    return message;
}

Octets frame_of(Reader& input, View payload, bool to_server) {
    lab::UdpMessage udp;
    udp.datagram = {server, own, {0xc0a80101}, {0xffffffff}, 17, {}};
    udp.source_port = to_server ? proto::dhcp_client_port : proto::dhcp_server_port;
    udp.destination_port = to_server ? proto::dhcp_server_port : proto::dhcp_client_port;
    udp.payload = payload;
    auto frame = lab::write_udp(udp);
    if ((input.u8() & 0xfU) == 0xf && !frame.empty()) frame.resize(input.u16() % frame.size());
    return frame;
}

class Ends {
public:
    explicit Ends(Reader& input) : input_(input), client_(lab::Join::with_lease("alice", own, 77)), isp_(line(), server) {
        client_.start(now_);
    }

    void run() {
        while (input_.ok() && input_.left() > 0) {
            step();
            look();
        }
    }

private:
    static model::WanSide line() {
        model::WanSide wan;
        wan.router = model::Addressing::dhcp;
        return wan;
    }

    static proto::DhcpMessage first() {
        proto::DhcpMessage message;
        message.xid = 77;
        message.chaddr = own;
        return message;
    }

    void step() {
        switch (input_.u8() % 6U) {
            case 0:
            case 1:
                return hear(frame_of(input_, proto::build_dhcp(chosen(input_, asked_)), false));
            case 2: {  // octets of the input as options behind a right head
                auto payload = proto::build_dhcp(chosen(input_, asked_));
                const auto options = input_.take(std::min<std::size_t>(input_.u8(), input_.left()));
                payload.resize(240);
                payload.insert(payload.end(), options.begin(), options.end());
                return hear(frame_of(input_, payload, false));
            }
            case 3: {
                const auto octets = input_.take(std::min<std::size_t>(input_.u8(), input_.left()));
                return hear(Octets(octets.begin(), octets.end()));
            }
            case 4: {  // ARP of the gateway, or of whom the input names
                const auto who = input_.u8();
                const Ipv4Address address{who < 16 ? input_.u32() : 0xc0a80101};
                const MacAddress mac{{static_cast<std::uint8_t>(who & 3U), 0, 0, 0, 0, static_cast<std::uint8_t>(who >> 4U)}};
                return hear(proto::build_arp(own, 2, mac, address, own, {0xc0a80164}));
            }
            default:
                now_ += std::chrono::milliseconds(static_cast<std::int64_t>(input_.u16()) * input_.u8());
                return pass();
        }
    }

    void hear(Octets const& frame) {
        client_.receive(frame, now_);
        for (auto const& reply : isp_.answer(frame, now_)) client_.receive(reply, now_);
        const auto replies = isp_.answer(frame_of(input_, proto::build_dhcp(chosen(input_, asked_)), true), now_);
        if (replies.size() > 1) std::abort();
    }

    void pass() {
        for (unsigned wakes = 0; client_.wake_at() && *client_.wake_at() <= now_; ++wakes) {
            if (wakes > most_wakes) std::abort();
            client_.wake(*client_.wake_at());
        }
    }

    void look() {
        for (auto const& frame : client_.take_frames()) {
            const auto udp = lab::read_udp(frame);
            const auto message = udp ? proto::read_dhcp(udp->payload) : std::nullopt;
            if (message) asked_ = *message;
        }
        auto const& host = client_.host();
        if (client_.state() == lab::Progress::failed && client_.why().empty()) std::abort();
        if (client_.state() != lab::Progress::ready) return;
        const bool livable = host.address != Ipv4Address{} && host.gateway != Ipv4Address{} && host.gateway_mac != MacAddress{} &&
                             !host.gateway_mac.is_group();
        if (!livable) std::abort();
        (void)client_.leave();
    }

    Reader& input_;
    Instant now_{};
    lab::Join client_;
    lab::Isp isp_;
    proto::DhcpMessage asked_ = first();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Reader input{View{data, size}};
    Ends(input).run();
    return 0;
}
