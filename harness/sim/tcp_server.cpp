// A TCP port of the router's: see tcp_server.hpp.
#include "harness/sim/tcp_server.hpp"

#include "generator/proto/frame.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr unsigned tcp_fin_flag = 0x01;
constexpr unsigned tcp_syn_flag = 0x02;
constexpr unsigned tcp_rst_flag = 0x04;
constexpr unsigned tcp_psh_flag = 0x08;
constexpr unsigned tcp_ack_flag = 0x10;
constexpr std::uint16_t own_mss = 1400;

Octets segment_to(Packet const& from, std::uint32_t seq, std::uint32_t acknowledged, unsigned flags, View text) {
    proto::IpParameters ip;
    ip.source = from.destination();
    ip.destination = from.source();
    ip.protocol = ip_protocol::tcp;
    proto::TcpParameters tcp;
    tcp.source_port = from.destination_port();
    tcp.destination_port = from.source_port();
    tcp.seq = seq;
    tcp.ack = acknowledged;
    tcp.flags = static_cast<std::uint8_t>(flags);
    if ((flags & tcp_syn_flag) != 0) tcp.mss = own_mss;
    return proto::build_ipv4(ip, proto::build_tcp(ip.source, ip.destination, tcp, text));
}

}  // namespace

std::vector<Octets> TcpServer::receive(Packet const& packet, Program const& program) {
    const auto at = packet.body();
    const auto flags = static_cast<unsigned>(packet.get(at + 13, 1));
    const auto seq = static_cast<std::uint32_t>(packet.get(at + 4, 4));
    const auto header = static_cast<std::size_t>(packet.get(at + 12, 1) >> 4U) * 4;
    const auto text = part(packet.octets(), at + header);
    const auto length = static_cast<std::uint32_t>(text.size()) + ((flags & (tcp_syn_flag | tcp_fin_flag)) != 0 ? 1U : 0U);
    const std::pair key{SocketAddress{packet.source(), packet.source_port()}, packet.destination_port()};
    if ((flags & tcp_rst_flag) != 0) {
        connections_.erase(key);
        return {};
    }
    if (program != nullptr && (flags & (tcp_syn_flag | tcp_ack_flag)) == tcp_syn_flag) {
        const auto own = seq ^ 0x5a5a5a5aU;
        connections_[key] = {seq + 1, own + 1};
        return {segment_to(packet, own, seq + 1, tcp_syn_flag | tcp_ack_flag, {})};
    }
    const auto found = connections_.find(key);
    if (found == connections_.end()) {
        const bool acknowledges = (flags & tcp_ack_flag) != 0;
        const auto theirs = static_cast<std::uint32_t>(packet.get(at + 8, 4));
        return {segment_to(packet, acknowledges ? theirs : 0, acknowledges ? 0 : seq + length,
                           acknowledges ? tcp_rst_flag : tcp_rst_flag | tcp_ack_flag, {})};
    }
    auto& connection = found->second;
    if (length == 0) return {};
    if (seq != connection.next) return {segment_to(packet, connection.sent, connection.next, tcp_ack_flag, {})};
    connection.next += length;
    connection.request.insert(connection.request.end(), text.begin(), text.end());
    std::vector<Octets> out{segment_to(packet, connection.sent, connection.next, tcp_ack_flag, {})};
    const auto answer = connection.answered ? std::nullopt : program(connection.request);
    if (!answer) return out;
    connection.answered = true;
    for (std::size_t from = 0; from < answer->size(); from += own_mss) {
        const auto piece = part(*answer, from, own_mss);
        out.push_back(segment_to(packet, connection.sent, connection.next, tcp_psh_flag | tcp_ack_flag, piece));
        connection.sent += static_cast<std::uint32_t>(piece.size());
    }
    out.push_back(segment_to(packet, connection.sent, connection.next, tcp_fin_flag | tcp_ack_flag, {}));
    connection.sent += 1;
    return out;
}

}  // namespace tsuka::sim
