// Two TCP endpoints and a channel that the input governs: it loses, doubles, delays, reorders and alters segments, and lets segments of
// nobody arrive. What is not altered is what the other end has sent, in order; and it all comes to an end.
#include "generator/flow/tcp_endpoint.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>

namespace {

using namespace tsuka;
using flow::TcpEndpoint;

constexpr unsigned most_events = 20000;

struct UnderWay {
    std::size_t to = 0;
    TcpEndpoint::Segment segment;
};

class Channel {
public:
    explicit Channel(Reader& input) : input_(input) {
        ends_[1].listen();
        ends_[0].connect(now_);
    }

    void run() {
        for (unsigned event = 0; event < most_events; ++event) {
            collect();
            if (more()) act();
            if (!under_way_.empty()) {
                deliver();
            } else if (!wake()) {
                if (!more()) return check_end();
            }
        }
        std::abort();
    }

private:
    [[nodiscard]] bool more() const { return input_.ok() && input_.left() > 0; }

    /// What the users of the two ends do.
    void act() {
        const auto what = input_.u8();
        const std::size_t who = what >> 7U;
        switch (what & 15U) {
            case 0: {
                const Octets text(input_.u8() + 1U, next_++);
                const auto cut = input_.u8();
                ends_[who].send(text, cut == 0 ? std::vector<unsigned>{} : std::vector<unsigned>{cut}, now_);
                if (open_[who]) sent_[who].insert(sent_[who].end(), text.begin(), text.end());
                break;
            }
            case 1:
                if (ends_[who].state() == TcpEndpoint::State::listen) lost_ = true;  // nobody is there to take what comes
                ends_[who].close(now_);
                open_[who] = false;
                break;
            case 2:
                ends_[who].abort(now_);
                open_[who] = false;
                lost_ = true;
                break;
            case 3:
                forge(who);
                break;
            case 4:
                now_ += std::chrono::milliseconds(input_.u16());
                break;
            default:
                break;
        }
    }

    /// A segment that neither end has sent.
    void forge(std::size_t to) {
        altered_ = true;
        auto const& end = ends_[to];
        proto::TcpParameters tcp;
        tcp.source_port = end.peer_port();
        tcp.destination_port = end.own_port();
        tcp.flags = input_.u8();
        tcp.seq = seen_[to].seq + input_.u16();
        tcp.ack = seen_[to].ack + input_.u8();
        tcp.window = input_.u16();
        const Octets text(input_.u8(), 0xee);
        ends_[to].receive(tcp, text, now_);
    }

    void collect() {
        for (std::size_t from : {0U, 1U})
            for (auto& segment : ends_[from].take_segments()) {
                seen_[1 - from] = segment.tcp;
                under_way_.push_back({1 - from, std::move(segment)});
            }
    }

    void deliver() {
        auto at = under_way_.begin();
        const auto fate = input_.u8();
        if ((fate & 7U) == 4) at += static_cast<std::ptrdiff_t>(input_.u8() % under_way_.size());
        auto [to, segment] = *at;
        if ((fate & 7U) != 2) under_way_.erase(at);  // 2: doubled
        if ((fate & 7U) == 1) {
            lost_ = true;
            return;
        }
        if ((fate & 7U) == 3) {
            altered_ = true;
            segment.tcp.flags = static_cast<std::uint8_t>(segment.tcp.flags ^ input_.u8());
            segment.tcp.seq += input_.u8();
            segment.tcp.ack -= input_.u8();
            segment.tcp.window = input_.u16();
        }
        ends_[to].receive(segment.tcp, segment.payload, now_);
        const auto text = ends_[to].take_stream();
        came_[to].insert(came_[to].end(), text.begin(), text.end());
        check_order(to);
    }

    bool wake() {
        std::optional<Instant> due;
        for (auto const& end : ends_)
            if (const auto at = end.wake_at(); at && (!due || *at < *due)) due = at;
        if (!due) return false;
        now_ = std::max(now_, *due);
        for (auto& end : ends_) {
            end.wake(now_);
            if (const auto at = end.wake_at(); at && *at <= now_) std::abort();  // time would not go on
        }
        return true;
    }

    void check_order(std::size_t to) const {
        if (altered_) return;
        auto const& wanted = sent_[1 - to];
        if (came_[to].size() > wanted.size() || !std::equal(came_[to].begin(), came_[to].end(), wanted.begin())) std::abort();
    }

    /// Where nothing was lost, made up or cut off, everything has arrived.
    void check_end() const {
        if (altered_ || lost_) return;
        for (std::size_t to : {0U, 1U})
            if (came_[to] != sent_[1 - to]) std::abort();
    }

    Reader& input_;
    Instant now_{};
    std::array<TcpEndpoint, 2> ends_{TcpEndpoint{40000, 1723, {1000, 536, std::chrono::milliseconds(200), 3}},
                                     TcpEndpoint{1723, 0, {0xfffffff0, 536, std::chrono::milliseconds(200), 3}}};
    std::deque<UnderWay> under_way_;
    std::array<proto::TcpParameters, 2> seen_{};
    std::array<Octets, 2> sent_{};
    std::array<Octets, 2> came_{};
    std::array<bool, 2> open_{true, true};
    std::uint8_t next_ = 1;
    bool altered_ = false;
    bool lost_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Reader input{View{data, size}};
    Channel(input).run();
    return 0;
}
