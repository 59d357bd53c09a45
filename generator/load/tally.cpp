#include "generator/load/tally.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/ip_view.hpp"

#include <algorithm>

namespace tsuka::load {

void Tally::arrived(Mark const& mark, Duration latency) {
    if (mark.flow >= flows_.size()) return strayed();
    auto& flow = flows_[mark.flow];
    const auto ahead = static_cast<std::int32_t>(mark.sequence - flow.newest);  // serial numbers wrap (RFC 1982)
    if (flow.seen == 0 || ahead > 0) {
        flow.seen = flow.seen == 0 || ahead >= 64 ? 1 : flow.seen << static_cast<unsigned>(ahead) | 1U;
        flow.newest = mark.sequence;
    } else {
        const auto behind = static_cast<unsigned>(-static_cast<std::int64_t>(ahead));
        const auto bit = behind < 64 ? std::uint64_t{1} << behind : 0;
        if ((flow.seen & bit) != 0) {
            ++sums_.duplicated;
            return;
        }
        flow.seen |= bit;
        ++sums_.reordered;
    }
    ++sums_.received;
    latency_.add(latency);
}

Counts Tally::counts() const {
    auto sums = sums_;
    for (auto const& flow : flows_) sums.sent += flow.sent;
    return sums;
}

std::size_t Tally::silent() const {
    return static_cast<std::size_t>(std::count_if(flows_.begin(), flows_.end(), [](auto const& flow) { return flow.seen == 0; }));
}

namespace {

bool as_sent(Template const& stream, View datagram, bool whole) {
    const auto sent = stream.frame().subspan(stream.link_octets());
    if (datagram.size() < sent.size()) return false;
    datagram = datagram.first(sent.size());  // the rest is padding
    const std::size_t header = std::size_t{datagram[0] & 0x0fU} * 4;
    if (header != 20 || internet_checksum(datagram.first(header)) != 0) return false;
    const auto payload = stream.payload();
    if (!same(datagram.last(payload.size()), payload)) return false;
    if (!whole || datagram[9] != 17 || (datagram[26] == 0 && datagram[27] == 0)) return true;
    const auto address = [&](std::size_t at) { return Ipv4Address{static_cast<std::uint32_t>(*read_bits(datagram, at * 8, 32))}; };
    return transport_checksum(address(12), address(16), 17, datagram.subspan(header)) == 0;
}

}  // namespace

bool intact(Template const& stream, View datagram, bool whole) {
    if (as_sent(stream, datagram, whole)) return true;
    const auto ip = proto::view_ip(datagram);
    return ip && ip->is_fragment();
}

}  // namespace tsuka::load
