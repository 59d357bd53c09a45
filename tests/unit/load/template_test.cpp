// Frames that are patched in place: what the dissector reads out of them, with checksums that it adds up itself.
#include "generator/load/template.hpp"

#include "generator/load/mark.hpp"
#include "generator/load/tally.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/pppoe.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

BOOST_AUTO_TEST_SUITE(templates)

using namespace tsuka;
using namespace tsuka::load;

namespace {

constexpr Kind kinds[] = {Kind::udp, Kind::esp, Kind::natt, Kind::gre, Kind::l2tp, Kind::wireguard};

Octets ethernet_head() {
    return Writer{}.octets(MacAddress{{2, 0, 0, 0, 0, 1}}.octets).octets(MacAddress{}.octets).u16(0x0800).take();
}

Recipe recipe_of(Kind kind, std::size_t size) {
    return {.kind = kind, .frame_size = size, .link_head = ethernet_head(), .stream = 0x7a1f, .udp_checksum = true};
}

FlowNumbers random_numbers(std::mt19937_64& random) {
    FlowNumbers numbers;
    for (auto& octet : numbers.source_mac.octets) octet = static_cast<std::uint8_t>(random());
    numbers.source.number = static_cast<std::uint32_t>(random());
    numbers.destination.number = static_cast<std::uint32_t>(random());
    numbers.source_port = static_cast<std::uint16_t>(random());
    numbers.destination_port = static_cast<std::uint16_t>(random());
    numbers.tag = static_cast<std::uint32_t>(random());
    return numbers;
}

std::uint64_t number(proto::Dissection const& dissection, std::string_view field) {
    auto const* found = dissection.field(field);
    BOOST_REQUIRE_MESSAGE(found != nullptr, field);
    return std::get<std::uint64_t>(found->value);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_frame_is_right_whatever_stood_in_the_buffer_before) {
    std::mt19937_64 random(1);
    for (const auto kind : kinds)
        for (const std::size_t size : {std::size_t{76}, std::size_t{77}, std::size_t{128}, std::size_t{511}, std::size_t{1518}}) {
            BOOST_TEST_CONTEXT(to_string(kind) << " of " << size << " octets") {
                const auto made = Template::make(recipe_of(kind, size));
                BOOST_REQUIRE_MESSAGE(made.has_value(), made.error().what);
                Octets buffer(made->frame().begin(), made->frame().end());
                BOOST_TEST(buffer.size() == size - 4);
                for (std::uint32_t sequence : {0U, 1U, 65535U, 0xfffffffeU}) {
                    const auto numbers = random_numbers(random);
                    const auto index = static_cast<std::uint32_t>(random());
                    const auto stamp = static_cast<std::uint32_t>(random());
                    made->stamp(buffer, numbers, index, sequence, stamp);

                    BOOST_TEST(std::equal(numbers.source_mac.octets.begin(), numbers.source_mac.octets.end(), buffer.begin() + 6));
                    const auto datagram = View(buffer).subspan(14);
                    const auto read = proto::dissect_ip(datagram);
                    for (auto const& problem : read.problems)
                        BOOST_TEST(!problem.what.ends_with("checksum"), problem.what << problem.detail);
                    BOOST_TEST(number(read, "ip.src") == numbers.source.number);
                    BOOST_TEST(number(read, "ip.dst") == numbers.destination.number);
                    const bool ports = kind != Kind::esp && kind != Kind::gre;
                    if (ports) BOOST_TEST(number(read, "udp.src_port") == numbers.source_port);
                    if (ports) BOOST_TEST(number(read, "udp.dst_port") == numbers.destination_port);
                    if (kind == Kind::esp) BOOST_TEST(number(read, "esp.spi") == numbers.tag);
                    if (kind == Kind::esp) BOOST_TEST(number(read, "esp.seq") == sequence + 1);
                    if (kind == Kind::gre) BOOST_TEST(number(read, "gre.call_id") == (numbers.tag & 0xffffU));
                    if (kind == Kind::gre) BOOST_TEST(number(read, "gre.seq") == sequence + 1);
                    const Mark wanted{0x7a1f, index, sequence, stamp};
                    BOOST_TEST((read_mark(datagram.subspan(made->mark_offset())) == wanted));
                    BOOST_TEST(intact(*made, datagram, true));
                }
            }
        }
}

BOOST_AUTO_TEST_CASE(in_a_pppoe_session_stands_the_same_datagram) {
    constexpr std::uint16_t session = 0x4711;
    std::mt19937_64 random(2);
    for (const auto kind : kinds)
        for (const std::size_t size : {std::size_t{76}, std::size_t{129}, std::size_t{1510}}) {
            auto recipe = recipe_of(kind, size);
            const auto plain = Template::make(recipe, 1492);
            recipe.pppoe = true;
            recipe.link_head[13] = 0x64;  // of 0x8864
            recipe.link_head[12] = 0x88;
            const auto heads = proto::pppoe_data_head(session, 0);
            recipe.link_head.insert(recipe.link_head.end(), heads.begin(), heads.end());
            const auto made = Template::make(recipe, 1492);
            BOOST_REQUIRE(plain && made);
            BOOST_TEST(made->frame().size() == plain->frame().size() + proto::pppoe_data_head_size);
            Octets buffer(made->frame().begin(), made->frame().end());
            Octets other(plain->frame().begin(), plain->frame().end());
            const auto numbers = random_numbers(random);
            made->stamp(buffer, numbers, 1, 2, 3);
            plain->stamp(other, numbers, 1, 2, 3);
            const auto read = proto::read_pppoe(buffer);
            BOOST_REQUIRE(read);
            BOOST_TEST(read->session == session);
            BOOST_TEST((read->source == numbers.source_mac));
            const auto datagram = proto::ip_in_pppoe(*read);
            BOOST_REQUIRE(datagram);
            BOOST_TEST(*datagram == View(other).subspan(14), boost::test_tools::per_element());
        }
    // The line takes less than the LAN, and the datagram is what counts.
    auto recipe = recipe_of(Kind::udp, 1511);
    const auto made = Template::make(recipe, 1492);
    BOOST_REQUIRE(!made);
    BOOST_TEST(made.error().what.find("a datagram of 1493, and the link takes 1492") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_inside_udp_stand_where_their_protocol_has_them) {
    // RFC 3948 section 2.1: ESP follows the UDP header; RFC 2661 section 3.1: flags, tunnel, session; WireGuard: type, reserved, receiver,
    // counter.
    FlowNumbers numbers;
    numbers.tag = 0x01020304;
    const auto inside = [&](Kind kind) {
        const auto made = Template::make(recipe_of(kind, 200)).value();
        Octets buffer(made.frame().begin(), made.frame().end());
        made.stamp(buffer, numbers, 0, 6, 0);
        return to_hex(View(buffer).subspan(14 + 28, 16));
    };
    BOOST_TEST(inside(Kind::natt).substr(0, 16) == "0102030400000007");
    BOOST_TEST(inside(Kind::l2tp).substr(8, 4) == "0304");
    BOOST_TEST(inside(Kind::wireguard) == "04000000010203040000000000000007");
}

BOOST_AUTO_TEST_CASE(a_checksum_of_zero_is_kept_where_it_is_wanted) {
    auto recipe = recipe_of(Kind::natt, 200);
    recipe.udp_checksum = false;
    const auto made = Template::make(recipe).value();
    Octets buffer(made.frame().begin(), made.frame().end());
    made.stamp(buffer, {}, 1, 2, 3);
    BOOST_TEST(to_hex(View(buffer).subspan(14 + 20 + 6, 2)) == "0000");
}

BOOST_AUTO_TEST_CASE(a_size_without_room_names_the_least_and_one_too_large_the_mtu) {
    const auto small = Template::make(recipe_of(Kind::wireguard, 64));
    BOOST_REQUIRE(!small);
    BOOST_TEST(small.error().what.find("76 is the least") != std::string::npos, small.error().what);
    BOOST_TEST(Template::make(recipe_of(Kind::wireguard, 76)).has_value());
    BOOST_TEST(Template::make(recipe_of(Kind::udp, 64)).has_value());
    const auto large = Template::make(recipe_of(Kind::udp, 1518), 1492);
    BOOST_REQUIRE(!large);
    BOOST_TEST(large.error().what.find("1492") != std::string::npos, large.error().what);
}

BOOST_AUTO_TEST_CASE(an_altered_octet_is_seen) {
    for (const auto kind : kinds) {
        const auto made = Template::make(recipe_of(kind, 300)).value();
        Octets buffer(made.frame().begin(), made.frame().end());
        made.stamp(buffer, {}, 1, 2, 3);
        const auto datagram = std::span(buffer).subspan(14);
        BOOST_TEST(intact(made, datagram, false));
        datagram.back() ^= 1U;
        BOOST_TEST(!intact(made, datagram, false));
        datagram.back() ^= 1U;
        datagram[8] -= 1;  // TTL without its checksum: the fault of a real firewall from the second packet of a flow on
        BOOST_TEST(!intact(made, datagram, false));
    }
}

BOOST_AUTO_TEST_CASE(words_name_kinds) {
    for (const auto kind : kinds) BOOST_TEST((parse_kind(to_string(kind)) == kind));
    BOOST_TEST(!parse_kind("sstp").has_value());
}

BOOST_AUTO_TEST_CASE(frames_of_a_flow_differ_where_it_is_said) {
    std::mt19937_64 random(3);
    for (const auto kind : kinds) {
        BOOST_TEST_CONTEXT(to_string(kind)) {
            const auto made = Template::make(recipe_of(kind, 128));
            BOOST_REQUIRE_MESSAGE(made.has_value(), made.error().what);
            const auto numbers = random_numbers(random);
            Octets first(made->frame().begin(), made->frame().end());
            auto later = first;
            made->stamp(first, numbers, 7, 0, 0);
            made->stamp(later, numbers, 7, 0x89abcdefU, 0xfedcba98U);
            const auto places = made->places();
            BOOST_TEST(*read_bits(later, places.sequence * 8, 32) == 0x89abcdefU);
            BOOST_TEST(*read_bits(later, (places.sequence + 4) * 8, 32) == 0xfedcba98U);
            BOOST_TEST((places.counter != 0) == (kind != Kind::udp && kind != Kind::l2tp));
            BOOST_TEST((places.checksum != 0) == (port_of(kind) != 0));
            if (places.counter != 0) BOOST_TEST(*read_bits(later, places.counter * 8, 32) == 0x89abcdf0U);
            const auto put_back = [&](std::size_t at, std::size_t octets) {
                if (at != 0)
                    std::copy_n(first.begin() + static_cast<std::ptrdiff_t>(at), octets, later.begin() + static_cast<std::ptrdiff_t>(at));
            };
            put_back(places.sequence, 8);
            put_back(places.counter, 4);
            put_back(places.checksum, 2);
            BOOST_TEST(later == first, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
