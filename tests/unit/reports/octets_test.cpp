// Which frame and which field a case objects to, found in what its record says.
#include "reports/octets.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

BOOST_AUTO_TEST_SUITE(report_octets)

using namespace tsuka;

namespace {

/// Answers with what it was asked.
class Asked : public model::FrameSource {
public:
    void describe(std::vector<model::FrameRecord>&) const override {}
    [[nodiscard]] std::optional<model::Parting> parting(std::uint64_t sent, std::uint64_t arrived, std::string_view field) const override {
        model::Parting one;
        one.layer = fmt::format("{}>{}", sent, arrived);
        one.field = std::string(field);
        one.arrived.octets = {0x0a, 0xff};
        return one;
    }
};

model::FrameRecord frame(std::uint64_t number, std::string probe, bool sent, std::string field, std::string value) {
    model::FrameRecord one;
    one.number = number;
    one.probe = std::move(probe);
    one.sent = sent;
    one.side = sent ? Side::wan : Side::lan;
    one.fields = {{std::move(field), std::move(value)}};
    return one;
}

/// A message of the control connection happens to bear the number that the tunnel data arrived with.
model::CaseRecord call() {
    model::CaseRecord one;
    one.frames = {frame(1, "call", true, "pptp.call_id", "9"), frame(2, "call", false, "pptp.call_id", "9"),
                  frame(3, "down", true, "gre.call_id", "9"), frame(4, "down", false, "gre.call_id", "9")};
    model::StepRecord step;
    step.number = 4;
    step.written = R"({ expect = "gre.ppp", at = "alice", probe = "down", call_id = "$id" })";
    step.checks = {{"arrives", "gre.ppp at alice", "arrived", true}, {"call_id", "7", "9", false}};
    one.steps = {step};
    return one;
}

model::Record record_with_capture() {
    model::Record record;
    record.capture = std::make_shared<Asked>();
    return record;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_frame_of_the_probe_that_the_step_waits_for) {
    const auto found = reports::objected(call(), record_with_capture());
    BOOST_REQUIRE(found);
    BOOST_TEST(found->sent == 3U);
    BOOST_TEST(found->arrived == 4U);
    BOOST_TEST(found->parting.field == "gre.call_id");
}

BOOST_AUTO_TEST_CASE(an_altered_payload_is_looked_up_by_the_frame_that_the_finding_names) {
    auto one = call();
    one.steps.clear();
    one.observations = {{.seen = model::Seen::octets, .probe = "call", .at = "alice", .lan_frames = {4}}};
    const auto found = reports::objected(one, record_with_capture());
    BOOST_REQUIRE(found);
    BOOST_TEST(found->arrived == 4U);
    BOOST_TEST(found->parting.field.empty());
}

BOOST_AUTO_TEST_CASE(a_wrong_checksum_is_the_one_that_the_observation_names) {
    model::CaseRecord one;
    one.frames = {frame(1, "p", true, "udp.checksum", "1"), frame(2, "p", false, "udp.checksum", "2")};
    one.observations = {{.seen = model::Seen::checksum, .probe = "p", .field = "udp.checksum", .lan_frames = {2}}};
    const auto found = reports::objected(one, record_with_capture());
    BOOST_REQUIRE(found);
    BOOST_TEST(found->parting.field == "udp.checksum");
}

BOOST_AUTO_TEST_CASE(nothing_is_shown_of_what_did_not_arrive_or_is_not_kept) {
    auto lost = call();
    lost.steps[0].checks = {{"arrives", "gre.ppp at alice", "did not arrive", false}};
    BOOST_TEST(!reports::objected(lost, record_with_capture()));
    BOOST_TEST(!reports::objected(call(), model::Record{}));
}

BOOST_AUTO_TEST_CASE(in_words) {
    const auto found = reports::objected(call(), record_with_capture());
    BOOST_REQUIRE(found);
    BOOST_TEST(reports::place_of(*found, "evidence.pcapng") ==
               "3>4 gre.call_id, octets 0 to 1 counted from 0; in the frame 0-1, evidence.pcapng #4");
    BOOST_TEST(reports::in_hex(found->parting.arrived) == "[0a ff]");
    BOOST_TEST(reports::in_hex(model::Around{{1}, {2}, {3, 4}}) == "01 [02] 03 04");
    BOOST_TEST(reports::in_hex(model::Around{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
