// The access concentrator against frames that are written here one by one, as RFC 2516 and RFC 1661 draw them.
#include "harness/lab/access_concentrator.hpp"
#include "generator/base/ethernet.hpp"
#include "support.hpp"

#include <map>

BOOST_AUTO_TEST_SUITE(access_concentrator)

using namespace tsuka;
using namespace tsuka::test;
using namespace std::chrono_literals;
using proto::PppoeCode;
using proto::PppoeTag;
using proto::PppProtocol;
using Authentication = model::Pppoe::Authentication;

namespace {

const auto ours = mac("02:00:00:00:00:fe");
const auto router = mac("02:00:00:00:00:01");

model::WanSide line(Authentication authentication = Authentication::none) {
    model::WanSide wan;
    wan.router = model::Addressing::pppoe;
    wan.pppoe.authentication = authentication;
    return wan;
}

/// The router's end, step by step.
struct Dialler {
    explicit Dialler(model::WanSide const& wan) : concentrator(wan, ours, 7) {}

    std::vector<Octets> tell(PppoeCode code, std::uint16_t id, View payload, MacAddress to = ours) {
        return concentrator.answer(proto::build_pppoe({to, router, code, id, payload}), now);
    }
    Octets tags(View service, View cookie = {}) {
        Writer writer;
        proto::put_pppoe_tag(writer, PppoeTag::service_name, service);
        proto::put_pppoe_tag(writer, PppoeTag::host_uniq, hex("c0ffee"));
        if (!cookie.empty()) proto::put_pppoe_tag(writer, PppoeTag::ac_cookie, cookie);
        return writer.take();
    }
    std::vector<Octets> control(PppProtocol protocol, std::uint8_t code, std::uint8_t id, View data) {
        return tell(PppoeCode::session, session, proto::build_ppp_control({protocol, code, id, data}));
    }
    /// What came, by protocol and code: the last of each.
    void note(std::vector<Octets> const& frames) {
        for (auto const& frame : frames) {
            const auto pppoe = proto::read_pppoe(frame);
            BOOST_REQUIRE(pppoe);
            if (pppoe->code == PppoeCode::padt) ++hung_up;
            if (pppoe->code != PppoeCode::session) continue;
            const auto packet = proto::read_ppp_control(pppoe->payload);
            BOOST_REQUIRE(packet);
            got[{packet->protocol, packet->code}] = {packet->identifier, Octets(packet->data.begin(), packet->data.end())};
        }
    }
    /// To the session, and through LCP.
    void dial() {
        const auto pado = tell(PppoeCode::padi, 0, tags({}), MacAddress::broadcast());
        BOOST_REQUIRE(pado.size() == 1U);
        const auto offered = proto::read_pppoe_tags(proto::read_pppoe(pado[0])->payload);
        const auto pads = tell(PppoeCode::padr, 0, tags({}, proto::value_of(*offered, PppoeTag::ac_cookie)));
        BOOST_REQUIRE(pads.size() == 2U);
        session = proto::read_pppoe(pads[0])->session;
        BOOST_TEST(session != 0U);
        note({pads[1]});
        note(control(PppProtocol::lcp, 1, 9,
                     hex("010405d4"
                         "0506a1b2c3d4")));
        const auto asked = got.at({PppProtocol::lcp, 1});
        note(control(PppProtocol::lcp, 2, asked.first, asked.second));
    }
    void number(View address) {
        note(control(PppProtocol::ipcp, 1, 3, address));
        if (got.contains({PppProtocol::ipcp, 1})) {
            const auto asked = got.at({PppProtocol::ipcp, 1});
            note(control(PppProtocol::ipcp, 2, asked.first, asked.second));
        }
    }

