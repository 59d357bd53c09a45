// The matrix for users: cells from outcomes, words from classes, sentences from cells.
#include "harness/judge/users.hpp"

#include "harness/judge/judge.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(users_matrix)

using namespace tsuka;
using model::Outcome;
using model::Works;

namespace {

model::UserGuide guide() {
    model::UserGuide out;
    out.situations = {{"one", "One client", {}}, {"same", "Two clients", {"blocked"}}, {"idle", "Left idle", {}}};
    out.words = {{"starved", "only the first"}, {"independent", ""}, {"blocked", "blocked"}};
    model::VpnKind kind;
    kind.id = "vpn";
    kind.title = "A VPN";
    kind.cases = {{"one", {"a.out", "a.back"}}, {"same", {"a.two"}}, {"idle", {"a.idle"}}};
    kind.sayings = {{{{"one", "no"}}, "nothing works", "something else"},
                    {{{"one", "yes"}, {"same", "starved"}}, "only the first", "NAT-T"},
                    {{{"one", "yes"}, {"same", "yes"}}, "all work", ""},
                    {{}, "not found out", ""}};
    out.kinds = {kind};
    return out;
}

model::CaseRecord result(std::string id, Outcome outcome, std::string observed = {}) {
    model::CaseRecord one;
    one.id = one.name = std::move(id);
    one.outcome = outcome;
    one.observed_class = std::move(observed);
    return one;
}

model::UserRow row_of(std::vector<model::CaseRecord> cases) {
    model::Record record;
    record.cases = std::move(cases);
    auto const report = judge::judge(record, {}, {});
    return judge::users(report, record, guide()).rows.at(0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_works_is_what_every_case_of_it_showed) {
    using enum Outcome;
    auto const both = row_of({result("a.out", satisfied), result("a.back", satisfied), result("a.two", satisfied, "independent")});
    BOOST_TEST((both.cells[0].works == Works::yes));
    BOOST_TEST(both.cells[0].word == "works");
    BOOST_TEST(both.text == "all work");
    BOOST_TEST(both.reach == "several clients per server");
    BOOST_TEST((row_of({result("a.out", satisfied), result("a.back", violated)}).cells[0].works == Works::partly));
    auto const none = row_of({result("a.out", violated), result("a.back", violated)});
    BOOST_TEST((none.cells[0].works == Works::no));
    BOOST_TEST(none.text == "nothing works");
    BOOST_TEST(none.helps == "something else");
    BOOST_TEST(none.reach == "none");
}

BOOST_AUTO_TEST_CASE(nothing_works_that_was_not_seen_to) {
    using enum Outcome;
    auto const open = row_of({result("a.out", satisfied), result("a.back", undetermined)});
    BOOST_TEST((open.cells[0].works == Works::unknown));
    BOOST_TEST(open.text == "not found out");
    BOOST_TEST(open.reach == "");
    BOOST_TEST((row_of({result("a.out", skipped), result("a.back", skipped)}).cells[0].works == Works::untested));
    auto const nothing = row_of({});
    BOOST_TEST((nothing.cells[0].works == Works::untested));
    BOOST_TEST(nothing.cells[0].word == "not tested");
    // A part that was left out takes nothing from what was seen.
    BOOST_TEST((row_of({result("a.out", satisfied), result("a.back", skipped)}).cells[0].works == Works::yes));
}

BOOST_AUTO_TEST_CASE(a_class_has_a_word_and_a_sentence) {
    using enum Outcome;
    auto const row = row_of({result("a.out", satisfied), result("a.two", violated, "starved")});
    BOOST_TEST((row.cells[1].works == Works::no));
    BOOST_TEST(row.cells[1].word == "only the first");
    BOOST_TEST_REQUIRE(row.cells[1].rows.size() == 1U);
    BOOST_TEST(row.cells[1].rows[0] == 1U);
    BOOST_TEST(row.text == "only the first");
    BOOST_TEST(row.reach == "one client");
    // Where no tunnel came about, nothing is known of a second one.
    auto const blocked = row_of({result("a.out", violated), result("a.two", violated, "blocked")});
    BOOST_TEST((blocked.cells[1].works == Works::unknown));
    BOOST_TEST(blocked.cells[1].word == "blocked");
}

BOOST_AUTO_TEST_CASE(how_many_clients_at_once_is_what_was_counted) {
    auto several = [](std::string const& count, std::vector<model::CaseRecord> cases) {
        auto known = guide();
        known.situations.push_back({"several", "Three and more", {}});
        known.kinds[0].cases["several"] = {"a.many"};
        known.kinds[0].counted = "esp";
        model::Record record;
        record.cases = std::move(cases);
        record.run.facts = {{"memory.esp", count},
                            {"memory.esp.one-server", "one client of a server at a time: a second one gets nothing"}};
        return judge::users(judge::judge(record, {}, {}), record, known).rows.at(0).cells.at(3);
    };
    auto const all = std::string{"9 clients of 9 servers at once, and none too many"};
    BOOST_TEST(several(all, {}).word == "9 and more");
    BOOST_TEST((several(all, {}).works == Works::yes));
    BOOST_TEST((several(all, {result("a.many", Outcome::violated)}).works == Works::no));
    BOOST_TEST((several(all, {result("a.out", Outcome::violated)}).works == Works::untested));
    auto const four =
        several("4 clients at a time, whatever the servers: another one gets nothing; another one gets in after 60 s of silence or less",
                {result("a.many", Outcome::satisfied)});
    BOOST_TEST(four.word == "4 at a time");
    BOOST_TEST((four.works == Works::partly));
    auto const one = several("one client at a time, whatever the server: a newcomer takes its place", {});
    BOOST_TEST(one.word == "one at a time");
    BOOST_TEST((one.works == Works::no));
    BOOST_TEST((several("no client gets an answer", {}).works == Works::untested));
    BOOST_TEST((several("3 of 9 clients are served at first, 2 once all have had their turn", {}).works == Works::untested));
}

BOOST_AUTO_TEST_CASE(a_timer_is_a_number) {
    std::vector<model::CaseRecord> cases;
    for (auto const& [value, outcome] : {std::pair{31, Outcome::satisfied}, {59, Outcome::violated}, {119, Outcome::skipped}}) {
        auto one = result("a.idle", outcome);
        one.name += std::to_string(value);
        one.group = {
            .kind = model::Group::Kind::measure, .label = "idle=" + std::to_string(value) + "s", .value = std::chrono::seconds(value)};
        cases.push_back(one);
    }
    BOOST_TEST(row_of(cases).cells[2].word == "31 s to 59 s");
    BOOST_TEST((row_of(cases).cells[2].works == Works::partly));
    for (auto& one : cases) one.outcome = Outcome::skipped;
    BOOST_TEST(row_of(cases).cells[2].word == "not tested");
}

BOOST_AUTO_TEST_SUITE_END()
