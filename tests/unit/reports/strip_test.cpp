#include "reports/strip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>

BOOST_AUTO_TEST_SUITE(timer_strip)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

model::GroupRow timer(std::vector<std::pair<Duration, model::Trial::Result>> const& tried, std::vector<Duration> const& untried) {
    model::GroupRow group;
    group.id = "time.udp.search";
    group.kind = model::Group::Kind::measure;
    group.measured.unit = model::Unit::nanoseconds;
    for (auto const& [value, result] : tried) {
        group.measured.tried.push_back({value.count(), result});
        if (result == model::Trial::Result::held) group.measured.lower = value.count();
        if (result == model::Trial::Result::lost && !group.measured.upper) group.measured.upper = value.count();
    }
    for (Duration const value : untried) group.measured.untried.push_back(value.count());
    return group;
}

model::Report report_with(std::string const& claim) {
    model::Report report;
    model::ReportRow row;
    row.id = "time.udp.search";
    row.claims.push_back({{claim, model::Level::must, "", "", false}, true, true, model::Verdict::pass});
    report.rows.push_back(row);
    return report;
}

/// Places of the elements of that class on the axis.
std::vector<double> places(std::string const& svg, char const* kind) {
    pugi::xml_document page;
    BOOST_TEST_REQUIRE(page.load_string(svg.c_str()));
    std::vector<double> out;
    for (auto const& node : page.select_nodes((std::string("//text[@class='") + kind + "']").c_str()))
        out.push_back(node.node().attribute("x").as_double());
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(equal_ratios_are_equal_ways) {
    using Result = model::Trial::Result;
    auto const svg =
        reports::strip_svg(timer({{30s, Result::held}, {60s, Result::held}, {120s, Result::held}, {240s, Result::lost}}, {480s}), {});
    auto const held = places(svg, "held");
    auto const lost = places(svg, "lost");
    auto const untried = places(svg, "untried");
    BOOST_TEST_REQUIRE(held.size() == 3U);
    BOOST_TEST_REQUIRE(lost.size() == 1U);
    BOOST_TEST_REQUIRE(untried.size() == 1U);
    double const step = held[1] - held[0];
    BOOST_TEST(step > 10);
    for (double const way : {held[2] - held[1], lost[0] - held[2], untried[0] - lost[0]}) BOOST_TEST(std::abs(way - step) <= 1.5);
}

BOOST_AUTO_TEST_CASE(no_span_where_results_contradict) {
    using Result = model::Trial::Result;
    auto group = timer({{30s, Result::lost}, {60s, Result::held}}, {});
    auto const svg = reports::strip_svg(group, {});
    BOOST_TEST(svg.find("class=\"alive\"") == std::string::npos);
    BOOST_TEST(svg.find("class=\"gone\"") == std::string::npos);
    BOOST_TEST(reports::strip_svg(timer({{30s, Result::held}, {60s, Result::lost}}, {}), {}).find("class=\"gone\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_beyond_the_axis_widen_it) {
    auto const svg = reports::strip_svg(timer({{1s, model::Trial::Result::held}, {10h, model::Trial::Result::lost}}, {}), {});
    BOOST_TEST(places(svg, "held").front() > 20);
    BOOST_TEST(places(svg, "lost").front() < 720);
}

BOOST_AUTO_TEST_CASE(marks_belong_to_the_claim_and_its_family) {
    auto const group = timer({}, {30s});
    auto const marks = reports::marks_of(group, report_with("time.udp-five-minutes"));
    BOOST_TEST(reports::in_words(marks).find("120 s RFC 4787 REQ-5") != std::string::npos, reports::in_words(marks));
    BOOST_TEST(reports::in_words(marks).find("WireGuard") != std::string::npos);
    BOOST_TEST(reports::marks_of(group, report_with("time.udpx")).empty());
    auto const tcp = reports::marks_of(group, report_with("time.tcp-established"));
    BOOST_TEST(std::any_of(tcp.begin(), tcp.end(), [](auto const& mark) { return mark.at == 124min && mark.label == "RFC 5382 REQ-5"; }));
}

BOOST_AUTO_TEST_CASE(counts_are_no_times) {
    model::GroupRow group;
    group.measured.unit = model::Unit::cases;
    BOOST_TEST(reports::strip_svg(group, {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
