// One port for two sides.
#include "harness/port/trunk.hpp"

#include "harness/port/memory_port.hpp"
#include "tests/unit/port/tagged_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>

BOOST_AUTO_TEST_SUITE(trunk)

using namespace tsuka;
using namespace tagged_frames;

namespace {

bool readable(port::Port const& face) {
    pollfd wait{face.descriptor(), POLLIN, 0};
    return ::poll(&wait, 1, 0) == 1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(frames_go_to_the_face_of_their_vlan_and_all_others_to_the_first) {
    auto cable = port::memory_cable("trunk0", "switch", [] { return Instant{}; });
    BOOST_REQUIRE(cable);
    auto faces = port::split_trunk(std::move(cable->first), VlanTags{{}, 201});
    BOOST_REQUIRE(faces);
    auto& [lan, wan] = *faces;
    for (auto const& frame :
         {frame_of("81000065", 1), frame_of("810000c9", 2), frame_of("", 3), frame_of("810000c9", 4), frame_of("81000ffe", 5)})
        BOOST_REQUIRE(cable->second->send(frame));
    BOOST_TEST(readable(*lan));
    BOOST_TEST(readable(*wan));
    BOOST_TEST(received(*wan) == (std::vector<int>{2, 4}), boost::test_tools::per_element());
    BOOST_TEST(received(*lan) == (std::vector<int>{1, 3, 5}), boost::test_tools::per_element());
    BOOST_TEST(lan->statistics().received == 3U);
    BOOST_TEST(wan->statistics().received == 2U);
    BOOST_REQUIRE(wan->send(frame_of("810000c9", 7)));
    BOOST_TEST(wan->statistics().sent == 1U);
    BOOST_TEST(lan->statistics().sent == 0U);
    BOOST_TEST((*cable->second->receive())->frame.back() == 7);
    cable->second->set_link(false);
    BOOST_TEST(!lan->send(frame_of("", 8)));
}

BOOST_AUTO_TEST_CASE(the_tag_of_a_provider_is_part_of_what_tells_them_apart) {
    auto cable = port::memory_cable("trunk0", "switch", [] { return Instant{}; });
    BOOST_REQUIRE(cable);
    auto faces = port::split_trunk(std::move(cable->first), VlanTags{400, 201});
    BOOST_REQUIRE(faces);
    auto& [lan, wan] = *faces;
    for (auto const& frame : {frame_of("88a80191810000c9", 1), frame_of("88a80190810000c9", 2), frame_of("810000c9", 3),
                              frame_of("88a80190", 4), frame_of("88a8a1908100a0c9", 5)})
        BOOST_REQUIRE(cable->second->send(frame));
    BOOST_TEST(received(*wan) == (std::vector<int>{2, 5}), boost::test_tools::per_element());
    BOOST_TEST(received(*lan) == (std::vector<int>{1, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
