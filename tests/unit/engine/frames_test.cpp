// Frames that are no datagrams, and datagrams behind a tag: how they leave, and what is seen of those that cross.
#include "bench.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(frames)

using namespace bench;

namespace {

const std::string control = R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 7006 },
  { send = "udp", on = "u", at = "alice", as = "out" }, { send = "udp", on = "u", at = "server", answers = "out", as = "back" },)";
const std::string four = R"(classes = [
  { is = "apart", when = ["back@alice", "!leaves", "!enters"] }, { is = "leaves", when = ["leaves@server", "!enters"], breaks = ["claim.one"] },
  { is = "enters", when = ["!leaves", "enters@alice"], breaks = ["claim.one"] }, { is = "bridged", when = ["leaves", "enters"], breaks = ["claim.one"] } ])";

std::string both(std::string const& more) {
    return control + "{ send = " + more + ", on = \"u\", at = \"alice\", as = \"leaves\" }, { send = " + more +
           ", on = \"u\", at = \"server\", as = \"enters\" }";
}

/// What the router makes of the frames that are no datagrams of its links: `across` gets each one of a side and says what comes out on
/// the other one.
Ended with(std::function<std::vector<Octets>(Side, Octets const&)> const& across, std::string const& steps) {
    Bench bench;
    bench.router.others = [across](Side side, View frame) { return across(side, Octets(frame.begin(), frame.end())); };
    return bench.run(steps, four);
}

std::vector<Octets> nothing(Side, Octets const&) {
    return {};
}

std::vector<Octets> as_it_is(Side, Octets const& frame) {
    return {frame};
}

Octets const& first_of(Ended const& ended, std::string const& probe, bool sent) {
    for (std::size_t at = 0; at < ended.frames.size(); ++at)
        if (ended.record.frames[at].probe == probe && ended.record.frames[at].sent == sent) return ended.frames[at];
    BOOST_FAIL("no frame of " << probe);
    return ended.frames.front();
}

const std::string lldp = R"("ethernet", dst = "01:80:c2:00:00:0e", type = 0x88cc, lead = "0207", bytes = 64)";

}  // namespace

BOOST_AUTO_TEST_CASE(a_frame_leaves_as_the_step_says_it) {
    const auto ended = with(nothing, both(lldp));
    BOOST_TEST(outcome(ended) == "satisfied [apart]", outcome(ended));
    BOOST_TEST(ended.findings() == "");
    auto const& frame = first_of(ended, "leaves", true);
    BOOST_TEST(to_hex(part(frame, 0, 16)) == "0180c200000e02000000010188cc0207");
    BOOST_TEST(frame.size() == 14U + 2U + 64U);
    const auto plain = with(nothing, both(R"("ethernet", bytes = 16)"));
    BOOST_TEST(to_hex(part(first_of(plain, "leaves", true), 0, 14)) == "ffffffffffff02000000010188b5");
    BOOST_TEST(first_of(plain, "leaves", true).size() == least_frame_size);
}

BOOST_AUTO_TEST_CASE(what_crosses_has_arrived_on_the_other_side) {
    const auto ended = with(as_it_is, both(lldp));
    BOOST_TEST(has(outcome(ended), "violated [bridged]"));
    BOOST_TEST(ended.breaks("claim.one"));
    BOOST_TEST(same(first_of(ended, "leaves", false), first_of(ended, "leaves", true)));
    const auto one_way = [](Side side, Octets const& frame) {
        return side == Side::wan ? std::vector<Octets>{frame} : std::vector<Octets>{};
    };
    BOOST_TEST(has(outcome(with(one_way, both(lldp))), "violated [enters]"));
}

BOOST_AUTO_TEST_CASE(what_comes_back_on_its_own_side_has_not_crossed) {
    Bench bench;
    bench.router.program = [](View frame, Instant) {
        const auto head = read_ethernet(frame);
        return head && head->type == 0x88cc ? std::vector<Octets>{Octets(frame.begin(), frame.end())} : std::vector<Octets>{};
    };
    BOOST_TEST(outcome(bench.run(both(lldp), four)) == "satisfied [apart]");
}

BOOST_AUTO_TEST_CASE(another_runs_frames_and_other_frames_are_nobodys) {
    const auto other = [](Side, Octets const& frame) {
        auto changed = frame;
        changed.at(changed.size() - 64) ^= 0xffU;  // of another run: the token begins otherwise
        return std::vector<Octets>{changed};
    };
    BOOST_TEST(outcome(with(other, both(lldp))) == "satisfied [apart]");
}

BOOST_AUTO_TEST_CASE(a_datagram_bears_a_tag) {
    const std::string tagged = R"("udp", vlan = 100, bytes = 64)";
    const auto ended = with(nothing, both(tagged));
    BOOST_TEST(outcome(ended) == "satisfied [apart]", outcome(ended));
    auto const& frame = first_of(ended, "leaves", true);
    BOOST_TEST(vlan_of(frame).value_or(0) == 100U);
    BOOST_TEST(inner_type_of(frame).value_or(0) == ether_type_ipv4);
    BOOST_TEST(has(outcome(with(as_it_is, both(tagged))), "violated [bridged]"));
}

/// Taken for one of the link, and translated as any.
BOOST_AUTO_TEST_CASE(a_datagram_whose_tag_is_ignored_arrives_like_any) {
    Bench bench;
    bench.router.ignores_tags = true;
    const auto ended = bench.run(both(R"("udp", vlan = 100, bytes = 64)"), four);
    BOOST_TEST(has(outcome(ended), "violated [bridged]"));
    BOOST_TEST(!vlan_of(first_of(ended, "leaves", false)));
}

BOOST_AUTO_TEST_SUITE_END()
