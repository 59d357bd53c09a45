// Names, time and pages: see services.hpp.
#include "harness/lab/services.hpp"

#include "generator/base/checksum.hpp"
#include "generator/base/mix.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/tcp_flags.hpp"
#include "harness/lab/name_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace tsuka::lab {

namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t ntp_port = 123;

/// RFC 5905 section 7.3: 48 octets; leap indicator 0, the asker's version, mode 4 (server), stratum 2; reference, origin, receive,
/// transmit.
Octets reply_to_time(View asked, Duration unix_time) {
    constexpr std::size_t size = 48;
    constexpr std::uint8_t client = 3;
    constexpr std::uint64_t from_1900 = 2'208'988'800;  // RFC 5905 figure 4: seconds from the prime epoch to 1970
    if (asked.size() < size || (asked[0] & 7U) != client) return {};
    const auto version = static_cast<std::uint8_t>((asked[0] >> 3U) & 7U);
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(unix_time);
    const auto rest = static_cast<std::uint64_t>((unix_time - whole).count());
    const auto seconds = static_cast<std::uint32_t>(static_cast<std::uint64_t>(whole.count()) + from_1900);
    const auto fraction = static_cast<std::uint32_t>((rest << 32U) / 1'000'000'000U);
    Writer reply;
    reply.u8(static_cast<std::uint8_t>((static_cast<unsigned>(version) << 3U) | 4U)).u8(2).u8(asked[2]).u8(0xec);
    reply.u32(0).u32(1U << 4U).u32(0x7f000001);
    reply.u32(seconds).u32(0).octets(part(asked, 40, 8));
    for (int twice = 0; twice < 2; ++twice) reply.u32(seconds).u32(fraction);
    return reply.take();
}

/// What the pages are that devices look for to know that nothing stands between them and the Internet.
std::string page_for(std::string_view request) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> pages{
        {{"connecttest.txt", "Microsoft Connect Test"},
         {"ncsi.txt", "Microsoft NCSI"},
         {"success.txt", "success\n"},
         {"canonical.html", "<meta http-equiv=\"refresh\" content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>"},
         {"hotspot-detect.html", "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"}}};
    const auto line = request.substr(0, request.find("\r\n"));
    const auto page =
        std::find_if(pages.begin(), pages.end(), [&](auto const& one) { return line.find(one.first) != std::string_view::npos; });
    if (page == pages.end()) return "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const auto body = line.starts_with("HEAD ") ? std::string_view{} : page->second;
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/{}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                       page->first.ends_with("html") ? "html" : "plain", page->second.size(), body);
}

}  // namespace

/// A question as it came.
struct Services::Asked {
    MacAddress from_mac;
    Ipv4Address from;
    Ipv4Address to;
    std::uint8_t protocol = 0;
    View segment;  ///< with the header of UDP or TCP
    std::uint16_t from_port = 0;
    std::uint16_t port = 0;
    bool sum_counts = true;

    static std::optional<Asked> read(View frame, MacAddress gateway) {
        const auto link = read_ethernet(frame);
        const auto ip = proto::view_frame(frame);
        if (!link || link->destination != gateway || !ip || ip->family != IpFamily::v4 || !ip->is_whole() || ip->is_fragment())
            return std::nullopt;
        const auto from = *ip->source.v4();
        const auto to = *ip->destination.v4();
        Reader ports{ip->payload()};
        Asked asked{link->source, from, to, ip->protocol, ip->payload(), ports.u16(), ports.u16()};
        const bool udp = ip->carries(proto::IpProtocol::udp) && (asked.port == dns_port || asked.port == ntp_port);
        const bool tcp = ip->carries(proto::IpProtocol::tcp) && asked.port == http_port;
        return ports.ok() && (udp || tcp) ? std::optional(asked) : std::nullopt;
    }
    [[nodiscard]] Octets reply(MacAddress gateway, View segment_back) const {
        proto::IpParameters ip;
        ip.source = to;
        ip.destination = from;
        ip.protocol = protocol;
        return proto::build_ethernet(from_mac, gateway, proto::ether_type_ipv4, proto::build_ipv4(ip, segment_back));
    }
};

