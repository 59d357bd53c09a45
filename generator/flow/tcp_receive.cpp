// What a TCP endpoint does with a segment, state by state (RFC 9293 section 3.10.7). See tcp_endpoint.hpp.
#include "generator/flow/tcp_endpoint.hpp"
#include "generator/proto/tcp_flags.hpp"

#include <algorithm>
#include <tuple>

namespace tsuka::flow {

namespace {

/// How many segments in a row that bring nothing new are answered. A router that repeats each frame fifty times would otherwise have every
/// answer answered fifty times, and so on (RFC 5961 section 7 limits such answers, too).
constexpr unsigned most_vain_answers = 64;
constexpr std::uint32_t own_window = 65535;  ///< the default of TcpParameters: what every segment of ours announces

bool has(proto::TcpParameters const& tcp, std::uint8_t flag) {
    return (tcp.flags & flag) != 0;
}

std::uint32_t length_of(proto::TcpParameters const& tcp, View payload) {
    return static_cast<std::uint32_t>(payload.size()) + (has(tcp, proto::tcp_syn) ? 1U : 0U) + (has(tcp, proto::tcp_fin) ? 1U : 0U);
}

}  // namespace

void TcpEndpoint::receive(proto::TcpParameters const& tcp, View payload, Instant now) {
    if (tcp.destination_port != own_port_) return;
    const auto before = std::tuple(state_, receive_next_, unacknowledged_.size(), out_of_order_.size());
    const auto emitted = segments_.size();
    take(tcp, payload, now);
    if (std::tuple(state_, receive_next_, unacknowledged_.size(), out_of_order_.size()) != before) {
        vain_answers_ = 0;
    } else if (segments_.size() > emitted && ++vain_answers_ > most_vain_answers) {
        segments_.resize(emitted);
    }
}

void TcpEndpoint::take(proto::TcpParameters const& tcp, View payload, Instant now) {
    switch (state_) {
        case State::listen:
            receive_listening(tcp, payload, now);
            return;
        case State::closed:
        case State::reset:
            receive_closed(tcp, payload);
            return;
        case State::syn_sent:
        case State::syn_received:
        case State::established:
        case State::fin_wait:
        case State::close_wait:
            break;
    }
    if (tcp.source_port != peer_port_) {
        // A connection that this host does not know, e.g. after the router forgot its mapping and made another.
        if (!has(tcp, proto::tcp_syn)) refuse(tcp, payload);
        return;
    }
    if (state_ == State::syn_sent)
        receive_syn_sent(tcp, payload, now);
    else
        receive_synchronized(tcp, payload, now);
}

/// RFC 9293 section 3.10.7.1: RST for everything but a RST, aimed at the port that was seen.
void TcpEndpoint::refuse(proto::TcpParameters const& tcp, View payload) {
    if (has(tcp, proto::tcp_rst)) return;
    if (has(tcp, proto::tcp_ack)) {
        emit(tcp.ack, proto::tcp_rst, {}, false);
    } else {
        emit(0, proto::tcp_rst | proto::tcp_ack, {}, false);
        segments_.back().tcp.ack = tcp.seq + length_of(tcp, payload);
    }
    segments_.back().tcp.destination_port = tcp.source_port;
}

void TcpEndpoint::receive_closed(proto::TcpParameters const& tcp, View payload) {
    const bool new_connection = has(tcp, proto::tcp_syn) && tcp.seq != peer_initial_seq_;
    const bool ours = had_connection_ && state_ == State::closed && tcp.source_port == peer_port_ && !new_connection;
    if (!ours) return refuse(tcp, payload);
    // TIME-WAIT: the acknowledgement of the peer's FIN was lost, so the FIN comes again (RFC 9293 section 3.6.1).
    if (!has(tcp, proto::tcp_rst) && length_of(tcp, payload) > 0) emit_ack();
}

void TcpEndpoint::receive_listening(proto::TcpParameters const& tcp, View payload, Instant now) {
    if (has(tcp, proto::tcp_rst)) return;
    if (has(tcp, proto::tcp_ack)) return refuse(tcp, payload);
    if (!has(tcp, proto::tcp_syn)) return;
    peer_port_ = tcp.source_port;
    peer_initial_seq_ = tcp.seq;
    receive_next_ = tcp.seq + 1;
    peer_window_ = tcp.window;
    peer_mss_ = tcp.mss.value_or(peer_mss_);
    // RFC 7323 section 2.2, RFC 2018 section 2: who answers a SYN offers what it has been offered.
    scales_ = options_.offers && tcp.window_scale;
    selects_ = options_.offers && tcp.sack_permitted;
    state_ = State::syn_received;
    start(proto::tcp_syn | proto::tcp_ack, now);
}

void TcpEndpoint::receive_syn_sent(proto::TcpParameters const& tcp, View payload, Instant now) {
    const bool acknowledges = has(tcp, proto::tcp_ack) && tcp.ack == send_next_;
    if (has(tcp, proto::tcp_ack) && !acknowledges) return refuse(tcp, payload);
    if (has(tcp, proto::tcp_rst)) {
        if (acknowledges) drop_connection();
        return;
    }
    if (!has(tcp, proto::tcp_syn)) return;
    peer_initial_seq_ = tcp.seq;
    receive_next_ = tcp.seq + 1;
    peer_window_ = tcp.window;
    peer_mss_ = tcp.mss.value_or(peer_mss_);
    if (acknowledges) {
        unacknowledged_.clear();
        gave_up_ = false;
        state_ = State::established;
        emit_ack();
        flush(now);
        return;
    }
    // Simultaneous open (RFC 9293 section 3.5, figure 8): the SYN goes again, now with ACK.
    state_ = State::syn_received;
    for (auto& pending : unacknowledged_) {
        pending.flags = proto::tcp_syn | proto::tcp_ack;
        emit(pending.seq, pending.flags, {}, true);
    }
}

void TcpEndpoint::receive_synchronized(proto::TcpParameters tcp, View payload, Instant now) {
    if (has(tcp, proto::tcp_syn) && !has(tcp, proto::tcp_rst) && tcp.seq == peer_initial_seq_) {
        // The peer's own SYN again: our answer was lost. Without ACK the whole answer goes again, with ACK it goes on as text.
        if (!has(tcp, proto::tcp_ack)) {
            if (state_ == State::syn_received && !unacknowledged_.empty())
                emit(unacknowledged_.front().seq, unacknowledged_.front().flags, {}, true);
            else
                emit_ack();
            return;
        }
        if (state_ != State::syn_received) return emit_ack();
        tcp.flags = static_cast<std::uint8_t>(tcp.flags & ~proto::tcp_syn);
        tcp.seq += 1;
    }
    const auto length = length_of(tcp, payload);
    if (has(tcp, proto::tcp_rst)) return receive_reset(tcp);
    if (!in_window(tcp.seq, length)) {
        if (length > 0 || is_keep_alive(tcp, now)) emit_ack();
        return;
    }
    if (has(tcp, proto::tcp_syn)) return emit_ack();  // challenge ACK (RFC 5961 section 4)
    if (has(tcp, proto::tcp_ack) && receive_ack(tcp, payload, now)) {
        receive_text(tcp, payload);
        advance_state();
    }
}

/// RFC 9293 section 3.8.4; of empty segments out of the window only these are answered, and not each of them: two ends that a router has
/// put out of step, be it by one octet, would otherwise answer each other for ever (RFC 5961 section 7 limits other such answers).
bool TcpEndpoint::is_keep_alive(proto::TcpParameters const& tcp, Instant now) {
    constexpr Duration apart = std::chrono::milliseconds(500);
    if (tcp.seq + 1 != receive_next_ || (keep_alive_ && now < *keep_alive_ + apart)) return false;
    keep_alive_ = now;
    return true;
}

std::optional<std::size_t> TcpEndpoint::place_of(std::uint32_t seq) const {
    if (state_ == State::closed || state_ == State::listen || state_ == State::syn_sent) return std::nullopt;
    const auto place = proto::seq_distance(seq, peer_initial_seq_ + 1);
    return place < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(place));
}

