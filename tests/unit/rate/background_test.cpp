// Load beside cases, over a cable that can be told what to do to frames: what comes as it was sent is counted by its place in its flow, and
// what does not is found with the place from which on it does not.
#include "harness/rate/background.hpp"

#include <boost/test/unit_test.hpp>

#include <deque>
#include <functional>
#include <string>

using namespace tsuka;
using namespace std::chrono_literals;
using rate::Background;

BOOST_AUTO_TEST_SUITE(background)

namespace {

constexpr std::size_t datagram_at = 14;

model::Host client(std::uint8_t number) {
    return {"load", Side::lan, {{2, 0, 0, 0, 0, number}}, {0xc0a80100U + number}, {0xc0a80001}, {{2, 0, 0, 0, 1, 0}}};
}

rate::Surroundings around(std::size_t servers) {
    rate::Surroundings made{{client(1), client(2)}, {}, {{2, 0, 0, 0, 2, 0}}, {{2, 0, 0, 0, 1, 1}}, {lab::Link(), lab::Link()}};
    for (std::uint32_t number = 0; number < servers; ++number) made.servers.push_back({0xc6120001 + number});
    made.has_router = false;
    return made;
}

struct Cable {
    explicit Cable(std::vector<std::string> protocols, std::uint64_t rate = 2000)
        : wanted{rate, std::move(protocols), 256}, load(wanted), hosts(around(wanted.protocols.size() * model::load_flows)) {}

    /// Time goes on in steps of a millisecond; what is sent arrives in the next one.
    void run(Duration duration) {
        for (const auto end = now + duration; now < end; now += 1ms) {
            for (auto& [side, frame] : std::exchange(wire, {})) {
                BOOST_TEST(load.takes(side, frame));
            }
            for (auto frames = load.due(now); !frames.empty(); frames = load.due(now))
                for (auto& [side, frame] : frames) {
                    const auto copies = carry ? carry(side, frame) : 1U;
                    for (unsigned copy = 0; copy < copies; ++copy) wire.emplace_back(other(side), frame);
                }
        }
    }
    /// Of one protocol and way.
    model::LoadPassage passage(Side from, std::size_t protocol = 0) {
        return load.figures().passages.at(protocol * 2 + static_cast<std::size_t>(from));
    }

