// What a router itself may do wrong, grossly.
#include "tests/hostile/misbehaviour.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/frame.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace hostile {

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

bool is_ipv4(Octets const& frame) {
    return frame.size() > 34 && frame[12] == 0x08 && frame[13] == 0x00;
}

bool is_arp(Octets const& frame) {
    return frame.size() >= 42 && frame[12] == 0x08 && frame[13] == 0x06;
}

/// After a change of the header, so that the change is what is looked at and not the sum.
Octets with_header_sum(Octets frame) {
    frame[24] = frame[25] = 0;
    const auto sum = internet_checksum(View{frame}.subspan(14, 20));
    frame[24] = static_cast<std::uint8_t>(sum >> 8U);
    frame[25] = static_cast<std::uint8_t>(sum);
    return frame;
}

Octets tagged(Octets const& frame, int tags) {
    Octets out(frame.begin(), frame.begin() + 12);
    for (int count = 0; count < tags; ++count) out.insert(out.end(), {0x81, 0x00, 0x00, 0x65});
    out.insert(out.end(), frame.begin() + 12, frame.end());
    return out;
}

void flip(Scene& s, Octets& frame, std::size_t from) {
    if (frame.size() > from) frame[from + s.up_to(frame.size() - from - 1)] ^= static_cast<std::uint8_t>(1U << s.up_to(7));
}

constexpr auto sometimes = [](Scene& scene, std::uint64_t one_in) { return scene.up_to(one_in - 1) == 0; };

