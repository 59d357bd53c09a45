// What a page holds of a long run: what wants attention first, never more than it can open.
#include "reports/shares.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(report_shares)

using namespace tsuka;

namespace {

model::Report of(std::size_t rows, std::size_t variants) {
    model::Report report;
    for (std::size_t at = 0; at < rows; ++at) {
        auto& row = report.rows.emplace_back();
        row.id = fmt::format("case-{}", at / variants);
        row.verdict = model::Verdict::pass;
    }
    return report;
}

auto count(std::vector<bool> const& all) {
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), true));
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_a_short_run_the_first_of_each_id_is_told_and_all_are_archived) {
    const auto shares = reports::shares_of(of(300, 3));
    BOOST_TEST(count(shares.told) == 100U);
    BOOST_TEST((shares.told[0] && !shares.told[1] && !shares.told[2] && shares.told[3]));
    BOOST_TEST(count(shares.archived) == 300U);
}

BOOST_AUTO_TEST_CASE(of_a_long_run_pages_hold_no_more_than_they_can_open) {
    auto report = of(5000, 1);
    report.rows.back().verdict = model::Verdict::fail;
    const auto shares = reports::shares_of(report);
    BOOST_TEST(count(shares.told) == reports::most_told);
    BOOST_TEST(count(shares.archived) == reports::most_archived);
    BOOST_TEST((shares.told.back() && shares.archived.back()));
}

BOOST_AUTO_TEST_CASE(variants_that_want_attention_are_told_each) {
    auto report = of(6, 6);
    report.rows[3].verdict = report.rows[4].verdict = model::Verdict::fail;
    const auto shares = reports::shares_of(report);
    BOOST_TEST((shares.told == std::vector<bool>{true, false, false, true, true, false}));
}

BOOST_AUTO_TEST_SUITE_END()
