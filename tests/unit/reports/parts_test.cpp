// The parts that renderers share: columns, pairs of frames, conclusions, claims over all rows.
#include "reports/columns.hpp"
#include "reports/exchange.hpp"
#include "reports/summary.hpp"
#include "tests/golden/fixtures.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace tsuka;

namespace tsuka::model {
static std::ostream& operator<<(std::ostream& out, Verdict verdict) {
    return out << to_string(verdict);
}
}  // namespace tsuka::model

namespace {

model::FrameRecord frame(std::uint64_t number, Side side, bool sent, std::string probe, std::vector<model::FieldRecord> fields = {}) {
    model::FrameRecord out;
    out.number = number;
    out.side = side;
    out.sent = sent;
    out.probe = std::move(probe);
    out.fields = std::move(fields);
    return out;
}

model::Report report_with(std::vector<model::Verdict> const& verdicts, bool complete = true) {
    model::Report report;
    report.complete = complete;
    for (model::Verdict const verdict : verdicts) {
        model::ReportRow row;
        row.verdict = verdict;
        row.claims = {{.claim = {}, .claimed = true, .kept = false, .verdict = verdict}};
        report.rows.push_back(row);
    }
    return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report_columns)

BOOST_AUTO_TEST_CASE(widths) {
    BOOST_TEST(reports::columns("") == 0U);
    BOOST_TEST(reports::columns("abc") == 3U);
    BOOST_TEST(reports::columns("先着一名") == 8U);
    BOOST_TEST(reports::columns("e\xcc\x81") == 1U);  // combining acute
    BOOST_TEST(reports::columns("é") == 1U);
    BOOST_TEST(reports::padded("先", 4) == "先  ");
    BOOST_TEST(reports::padded("abcd", 2) == "abcd");
}

BOOST_AUTO_TEST_CASE(wrapping) {
    auto const lines = [](std::string_view text, std::size_t width) { return reports::wrapped(text, width); };
    BOOST_TEST((lines("aa bb  cc\ndd", 5) == std::vector<std::string>{"aa bb", "cc dd"}));
    BOOST_TEST((lines("abcdefgh ij", 3) == std::vector<std::string>{"abc", "def", "gh", "ij"}));
    BOOST_TEST((lines("先着一名問題", 5) == std::vector<std::string>{"先着", "一名", "問題"}));
    BOOST_TEST((lines("先", 1) == std::vector<std::string>{"先"}));  // never stuck
    BOOST_TEST(lines("  \n ", 10).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(report_exchanges)

BOOST_AUTO_TEST_CASE(differing_fields_are_marked) {
    model::CaseRecord one;
    one.frames = {frame(1, Side::lan, true, "p", {{"ip.src", "a"}, {"ip.ttl", "64"}, {"esp.spi", "1"}, {"gone", "x"}}),
                  frame(2, Side::wan, false, "p", {{"ip.src", "b"}, {"ip.ttl", "63"}, {"esp.spi", "1"}, {"new", "y"}})};
    auto const all = reports::exchanges(one);
    BOOST_TEST_REQUIRE(all.size() == 1U);
    BOOST_TEST(all[0].differing == 4U);
    BOOST_TEST_REQUIRE(all[0].fields.size() == 5U);
    BOOST_TEST(all[0].fields[0].differs);
    BOOST_TEST(!all[0].fields[2].differs);
    BOOST_TEST(all[0].fields[3].arrived.empty());
    BOOST_TEST(all[0].fields[4].name == "new");
    BOOST_TEST(all[0].fields[4].sent.empty());
}

BOOST_AUTO_TEST_CASE(fields_that_occur_twice_are_compared_in_turn) {
    model::CaseRecord one;
    one.frames = {frame(1, Side::lan, true, "p", {{"ip.src", "outer"}, {"ip.src", "inner"}}),
                  frame(2, Side::wan, false, "p", {{"ip.src", "outer"}, {"ip.src", "changed"}})};
    auto const all = reports::exchanges(one);
    BOOST_TEST(!all.at(0).fields.at(0).differs);
    BOOST_TEST(all.at(0).fields.at(1).differs);
}

BOOST_AUTO_TEST_CASE(lost_duplicated_and_unsent_frames) {
    model::CaseRecord one;
    one.frames = {frame(1, Side::lan, true, "lost"),   frame(2, Side::lan, true, "twice"),  frame(3, Side::wan, false, "twice"),
                  frame(4, Side::wan, false, "twice"), frame(5, Side::wan, false, "ghost"), frame(6, Side::lan, true, "")};
    auto const all = reports::exchanges(one);
    BOOST_TEST_REQUIRE(all.size() == 4U);
    BOOST_TEST((all[0].sent != nullptr && all[0].arrived == nullptr));
    BOOST_TEST((all[1].arrived->number == 3U && !all[1].again));
    BOOST_TEST((all[2].arrived->number == 4U && all[2].again && all[2].sent->number == 2U));
    BOOST_TEST((all[3].sent == nullptr && all[3].arrived->number == 5U && !all[3].again));
    BOOST_TEST(reports::other_frames(one).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_burst_is_paired_in_order) {
    model::CaseRecord one;
    for (std::uint64_t number = 1; number <= 3; ++number) one.frames.push_back(frame(number, Side::lan, true, "burst"));
    for (std::uint64_t number = 4; number <= 5; ++number) one.frames.push_back(frame(number, Side::wan, false, "burst"));
    auto const all = reports::exchanges(one);
    BOOST_TEST_REQUIRE(all.size() == 3U);
    BOOST_TEST(all[1].sent->number == 2U);
    BOOST_TEST(all[1].arrived->number == 5U);
    BOOST_TEST((all[2].arrived == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(report_summary)

BOOST_AUTO_TEST_CASE(conclusions) {
    using enum model::Verdict;
    auto const word = [](std::vector<model::Verdict> const& verdicts, bool complete = true) {
        auto report = report_with(verdicts, complete);
        report.profile.claims = {"some.claim"};
        return reports::conclude(report).word;
    };
    BOOST_TEST(word({pass}) == "conforms");
    BOOST_TEST(word({pass, deviation, supported, not_offered, skipped}) == "conforms");
    BOOST_TEST(reports::conclude(report_with({supported, not_offered})).word == "nothing claimed was tested");
    auto part = report_with({pass});
    part.profile.claims = {"a", "b", "c"};
    part.unsettled = {"b", "c"};
    BOOST_TEST(reports::conclude(part).word == "kept as far as tested (1 of 3 claims)");
    BOOST_TEST((reports::conclude(part).mood == reports::RunInWords::Mood::partial));
    BOOST_TEST(reports::conclude(part).sentence.find("2 claims were not settled by this run") != std::string::npos);
    BOOST_TEST(reports::coverage_of(part) == "1 of 3 claims settled; 1 case");
    part.unsettled = part.profile.claims;
    BOOST_TEST(reports::conclude(part).word == "nothing claimed was tested");
    BOOST_TEST(word({pass, fail, inconclusive}) == "does not conform");
    BOOST_TEST(word({fail}, false) == "does not conform");
    BOOST_TEST(word({pass, inconclusive}) == "inconclusive");
    BOOST_TEST(word({pass, error}) == "inconclusive");
    BOOST_TEST(word({pass}, false) == "interrupted");
    BOOST_TEST(word({}) == "nothing ran");
    BOOST_TEST(word({skipped}) == "nothing ran");
}

BOOST_AUTO_TEST_CASE(what_is_not_claimed_and_open_is_said) {
    auto report = report_with({model::Verdict::pass, model::Verdict::inconclusive});
    report.rows[1].claims[0].claimed = false;
    report.profile.claims = {"some.claim"};
    auto const said = reports::conclude(report);
    BOOST_TEST(said.word == "conforms");
    BOOST_TEST(said.sentence.find("1 case on what it does not claim could not be decided") != std::string::npos, said.sentence);
}

BOOST_AUTO_TEST_CASE(what_is_claimed_and_skipped_is_said) {
    auto report = report_with({model::Verdict::pass, model::Verdict::skipped, model::Verdict::skipped});
    report.profile.claims = {"some.claim"};
    auto const said = reports::conclude(report);
    BOOST_TEST(said.word == "conforms");
    BOOST_TEST(said.sentence.find("This is no complete certification: 2 cases on what it claims were skipped.") != std::string::npos,
               said.sentence);
    for (auto& row : report.rows) row.claims[0].claimed = row.verdict == model::Verdict::pass;
    BOOST_TEST(reports::conclude(report).sentence.find("complete") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(frame_numbers_as_ranges) {
    BOOST_TEST(reports::to_text({{14, 12, 13, 19, 12}, {8}}, {}) == "lan.pcapng #12-14, #19; wan.pcapng #8");
    BOOST_TEST(reports::to_text({{}, {1, 2}}, {}) == "wan.pcapng #1-2");
    BOOST_TEST(reports::to_text({}, {}).empty());
}

BOOST_AUTO_TEST_CASE(claims_over_all_rows) {
    auto const claims = reports::by_claim(golden::varied().report);
    auto const find = [&](std::string const& id) {
        for (auto const& one : claims) {
            if (one.claim.id == id) return one;
        }
        BOOST_FAIL("no claim " + id);
        return claims.front();
    };
    BOOST_TEST(find("bcp.udp-timeout").kept == 2U);
    BOOST_TEST(find("bcp.udp-timeout").broken == 1U);
    BOOST_TEST(find("bcp.udp-timeout").open == 1U);
    BOOST_TEST(find("bcp.udp-timeout").verdict == model::Verdict::fail);
    BOOST_TEST(find("always.no-misdelivery").claimed);
    BOOST_TEST(find("nat.napt").verdict == model::Verdict::pass);
    BOOST_TEST(!claims.back().claimed);  // claimed ones stand first
    BOOST_TEST(claims.front().claimed);
}

BOOST_AUTO_TEST_CASE(of_thousands_of_frames_both_ends_of_the_first_are_shown) {
    struct Words : model::FrameSource {
        void describe(std::vector<model::FrameRecord>& frames) const override {
            for (auto& frame : frames) frame.summary = "read";
        }
        [[nodiscard]] std::optional<model::Parting> parting(std::uint64_t, std::uint64_t, std::string_view) const override { return {}; }
    };
    constexpr std::size_t copies = reports::most_shown + 70;
    model::Record record;
    auto& result = record.cases.emplace_back();
    for (const bool sent : {true, false})
        for (std::size_t copy = 0; copy < copies; ++copy) {
            model::FrameRecord frame;
            frame.number = result.frames.size() + 1;
            frame.side = sent ? Side::lan : Side::wan;
            frame.sent = sent;
            frame.probe = "out";
            result.frames.push_back(frame);
        }
    model::name_frames(result);
    record.capture = std::make_shared<Words>();
    model::ReportRow row;
    row.record = 0;
    auto const shown = reports::shown_case(record, row);
    BOOST_REQUIRE(shown.has_value());
    BOOST_TEST(shown->frames.size() == 2 * reports::most_shown);
    BOOST_TEST(shown->unshown == 140U);
    BOOST_TEST(shown->frames[0].number == 1U);
    BOOST_TEST(shown->frames[reports::most_shown].number == copies + 1);
    BOOST_TEST(shown->frames[0].summary == "read");
    BOOST_TEST(reports::frames_of(*shown).wan.size() == copies);  // where they stand is said of all

    // What is found is shown wherever it stands.
    result.observations = {{.lan_frames = {copies - 1}, .wan_frames = {2 * copies - 1}}};
    auto const found = reports::shown_case(record, row);
    BOOST_TEST(found->frames.size() == 2 * reports::most_shown + 2);
    BOOST_TEST(found->unshown == 138U);
    BOOST_TEST(found->frames.back().number == 2 * copies - 1);
}

BOOST_AUTO_TEST_CASE(a_row_without_its_case_is_no_crash) {
    auto const one = golden::varied();
    BOOST_TEST(reports::case_of(model::Record{}, one.report.rows[0]) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