const std::array table{
    Misbehaviour{"cuts every datagram short", Bearing::destructive,
                 [](Scene& s, Side side, Octets frame) {
                     if (is_ipv4(frame)) frame.resize(34);
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"swallows every datagram and answers ARP", Bearing::destructive,
                 [](Scene& s, Side side, Octets frame) {
                     if (!is_ipv4(frame)) s.send(side, std::move(frame));
                 }},
    Misbehaviour{"sends everything to the wrong side", Bearing::destructive,
                 [](Scene& s, Side side, Octets frame) {
                     const auto to = is_ipv4(frame) ? other(side) : side;
                     s.send(to, std::move(frame));
                 }},
    Misbehaviour{"tags every frame that it sends", Bearing::destructive,
                 [](Scene& s, Side side, Octets frame) { s.send(side, tagged(frame, 1)); }},
    Misbehaviour{"tags every frame twice", Bearing::destructive, [](Scene& s, Side side, Octets frame) { s.send(side, tagged(frame, 2)); }},
    Misbehaviour{"truncates some frames", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (sometimes(s, 4)) frame.resize(s.up_to(frame.size()));
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"lets tags leak", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) { s.send(side, sometimes(s, 4) ? tagged(frame, 1) : std::move(frame)); }},
    Misbehaviour{"replays earlier frames", Bearing::fault, nullptr,
                 [](Scene& s, Side) {
                     if (s.earlier.empty()) return;
                     auto const& [side, frame] = s.earlier[s.up_to(s.earlier.size() - 1)];
                     s.send(side, frame);
                 }},
    Misbehaviour{"reflects what it hears", Bearing::fault, nullptr,
                 [](Scene& s, Side side) {
                     s.send(side, {s.heard.begin(), s.heard.end()});
                 }},
    Misbehaviour{"repeats everything three seconds later", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     s.send(side, frame);
                     s.send(side, std::move(frame), 3s);
                 }},
    Misbehaviour{"repeats everything twenty times", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     for (int count = 0; count < 20; ++count) s.send(side, frame);
                 }},
    Misbehaviour{"flips a bit of the payload", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (is_ipv4(frame) && sometimes(s, 2)) flip(s, frame, 34);
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"flips any bit", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     flip(s, frame, 0);
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"lies about lengths", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (is_ipv4(frame)) {
                         frame[16] = static_cast<std::uint8_t>(s.random());
                         frame[17] = static_cast<std::uint8_t>(s.random());
                         frame = with_header_sum(std::move(frame));
                     }
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"lies about the header's length", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (is_ipv4(frame)) frame[14] = static_cast<std::uint8_t>(0x40U | s.up_to(15));
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"adds garbage behind the datagram", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     frame.resize(frame.size() + s.up_to(500), 0x3c);
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"broadcasts what is one host's", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     std::fill_n(frame.begin(), 6, std::uint8_t{0xff});
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"delivers to other hosts, too", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     auto copy = frame;
                     s.send(side, std::move(frame));
                     if (side != Side::lan || s.clients.empty()) return;
                     auto const& mac = s.clients[s.up_to(s.clients.size() - 1)];
                     std::copy(mac.octets.begin(), mac.octets.end(), copy.begin());
                     s.send(side, std::move(copy));
                 }},
    Misbehaviour{"sends from another MAC address each time", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     for (std::size_t at = 7; at < 12; ++at) frame[at] = static_cast<std::uint8_t>(s.random());
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"lies about MAC addresses by ARP", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (is_arp(frame))
                         for (std::size_t at = 22; at < 28; ++at) frame[at] = static_cast<std::uint8_t>(s.random());
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"cuts everything into overlapping fragments", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (!is_ipv4(frame) || frame.size() < 60) return s.send(side, std::move(frame));
                     for (const std::size_t from : {std::size_t{0}, std::size_t{8}, std::size_t{16}}) {
                         Octets piece(frame.begin(), frame.begin() + 34);
                         piece.insert(piece.end(), frame.begin() + 34 + static_cast<std::ptrdiff_t>(from), frame.end());
                         const auto length = piece.size() - 14;
                         piece[16] = static_cast<std::uint8_t>(length >> 8U);
                         piece[17] = static_cast<std::uint8_t>(length);
                         piece[20] = static_cast<std::uint8_t>(from == 16 ? 0 : 0x20);
                         piece[21] = static_cast<std::uint8_t>(from / 8);
                         s.send(side, with_header_sum(std::move(piece)));
                     }
                 }},
    Misbehaviour{"turns the order round", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) { s.send(side, std::move(frame), std::chrono::microseconds(s.up_to(3000))); }},
    Misbehaviour{"writes markup and control codes into payloads", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     constexpr std::string_view text = "<script>alert(1)</script>\x1b[31m\r\n\xff\xfe";
                     if (is_ipv4(frame) && frame.size() > 60)
                         for (std::size_t at = 42; at < frame.size(); ++at)
                             frame[at] = static_cast<std::uint8_t>(text[(at - 42) % text.size()]);
                     s.send(side, std::move(frame));
                 }},
    Misbehaviour{"answers everything with ICMP errors", Bearing::fault, nullptr,
                 [](Scene& s, Side side) {
                     if (s.heard.size() < 42 || s.heard[12] != 0x08 || s.heard[13] != 0x00) return;
                     proto::IpParameters ip;
                     ip.source.number = side == Side::lan ? 0xc0a80001 : 0xcb007102;
                     ip.destination.number = static_cast<std::uint32_t>(*read_bits(s.heard, 26 * 8, 32));
                     ip.protocol = 1;
                     const auto error = proto::build_icmp(static_cast<std::uint8_t>(s.up_to(15)), static_cast<std::uint8_t>(s.up_to(15)), 0,
                                                          s.heard.subspan(14, 28));
                     MacAddress back;
                     std::copy_n(s.heard.begin() + 6, 6, back.octets.begin());
                     s.send(side, proto::build_ethernet(back, MacAddress{{2, 0, 0, 0, 0, 9}}, 0x0800, proto::build_ipv4(ip, error)));
                 }},
    Misbehaviour{"resets every TCP connection", Bearing::fault,
                 [](Scene& s, Side side, Octets frame) {
                     if (is_ipv4(frame) && frame[23] == 6 && frame.size() > 47) frame[47] |= 0x04;
                     s.send(side, std::move(frame));
                 }},
};

}  // namespace

std::span<Misbehaviour const> faults() {
    return table;
}

}  // namespace hostile