bool Services::takes(View frame) const {
    return Asked::read(frame, mac_).has_value();
}

std::vector<Octets> Services::answer(View frame, Instant now, bool checksum_ready) const {
    auto asked = Asked::read(frame, mac_);
    if (!asked) return {};
    asked->sum_counts = checksum_ready;
    return asked->port == http_port ? to_tcp(*asked) : to_udp(*asked, now);
}

std::vector<Octets> Services::to_udp(Asked const& asked, Instant now) const {
    constexpr std::size_t header = 8;
    Reader udp{asked.segment};
    udp.skip(4);
    const auto length = udp.u16();
    const auto sum = udp.u16();
    if (!udp.ok() || length < header || length > asked.segment.size()) return {};
    if (asked.sum_counts && sum != 0 && transport_checksum(asked.from, asked.to, asked.protocol, part(asked.segment, 0, length)) != 0)
        return {};
    const auto question = part(asked.segment, header, length - header);
    const auto reply =
        asked.port == dns_port ? reply_to_query(question, gateway_) : reply_to_time(question, now.time_since_epoch() + epoch_);
    if (reply.empty()) return {};
    return {asked.reply(mac_, proto::build_udp(asked.to, asked.from, asked.port, asked.from_port, reply))};
}

/// Nothing is kept of a connection: where our own numbers begin is a function of who asks, and where they stand is what he acknowledges.
std::vector<Octets> Services::to_tcp(Asked const& asked) const {
    Reader tcp{asked.segment};
    tcp.skip(4);
    const auto seq = tcp.u32();
    const auto acknowledged = tcp.u32();
    const auto offset = static_cast<std::size_t>(tcp.u8() >> 4U) * 4;
    const auto flags = tcp.u8();
    if (!tcp.ok() || offset < 20 || offset > asked.segment.size() || (flags & proto::tcp_rst) != 0) return {};
    if (asked.sum_counts && transport_checksum(asked.from, asked.to, asked.protocol, asked.segment) != 0) return {};
    const auto data = part(asked.segment, offset);
    const auto say = [&](std::uint8_t with, std::uint32_t from, std::uint32_t up_to, View text, std::optional<std::uint16_t> mss) {
        proto::TcpParameters reply{asked.port, asked.from_port, from, up_to, with, 65535, mss};
        return std::vector<Octets>{asked.reply(mac_, proto::build_tcp(asked.to, asked.from, reply, text))};
    };
    if ((flags & proto::tcp_syn) != 0) {
        constexpr std::uint16_t largest_segment = 1400;
        const auto pair = (std::uint64_t{asked.from.number} << 32U) | asked.to.number;
        const auto first = static_cast<std::uint32_t>(split_mix(seed_ ^ split_mix(pair ^ asked.from_port)));
        return (flags & proto::tcp_ack) != 0 ? std::vector<Octets>{}
                                             : say(proto::tcp_syn | proto::tcp_ack, first, seq + 1, {}, largest_segment);
    }
    if ((flags & proto::tcp_ack) == 0 || (data.empty() && (flags & proto::tcp_fin) == 0)) return {};
    const auto up_to = static_cast<std::uint32_t>(seq + data.size() + ((flags & proto::tcp_fin) != 0 ? 1 : 0));
    const std::string_view text(reinterpret_cast<char const*>(data.data()), data.size());
    if (!text.ends_with("\r\n\r\n")) return say(proto::tcp_ack, acknowledged, up_to, {}, std::nullopt);
    return say(proto::tcp_psh | proto::tcp_ack | proto::tcp_fin, acknowledged, up_to, to_octets(page_for(text)), std::nullopt);
}

}  // namespace tsuka::lab
