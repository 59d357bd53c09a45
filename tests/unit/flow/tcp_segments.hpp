// Segments by hand and their short notation, for the tests of TCP endpoints.
#pragma once

#include "generator/flow/tcp_endpoint.hpp"

#include <boost/test/unit_test.hpp>

namespace tsuka::flow_test {

using flow::TcpEndpoint;
using State = TcpEndpoint::State;

constexpr std::uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16;

inline proto::TcpParameters segment(std::uint32_t seq, std::uint32_t ack_number, unsigned flags) {
    proto::TcpParameters tcp;
    tcp.source_port = 50000;
    tcp.destination_port = 1723;
    tcp.seq = seq;
    tcp.ack = ack_number;
    tcp.flags = static_cast<std::uint8_t>(flags);
    return tcp;
}

inline std::string shown(std::vector<TcpEndpoint::Segment> const& segments) {
    std::string text;
    for (auto const& one : segments) {
        if (!text.empty()) text += " | ";
        for (auto const& [bit, name] : {std::pair{syn, "S"}, {fin, "F"}, {rst, "R"}, {psh, "P"}, {ack, "A"}})
            if ((one.tcp.flags & bit) != 0) text += name;
        text += " " + std::to_string(one.tcp.seq) + " " + std::to_string(one.tcp.ack) + " " +
                std::string(one.payload.begin(), one.payload.end());
        if (one.retransmission) text += " again";
    }
    return text;
}

/// A server (initial sequence number 300) whose client (100) has finished the handshake.
inline TcpEndpoint established_server(TcpEndpoint::Options options = {}) {
    options.initial_seq = 300;
    TcpEndpoint server(1723, 0, options);
    server.listen();
    server.receive(segment(100, 0, syn), {}, Instant{});
    server.receive(segment(101, 301, ack), {}, Instant{});
    (void)server.take_segments();
    BOOST_REQUIRE(server.state() == State::established);
    return server;
}

}  // namespace tsuka::flow_test
