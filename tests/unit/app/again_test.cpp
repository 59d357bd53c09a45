// What is done with finished runs: seals, judgements, evidence, and which of many benches are fit. And processes of their own.
#include "harness/app/cut_evidence.hpp"
#include "harness/app/fleet.hpp"
#include "harness/app/judgement.hpp"
#include "harness/app/processes.hpp"
#include "harness/app/seal.hpp"
#include "harness/record/manifest.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

BOOST_AUTO_TEST_SUITE(again)

using namespace tsuka;

namespace {

record::RunFolder sealed_run(test::TemporaryFolder const& where) {
    auto folder = record::RunFolder::create(where.path() / "run").value();
    for (auto const name : {record::record_file, record::html_report_file}) BOOST_TEST_REQUIRE(folder.write(name, "text").has_value());
    BOOST_TEST_REQUIRE(record::write_manifest(folder.path()).has_value());
    return folder;
}

reports::Outline short_run(std::string const& verdict) {
    reports::Outline outline;
    outline.rows = {{"free.openvpn.udp", "pass", "", ""}, {"icmp.query.map", verdict, "", "why"}, {"esp.single.outbound", "fail", "", ""}};
    return outline;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_as_it_was_raises_no_doubt) {
    const test::TemporaryFolder where;
    const auto run = sealed_run(where);
    BOOST_TEST(app::as_sealed(run).has_value());
    BOOST_TEST(app::look_at_seal(run).warnings.empty());
    BOOST_TEST(app::look_at_seal(run).doubts.empty());
}

BOOST_AUTO_TEST_CASE(a_report_that_is_gone_is_told_and_nothing_is_in_doubt) {
    const test::TemporaryFolder where;
    const auto run = sealed_run(where);
    std::filesystem::remove(run.file(record::html_report_file));
    BOOST_TEST(app::as_sealed(run).error().what == "missing: report.html");
    BOOST_TEST(app::look_at_seal(run).warnings == std::vector<std::string>{"missing: report.html"}, boost::test_tools::per_element());
    BOOST_TEST(app::look_at_seal(run).doubts.empty());
}

BOOST_AUTO_TEST_CASE(whatever_reads_otherwise_puts_the_evidence_in_doubt) {
    const test::TemporaryFolder where;
    const auto run = sealed_run(where);
    BOOST_TEST_REQUIRE(run.write(record::html_report_file, "another text").has_value());
    BOOST_TEST_REQUIRE(run.write("stranger.txt", "text").has_value());
    BOOST_TEST(app::as_sealed(run).error().what == "changed: report.html; not part of the run: stranger.txt");
    BOOST_TEST(app::look_at_seal(run).doubts == std::vector<std::string>{"changed since the run was sealed: report.html"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_judgement_stays_out_of_the_files_of_the_run) {
    const test::TemporaryFolder where;
    const auto run = sealed_run(where);
    BOOST_TEST(!app::folder_for_judgement(run, run.file("suites/again").string(), "x").has_value());
    const auto first = app::folder_for_judgement(run, "", "one/../two");
    const auto second = app::folder_for_judgement(run, "", "one/../two");
    BOOST_TEST_REQUIRE((first && second));
    BOOST_TEST((first->path().parent_path() == run.file(record::judged_folder)));
    BOOST_TEST(first->path().filename().string().starts_with("one----two-"));
    BOOST_TEST((first->path() != second->path()));
    BOOST_TEST(app::as_sealed(run).has_value());
}

BOOST_AUTO_TEST_CASE(evidence_of_a_variant_has_a_name_that_is_a_files) {
    app::EvidenceOptions options;
    BOOST_TEST(app::file_for(options).string() == "evidence.pcapng");
    options.case_name = "frag.esp[protocol=esp, size=2000]";
    options.side = "wan";
    BOOST_TEST(app::file_for(options).string() == "frag.esp_protocol_esp__size_2000_-wan.pcapng");
}

BOOST_AUTO_TEST_CASE(a_bench_is_fit_that_answers_whatever_the_answer_is) {
    BOOST_TEST(app::unfit_by(short_run("not-offered")) == "");
    BOOST_TEST(app::unfit_by(short_run("inconclusive")) == "icmp.query.map is inconclusive: why");
    auto outline = short_run("pass");
    outline.rows.pop_back();
    BOOST_TEST(app::unfit_by(outline) == "esp.single.outbound was not run");
    outline.complete = false;
    outline.conclusion = "interrupted";
    BOOST_TEST(app::unfit_by(outline) == "its run ended early: interrupted");
}

BOOST_AUTO_TEST_CASE(a_process_apart_gives_its_status_and_one_that_was_killed_words) {
    run::Signals signals;
    const auto status = app::apart([] { return 7; }, signals);
    BOOST_TEST_REQUIRE(status.has_value());
    BOOST_TEST(*status == 7);
    const auto killed = app::apart([] { return ::raise(SIGKILL); }, signals);
    BOOST_TEST(killed.error().what == "the process of a run was ended before its time");
}

BOOST_AUTO_TEST_SUITE_END()
