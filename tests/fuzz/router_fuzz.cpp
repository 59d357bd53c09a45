// A simulated router between hosts of bad manners: datagrams of all protocols that it looks into, answers to what it lets out, fragments in
// any order, octets at random, and time. It never crashes, says a bounded lot, does not stand still, and lets no private address out
// unless it is one that does so on purpose.
#include "generator/proto/frame.hpp"
#include "generator/proto/registry.hpp"
#include "generator/shape/fragment.hpp"
#include "harness/sim/router.hpp"
#include "tests/fuzz/specs.hpp"

#include <array>
#include <cstdlib>

namespace {

using namespace tsuka;

constexpr std::size_t ethernet_header = 14;
constexpr std::size_t most_at_once = 20000;
constexpr MacAddress gateway_mac{{2, 0, 0, 0, 0, 0xc}};

constexpr std::array<std::uint16_t, 8> ports{500, 4500, 1701, 1723, 53, 40000, 61000, 1};
constexpr std::array<std::string_view, 8> pptp_messages{"pptp.sccrq",         "pptp.ocrq",        "pptp.ocrp",
                                                        "pptp.set-link-info", "pptp.call-clear",  "pptp.call-disconnect",
                                                        "pptp.wan-error",     "pptp.echo-request"};

MacAddress client_mac(unsigned client) {
    return {{2, 0, 0, 0, 1, static_cast<std::uint8_t>(client)}};
}

class World {
public:
    World(Reader& input, model::RouterSpec const& spec)
        : input_(input),
          lab_(spec.lab),
          tight_(spec.defects.empty() && spec.esp != model::EspHandling::leaks && !spec.lab.one_to_one &&
                 !spec.lab.lan.prefix.contains(spec.lab.wan.router_address)),
          router_(spec) {
        for (unsigned client = 0; client < 4; ++client)
            meet(Side::lan, client_mac(client), address(Side::lan, client), lab_.lan.prefix.address);
        meet(Side::wan, gateway_mac, lab_.wan.link.address, lab_.wan.router_address);
    }

    void run() {
        while (input_.ok() && input_.left() > 0) act();
        // One that gets its address from a provider, and there is none here, asks for it for ever.
        if (lab_.wan.router != model::Addressing::fixed) return;
        // Whatever it still holds it lets go within a bounded number of wake-ups.
        for (unsigned turn = 0; router_.wake_at(); ++turn) {
            if (turn > 1000) std::abort();
            now_ = std::max(now_, *router_.wake_at());
            wake();
        }
    }

private:
    void meet(Side side, MacAddress mac, Ipv4Address own, Ipv4Address router) {
        router_.receive(side, proto::build_arp(MacAddress::broadcast(), 1, mac, own, {}, router), now_);
        for (auto const& emission : router_.take_frames())
            std::copy_n(emission.frame.begin() + 6, 6, macs_.at(static_cast<std::size_t>(side)).octets.begin());
    }

    [[nodiscard]] Ipv4Address address(Side side, unsigned number) const {
        if (side == Side::wan) return {lab_.wan.servers.front().address.number + 5 + number % 3};
        if (number % 4 == 3 && lab_.lan.static_client) return *lab_.lan.static_client;
        return {lab_.lan.first_client.number + number % 4};
    }

    void act() {
        const auto what = input_.u8();
        const auto side = (what & 0x80U) != 0 ? Side::wan : Side::lan;
        switch (what & 15U) {
            case 0:
                return send(side, payload(input_.u8()));  // octets at random in place of a datagram
            case 1:
            case 2:
                return answer();
            case 3:
                return repeat();
            case 4:
                return cut(side);
            case 5:
                now_ += std::chrono::milliseconds(input_.u16());
                return wake();
            case 6:
                now_ += std::chrono::seconds(input_.u16());
                return wake();
            case 7:
                return hand(side, payload(input_.u8()));  // and in place of a frame
            case 8:
                return pptp(side);
            case 9:
                return error(side);
            default:
                return send(side, datagram(side));
        }
    }

    Octets payload(std::size_t length) {
        const auto octets = input_.take(std::min(length, input_.left()));
        return {octets.begin(), octets.end()};
    }

