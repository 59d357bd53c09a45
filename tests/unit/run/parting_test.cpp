// Where two frames of one probe part, octet by octet.
#include "harness/run/parting.hpp"

#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(partings)

using namespace tsuka;

namespace {

/// UDP from 192.0.2.1 to 198.51.100.2: Ethernet 14, IP 20, UDP 8 octets, then the payload.
Octets udp_frame(std::uint16_t from, Octets const& payload) {
    proto::IpParameters ip;
    ip.source = {0xc0000201};
    ip.destination = {0xc6336402};
    ip.protocol = 17;
    return proto::build_ethernet({}, {}, 0x0800, proto::build_ipv4(ip, proto::build_udp(ip.source, ip.destination, from, 5000, payload)));
}

const Octets counted{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19};

Octets altered(std::size_t first, std::size_t count) {
    auto octets = counted;
    for (std::size_t at = first; at < first + count; ++at) octets[at] = 0xee;
    return octets;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_altered_payload_is_shown_from_its_first_octet_on) {
    const auto found = run::parting(udp_frame(4000, counted), udp_frame(4000, altered(9, 2)), {});
    BOOST_REQUIRE(found);
    BOOST_TEST(found->layer == "udp");
    BOOST_TEST(found->field == "payload");
    BOOST_TEST(found->offset == 9U);
    BOOST_TEST(found->place == 14U + 20 + 8 + 9);
    BOOST_TEST((found->sent == model::Around{{3, 4, 5, 6, 7, 8}, {9, 10}, {11, 12, 13, 14, 15, 16}}));
    BOOST_TEST((found->arrived == model::Around{{3, 4, 5, 6, 7, 8}, {0xee, 0xee}, {11, 12, 13, 14, 15, 16}}));
}

BOOST_AUTO_TEST_CASE(what_a_translation_rewrites_is_no_parting) {
    BOOST_TEST(!run::parting(udp_frame(4000, counted), udp_frame(61000, counted), {}));
    BOOST_TEST(!run::parting(udp_frame(4000, counted), udp_frame(4000, counted), "payload"));
}

BOOST_AUTO_TEST_CASE(a_field_that_is_asked_for_is_shown_whether_it_differs_or_not) {
    const auto found = run::parting(udp_frame(4000, counted), udp_frame(61000, counted), "udp.src_port");
    BOOST_REQUIRE(found);
    BOOST_TEST(found->offset == 0U);
    BOOST_TEST(found->place == 34U);
    BOOST_TEST((found->sent.octets == Octets{0x0f, 0xa0}));
    BOOST_TEST((found->arrived.octets == Octets{0xee, 0x48}));
    BOOST_TEST(!run::parting(udp_frame(4000, counted), udp_frame(4000, counted), "esp.spi"));
}

BOOST_AUTO_TEST_CASE(what_nobody_sent_is_shown_alone) {
    const auto found = run::parting({}, udp_frame(4000, counted), "udp.dst_port");
    BOOST_REQUIRE(found);
    BOOST_TEST(found->sent.octets.empty());
    BOOST_TEST((found->arrived.octets == Octets{0x13, 0x88}));
}

BOOST_AUTO_TEST_CASE(frames_that_cannot_be_read_part_nowhere) {
    const auto whole = udp_frame(4000, counted);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        for (auto const* field : {"", "payload", "udp.checksum", "ip.src"}) {
            (void)run::parting(cut, whole, field);
            (void)run::parting(whole, cut, field);
        }
    }
    BOOST_TEST(!run::parting(whole, {}, {}));
}

BOOST_AUTO_TEST_SUITE_END()
