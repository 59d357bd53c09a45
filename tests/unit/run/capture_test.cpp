// Record and capture come together: what frames say, comments, and cuts; and what is said when the two do not fit.
#include "harness/run/capture.hpp"

#include "generator/proto/frame.hpp"
#include "harness/port/pcapng.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>

BOOST_AUTO_TEST_SUITE(captures)

using namespace tsuka;

namespace {

Octets udp_frame(std::uint8_t last) {
    proto::IpParameters ip;
    ip.source = {0xc0a80101};
    ip.destination = {0xc6336400U + last};
    ip.protocol = 17;
    const Octets payload(20, last);
    const auto datagram = proto::build_ipv4(ip, proto::build_udp(ip.source, ip.destination, 4000, 5000, payload));
    return proto::build_ethernet({}, {}, 0x0800, datagram);
}

/// Four frames: two of case a on either side, one of case b, one of nobody.
std::string capture(test::TemporaryFolder const& folder) {
    const auto path = folder.path().string() + "/evidence.pcapng";
    auto writer = port::PcapngWriter::create(path, {"lan0", "wan0"}, "test").value();
    for (std::uint8_t number = 1; number <= 4; ++number)
        BOOST_REQUIRE(writer.write(number % 2 == 0 ? 1 : 0, udp_frame(number), Instant{std::chrono::seconds(number)}, number == 1));
    return path;
}

model::FrameRecord named(std::uint64_t number, std::string probe, bool sentinel = false) {
    model::FrameRecord frame;
    frame.number = number;
    frame.actor = "alice";
    frame.probe = std::move(probe);
    frame.step = 2;
    frame.sentinel = sentinel;
    return frame;
}

model::Record two_cases() {
    model::Record record;
    record.cases.resize(2);
    record.cases[0].id = record.cases[0].name = "a";
    record.cases[0].outcome = model::Outcome::satisfied;
    record.cases[0].frames = {named(2, "out"), named(1, "out")};
    record.cases[1].id = "b";
    record.cases[1].name = "b[x=1]";
    record.cases[1].outcome = model::Outcome::violated;
    record.cases[1].frames = {named(3, "", true)};
    return record;
}

std::vector<port::PcapngFrame> frames_of(std::string const& path) {
    auto file = port::PcapngFile::open(path).value();
    std::vector<port::PcapngFrame> frames;
    for (auto frame = file.next(); frame && *frame; frame = file.next()) frames.push_back(std::move(**frame));
    return frames;
}

}  // namespace

BOOST_AUTO_TEST_CASE(frames_say_what_the_capture_holds) {
    const test::TemporaryFolder folder;
    auto record = two_cases();
    BOOST_REQUIRE(run::describe_frames(record, capture(folder)));
    auto const& wan = record.cases[0].frames[0];
    BOOST_TEST((wan.side == Side::wan));
    BOOST_TEST(!wan.sent);
    BOOST_TEST((wan.at == Instant{std::chrono::seconds(2)}));
    BOOST_TEST(wan.length == 62U);
    BOOST_TEST(wan.summary.find("198.51.100.2") != std::string::npos, wan.summary);
    BOOST_TEST((record.cases[0].frames[1].side == Side::lan));
    BOOST_TEST(record.cases[0].frames[1].sent);
    BOOST_TEST(record.cases[1].frames[0].summary.starts_with("sentinel: "));
    BOOST_TEST(!record.cases[1].frames[0].fields.empty());
}