    std::uint16_t port() {
        const auto choice = input_.u8();
        return (choice & 0x80U) != 0 ? input_.u16() : ports[choice % ports.size()];
    }

    Octets ip(Side from, std::uint8_t protocol, View body) {
        const auto hosts = input_.u8();
        proto::IpParameters parameters;
        parameters.source = address(from, hosts & 3U);
        parameters.destination = from == Side::lan ? address(Side::wan, (hosts >> 2U) & 3U) : lab_.wan.router_address;
        if ((hosts & 0xf0U) == 0xf0U) std::swap(parameters.source, parameters.destination);
        parameters.protocol = protocol;
        parameters.id = next_id_++;
        parameters.dont_fragment = (hosts & 0x10U) != 0;
        return proto::build_ipv4(parameters, body);
    }

    Octets datagram(Side from) {
        const auto kind = input_.u8();
        const std::size_t length = (kind & 0x80U) != 0 ? 1600U : input_.u8();
        auto body = payload(length);
        if ((kind & 0x80U) != 0) body.resize(length);
        switch (kind & 7U) {
            case 0:
            case 1: {
                const auto source = port();
                return ip(from, 17, Writer{}.u16(source).u16(port()).u16(8 + body.size()).u16(0).octets(body).take());
            }
            case 2: {
                const auto source = port();
                const auto flags = input_.u8();
                return ip(from, 6, Writer{}.u16(source).u16(port()).u32(1).u32(1).u8(0x50).u8(flags).u16(9).u32(0).octets(body).take());
            }
            case 3:
                return ip(from, 1, proto::build_icmp(from == Side::lan ? 8 : 0, 0, std::uint32_t{input_.u16()} << 16U, body));
            case 4:
                return ip(from, 50, Writer{}.u32(0x1000U + input_.u8()).u32(1).octets(body).take());
            case 5:
                return ip(from, 47, Writer{}.u16(0x3001).u16(0x880b).u16(body.size()).u16(input_.u8()).u32(1).octets(body).take());
            case 6:
                return ip(from, 51, Writer{}.u8(59).u8(4).u16(0).u32(0x1000).u32(1).zeros(12).octets(body).take());
            default:
                return ip(from, input_.u8(), body);
        }
    }

    /// A PPTP message, or a part of one, as the next octets of a control connection.
    void pptp(Side from) {
        const auto choice = input_.u8();
        proto::Fields fields;
        const std::uint64_t call_id = input_.u8();
        const auto entry = proto::find_message(pptp_messages[choice % pptp_messages.size()]);
        if (entry.message == nullptr) std::abort();
        for (auto const* name : {"call_id", "peer_call_id"})
            if (proto::find_field(*entry.message, name) != nullptr) fields.set(name, call_id);
        const auto message = proto::build(*entry.message, fields);
        if (!message) std::abort();
        const auto skip = input_.u8() % message->size();
        const auto piece = part(*message, skip, (choice & 0x80U) != 0 ? input_.u8() : message->size());
        auto& seq = seq_.at(static_cast<std::size_t>(from));
        const std::uint16_t client = 40000;
        const std::uint16_t server = 1723;
        Writer tcp;
        tcp.u16(from == Side::lan ? client : server).u16(from == Side::lan ? server : client);
        tcp.u32(seq).u32(1).u8(0x50).u8((choice & 0x40U) != 0 ? 2 : 0x18).u16(9).u32(0).octets(piece);
        if ((choice & 0x20U) == 0) seq += static_cast<std::uint32_t>(piece.size());
        send(from, ip(from, 6, tcp.view()));
    }

    /// An ICMP error about what the router has sent last, or about octets at random.
    void error(Side from) {
        const auto type = input_.u8();
        const auto code = input_.u8();
        const auto made_up = payload(last_out_.empty() ? 28 : 0);
        const auto quote = last_out_.empty() ? View(made_up) : part(last_out_, 0, 20U + input_.u8());
        send(from, ip(from, 1, proto::build_icmp(type % 13, code, 1400, quote)));
    }

