// What a frame looks like on the wire and behind it: untagged, tagged, somebody else's.
#include "harness/lab/link.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE(links)

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