BOOST_AUTO_TEST_CASE(frames_by_name_are_read_when_asked_for) {
    const test::TemporaryFolder folder;
    const auto path = capture(folder);
    auto record = two_cases();
    for (auto& result : record.cases) model::name_frames(result);
    BOOST_REQUIRE(run::note_sides(record, path));
    BOOST_REQUIRE(run::attach_capture(record, path));
    BOOST_TEST(record.cases[0].frames.empty());
    const auto first = record.cases[0].named.at(0);
    BOOST_TEST(first.number == 2U);
    BOOST_TEST((first.side == Side::wan));
    BOOST_TEST(!first.sent);
    BOOST_TEST(first.actor == "alice");
    BOOST_TEST(first.probe == "out");
    BOOST_TEST(first.step == 2U);
    BOOST_TEST(record.cases[0].named.at(1).sent);
    std::vector<model::FrameRecord> frames{record.cases[1].named.at(0), first, named(9, "")};
    record.capture->describe(frames);
    BOOST_TEST(frames[0].summary.starts_with("sentinel: "));
    BOOST_TEST((frames[1].at == Instant{std::chrono::seconds(2)}));
    BOOST_TEST(!frames[1].fields.empty());
    BOOST_TEST(frames[2].summary.empty());  // there is none
    BOOST_TEST(run::cut_capture(record, path, {"a", {}}, folder.path().string() + "/cut.pcapng").value() == 2U);
}

BOOST_AUTO_TEST_CASE(a_capture_that_does_not_fit_is_told) {
    const test::TemporaryFolder folder;
    const auto path = capture(folder);
    auto record = two_cases();
    record.cases[1].frames.push_back(named(9, ""));
    const auto short_of = run::describe_frames(record, path);
    BOOST_REQUIRE(!short_of);
    BOOST_TEST(short_of.error().what.find("ends with frame 4, and the record names frame 9") != std::string::npos, short_of.error().what);
    BOOST_TEST(!record.cases[0].frames[0].summary.empty());  // what there is has been filled in
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 10);
    auto again = two_cases();
    BOOST_TEST(run::describe_frames(again, path).has_value());  // frame 4 is nobody's
    again.cases[1].frames.push_back(named(4, ""));
    BOOST_TEST(!run::describe_frames(again, path));
    BOOST_TEST(!run::describe_frames(again, folder.path().string() + "/absent"));
    model::Record nothing;
    BOOST_TEST(run::describe_frames(nothing, folder.path().string() + "/absent").has_value());
}

BOOST_AUTO_TEST_CASE(cuts_hold_what_was_asked_for_and_say_whose_it_is) {
    const test::TemporaryFolder folder;
    const auto path = capture(folder);
    auto record = two_cases();
    BOOST_REQUIRE(run::describe_frames(record, path));
    const auto out = folder.path().string() + "/cut.pcapng";
    BOOST_TEST(run::cut_capture(record, path, {}, out).value() == 4U);
    const auto all = frames_of(out);
    BOOST_TEST(all.at(0).comment == "a: out (step 2), sent by alice; case satisfied");
    BOOST_TEST(all.at(2).comment == "b[x=1]: sentinel, received by alice; case violated");
    BOOST_TEST(all.at(3).comment.starts_with("of no case: "), all.at(3).comment);
    BOOST_TEST(run::cut_capture(record, path, {"a", {}}, out).value() == 2U);
    BOOST_TEST(run::cut_capture(record, path, {"b", {}}, out).value() == 1U);  // by its id
    BOOST_TEST(run::cut_capture(record, path, {"a", Side::wan}, out).value() == 1U);
    BOOST_TEST(run::cut_capture(record, path, {{}, Side::lan}, out).value() == 2U);
    BOOST_TEST((frames_of(out).at(1).at == Instant{std::chrono::seconds(3)}));

    BOOST_REQUIRE(run::comment_capture(record, path));
    const auto commented = frames_of(path);
    BOOST_TEST(commented.size() == 4U);
    BOOST_TEST(to_hex(commented.at(1).frame) == to_hex(udp_frame(2)));
    BOOST_TEST(commented.at(1).comment == "a: out (step 2), received by alice; case satisfied");
    BOOST_TEST(!std::filesystem::exists(path + ".part"));
}

BOOST_AUTO_TEST_SUITE_END()
