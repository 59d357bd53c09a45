// Packet evidence: what the writer writes is read by tshark and by our reader; what is broken is refused with words.
#include "harness/port/pcapng.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

BOOST_AUTO_TEST_SUITE(pcapng)

using namespace tsuka;

namespace {

/// A folder of its own, gone at the end.
/// A whole ARP request, so that tshark has something to dissect.
Octets arp() {
    return from_hex("ffffffffffff021122334455080600010800060400010211223344 55c0a80105000000000000c0a80001").value();
}

Instant moment() {
    return Instant{std::chrono::nanoseconds{1'700'000'000'123'456'789}};
}

Octets file_octets(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string output_of(std::string const& command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
    BOOST_REQUIRE(pipe);
    std::string text;
    for (int sign = 0; (sign = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(sign);
    return text;
}

/// Two frames, the first received with a comment, the second sent without.
std::string sample(test::TemporaryFolder const& folder) {
    const auto path = folder.path().string() + "/lan.pcapng";
    auto writer = port::PcapngWriter::create(path, {"lan0"}, "tsuka test");
    BOOST_REQUIRE(writer);
    BOOST_TEST(writer->write(0, arp(), moment(), false, "case a, step 1: \"held\"").value() == 1U);
    const Octets odd(61, 0x5a);
    BOOST_TEST(writer->write(0, odd, moment() + std::chrono::nanoseconds{1}, true, "").value() == 2U);
    BOOST_REQUIRE(writer->flush());
    return path;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
    const test::TemporaryFolder folder;
    const auto frames = port::read_pcapng(file_octets(sample(folder)));
    BOOST_REQUIRE(frames);
    BOOST_REQUIRE(frames->size() == 2U);
    BOOST_TEST(to_hex((*frames)[0].frame) == to_hex(arp()));
    BOOST_TEST(((*frames)[0].at == moment()));
    BOOST_TEST(!(*frames)[0].sent);
    BOOST_TEST((*frames)[0].comment == "case a, step 1: \"held\"");
    BOOST_TEST((*frames)[1].frame.size() == 61U);
    BOOST_TEST(((*frames)[1].at == moment() + std::chrono::nanoseconds{1}));
    BOOST_TEST((*frames)[1].sent);
    BOOST_TEST((*frames)[1].comment == "");
}

BOOST_AUTO_TEST_CASE(tshark_reads_stamps_comments_directions_and_names) {
    BOOST_REQUIRE_MESSAGE(std::system("tshark -v > /dev/null 2>&1") == 0, "tshark is missing: install the package tshark");
    const test::TemporaryFolder folder;
    const auto path = sample(folder);
    const auto fields =
        output_of("tshark -r " + path +
                  " -T fields -E separator='|' -e frame.time_epoch -e frame.len -e frame.packet_flags_direction -e frame.comment"
                  " -e frame.interface_name -e arp.src.proto_ipv4 2> /dev/null");
    BOOST_TEST(fields ==
               "1700000000.123456789|42|0x00000001|case a, step 1: \"held\"|lan0|192.168.1.5\n"
               "1700000000.123456790|61|0x00000002||lan0|\n");
    BOOST_TEST(output_of("capinfos -T -r -t -E " + path + " 2> /dev/null").find("pcapng\tether") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(big_endian_sections_microseconds_and_unknown_blocks_are_read) {
    // Section header, interface (Ethernet, no options: microseconds), a block of an unknown type, a packet of 4 octets at 1.000002 s.
    const auto file = from_hex(
                          "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c"
                          "00000001 00000014 0001 0000 00000000 00000014"
                          "00000bad 00000010 01020304 00000010"
                          "00000006 00000024 00000000 00000000 000f4242 00000004 00000004 deadbeef 00000024")
                          .value();
    const auto frames = port::read_pcapng(file);
    BOOST_REQUIRE(frames);
    BOOST_REQUIRE(frames->size() == 1U);
    BOOST_TEST(to_hex((*frames)[0].frame) == "deadbeef");
    BOOST_TEST(((*frames)[0].at == Instant{std::chrono::microseconds{1'000'002}}));
    for (std::size_t length = 0; length < file.size(); ++length) {
        // Cut between two blocks it is a shorter file; anywhere else it is refused.
        const bool whole = length == 28 || length == 48 || length == 64;
        BOOST_TEST(port::read_pcapng(part(file, 0, length)).has_value() == whole, length);
    }
}

BOOST_AUTO_TEST_CASE(binary_resolutions_and_offsets_are_understood) {
    // if_tsresol 0x8a: 2^-10 s; if_tsoffset 100 s. Stamp 1536 is 1.5 s.
    const auto file = from_hex(
                          "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"
                          "01000000 2c000000 0100 0000 00000000 0900 0100 8a000000 0e00 0800 6400000000000000 00000000 2c000000"
                          "06000000 20000000 00000000 00000000 00060000 00000000 00000000 20000000")
                          .value();
    const auto frames = port::read_pcapng(file);
    BOOST_REQUIRE_MESSAGE(frames, (frames ? "" : frames.error().what));
    BOOST_REQUIRE(frames->size() == 1U);
    BOOST_TEST(((*frames)[0].at == Instant{std::chrono::milliseconds{101'500}}));
}

BOOST_AUTO_TEST_CASE(hostile_files_are_refused_without_harm) {
    const test::TemporaryFolder folder;
    const auto good = file_octets(sample(folder));
    for (std::size_t where = 0; where < good.size(); ++where) {
        for (const std::uint8_t value : {std::uint8_t{0x00}, std::uint8_t{0x7f}, std::uint8_t{0xff}}) {
            auto bad = good;
            bad[where] = value;
            const auto frames = port::read_pcapng(bad);
            if (!frames) BOOST_TEST(frames.error().what.starts_with("pcapng: "));
        }
    }
    BOOST_TEST(!port::read_pcapng({}));
    BOOST_TEST(!port::read_pcapng(to_octets("this is no packet capture at all, but it is long enough")));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_by_the_call_that_meets_it) {
    const auto writer = port::PcapngWriter::create("/dev/full", {"lan0"}, "tsuka test");
    BOOST_REQUIRE(!writer);
    BOOST_TEST(writer.error().what.find("/dev/full") != std::string::npos);
    BOOST_TEST(writer.error().what.find("No space left") != std::string::npos);
    const auto nowhere = port::PcapngWriter::create("/no/such/folder/lan.pcapng", {"lan0"}, "tsuka test");
    BOOST_REQUIRE(!nowhere);
    BOOST_TEST(nowhere.error().what.find("cannot create") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_disk_that_fills_up_later_is_told_too) {
    const test::TemporaryFolder folder;
    const auto path = folder.path().string() + "/pipe";
    // A pipe whose reader leaves after the head of the file stands for a disk that fills up.
    BOOST_REQUIRE(std::system(("mkfifo " + path).c_str()) == 0);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> reader{::popen(("head -c 1 < " + path + " > /dev/null").c_str(), "r"), ::pclose};
    std::signal(SIGPIPE, SIG_IGN);
    auto writer = port::PcapngWriter::create(path, {"lan0"}, "tsuka test");
    BOOST_REQUIRE(writer);
    BOOST_REQUIRE(std::fgetc(reader.get()) == EOF);
    BOOST_REQUIRE(writer->write(0, arp(), moment(), true, ""));
    const auto flushed = writer->flush();
    BOOST_REQUIRE(!flushed);
    BOOST_TEST(flushed.error().what.find("cannot write packet evidence") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_interfaces_stand_in_one_file_and_its_section_says_what_it_is) {
    BOOST_REQUIRE_MESSAGE(std::system("tshark -v > /dev/null 2>&1") == 0, "tshark is missing: install the package tshark");
    const test::TemporaryFolder folder;
    const auto path = folder.path().string() + "/evidence.pcapng";
    auto writer = port::PcapngWriter::create(path, {"lan0", "wan0"}, "tsuka test", "run 7");
    BOOST_REQUIRE(writer);
    BOOST_TEST(writer->write(0, arp(), moment(), true).value() == 1U);
    BOOST_TEST(writer->write(1, arp(), moment(), false).value() == 2U);
    BOOST_REQUIRE(writer->flush());
    const auto frames = port::read_pcapng(file_octets(path)).value();
    BOOST_TEST(frames.at(0).interface == 0U);
    BOOST_TEST(frames.at(1).interface == 1U);
    BOOST_TEST(output_of("tshark -r " + path + " -T fields -e frame.interface_name 2> /dev/null") == "lan0\nwan0\n");
    BOOST_TEST(output_of("capinfos " + path + " 2> /dev/null").find("run 7") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_read_frame_by_frame_and_by_number) {
    const test::TemporaryFolder folder;
    const auto path = folder.path().string() + "/evidence.pcapng";
    {
        auto writer = port::PcapngWriter::create(path, {"lan0", "wan0"}, "tsuka test");
        for (std::size_t number = 1; number <= 50; ++number)
            BOOST_REQUIRE(writer->write(number % 2, Octets(60 + number, 0x11), moment(), false, "n"));
    }
    auto file = port::PcapngFile::open(path);
    BOOST_REQUIRE(file);
    for (const std::uint64_t number : {7U, 3U, 50U, 1U, 50U}) BOOST_TEST(file->at(number)->frame.size() == 60 + number);
    BOOST_TEST(file->at(3)->frame.size() == 63U);
    BOOST_TEST((*file->next())->frame.size() == 64U);
    BOOST_TEST(file->at(51).error().what.find("there is no frame 51") != std::string::npos);
    BOOST_TEST(file->at(0).error().what.find("there is no frame 0") != std::string::npos);
    auto again = port::PcapngFile::open(path);
    std::size_t count = 0;
    for (auto frame = again->next(); frame && *frame; frame = again->next()) ++count;
    BOOST_TEST(count == 50U);
    // Cut anywhere: what is whole is read, then it is said.
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 6);
    auto cut = port::PcapngFile::open(path);
    count = 0;
    auto frame = cut->next();
    for (; frame && *frame; frame = cut->next()) ++count;
    BOOST_TEST(count == 49U);
    BOOST_REQUIRE(!frame);
    BOOST_TEST(frame.error().what.find("ends inside a block") != std::string::npos);
    BOOST_TEST(!port::PcapngFile::open(folder.path().string() + "/absent.pcapng"));
    BOOST_TEST(port::PcapngFile::open(folder.path().string()).error().what.find("not a regular file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(many_frames_pass_through_the_buffer) {
    const test::TemporaryFolder folder;
    const auto path = folder.path().string() + "/wan.pcapng";
    {
        auto writer = port::PcapngWriter::create(path, {"wan0"}, "tsuka test");
        BOOST_REQUIRE(writer);
        for (std::uint64_t number = 1; number <= 3000; ++number)
            BOOST_REQUIRE(writer->write(0, Octets(number % 1500, 0x33), moment(), number % 2 == 0, "n").value() == number);
    }
    const auto frames = port::read_pcapng(file_octets(path));
    BOOST_REQUIRE(frames);
    BOOST_REQUIRE(frames->size() == 3000U);
    for (std::size_t index = 0; index < frames->size(); ++index) BOOST_REQUIRE((*frames)[index].frame.size() == (index + 1) % 1500);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_off_anywhere_goes_on) {
    const test::TemporaryFolder folder;
    const auto path = sample(folder);
    const auto whole = file_octets(path);
    std::size_t torn = 0;
    for (auto size = whole.size(); size > 60; --size) {
        std::ofstream(path, std::ios::binary).write(reinterpret_cast<char const*>(whole.data()), static_cast<std::streamsize>(size));
        const auto kept = port::drop_torn_block(path);
        BOOST_REQUIRE(kept);
        auto writer = port::PcapngWriter::go_on(path);
        // The interfaces are described in front of all frames: without them nothing can follow.
        if (kept->frames == 0) break;
        BOOST_REQUIRE(writer);
        BOOST_REQUIRE(writer->write(0, arp(), moment() + std::chrono::seconds(9), true).has_value());
        BOOST_REQUIRE(writer->flush());
        const auto read = port::read_pcapng(file_octets(path));
        BOOST_REQUIRE(read);
        BOOST_TEST(read->size() == kept->frames + 1);
        BOOST_TEST((read->back().at == moment() + std::chrono::seconds(9)));
        BOOST_TEST((kept->last == moment() + std::chrono::nanoseconds{kept->frames == 2 ? 1 : 0}));
        if (kept->frames == 1) ++torn;
    }
    BOOST_TEST(torn > 40U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_damaged_is_not_cut) {
    const test::TemporaryFolder folder;
    const auto path = sample(folder);
    auto damaged = file_octets(path);
    damaged[damaged.size() - 2] ^= 0xffU;  // the two lengths of the last block
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<char const*>(damaged.data()), static_cast<std::streamsize>(damaged.size()));
    BOOST_TEST(!port::drop_torn_block(path));
    BOOST_TEST(file_octets(path).size() == damaged.size());
    BOOST_TEST(!port::drop_torn_block((folder.path() / "nothing").string()));
    BOOST_TEST(!port::PcapngWriter::go_on((folder.path() / "nothing").string()));
}

BOOST_AUTO_TEST_SUITE_END()