/// RFC 9293 section 3.4, "Segment acceptability".
bool TcpEndpoint::in_window(std::uint32_t seq, std::uint32_t length) const {
    const auto first = proto::seq_distance(seq, receive_next_);
    const auto last = proto::seq_distance(seq + (length > 0 ? length - 1 : 0), receive_next_);
    const auto window = static_cast<std::int32_t>(own_window);
    return (first >= 0 && first < window) || (length > 0 && last >= 0 && last < window);
}

void TcpEndpoint::receive_reset(proto::TcpParameters const& tcp) {
    if (!in_window(tcp.seq, 0)) return;
    if (tcp.seq != receive_next_) return emit_ack();  // challenge ACK (RFC 5961 section 3)
    drop_connection();
}

/// False: the segment is to be dropped.
bool TcpEndpoint::receive_ack(proto::TcpParameters const& tcp, View payload, Instant now) {
    const auto oldest = unacknowledged_.empty() ? send_next_ : unacknowledged_.front().seq;
    if (proto::seq_distance(tcp.ack, send_next_) > 0) {
        if (state_ == State::syn_received)
            refuse(tcp, payload);
        else if (!payload.empty())
            emit_ack();
        return false;
    }
    if (state_ == State::syn_received) {
        if (proto::seq_distance(tcp.ack, oldest) <= 0) {
            refuse(tcp, payload);
            return false;
        }
        state_ = State::established;
    }
    if (proto::seq_distance(tcp.ack, oldest) >= 0) peer_window_ = tcp.window;
    if (proto::seq_distance(tcp.ack, oldest) > 0 && gave_up_) {
        gave_up_ = false;
        for (auto& pending : unacknowledged_) pending.due = now + options_.retransmit_after;
    }
    while (!unacknowledged_.empty()) {
        auto& pending = unacknowledged_.front();
        const auto covered = proto::seq_distance(tcp.ack, pending.seq);
        if (covered <= 0) break;
        if (static_cast<std::uint32_t>(covered) < pending.length()) {
            pending.payload.erase(pending.payload.begin(), pending.payload.begin() + covered);
            pending.seq = tcp.ack;
            break;
        }
        unacknowledged_.pop_front();
    }
    flush(now);
    return true;
}

