// One end of a TCP connection as a value (RFC 9293, the part that a VPN control connection needs): handshake, in-order delivery,
// acknowledgement, retransmission, FIN and RST. Frames in, segments out, time as an argument.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "generator/proto/frame.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace tsuka::flow {

class TcpEndpoint {
public:
    enum class State : std::uint8_t { closed, listen, syn_sent, syn_received, established, fin_wait, close_wait, reset };

    struct Segment {
        proto::TcpParameters tcp;  ///< ports, seq, ack, flags, window, options filled in
        Octets payload;
        bool retransmission = false;
        bool has_new_data = false;
    };

    struct Options {
        std::uint32_t initial_seq = 0;
        std::uint16_t mss = 1460;
        Duration retransmit_after = std::chrono::milliseconds(200);  ///< doubled each time (RFC 6298 spirit)
        unsigned most_retransmissions = 3;
        /// Window scaling (by 0) and selective acknowledgements, as today's hosts offer them in each SYN and answer them in theirs. Nothing
        /// comes of them here.
        bool offers = false;
    };

    TcpEndpoint(std::uint16_t own_port, std::uint16_t peer_port, Options options);

    void connect(Instant now);  ///< active open: queues the SYN
    void listen();              ///< passive open: the peer's port is learned from its SYN
    /// Queues octets of the stream. `cuts`: offsets in `octets` at which a new segment must begin. Sent at once (no Nagle), PSH set; before
    /// the handshake is done they wait for it, and beyond the peer's window for its acknowledgement. After close(), abort() or a RST:
    /// nothing is sent.
    /// `order`: in which the pieces leave now, counted from 1, as a net that reorders delivers them; nothing of it when they do not all
    /// leave at once, as segments of their own.
    void send(View octets, std::vector<unsigned> const& cuts, Instant now, std::vector<unsigned> const& order = {});
    /// Sends once more what stands in this end's stream from `place` on (0: the octet after the SYN), acknowledged or not, as a peer may
    /// that cuts it otherwise the second time. Only octets that were sent before may be given.
    void repeat(std::size_t place, View octets, std::vector<unsigned> const& cuts);
    void close(Instant now);  ///< FIN, behind everything queued
    void abort(Instant now);  ///< RST where RFC 9293 section 3.10.5 has one (not in SYN-SENT, LISTEN, CLOSED)

    /// A segment that arrived for this end. Segments for another port are not looked at; an unknown peer port is answered with RST.
    void receive(proto::TcpParameters const& tcp, View payload, Instant now);
    void wake(Instant now);  ///< retransmissions that are due
    [[nodiscard]] std::optional<Instant> wake_at() const;

    [[nodiscard]] std::vector<Segment> take_segments();  ///< to be sent now, in order
    [[nodiscard]] Octets take_stream();                  ///< octets that arrived in order since the last call
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool gave_up() const { return gave_up_; }  ///< retransmissions used up without an answer; an answer after all ends it
    [[nodiscard]] std::uint16_t own_port() const { return own_port_; }
    [[nodiscard]] std::uint16_t peer_port() const { return peer_port_; }
    /// What it tells in its SYN: the largest segment that it receives (RFC 9293 section 3.7.1).
    [[nodiscard]] std::uint16_t mss() const { return options_.mss; }
    /// Whether its SYN says that it scales windows, and that it takes selective acknowledgements.
    [[nodiscard]] bool scales() const { return scales_; }
    [[nodiscard]] bool selects() const { return selects_; }
    [[nodiscard]] std::uint32_t initial_seq() const { return options_.initial_seq; }
    /// Where in the peer's stream a sequence number stands (0: the octet after its SYN). Nothing before that, or before there is a peer.
    [[nodiscard]] std::optional<std::size_t> place_of(std::uint32_t seq) const;
    [[nodiscard]] bool everything_acknowledged() const { return unacknowledged_.empty() && waiting_.empty(); }

private:
    struct Pending {
        std::uint32_t seq = 0;
        Octets payload;
        std::uint8_t flags = 0;
        Instant due{};
        unsigned tries = 0;

        [[nodiscard]] std::uint32_t length() const;  ///< in sequence space: SYN and FIN count one each
    };
    struct Waiting {
        Octets payload;
        bool fin = false;
    };

    void take(proto::TcpParameters const& tcp, View payload, Instant now);
    void receive_closed(proto::TcpParameters const& tcp, View payload);
    void receive_listening(proto::TcpParameters const& tcp, View payload, Instant now);
    void receive_syn_sent(proto::TcpParameters const& tcp, View payload, Instant now);
    void receive_synchronized(proto::TcpParameters tcp, View payload, Instant now);
    [[nodiscard]] bool is_keep_alive(proto::TcpParameters const& tcp, Instant now);  ///< one that is to be answered
    [[nodiscard]] std::size_t largest_segment() const;
    [[nodiscard]] bool in_window(std::uint32_t seq, std::uint32_t length) const;
    void receive_reset(proto::TcpParameters const& tcp);
    [[nodiscard]] bool receive_ack(proto::TcpParameters const& tcp, View payload, Instant now);
    void receive_text(proto::TcpParameters const& tcp, View payload);
    void take_in_order();
    void advance_state();

    void start(std::uint8_t syn_flags, Instant now);
    void flush(Instant now);
    void transmit(Octets payload, std::uint8_t flags, Instant now);
    void emit(std::uint32_t seq, std::uint8_t flags, View payload, bool retransmission);
    void emit_ack();
    void refuse(proto::TcpParameters const& tcp, View payload);
    void drop_connection();

    std::uint16_t own_port_;
    std::uint16_t peer_port_;
    Options options_;
    State state_ = State::closed;
    bool scales_ = false;
    bool selects_ = false;
    bool gave_up_ = false;
    bool had_connection_ = false;  ///< closed after a connection: the peer's last FIN may come again (TIME-WAIT)
    bool fin_queued_ = false;
    bool fin_sent_ = false;
    bool fin_received_ = false;
    std::uint32_t send_next_ = 0;
    std::uint32_t receive_next_ = 0;
    std::uint32_t peer_initial_seq_ = 0;
    std::uint32_t peer_window_ = 65535;
    std::uint16_t peer_mss_ = 536;  ///< RFC 9293 section 3.7.1: what holds when the SYN says nothing
    std::deque<Pending> unacknowledged_;
    std::deque<Waiting> waiting_;
    std::optional<Instant> keep_alive_;  ///< when one was answered last
    unsigned vain_answers_ = 0;          ///< in a row, to segments that changed nothing
    std::uint64_t received_ = 0;         ///< octets of the stream that are in order; the index into out_of_order_ never wraps
    std::map<std::uint64_t, Octets> out_of_order_;
    std::optional<std::uint64_t> fin_at_;  ///< where the peer's stream ends
    Octets stream_;
    std::vector<Segment> segments_;
};

}  // namespace tsuka::flow
