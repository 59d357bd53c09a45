// Run folders and their manifests; the sums are checked against sha256sum(1) and the FIPS 180-4 example "abc".
#include "harness/record/manifest.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"
#include "tests/unit/record/support.hpp"

#include <sys/stat.h>
#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace tsuka;
namespace fs = std::filesystem;

namespace {

record::RunFolder made(fs::path const& path) {
    auto folder = record::RunFolder::create(path);
    BOOST_TEST_REQUIRE(folder.has_value());
    return *folder;
}

/// Whether sha256sum(1) agrees with the manifest.
bool sha256sum_agrees(fs::path const& folder) {
    return std::system(("cd '" + folder.string() + "' && sha256sum --status --strict -c SHA256SUMS").c_str()) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_folder)

BOOST_AUTO_TEST_CASE(creates_and_refuses) {
    test::TemporaryFolder const temporary;
    fs::path const path = temporary.path() / "out" / "run-1";
    auto const folder = made(path);
    BOOST_TEST(fs::is_directory(path));
    BOOST_TEST(record::RunFolder::create(path).has_value());  // still empty
    BOOST_TEST(folder.write(record::text_report_file, "hello").has_value());
    auto const again = record::RunFolder::create(path);
    BOOST_TEST_REQUIRE(!again.has_value());
    BOOST_TEST(again.error().what.find("not empty") != std::string::npos);
    BOOST_TEST(!record::RunFolder::create(path / "report.txt").has_value());
    BOOST_TEST(!record::RunFolder::create("/proc/no-such-place/run").has_value());
    BOOST_TEST(!record::RunFolder::create("").has_value());
}

BOOST_AUTO_TEST_CASE(opens_only_what_holds_a_record) {
    test::TemporaryFolder const temporary;
    BOOST_TEST(!record::RunFolder::open(temporary.path()).has_value());
    BOOST_TEST(!record::RunFolder::open(temporary.path() / "nothing").has_value());
    test::spill(temporary.path() / "record.jsonl", "");
    BOOST_TEST(record::RunFolder::open(temporary.path()).has_value());
    fs::create_directories(temporary.path() / "suites" / "a");
    BOOST_TEST(record::RunFolder::open(temporary.path()).has_value());
    fs::create_symlink("/etc/passwd", temporary.path() / "suites" / "a" / "b.toml");
    auto const linked = record::RunFolder::open(temporary.path());
    BOOST_TEST_REQUIRE(!linked.has_value());
    BOOST_TEST((linked.error().what.find("b.toml is no regular file") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(copies_inputs) {
    test::TemporaryFolder const temporary;
    fs::create_directories(temporary.path() / "suites" / "pptp");
    fs::create_directories(temporary.path() / "mine" / "pptp");
    test::spill(temporary.path() / "suites" / "pptp" / "call_id.toml", "one");
    test::spill(temporary.path() / "mine" / "pptp" / "call_id.toml", "two");
    auto const folder = made(temporary.path() / "run");
    auto const first = folder.copy_suite(temporary.path() / "suites" / "pptp" / "call_id.toml");
    auto const second = folder.copy_suite(temporary.path() / "mine" / "pptp" / "call_id.toml");
    BOOST_TEST_REQUIRE(first.has_value());
    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST(*first == "suites/pptp/call_id.toml");
    BOOST_TEST(*second == "suites/pptp/call_id-2.toml");
    BOOST_TEST(test::slurp(folder.file(*second)) == "two");
    auto const suites = folder.suites();
    BOOST_TEST_REQUIRE(suites.has_value());
    BOOST_TEST(suites->size() == 2U);
    BOOST_TEST(folder.copy_in(temporary.path() / "suites" / "pptp" / "call_id.toml", record::profile_file).has_value());
    BOOST_TEST(folder.has(record::profile_file));
    BOOST_TEST(
        !folder.copy_in(temporary.path() / "mine" / "pptp" / "call_id.toml", record::profile_file).has_value());  // never overwritten
    BOOST_TEST(test::slurp(folder.file(record::profile_file)) == "one");
    BOOST_TEST(!folder.copy_in(temporary.path() / "absent", "lab.toml").has_value());
    BOOST_TEST(!folder.copy_in(temporary.path() / "mine" / "pptp" / "call_id.toml", "../outside").has_value());
    BOOST_TEST(!folder.copy_in(temporary.path() / "mine" / "pptp" / "call_id.toml", "/etc/outside").has_value());
    BOOST_TEST(!fs::exists(temporary.path() / "outside"));
}

BOOST_AUTO_TEST_CASE(no_suites_is_an_empty_list) {
    test::TemporaryFolder const temporary;
    auto const suites = made(temporary.path() / "run").suites();
    BOOST_TEST_REQUIRE(suites.has_value());
    BOOST_TEST(suites->empty());
}

BOOST_AUTO_TEST_CASE(reports_are_replaced_whole) {
    test::TemporaryFolder const temporary;
    auto const folder = made(temporary.path() / "run");
    BOOST_TEST(folder.write(record::html_report_file, "old").has_value());
    BOOST_TEST(folder.write(record::html_report_file, "new").has_value());
    BOOST_TEST(test::slurp(folder.file(record::html_report_file)) == "new");
    BOOST_TEST(!folder.write("../x", "no").has_value());
    fs::create_directory(folder.file("taken"));
    BOOST_TEST(!folder.write("taken", "no").has_value());
    BOOST_TEST(!fs::exists(folder.file("taken.part")));
}

/// `judge` as root must not write where somebody else's link leads.
BOOST_AUTO_TEST_CASE(a_link_in_place_of_a_draft_is_not_followed) {
    test::TemporaryFolder const temporary;
    auto const folder = made(temporary.path() / "run");
    test::spill(temporary.path() / "precious", "mine");
    for (std::string const name : {"report.html", "report.html.part"}) fs::create_symlink(temporary.path() / "precious", folder.file(name));
    BOOST_TEST_REQUIRE(folder.write(record::html_report_file, "new").has_value());
    BOOST_TEST(test::slurp(temporary.path() / "precious") == "mine");
    BOOST_TEST(test::slurp(folder.file(record::html_report_file)) == "new");
    BOOST_TEST(!fs::is_symlink(folder.file(record::html_report_file)));
    BOOST_TEST(!fs::exists(fs::symlink_status(folder.file("report.html.part"))));
}

/// Each of these would wait for ever, or fill the memory, or read a file that is none of the folder's.
BOOST_AUTO_TEST_CASE(only_regular_files_are_read) {
    test::TemporaryFolder const temporary;
    test::spill(temporary.path() / "elsewhere", "text");
    BOOST_TEST_REQUIRE(::mkfifo((temporary.path() / "pipe").c_str(), 0600) == 0);
    fs::create_symlink("/dev/zero", temporary.path() / "zero");
    fs::create_symlink(temporary.path() / "elsewhere", temporary.path() / "link");
    for (std::string const name : {"pipe", "zero", "link", "."}) {
        BOOST_TEST_CONTEXT(name) {
            auto const read = record::read_record(temporary.path() / name);
            BOOST_TEST_REQUIRE(!read.has_value());
            BOOST_TEST((read.error().what.find("regular file") != std::string::npos));
            BOOST_TEST(!record::sha256_of(temporary.path() / name).has_value());
        }
    }
    auto const folder = made(temporary.path() / "run");
    BOOST_TEST(!folder.copy_in(temporary.path() / "pipe", "a").has_value());
    BOOST_TEST(!folder.copy_in(temporary.path() / "zero", "a").has_value());
    BOOST_TEST(folder.copy_in(temporary.path() / "link", "a").has_value());  // a user's own link to a file of his
    fs::create_symlink(temporary.path() / "elsewhere", folder.file("b"));
    BOOST_TEST(!folder.copy_in(temporary.path() / "link", "b").has_value());
    // A link is no file of the folder: a manifest that names it misses it.
    test::spill(folder.file("SHA256SUMS"), std::string(64, '0') + "  b\n");
    auto const check = record::verify_manifest(folder.path());
    BOOST_TEST_REQUIRE(check.has_value());
    BOOST_TEST((check->missing == std::vector<std::string>{"b"}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(sum_of_abc) {
    test::TemporaryFolder const temporary;
    test::spill(temporary.path() / "abc", "abc");
    auto const sum = record::sha256_of(temporary.path() / "abc");
    BOOST_TEST_REQUIRE(sum.has_value());
    BOOST_TEST(*sum == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    test::spill(temporary.path() / "empty", "");
    BOOST_TEST(*record::sha256_of(temporary.path() / "empty") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    BOOST_TEST(!record::sha256_of(temporary.path() / "absent").has_value());
}

BOOST_AUTO_TEST_CASE(sha256sum_agrees_with_ours) {
    test::TemporaryFolder const temporary;
    fs::create_directories(temporary.path() / "suites" / "a b");
    test::spill(temporary.path() / "record.jsonl", std::string(200'000, 'x'));
    test::spill(temporary.path() / "suites" / "a b" / "odd\nname\\.toml", "odd");
    test::spill(temporary.path() / "通過", "");
    BOOST_TEST_REQUIRE(record::write_manifest(temporary.path()).has_value());
    BOOST_TEST(sha256sum_agrees(temporary.path()));
    auto const check = record::verify_manifest(temporary.path());
    BOOST_TEST_REQUIRE(check.has_value());
    BOOST_TEST(check->good());
    BOOST_TEST(check->files == 3U);
    BOOST_TEST(record::write_manifest(temporary.path()).has_value());  // again: it does not list itself
    BOOST_TEST(record::verify_manifest(temporary.path())->files == 3U);
}

BOOST_AUTO_TEST_CASE(later_judgements_rest_on_the_run_and_are_no_part_of_it) {
    test::TemporaryFolder const temporary;
    fs::path const judged = temporary.path() / "judged" / "other-1";
    test::spill(temporary.path() / "record.jsonl", "facts");
    BOOST_TEST_REQUIRE(record::write_manifest(temporary.path()).has_value());
    fs::create_directories(judged);
    test::spill(judged / "report.txt", "fail");
    BOOST_TEST(record::verify_manifest(temporary.path())->good());
    BOOST_TEST_REQUIRE(record::write_manifest(temporary.path()).has_value());
    BOOST_TEST(record::verify_manifest(temporary.path())->files == 1U);

    BOOST_TEST_REQUIRE(record::write_manifest(judged, {"../../record.jsonl"}).has_value());
    BOOST_TEST(sha256sum_agrees(judged));
    test::spill(temporary.path() / "record.jsonl", "other facts");
    BOOST_TEST(!sha256sum_agrees(judged));
    BOOST_TEST(!record::write_manifest(judged, {"../../absent"}).has_value());
}

BOOST_AUTO_TEST_CASE(reads_what_sha256sum_writes) {
    test::TemporaryFolder const temporary;
    test::spill(temporary.path() / "a", "1");
    test::spill(temporary.path() / "odd\nname", "2");
    BOOST_TEST_REQUIRE(std::system(("cd '" + temporary.path().string() + "' && sha256sum -b a odd* > SHA256SUMS").c_str()) == 0);
    auto const check = record::verify_manifest(temporary.path());
    BOOST_TEST_REQUIRE(check.has_value());
    BOOST_TEST(check->good());
    BOOST_TEST(check->files == 2U);
}

BOOST_AUTO_TEST_CASE(tells_what_changed) {
    test::TemporaryFolder const temporary;
    for (std::string const name : {"a", "b", "c"}) test::spill(temporary.path() / name, name);
    BOOST_TEST_REQUIRE(record::write_manifest(temporary.path()).has_value());
    test::spill(temporary.path() / "a", "A");
    fs::remove(temporary.path() / "b");
    test::spill(temporary.path() / "d", "new");
    auto const check = record::verify_manifest(temporary.path());
    BOOST_TEST_REQUIRE(check.has_value());
    BOOST_TEST(!check->good());
    BOOST_TEST((check->differ == std::vector<std::string>{"a"}));
    BOOST_TEST((check->missing == std::vector<std::string>{"b"}));
    BOOST_TEST((check->unlisted == std::vector<std::string>{"d"}));
}

BOOST_AUTO_TEST_CASE(one_file_by_itself) {
    test::TemporaryFolder const temporary;
    auto const a = temporary.path() / "a";
    auto const changed = [&] { return record::changed_since_sealed(a); };
    test::spill(a, "a");
    BOOST_TEST(!*changed());  // there are no sums
    BOOST_TEST_REQUIRE(record::write_manifest(temporary.path()).has_value());
    BOOST_TEST(!*changed());
    test::spill(a, "A");
    BOOST_TEST(*changed());
    test::spill(temporary.path() / "b", "new");
    BOOST_TEST(!*record::changed_since_sealed(temporary.path() / "b"));  // not listed
    fs::remove(a);
    BOOST_TEST(!changed().has_value());
    test::spill(a, "a");
    test::spill(temporary.path() / "SHA256SUMS", "nonsense\n");
    BOOST_TEST(!changed().has_value());
    fs::remove(temporary.path() / "SHA256SUMS");
    fs::create_symlink("/dev/zero", temporary.path() / "SHA256SUMS");
    BOOST_TEST(!changed().has_value());
}

BOOST_AUTO_TEST_CASE(damaged_manifests_are_errors_not_good_news) {
    test::TemporaryFolder const temporary;
    BOOST_TEST(!record::verify_manifest(temporary.path()).has_value());
    test::spill(temporary.path() / "SHA256SUMS", "");
    BOOST_TEST(!record::verify_manifest(temporary.path())->good());
    test::spill(temporary.path() / "SHA256SUMS", "nonsense\n");
    auto const check = record::verify_manifest(temporary.path());
    BOOST_TEST_REQUIRE(!check.has_value());
    BOOST_TEST(check.error().what == "SHA256SUMS:1: not a line of sha256sum");
}

BOOST_AUTO_TEST_SUITE_END()