    lab::AccessConcentrator concentrator;
    Instant now{};
    std::uint16_t session = 0;
    unsigned hung_up = 0;
    std::map<std::pair<PppProtocol, std::uint8_t>, std::pair<std::uint8_t, Octets>> got;
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_offer_echoes_what_the_host_wrote_and_brings_a_cookie) {
    Dialler dialler(line());
    const auto frames = dialler.tell(PppoeCode::padi, 0, dialler.tags(proto::octets_of("internet")), MacAddress::broadcast());
    BOOST_REQUIRE(frames.size() == 1U);
    const auto pado = proto::read_pppoe(frames[0]);
    BOOST_TEST((pado->code == PppoeCode::pado && pado->destination == router && pado->source == ours && pado->session == 0));
    const auto tags = proto::read_pppoe_tags(pado->payload);
    BOOST_REQUIRE(tags);
    BOOST_TEST(proto::text_of(proto::value_of(*tags, PppoeTag::service_name)) == "internet");
    BOOST_TEST(to_hex(proto::value_of(*tags, PppoeTag::host_uniq)) == "c0ffee");
    BOOST_TEST(proto::text_of(proto::value_of(*tags, PppoeTag::ac_name)) == "tsuka");
    BOOST_TEST(proto::value_of(*tags, PppoeTag::ac_cookie).size() >= 12U);
}

BOOST_AUTO_TEST_CASE(another_service_gets_no_offer_and_another_cookie_no_session) {
    auto wan = line();
    wan.pppoe.service = "internet";
    Dialler dialler(wan);
    BOOST_TEST(dialler.tell(PppoeCode::padi, 0, dialler.tags(proto::octets_of("iptv")), MacAddress::broadcast()).empty());
    BOOST_TEST(dialler.concentrator.so_far() == "asks for the service \"iptv\", and the lab file offers \"internet\"");
    BOOST_TEST(dialler.tell(PppoeCode::padi, 0, dialler.tags(proto::octets_of("internet")), MacAddress::broadcast()).size() == 1U);
    BOOST_TEST(dialler.tell(PppoeCode::padr, 0, dialler.tags(proto::octets_of("internet"), hex("00112233"))).empty());
    BOOST_TEST(dialler.concentrator.so_far() == "sent a PADR with another AC-Cookie than it was given");
}

BOOST_AUTO_TEST_CASE(a_flood_of_padis_piles_up_no_late_offers) {
    auto wan = line();
    wan.pppoe.late_offer = 1s;
    Dialler dialler(wan);
    for (int count = 0; count < 10'000; ++count)
        BOOST_TEST(dialler.tell(PppoeCode::padi, 0, dialler.tags({}), MacAddress::broadcast()).empty());
    BOOST_TEST(dialler.concentrator.wake(dialler.now + 1s).size() == 64U);
    BOOST_TEST(!dialler.concentrator.wake_at());
}

BOOST_AUTO_TEST_CASE(a_session_gets_the_lab_s_address_and_ends_with_a_padt) {
    Dialler dialler(line());
    dialler.dial();
    BOOST_TEST(!dialler.concentrator.session());
    BOOST_TEST(to_hex(dialler.got.at({PppProtocol::lcp, 1}).second).substr(0, 8) == "010405d4");  // MRU 1492
    dialler.number(hex("030600000000"));
    BOOST_TEST(to_hex(dialler.got.at({PppProtocol::ipcp, 3}).second) == "0306cb007102");  // not 0.0.0.0 but 203.0.113.2
    BOOST_TEST(to_hex(dialler.got.at({PppProtocol::ipcp, 1}).second) == "0306cb007101");
    dialler.number(hex("0306cb007102"));
    BOOST_REQUIRE(dialler.concentrator.session());
    BOOST_TEST((*dialler.concentrator.session() == lab::PppSession{dialler.session, router}));
    BOOST_TEST(dialler.concentrator.dialled() == 1U);
    dialler.note(dialler.concentrator.hang_up());
    BOOST_TEST(dialler.hung_up == 1U);
    BOOST_TEST(!dialler.concentrator.session());
}

BOOST_AUTO_TEST_CASE(compression_and_ipv6_are_refused) {
    Dialler dialler(line());
    dialler.dial();
    dialler.note(dialler.control(PppProtocol::lcp, 1, 4,
                                 hex("0702"
                                     "0802")));  // RFC 2516 section 7: neither has a place in PPPoE
    BOOST_TEST(to_hex(dialler.got.at({PppProtocol::lcp, 4}).second) == "07020802");
    const auto refused = dialler.tell(PppoeCode::session, dialler.session,
                                      hex("8057"
                                          "0101000a"
                                          "0000"));
    BOOST_REQUIRE(refused.size() >= 1U);
    dialler.note(refused);
    BOOST_TEST(to_hex(dialler.got.at({PppProtocol::lcp, 8}).second).substr(0, 4) == "8057");
}

BOOST_AUTO_TEST_CASE(a_password_opens_the_door_and_another_does_not) {
    for (const bool right : {true, false}) {
        for (const auto way : {Authentication::pap, Authentication::chap}) {
            auto wan = line(way);
            wan.pppoe.user = "customer";
            wan.pppoe.password = "secret";
            Dialler dialler(wan);
            dialler.dial();
            const std::string password = right ? "secret" : "guessed";
            Writer writer;
            if (way == Authentication::pap) {
                writer.u8(8).octets(proto::octets_of("customer")).u8(password.size()).octets(proto::octets_of(password));
                dialler.note(dialler.control(PppProtocol::pap, 1, 1, writer.view()));
                BOOST_TEST(dialler.got.contains({PppProtocol::pap, std::uint8_t{2}}) == right);
            } else {
                const auto challenge = dialler.got.at({PppProtocol::chap, 1});
                const auto value = part(challenge.second, 1, challenge.second.at(0));
                writer.u8(16).octets(proto::chap_response(challenge.first, password, value)).octets(proto::octets_of("customer"));
                dialler.note(dialler.control(PppProtocol::chap, 2, challenge.first, writer.view()));
                BOOST_TEST(dialler.got.contains({PppProtocol::chap, std::uint8_t{3}}) == right);
            }
            BOOST_TEST(dialler.hung_up == (right ? 0U : 1U));
            if (!right) BOOST_TEST(dialler.concentrator.so_far().find("authenticated as \"customer\" and was refused") == 0U);
            if (!right) continue;
            dialler.number(hex("0306cb007102"));
            BOOST_TEST((dialler.concentrator.session() != std::nullopt));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_echo_is_answered_unless_the_lab_wants_silence) {
    for (const bool silent : {false, true}) {
        auto wan = line();
        wan.pppoe.silent_echo = silent;
        Dialler dialler(wan);
        dialler.dial();
        dialler.note(dialler.control(PppProtocol::lcp, 9, 77,
                                     hex("a1b2c3d4"
                                         "68656c6c6f")));
        BOOST_TEST(dialler.got.contains({PppProtocol::lcp, std::uint8_t{10}}) == !silent);
        if (!silent) BOOST_TEST(to_hex(dialler.got.at({PppProtocol::lcp, 10}).second).substr(8) == "68656c6c6f");
    }
}

BOOST_AUTO_TEST_CASE(what_was_lost_is_asked_again) {
    // The router's repeated request is the sign that something of ours did not arrive; not more often than once a second.
    Dialler other(line());
    other.dial();
    other.got.erase({PppProtocol::ipcp, 1});
    other.now += 100ms;
    other.note(other.control(PppProtocol::ipcp, 1, 5, hex("0306cb007102")));
    BOOST_TEST(!other.got.contains({PppProtocol::ipcp, std::uint8_t{1}}));
    other.now += 2s;
    other.note(other.control(PppProtocol::ipcp, 1, 6, hex("0306cb007102")));
    BOOST_TEST(other.got.contains({PppProtocol::ipcp, std::uint8_t{1}}));
}

BOOST_AUTO_TEST_CASE(a_second_call_of_the_router_replaces_the_first) {
    Dialler dialler(line());
    dialler.dial();
    dialler.number(hex("0306cb007102"));
    const auto first = dialler.session;
    dialler.got.clear();
    dialler.dial();
    BOOST_TEST(dialler.session != first);
    BOOST_TEST(!dialler.concentrator.session());
    dialler.number(hex("0306cb007102"));
    BOOST_TEST(dialler.concentrator.dialled() == 2U);
    BOOST_TEST(dialler
                   .tell(PppoeCode::session, first,
                         hex("c021"
                             "09010008"
                             "00000000"))
                   .empty());
}

BOOST_AUTO_TEST_CASE(cut_and_bent_frames_are_answered_by_nothing_or_refusals) {
    Dialler dialler(line(Authentication::chap));
    dialler.dial();
    const auto whole = proto::build_pppoe({ours, router, PppoeCode::session, dialler.session,
                                           hex("c021"
                                               "0101000e"
                                               "010405d4"
                                               "0506a1b2c3d4")});
    for (std::size_t length = 0; length < whole.size(); ++length) (void)dialler.concentrator.answer(part(whole, 0, length), dialler.now);
    for (std::size_t at = 0; at < 36; ++at)
        for (unsigned value = 0; value < 256; ++value) {
            auto bent = whole;
            bent[at] = static_cast<std::uint8_t>(value);
            for (auto const& frame : dialler.concentrator.answer(bent, dialler.now)) BOOST_TEST(frame.size() >= least_frame_size);
        }
}

BOOST_AUTO_TEST_SUITE_END()
