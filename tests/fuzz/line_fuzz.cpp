// A PPPoE line with anything at its other end: what the input says, well framed or not, in any order. However it behaves, the access
// concentrator answers a frame with a handful at most, all of them whole, and a session that it calls open has a number.
#include "generator/proto/frame.hpp"
#include "harness/lab/access_concentrator.hpp"
#include "harness/lab/link.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace {

using namespace tsuka;
using proto::PppoeCode;
using proto::PppProtocol;

constexpr MacAddress own{{2, 0, 0, 0, 0, 0xfe}};
constexpr MacAddress router{{2, 0, 0, 0, 0, 1}};
constexpr std::size_t most_answers = 8;
constexpr std::size_t most_late = 64;  ///< offers held back

model::WanSide chosen_line(Reader& input) {
    using Authentication = model::Pppoe::Authentication;
    model::WanSide wan;
    const auto how = input.u8();
    wan.router = model::Addressing::pppoe;
    wan.pppoe.authentication = std::array{Authentication::none, Authentication::pap, Authentication::chap}.at(how % 3U);
    if ((how & 4U) != 0) wan.pppoe.user = wan.pppoe.password = "u";
    if ((how & 8U) != 0) wan.pppoe.service = "s";
    if ((how & 16U) != 0) wan.pppoe.late_offer = std::chrono::seconds(1);
    wan.pppoe.silent_echo = (how & 32U) != 0;
    wan.pppoe.refuse = (how & 64U) != 0;
    if ((how & 128U) != 0) wan.vlan = 7;
    return wan;
}

class Line {
public:
    explicit Line(Reader& input) : input_(input), wan_(chosen_line(input)), concentrator_(wan_, own, 7), link_(wan_) {}

    void run() {
        while (input_.ok() && input_.left() > 0) step();
        if (concentrator_.so_far().find('\x1b') != std::string::npos) std::abort();
    }

private:
    void step() {
        switch (input_.u8() % 8U) {
            case 0:
                return tell(PppoeCode::padi, 0, tags());
            case 1:
                return tell(PppoeCode::padr, 0, tags());
            case 2:
                return control(input_.u8());
            case 3:  // what it asked last, agreed to
                if (asked_.empty()) return;
                asked_[0] = 2;
                return say(asked_protocol_, asked_);
            case 4:
                return hear(taken());
            case 5:
                now_ += std::chrono::milliseconds(input_.u16());
                return answered(concentrator_.wake(now_), most_late);
            case 6:
                return tell(static_cast<PppoeCode>(input_.u8()), input_.u16(), taken());
            default:
                if (input_.u8() == 0) answered(concentrator_.hang_up());
        }
    }

    Octets taken() {
        const auto octets = input_.take(std::min<std::size_t>(input_.u8(), input_.left()));
        return {octets.begin(), octets.end()};
    }

    /// The cookie that it gave, and whatever the input adds.
    Octets tags() {
        Writer writer;
        proto::put_pppoe_tag(writer, proto::PppoeTag::service_name, proto::octets_of(wan_.pppoe.service));
        if (!cookie_.empty()) proto::put_pppoe_tag(writer, proto::PppoeTag::ac_cookie, cookie_);
        writer.octets(taken());
        return writer.take();
    }

    void control(std::uint8_t which) {
        constexpr std::array protocols{PppProtocol::lcp, PppProtocol::pap, PppProtocol::chap, PppProtocol::ipcp, PppProtocol::ipv6cp};
        const auto code = input_.u8();
        const auto identifier = (which & 0x80U) != 0 && asked_.size() > 1 ? asked_[1] : input_.u8();
        const auto data = taken();
        tell(PppoeCode::session, session_, proto::build_ppp_control({protocols.at(which % protocols.size()), code, identifier, data}));
    }

    void say(PppProtocol protocol, View packet) {
        Writer writer;
        tell(PppoeCode::session, session_, writer.u16(static_cast<std::uint16_t>(protocol)).octets(packet).take());
    }

    void tell(PppoeCode code, std::uint16_t id, View payload) { hear(proto::build_pppoe({own, router, code, id, payload})); }

    void hear(Octets frame) {
        if (wan_.vlan && frame.size() >= 12) frame.insert(frame.begin() + 12, {0x81, 0, 0, 7});
        (void)proto::pppoe_in_words(frame);
        (void)lab::bare(frame);
        const auto inside = link_.inbound(frame);
        if (inside) answered(concentrator_.answer(*inside, now_));
        link_.carry(concentrator_.session());
        if (const auto session = concentrator_.session(); session && (session->id == 0 || session->router.is_group())) std::abort();
        auto datagram = proto::build_ethernet(router, own, proto::ether_type_ipv4, Octets(40, 0x45));
        if (link_.outbound(datagram) != concentrator_.session().has_value()) std::abort();
    }

    void answered(std::vector<Octets> const& frames, std::size_t most = most_answers) {
        if (frames.size() > most) std::abort();
        for (auto const& frame : frames) {
            const auto pppoe = proto::read_pppoe(frame);
            if (!pppoe || pppoe->source != own) std::abort();
            if (pppoe->code != PppoeCode::session) note_discovery(*pppoe);
            const auto packet = pppoe->code == PppoeCode::session ? proto::read_ppp_control(pppoe->payload) : std::nullopt;
            if (!packet || packet->code != 1) continue;
            asked_protocol_ = packet->protocol;
            asked_.assign(pppoe->payload.begin() + 2, pppoe->payload.end());
        }
    }

    void note_discovery(proto::PppoeFrame const& frame) {
        const auto tags = proto::read_pppoe_tags(frame.payload);
        if (!tags) std::abort();
        const auto cookie = proto::value_of(*tags, proto::PppoeTag::ac_cookie);
        if (!cookie.empty()) cookie_.assign(cookie.begin(), cookie.end());
        if (frame.code == PppoeCode::pads) session_ = frame.session;
    }

    Reader& input_;
    model::WanSide wan_;
    lab::AccessConcentrator concentrator_;
    lab::Link link_;
    Instant now_{};
    std::uint16_t session_ = 0;
    Octets cookie_;
    PppProtocol asked_protocol_ = PppProtocol::lcp;
    Octets asked_;  ///< its last request, head included
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Reader input{View{data, size}};
    Line(input).run();
    return 0;
}
