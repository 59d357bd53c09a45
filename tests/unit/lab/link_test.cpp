// What a frame looks like on the wire and behind it: untagged, tagged, somebody else's.
#include "harness/lab/link.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/proto/pppoe.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(links)

using namespace tsuka;
using lab::Link;

namespace {

const Octets plain = from_hex("0200000000010200000000020800 45000000").value();
const Octets tagged = from_hex("020000000001020000000002 81000065 0800 45000000").value();       // VLAN 101
const Octets prioritised = from_hex("020000000001020000000002 8100a000 0800 45000000").value();  // VLAN 0, priority 5

std::string inbound(Link& link, Octets const& frame) {
    const auto inner = link.inbound(frame);
    return inner ? to_hex(*inner) : "nobody's";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_untagged_link_takes_what_bears_no_vlan) {
    Link link;
    BOOST_TEST(inbound(link, plain) == to_hex(plain));
    BOOST_TEST(inbound(link, prioritised) == to_hex(plain));
    BOOST_TEST(inbound(link, tagged) == "nobody's");
    BOOST_TEST(link.foreign() == 1U);
    auto frame = plain;
    BOOST_TEST(link.outbound(frame));
    BOOST_TEST(to_hex(frame) == to_hex(plain));
}

BOOST_AUTO_TEST_CASE(a_vlan_takes_its_own_and_puts_its_tag_on) {
    Link link(std::uint16_t{101});
    BOOST_TEST(inbound(link, tagged) == to_hex(plain));
    BOOST_TEST(inbound(link, plain) == "nobody's");
    BOOST_TEST(inbound(link, prioritised) == "nobody's");
    BOOST_TEST(link.foreign() == 2U);
    auto frame = plain;
    BOOST_TEST(link.outbound(frame));
    BOOST_TEST(to_hex(frame) == to_hex(tagged));
    Link other(std::uint16_t{102});
    BOOST_TEST(inbound(other, tagged) == "nobody's");
    // The priority is the sender's business.
    auto urgent = tagged;
    urgent[14] |= 0xe0U;
    BOOST_TEST(inbound(link, urgent) == to_hex(plain));
}

BOOST_AUTO_TEST_CASE(a_vlan_of_a_provider_stands_in_front) {
    const auto both =
        from_hex("020000000001020000000002 88a8a190 8100a065 0800 45000000").value();  // service VLAN 400 and VLAN 101, priority 5
    const auto outer_only = from_hex("020000000001020000000002 88a80190 0800 45000000").value();
    model::WanSide wan;
    wan.vlan = std::uint16_t{101};
    wan.outer = {std::uint16_t{400}, std::uint8_t{5}};
    Link link(wan);
    BOOST_TEST(inbound(link, both) == to_hex(plain));
    for (auto const& other : {plain, tagged, prioritised, outer_only}) BOOST_TEST(inbound(link, other) == "nobody's");
    BOOST_TEST(link.foreign() == 4U);
    auto frame = plain;
    BOOST_TEST(link.outbound(frame));
    BOOST_TEST(to_hex(frame) == to_hex(both));
    BOOST_TEST(to_hex(lab::bare(both)) == to_hex(plain));
    // In place, and still as it was for the capture.
    auto memory = both;
    const auto inner = link.unwrap(memory);
    BOOST_TEST(link.takes(inner));
    BOOST_TEST(to_hex(inner.frame(memory)) == to_hex(plain));
    const auto rest = inner.rest(memory);
    Octets wire(inner.head().begin(), inner.head().end());
    wire.insert(wire.end(), rest.begin(), rest.end());
    BOOST_TEST(to_hex(wire) == to_hex(both));
    // Without a VLAN inside; and one that is not wanted where no provider is.
    wan.vlan.reset();
    wan.outer.priority.reset();
    Link bridge(wan);
    BOOST_TEST(inbound(bridge, outer_only) == to_hex(plain));
    BOOST_TEST(inbound(bridge, both) == "nobody's");
    Link none;
    BOOST_TEST(inbound(none, outer_only) == "nobody's");
    BOOST_TEST(none.foreign() == 1U);
}

BOOST_AUTO_TEST_CASE(a_priority_without_a_vlan) {
    model::LanSide lan;
    lan.outer.priority = std::uint8_t{5};
    Link link(lan);
    auto frame = plain;
    BOOST_TEST(link.outbound(frame));
    BOOST_TEST(to_hex(frame) == to_hex(prioritised));
    BOOST_TEST(inbound(link, plain) == to_hex(plain));
    BOOST_TEST(inbound(link, prioritised) == to_hex(plain));
}

BOOST_AUTO_TEST_CASE(a_frame_is_unwrapped_where_it_stands_and_can_still_be_captured) {
    Link link(std::uint16_t{101});
    for (auto const& wire : {tagged, plain, prioritised}) {
        auto memory = wire;
        const auto inner = link.unwrap(memory);
        const bool ours = wire == tagged;
        BOOST_TEST(link.takes(inner) == ours);
        if (wire != plain) BOOST_TEST(to_hex(inner.frame(memory)) == to_hex(plain));
        Octets captured(inner.head().begin(), inner.head().end());
        captured.insert(captured.end(), inner.rest(memory).begin(), inner.rest(memory).end());
        BOOST_TEST(to_hex(captured) == to_hex(wire));
        BOOST_TEST(link.inbound(inner, memory).has_value() == ours);
    }
    BOOST_TEST(link.foreign() == 2U);
}

BOOST_AUTO_TEST_CASE(a_datagram_in_a_session_and_in_a_vlan_is_unwrapped_in_one) {
    model::WanSide wan;
    wan.router = model::Addressing::pppoe;
    wan.vlan = 101;
    Link link(wan);
    const MacAddress router{{2, 0, 0, 0, 0, 2}};
    auto wire = build_ethernet({{2, 0, 0, 0, 0, 1}}, router, ether_type_ipv4, from_hex(std::string(92, '4')).value());
    const auto bare = wire;
    BOOST_TEST(proto::into_pppoe(wire, 7));
    put_vlan_tag(wire, 101);
    auto memory = wire;
    const auto inner = link.unwrap(memory);
    BOOST_TEST(!link.takes(inner));
    link.carry(lab::PppSession{7, router});  // it is asked when the frame is read, not when it came
    BOOST_TEST(link.takes(inner));
    BOOST_TEST(to_hex(inner.frame(memory)) == to_hex(bare));
    Octets captured(inner.head().begin(), inner.head().end());
    captured.insert(captured.end(), inner.rest(memory).begin(), inner.rest(memory).end());
    BOOST_TEST(to_hex(captured) == to_hex(wire));
    BOOST_TEST(inbound(link, wire) == to_hex(inner.frame(memory)));
    // What load is made of: the heads alone, and where the datagram stands.
    const auto head = link.head(router);
    BOOST_TEST(head.size() == 26U);
    BOOST_TEST(to_hex(part(head, 0, 6)) == to_hex(router.octets));
    BOOST_TEST(to_hex(part(head, 12, 10)) == to_hex(part(wire, 12, 10)), "tag, EtherType, version, code and session");
    BOOST_TEST(to_hex(part(head, 24, 2)) == to_hex(part(wire, 24, 2)), "and the protocol");
    BOOST_REQUIRE(link.datagram_at(wire).has_value());
    BOOST_TEST(*link.datagram_at(wire) == 26U);
    for (std::size_t length = 0; length < 26; ++length) BOOST_TEST(!link.datagram_at(part(wire, 0, length)).has_value(), length);
    BOOST_TEST(!link.datagram_at(bare).has_value());
    BOOST_TEST(Link().datagram_at(bare).value_or(0) == 14U);
    link.carry(lab::PppSession{8, router});
    BOOST_TEST(!link.takes(inner));
    BOOST_TEST(!link.datagram_at(wire).has_value());
}

BOOST_AUTO_TEST_CASE(short_frames_harm_nobody) {
    Link plain_link;
    Link link(std::uint16_t{101});
    for (std::size_t length = 0; length <= tagged.size(); ++length) {
        const Octets cut(tagged.begin(), tagged.begin() + static_cast<std::ptrdiff_t>(length));
        BOOST_TEST(link.inbound(cut).has_value() == (length >= 16), length);
        (void)plain_link.inbound(cut);
        auto frame = cut;
        BOOST_TEST(link.outbound(frame));
        BOOST_TEST(frame.size() == (length < 12 ? length : length + 4));
    }
}

BOOST_AUTO_TEST_SUITE_END()
