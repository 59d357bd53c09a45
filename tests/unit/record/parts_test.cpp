// Records of runs in several parts: what a later part says of a case, of times, ports and accounts, and what a killed writer leaves.
#include "harness/record/record_reader.hpp"
#include "harness/record/record_writer.hpp"
#include "tests/unit/record/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(parts_of_a_record)

using namespace tsuka;
using namespace std::chrono_literals;
using model::Outcome;

namespace {

model::CaseRecord one(std::string const& name, Outcome outcome, std::string const& reason = {}) {
    model::CaseRecord result;
    result.id = result.name = name;
    result.outcome = outcome;
    result.reason = reason;
    result.began = 1s;
    result.frames.emplace_back().number = 4;
    return result;
}

model::Accounts frames(std::uint64_t sent) {
    model::Accounts accounts;
    accounts.sides[0].sent = sent;
    return accounts;
}

/// First part: a satisfied, b open, c never tried.
std::string begin(record::RecordWriter& writer) {
    model::RunRecord run;
    run.plan.cases = {"a", "b", "c"};
    BOOST_REQUIRE(writer.begin(run).has_value());
    BOOST_REQUIRE(writer.add(one("a", Outcome::satisfied)).has_value());
    BOOST_REQUIRE(writer.add(one("b", Outcome::undetermined, "interrupted")).has_value());
    return {};
}

model::Resumption part(Duration at) {
    model::Resumption part;
    part.started = "2026-05-01T20:00:00Z";
    part.seed = 99;
    part.plan.cases = {"b", "c"};
    part.at = at;
    part.after = 17;
    return part;
}

model::CaseRecord const& of(model::Record const& record, std::string const& name) {
    const auto found = std::find_if(record.cases.begin(), record.cases.end(), [&](auto const& result) { return result.name == name; });
    BOOST_REQUIRE(found != record.cases.end());
    return *found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_part_that_ended_early_and_one_after_it) {
    test::TemporaryFolder const folder;
    const auto path = folder.path() / "record.jsonl";
    {
        auto writer = record::RecordWriter::create(path);
        begin(*writer);
        BOOST_REQUIRE(writer->add(one("c", Outcome::skipped, "not run: interrupted")).has_value());
        BOOST_REQUIRE(writer->end({false, "interrupted", {{"lan0", 10, 20, 1}}, {{"silence", 3s, "quiet"}}, frames(10), 5s}).has_value());
    }
    {
        auto writer = record::RecordWriter::go_on(path);
        BOOST_REQUIRE(writer.has_value());
        BOOST_TEST(!writer->add(one("b", Outcome::satisfied)).has_value(), "first the part");
        BOOST_REQUIRE(writer->resume(part(60s)).has_value());
        BOOST_REQUIRE(writer->add(one("b", Outcome::violated, "altered")).has_value());
        BOOST_REQUIRE(writer->add(one("c", Outcome::satisfied)).has_value());
        BOOST_REQUIRE(writer->end({true, {}, {{"lan0", 1, 2, 0}}, {{"hook", 2s, "run"}}, frames(5), 7s}).has_value());
    }
    for (const auto frames : {record::Frames::whole, record::Frames::by_name}) {
        const auto record = record::read_record(path, frames);
        BOOST_REQUIRE(record.has_value());
        BOOST_TEST(record->cases.size() == 3U);
        BOOST_TEST((of(*record, "a").part == 0U && of(*record, "b").part == 1U));
        auto const& again = of(*record, "b");
        BOOST_TEST((again.outcome == Outcome::violated && again.began == Duration{61s}));
        BOOST_TEST(again.attempts == 2U);
        BOOST_REQUIRE(again.tries.size() == 2U);
        BOOST_TEST((again.tries[0].outcome == Outcome::undetermined && again.tries[0].reason == "interrupted"));
        BOOST_TEST((again.tries[0].frames == std::vector<std::uint64_t>{4}));
        BOOST_TEST((again.tries[1].outcome == Outcome::violated));
        BOOST_TEST((of(*record, "c").attempts == 1U && of(*record, "c").tries.empty()), "what was not tried is no attempt");
        BOOST_TEST((record->complete && !record->broken_off && record->ended.empty() && record->took == Duration{67s}));
        BOOST_TEST((record->ports.size() == 1U && record->ports[0].sent == 11U && record->ports[0].received == 22U));
        BOOST_TEST(record->accounts->sides[0].sent == 15U);
        BOOST_REQUIRE(record->timeline.size() == 3U);
        BOOST_TEST(record->timeline[1].detail ==
                   "the run went on at 2026-05-01T20:00:00Z after it had ended early (interrupted); 1 of 3 cases were settled by then");
        BOOST_TEST((record->timeline[2].at == Duration{62s}));
        BOOST_TEST((record->resumed.size() == 1U && record->resumed[0].told == 3U && record->resumed[0].after == 17U));
        BOOST_TEST(!record->resumed[0].broken_off);
    }
}

BOOST_AUTO_TEST_CASE(a_part_that_was_killed_at_any_octet_of_its_last_line) {
    test::TemporaryFolder const folder;
    const auto path = folder.path() / "record.jsonl";
    std::string whole;
    {
        auto writer = record::RecordWriter::create(path);
        begin(*writer);
        whole = test::slurp(path);
    }
    const auto last = whole.rfind('\n', whole.size() - 2) + 1;
    for (auto size = last; size <= whole.size(); size += 7) {
        test::spill(path, whole.substr(0, size));
        BOOST_REQUIRE(record::drop_torn_line(path).has_value());
        auto writer = record::RecordWriter::go_on(path);
        BOOST_REQUIRE(writer->resume(part(9s)).has_value());
        BOOST_REQUIRE(writer->add(one("b", Outcome::satisfied)).has_value());
        BOOST_REQUIRE(writer->end({true, {}, {}, {}, {}, 1s}).has_value());
        const auto record = record::read_record(path);
        BOOST_REQUIRE_MESSAGE(record.has_value(), record.error().what);
        BOOST_TEST((record->resumed[0].broken_off && record->resumed[0].told == 1U));
        BOOST_TEST(record->timeline.at(0).detail.find("broken off in mid-run; 1 of 3 cases were settled by then") != std::string::npos);
        BOOST_TEST((record->cases.size() == 2U && record->complete));
    }
}

BOOST_AUTO_TEST_CASE(what_no_writer_writes_is_refused) {
    const std::string run = R"({"kind":"run","format":3})"
                            "\n";
    const std::string resumed = R"({"kind":"resumed","seed":1,"plan":{},"after":3})"
                                "\n";
    const std::string result = R"({"kind":"case","id":"a","name":"a","claims":[],"outcome":"satisfied","broken":[],"findings":[]})"
                               "\n";
    const auto error = [](std::string const& text) {
        const auto record = record::parse_record(text);
        return record ? std::string("no error") : record.error().what;
    };
    BOOST_TEST(error(run + result + resumed + result) == "no error");
    BOOST_TEST(error(resumed + run) == "record.jsonl:1: resumed: stands before the run line");
    BOOST_TEST(error(run + resumed + result + result) ==
               "record.jsonl:4: case: 'a' has a line already; every case has one in each part of the run");
    BOOST_TEST(error(run + R"({"kind":"resumed","plan":{},"after":3})") != "no error");
}

BOOST_AUTO_TEST_SUITE_END()
