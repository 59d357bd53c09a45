// One end of a TCP connection: opening, sending, retransmitting, closing. What arrives is judged in tcp_receive.cpp. See tcp_endpoint.hpp.
#include "generator/flow/tcp_endpoint.hpp"

#include "generator/proto/tcp_flags.hpp"

#include <algorithm>

namespace tsuka::flow {

namespace {

constexpr Duration longest_wait = std::chrono::seconds(60);  ///< RFC 6298 section 2.5

Duration backed_off(Duration first, unsigned tries) {
    auto wait = first;
    for (unsigned count = 0; count < tries && wait < longest_wait; ++count) wait *= 2;
    return std::min(wait, std::max(first, longest_wait));
}

/// `octets` in pieces that begin where `cuts` says.
std::vector<View> pieces_of(View octets, std::vector<unsigned> cuts) {
    std::sort(cuts.begin(), cuts.end());
    cuts.push_back(static_cast<unsigned>(octets.size()));
    std::vector<View> pieces;
    std::size_t start = 0;
    for (const auto cut : cuts) {
        if (cut <= start || cut > octets.size()) continue;
        pieces.push_back(part(octets, start, cut - start));
        start = cut;
    }
    return pieces;
}

}  // namespace

std::uint32_t TcpEndpoint::Pending::length() const {
    return static_cast<std::uint32_t>(payload.size()) + ((flags & proto::tcp_syn) != 0 ? 1U : 0U) +
           ((flags & proto::tcp_fin) != 0 ? 1U : 0U);
}

TcpEndpoint::TcpEndpoint(std::uint16_t own_port, std::uint16_t peer_port, Options options)
    : own_port_(own_port),
      peer_port_(peer_port),
      options_(options),
      scales_(options.offers),
      selects_(options.offers),
      send_next_(options.initial_seq) {}

void TcpEndpoint::connect(Instant now) {
    if (state_ != State::closed || had_connection_) return;
    state_ = State::syn_sent;
    start(proto::tcp_syn, now);
}

void TcpEndpoint::listen() {
    if (state_ == State::closed && !had_connection_) state_ = State::listen;
}

void TcpEndpoint::start(std::uint8_t syn_flags, Instant now) {
    had_connection_ = true;
    transmit({}, syn_flags, now);
}

void TcpEndpoint::send(View octets, std::vector<unsigned> const& cuts, Instant now, std::vector<unsigned> const& order) {
    if (fin_queued_ || state_ == State::reset || (state_ == State::closed && had_connection_)) return;
    for (const auto piece : pieces_of(octets, cuts)) waiting_.push_back({{piece.begin(), piece.end()}, false});
    const auto before = segments_.size();
    flush(now);
    if (order.empty() || segments_.size() != before + order.size()) return;
    const std::vector<Segment> pieces(segments_.begin() + static_cast<std::ptrdiff_t>(before), segments_.end());
    for (std::size_t at = 0; at < order.size(); ++at) segments_[before + at] = pieces.at(order[at] - 1);
}

void TcpEndpoint::repeat(std::size_t place, View octets, std::vector<unsigned> const& cuts) {
    if (state_ != State::established && state_ != State::close_wait && state_ != State::fin_wait) return;
    auto seq = options_.initial_seq + 1 + static_cast<std::uint32_t>(place);
    for (auto piece : pieces_of(octets, cuts)) {
        while (!piece.empty()) {
            const auto segment = part(piece, 0, std::min(piece.size(), largest_segment()));
            emit(seq, proto::tcp_psh | proto::tcp_ack, segment, true);
            seq += static_cast<std::uint32_t>(segment.size());
            piece = part(piece, segment.size());
        }
    }
}

std::size_t TcpEndpoint::largest_segment() const {
    return std::max<std::size_t>(1, std::min(options_.mss, peer_mss_));
}

void TcpEndpoint::close(Instant now) {
    if (state_ == State::listen) state_ = State::closed;
    if (state_ == State::closed || state_ == State::reset || fin_queued_) return;
    fin_queued_ = true;
    waiting_.push_back({{}, true});
    flush(now);
}

void TcpEndpoint::abort(Instant) {
    switch (state_) {
        case State::syn_received:
        case State::established:
        case State::fin_wait:
        case State::close_wait:
            emit(send_next_, proto::tcp_rst | proto::tcp_ack, {}, false);
            break;
        case State::closed:
        case State::listen:
        case State::syn_sent:
        case State::reset:
            break;
    }
    drop_connection();
}

void TcpEndpoint::drop_connection() {
    state_ = State::reset;
    unacknowledged_.clear();
    waiting_.clear();
    out_of_order_.clear();
}

void TcpEndpoint::flush(Instant now) {
    const bool open = state_ == State::established || state_ == State::close_wait || state_ == State::fin_wait;
    if (!open) return;
    const auto most = largest_segment();
    while (!waiting_.empty()) {
        auto& next = waiting_.front();
        const auto length = std::min(next.payload.size(), most);
        const auto in_flight = unacknowledged_.empty() ? 0U : send_next_ - unacknowledged_.front().seq;
        // One segment may always be under way: it is the probe of a closed window (RFC 9293 section 3.8.6.1).
        if (in_flight > 0 && in_flight + length > peer_window_) return;
        if (next.fin) {
            fin_sent_ = true;
            transmit({}, proto::tcp_fin | proto::tcp_ack, now);
            waiting_.pop_front();
            advance_state();
            continue;
        }
        const auto cut = next.payload.begin() + static_cast<std::ptrdiff_t>(length);
        transmit(Octets(next.payload.begin(), cut), proto::tcp_psh | proto::tcp_ack, now);
        next.payload.erase(next.payload.begin(), cut);
        if (next.payload.empty()) waiting_.pop_front();
    }
}

void TcpEndpoint::transmit(Octets payload, std::uint8_t flags, Instant now) {
    unacknowledged_.push_back({send_next_, std::move(payload), flags, now + options_.retransmit_after, 0});
    auto const& pending = unacknowledged_.back();
    send_next_ += pending.length();
    emit(pending.seq, flags, pending.payload, false);
}

void TcpEndpoint::wake(Instant now) {
    if (gave_up_) return;
    for (auto& pending : unacknowledged_) {
        if (pending.due > now) continue;
        if (pending.tries >= options_.most_retransmissions) {
            gave_up_ = true;
            return;
        }
        ++pending.tries;
        pending.due = now + backed_off(options_.retransmit_after, pending.tries);
        emit(pending.seq, pending.flags, pending.payload, true);
    }
}

std::optional<Instant> TcpEndpoint::wake_at() const {
    if (gave_up_ || unacknowledged_.empty()) return std::nullopt;
    const auto by_due = [](auto const& a, auto const& b) { return a.due < b.due; };
    return std::min_element(unacknowledged_.begin(), unacknowledged_.end(), by_due)->due;
}

void TcpEndpoint::emit(std::uint32_t seq, std::uint8_t flags, View payload, bool retransmission) {
    Segment segment;
    segment.tcp.source_port = own_port_;
    segment.tcp.destination_port = peer_port_;
    segment.tcp.seq = seq;
    segment.tcp.flags = flags;
    if ((flags & proto::tcp_ack) != 0) segment.tcp.ack = receive_next_;
    if ((flags & proto::tcp_syn) != 0) {
        segment.tcp.mss = options_.mss;
        segment.tcp.window_scale = scales_;
        segment.tcp.sack_permitted = selects_;
    }
    segment.payload.assign(payload.begin(), payload.end());
    segment.retransmission = retransmission;
    segment.has_new_data = !payload.empty() && !retransmission;
    segments_.push_back(std::move(segment));
}

void TcpEndpoint::emit_ack() {
    emit(send_next_, proto::tcp_ack, {}, false);
}

std::vector<TcpEndpoint::Segment> TcpEndpoint::take_segments() {
    return std::exchange(segments_, {});
}

Octets TcpEndpoint::take_stream() {
    return std::exchange(stream_, {});
}

}  // namespace tsuka::flow