    /// What the router let out comes back: addresses, and perhaps ports, the other way round; perhaps altered.
    void answer() {
        if (last_out_.size() < 28) return;
        auto octets = last_out_;
        const auto how = input_.u8();
        std::swap_ranges(octets.begin() + 12, octets.begin() + 16, octets.begin() + 16);
        if ((octets[9] == 17 || octets[9] == 6) && (how & 1U) == 0)
            std::swap_ranges(octets.begin() + 20, octets.begin() + 22, octets.begin() + 22);
        if (octets[9] == 1 && octets[20] == 8) octets[20] = 0;
        if ((how & 2U) != 0) octets[input_.u16() % octets.size()] = input_.u8();
        if ((how & 4U) != 0) octets.resize(20U + input_.u8() % (octets.size() - 19U));
        send(last_side_, std::move(octets));
    }

    void repeat() {
        if (last_in_.empty()) return;
        auto octets = last_in_;
        if (const auto how = input_.u8(); (how & 1U) != 0) octets[input_.u16() % octets.size()] = input_.u8();
        send(last_from_, std::move(octets));
    }

    void cut(Side from) {
        const auto whole = datagram(from);
        shape::FragmentPlan plan{28U + input_.u8() * 8U, {}, (input_.u8() & 1U) * 8U};
        const auto pieces = shape::fragment(whole, plan);
        if (!pieces) return;
        for (std::size_t count = 0; count < std::min<std::size_t>(pieces->size(), 8); ++count)
            send(from, (*pieces)[input_.u8() % pieces->size()]);
    }

    void send(Side side, Octets datagram) {
        if (datagram.empty()) return;
        hand(side, proto::build_ethernet(macs_.at(static_cast<std::size_t>(side)), side == Side::lan ? client_mac(0) : gateway_mac, 0x0800,
                                         datagram));
        last_in_ = std::move(datagram);
        last_from_ = side;
    }

    void hand(Side side, View frame) {
        router_.receive(side, frame, now_);
        check();
    }

    void wake() {
        router_.wake(now_);
        check();
        if (const auto at = router_.wake_at(); at && *at <= now_) std::abort();  // time would not go on
    }

    void check() {
        const auto frames = router_.take_frames();
        if (frames.size() > most_at_once) std::abort();
        for (auto const& [side, frame] : frames) {
            if (frame.size() < ethernet_header || frame.size() > ethernet_header + 65535U) std::abort();
            if (read_bits(frame, 12 * 8, 16) != 0x0800) continue;
            last_out_ = Octets(frame.begin() + ethernet_header, frame.end());
            last_side_ = side;
            const Ipv4Address source{static_cast<std::uint32_t>(read_bits(last_out_, 12 * 8, 32).value_or(0))};
            // RFC 3022 section 4: no private address leaves the stub network.
            if (tight_ && side == Side::wan && lab_.lan.prefix.contains(source)) std::abort();
        }
    }

    Reader& input_;
    model::Lab const& lab_;
    bool tight_;
    sim::Router router_;
    Instant now_{};
    std::array<MacAddress, 2> macs_{};
    std::array<std::uint32_t, 2> seq_{1, 1};
    std::uint16_t next_id_ = 1;
    Octets last_out_;  ///< the datagram that came out last, and where
    Side last_side_ = Side::wan;
    Octets last_in_;
    Side last_from_ = Side::lan;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static auto const routers = fuzz::shipped_routers();
    Reader input{View{data, size}};
    auto spec = routers[input.u8() % routers.size()];
    // What no shipped router is and the language allows.
    const auto odd = input.u8();
    spec.fragments = static_cast<model::FragmentHandling>((odd & 0x10U) != 0 ? odd & 3U : static_cast<unsigned>(spec.fragments));
    if ((odd & 0x20U) != 0) spec.pptp = static_cast<model::PptpHandling>(odd % 6U);
    if ((odd & 0x40U) != 0) spec.wan_mtu = 576;
    if ((odd & 0x80U) != 0) spec.esp = static_cast<model::EspHandling>(odd % 9U);
    World(input, fuzz::spoilt(spec, input)).run();
    return 0;
}