void TcpEndpoint::receive_text(proto::TcpParameters const& tcp, View payload) {
    if (length_of(tcp, payload) == 0) return;
    const auto ahead = proto::seq_distance(tcp.seq, receive_next_);
    const auto old = ahead < 0 ? static_cast<std::size_t>(-ahead) : 0;
    const auto start_of_text = received_ + static_cast<std::uint64_t>(std::max(ahead, 0));
    if (!fin_received_) {
        const auto fresh = part(part(payload, old), 0, own_window - static_cast<std::size_t>(std::max(ahead, 0)));
        auto& kept = out_of_order_[start_of_text];
        if (kept.size() < fresh.size()) kept.assign(fresh.begin(), fresh.end());
        const bool whole = old + fresh.size() >= payload.size();
        if (has(tcp, proto::tcp_fin) && whole && !fin_at_ && old <= payload.size()) fin_at_ = start_of_text + fresh.size();
        take_in_order();
    }
    emit_ack();
}

void TcpEndpoint::take_in_order() {
    while (!out_of_order_.empty() && out_of_order_.begin()->first <= received_) {
        const auto [start_of_text, octets] = *out_of_order_.begin();
        out_of_order_.erase(out_of_order_.begin());
        const auto fresh = part(octets, static_cast<std::size_t>(received_ - start_of_text));
        stream_.insert(stream_.end(), fresh.begin(), fresh.end());
        received_ += fresh.size();
        receive_next_ += static_cast<std::uint32_t>(fresh.size());
    }
    if (fin_at_ && received_ >= *fin_at_) {
        fin_received_ = true;
        receive_next_ += 1;
        out_of_order_.clear();
    }
}

/// CLOSE-WAIT, FIN-WAIT-1 and -2, CLOSING, LAST-ACK and TIME-WAIT, folded into what a user of the connection can tell apart.
void TcpEndpoint::advance_state() {
    if (state_ != State::established && state_ != State::close_wait && state_ != State::fin_wait) return;
    if (fin_sent_ && fin_received_ && everything_acknowledged())
        state_ = State::closed;
    else if (fin_sent_)
        state_ = State::fin_wait;
    else if (fin_received_)
        state_ = State::close_wait;
}

}  // namespace tsuka::flow
