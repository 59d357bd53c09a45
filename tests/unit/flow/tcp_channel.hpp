// Two TCP endpoints and a router of bad manners between them, in virtual time: loses, delays, doubles, and translates.
#pragma once

#include "tests/unit/flow/tcp_segments.hpp"

#include <map>
#include <random>

namespace tsuka::flow_test {

struct ChannelFaults {
    unsigned lost = 0;     ///< of 100 segments
    unsigned doubled = 0;  ///< of 100 segments
    Duration delay = std::chrono::milliseconds(5);
    Duration jitter{};               ///< more than `delay` apart: segments overtake each other
    std::uint16_t outside_port = 0;  ///< what the router makes of the client's port; 0: nothing
    std::uint32_t seq_shift = 0;     ///< added to the client's sequence numbers (a proxying firewall does that)
};

class Channel {
public:
    Channel(TcpEndpoint& client, TcpEndpoint& server, ChannelFaults faults, std::uint64_t seed)
        : client_(client), server_(server), faults_(faults), random_(seed), client_port_(client.own_port()) {}

    /// Runs until nothing is under way and nobody waits for a timer, or `most` events are over (then false).
    bool run(unsigned most = 20000) {
        collect();
        for (unsigned event = 0; event < most; ++event) {
            const auto arrival = under_way_.empty() ? std::nullopt : std::optional(under_way_.begin()->first);
            auto next = arrival;
            for (auto const* end : {&client_, &server_})
                if (const auto at = end->wake_at(); at && (!next || *at < *next)) next = at;
            if (!next) return true;
            now_ = std::max(now_, *next);
            if (arrival == next)
                deliver();
            else
                wake();
            collect();
        }
        return false;
    }

    /// Puts what the endpoints have to say on the wire.
    void collect() {
        for (auto& segment : client_.take_segments()) enter(std::move(segment), true);
        for (auto& segment : server_.take_segments()) enter(std::move(segment), false);
    }

    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] unsigned segments() const { return segments_; }

private:
    struct UnderWay {
        TcpEndpoint::Segment segment;
        bool to_server = false;
    };

    bool chance(unsigned of_hundred) { return random_() % 100 < of_hundred; }

    void enter(TcpEndpoint::Segment segment, bool to_server) {
        ++segments_;
        auto& tcp = segment.tcp;
        if (to_server) {
            tcp.seq += faults_.seq_shift;
            if (faults_.outside_port != 0) tcp.source_port = faults_.outside_port;
        } else {
            if ((tcp.flags & 16U) != 0) tcp.ack -= faults_.seq_shift;
            if (faults_.outside_port != 0 && tcp.destination_port == faults_.outside_port) tcp.destination_port = client_port_;
        }
        if (chance(faults_.lost)) return;
        for (int copies = chance(faults_.doubled) ? 2 : 1; copies > 0; --copies) {
            const auto jitter = faults_.jitter.count() > 0
                                    ? Duration(static_cast<Duration::rep>(random_() % static_cast<std::uint64_t>(faults_.jitter.count())))
                                    : Duration{};
            under_way_.emplace(now_ + faults_.delay + jitter, UnderWay{segment, to_server});
        }
    }

    void deliver() {
        const auto [segment, to_server] = under_way_.begin()->second;
        under_way_.erase(under_way_.begin());
        (to_server ? server_ : client_).receive(segment.tcp, segment.payload, now_);
    }

    void wake() {
        client_.wake(now_);
        server_.wake(now_);
    }

    TcpEndpoint& client_;
    TcpEndpoint& server_;
    ChannelFaults faults_;
    std::mt19937_64 random_;
    std::uint16_t client_port_;
    Instant now_{};
    unsigned segments_ = 0;
    std::multimap<Instant, UnderWay> under_way_;
};

}  // namespace tsuka::flow_test