    model::LoadWanted wanted;
    Background load;
    rate::Surroundings hosts;
    Instant now{1s};
    std::function<unsigned(Side from, Octets& frame)> carry;  ///< how many copies arrive
    std::deque<std::pair<Side, Octets>> wire;
};

/// Number of the frame in its flow, from 1: what a mark in UDP says.
std::uint32_t number_in(Octets const& frame) {
    return static_cast<std::uint32_t>(*read_bits(frame, (datagram_at + 28 + 6) * 8, 32)) + 1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_comes_as_it_was_sent_is_right) {
    Cable cable({"udp", "esp", "gre", "natt", "l2tp", "wireguard"});
    cable.load.begin(cable.hosts, cable.now);
    cable.run(900ms);
    BOOST_TEST((cable.load.state() == Background::State::opening));
    cable.run(1s);
    BOOST_TEST((cable.load.state() == Background::State::flowing));
    BOOST_TEST(!cable.load.ready());
    cable.run(3s);  // 96 ways of flows, 60 frames each
    BOOST_TEST(cable.load.ready());
    const auto all = cable.load.figures();
    BOOST_TEST(all.passages.size() == 12U);
    for (auto const& passage : all.passages) {
        BOOST_TEST_CONTEXT(passage.protocol) {
            BOOST_TEST(passage.opened == model::load_flows);
            BOOST_TEST(passage.faults.empty());
            BOOST_TEST(passage.early.sent == passage.early.arrived);
            BOOST_TEST(passage.late.sent == passage.late.arrived);
            BOOST_TEST(passage.early.sent == model::load_flows * model::slow_path_frames);
            BOOST_TEST(passage.late.sent > 0U);
        }
    }
    BOOST_TEST(all.offered > 7700U);  // 3.9 s of flowing
    BOOST_TEST(all.offered < 7900U);
    const auto sent = all.sent[0] + all.sent[1] - 48U - 48U;  // but for what opened the flows
    BOOST_TEST(sent + 2 >= all.offered);
    BOOST_TEST(sent <= all.offered + 2);
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_from_some_frame_on_is_told_with_that_frame) {
    Cable cable({"udp"});
    cable.carry = [](Side from, Octets& frame) {
        if (from == Side::lan && number_in(frame) > 50) frame.back() ^= 1U;
        return 1U;
    };
    cable.load.begin(cable.hosts, cable.now);
    cable.run(3s);
    const auto outward = cable.passage(Side::lan);
    BOOST_REQUIRE(outward.faults.size() == 2U);  // the checksum was that of the other payload
    auto const& fault = outward.faults.front();
    BOOST_TEST(fault.what == "with an altered payload");
    BOOST_TEST(fault.claim == "always.payload-untouched");
    BOOST_TEST(fault.first == 51U);
    BOOST_TEST(fault.early == 0U);
    BOOST_TEST(fault.late == outward.late.arrived);
    BOOST_TEST(fault.flows == model::load_flows);
    BOOST_TEST(outward.faults.back().what == "with a wrong UDP checksum");
    BOOST_TEST(cable.passage(Side::wan).faults.empty());
}

BOOST_AUTO_TEST_CASE(what_is_doubled_misdelivered_or_moved_is_found) {
    Cable cable({"udp"});
    cable.carry = [&](Side from, Octets& frame) {
        if (from == Side::lan && number_in(frame) == 60) return 2U;
        if (from == Side::wan && number_in(frame) == 61) frame[datagram_at + 19] ^= 3U;  // client 1 is 2 now, and 2 is 1
        if (from == Side::wan && number_in(frame) == 62) frame[datagram_at + 23] ^= 1U;  // and the port is another
        if (from == Side::lan && number_in(frame) == 63) frame[datagram_at + 21] ^= 1U;
        return 1U;
    };
    cable.load.begin(cable.hosts, cable.now);
    cable.run(3s);
    const auto found = [&](Side from, std::string const& what) -> std::uint64_t {
        for (auto const& fault : cable.passage(from).faults)
            if (fault.what == what) return fault.first;
        return 0;
    };
    BOOST_TEST(found(Side::lan, "delivered more than once") == 60U);
    BOOST_TEST(found(Side::wan, "to a host that it was not for") == 61U);
    BOOST_TEST(found(Side::wan, "to another port than the client's") == 62U);
    BOOST_TEST(found(Side::lan, "from another address or port than the first one") == 63U);
}

BOOST_AUTO_TEST_CASE(what_is_lost_is_missing_from_its_stretch_and_what_is_under_way_is_not_lost) {
    Cable cable({"udp"});
    cable.carry = [](Side from, Octets& frame) { return from == Side::wan && number_in(frame) > 50 ? 0U : 1U; };
    cable.load.begin(cable.hosts, cable.now);
    cable.run(3s);
    const auto inward = cable.passage(Side::wan);
    BOOST_TEST(inward.early.arrived == inward.early.sent);
    BOOST_TEST(inward.late.arrived == 0U);
    BOOST_TEST(inward.late.sent > 100U);
    BOOST_TEST(cable.passage(Side::lan).late.sent == cable.passage(Side::lan).late.arrived);
}

BOOST_AUTO_TEST_CASE(without_an_answer_no_flow_is_open) {
    Cable cable({"udp"});
    cable.carry = [](Side from, Octets&) { return from == Side::lan ? 1U : 0U; };
    cable.load.begin(cable.hosts, cable.now);
    cable.run(2s);
    BOOST_TEST((cable.load.state() == Background::State::failed));
    BOOST_TEST(cable.load.why().find("no flow of the load came up") == 0U);
    BOOST_TEST(!cable.load.wake_at().has_value());
}

BOOST_AUTO_TEST_CASE(after_a_rest_flows_are_opened_anew_and_what_comes_late_is_still_its_own) {
    Cable cable({"udp"});
    cable.load.begin(cable.hosts, cable.now);
    cable.run(2s);
    cable.load.rest(cable.now);
    const auto before = cable.load.figures();
    cable.run(1s);  // what was under way arrives, nothing is sent
    BOOST_TEST(cable.load.figures().sent[0] == before.sent[0]);
    BOOST_TEST((cable.load.figures().flowed == before.flowed));
    cable.load.begin(cable.hosts, cable.now);
    cable.run(2s);
    const auto after = cable.load.figures();
    BOOST_TEST((after.flowed >= 2 * before.flowed - 2ms));
    BOOST_TEST((after.flowed <= 2 * before.flowed + 2ms));
    BOOST_TEST(cable.passage(Side::lan).opened == 2 * model::load_flows);
    BOOST_TEST(cable.passage(Side::lan).faults.empty());
    BOOST_TEST(cable.passage(Side::lan).early.arrived == 2 * model::load_flows * model::slow_path_frames);
}

BOOST_AUTO_TEST_CASE(what_there_was_no_time_for_is_left_out) {
    Cable cable({"udp"});
    cable.load.begin(cable.hosts, cable.now);
    cable.run(1500ms);
    cable.now += 5s;  // this machine did something else
    cable.run(500ms);
    const auto all = cable.load.figures();
    BOOST_TEST(all.offered > 10'000U);
    BOOST_TEST(all.sent[0] + all.sent[1] < 3'000U);
    BOOST_TEST(cable.passage(Side::lan).faults.empty());
}

BOOST_AUTO_TEST_CASE(frames_of_others_are_not_taken) {
    Cable cable({"udp"});
    Octets foreign(64, 0);
    BOOST_TEST(!cable.load.takes(Side::wan, foreign));
    cable.load.begin(cable.hosts, cable.now);
    cable.run(2s);
    BOOST_TEST(!cable.load.takes(Side::wan, foreign));
    auto frames = cable.load.due(cable.now + 10ms);
    BOOST_REQUIRE(!frames.empty());
    auto& [side, frame] = frames.front();
    auto icmp = frame;
    icmp[datagram_at + 9] = 1;  // from or to the same hosts, and no load
    BOOST_TEST(!cable.load.takes(other(side), icmp));
    BOOST_TEST(!cable.load.takes(side, frame));  // as it left
}

BOOST_AUTO_TEST_SUITE_END()
