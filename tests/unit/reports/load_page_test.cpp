// The page of a load: well-formed, every figure in it, drawings only of what was found.
#include "reports/load.hpp"
#include "reports/load_chart.hpp"

#include <boost/test/unit_test.hpp>

#include <pugixml.hpp>

#include <algorithm>
#include <iterator>

BOOST_AUTO_TEST_SUITE(load_page)

using namespace tsuka;

namespace {

model::ThroughputRow carried(std::string protocol, std::string size, double octets, double rate) {
    model::ThroughputRow row;
    row.protocol = std::move(protocol);
    row.size = std::move(size);
    row.direction = "outward";
    row.flows = row.opened = 100;
    row.octets = octets;
    row.lower = rate;
    row.sent = row.received = 1000;
    return row;
}

model::ThroughputRow no_figure(std::string protocol, std::string why) {
    model::ThroughputRow row;
    row.protocol = std::move(protocol);
    row.size = "128";
    row.direction = "outward";
    row.trouble = std::move(why);
    return row;
}

model::LoadReport measured() {
    model::LoadReport report;
    report.dut = "lan0 + <wan0>";
    report.tool = "tsuka";
    report.goal = "ci";
    report.compliant = false;
    report.throughput = {carried("udp", "128", 128, 90'000), carried("udp", "1400", 1400, 40'000), carried("esp", "128", 128, 60'000),
                         carried("esp", "1400", 1400, 39'000)};
    report.throughput[1].own_limit = true;
    report.throughput.push_back(no_figure("gre", "no flow is open: \"GRE\" & all"));
    model::CapacityRow kept;
    kept.protocol = "udp";
    kept.tried = 10'000;
    kept.opened = 8'000;
    kept.held = 4'096;
    kept.at_limit = model::AtLimit::oldest_evicted;
    kept.newcomer = false;
    report.capacity = {kept};
    return report;
}

std::size_t count(std::string const& text, std::string const& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

bool holds(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_figure_stands_in_a_table_and_is_drawn) {
    const auto page = reports::load_html(measured());
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(page.c_str()));
    BOOST_TEST(holds(page, "lan0 + &lt;wan0&gt;"));
    for (auto const* words :
         {"90.0 k/s", "&gt;= 40.0 k/s", "454.4 Mbit/s", "0.67", "no flow is open", "oldest evicted", "a new flow does not get in"})
        BOOST_TEST(holds(page, words), words);
    BOOST_TEST(document.select_nodes("//circle").size() == 4U);
    BOOST_TEST(document.select_nodes("//circle[@class='open']").size() == 1U, "a figure of at least so much is hollow");
    BOOST_TEST(document.select_nodes("//path[@class='curve']").size() == 2U, "what has no figure has no line");
    BOOST_TEST(count(page, "<script") == 0U);
}

BOOST_AUTO_TEST_CASE(bars_are_as_long_as_the_numbers_say) {
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(reports::capacity_svg(measured()).c_str()));
    const auto width = [&](char const* name) {
        return document.select_node(("//rect[@class='" + std::string(name) + "']").c_str()).node().attribute("width").as_double();
    };
    BOOST_TEST(width("opened") / width("tried") == 0.8, boost::test_tools::tolerance(0.01));
    BOOST_TEST(width("held") / width("tried") == 0.4096, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(nothing_measured_is_nothing_drawn) {
    model::LoadReport none;
    none.ended = "interrupted";
    BOOST_TEST(reports::throughput_svg(none).empty());
    BOOST_TEST(reports::capacity_svg(none).empty());
    const auto page = reports::load_html(none);
    BOOST_TEST(holds(page, "interrupted"));
    BOOST_TEST(!holds(page, "<table"));
    none.throughput = {no_figure("esp", "no flow is open")};
    BOOST_TEST(reports::throughput_svg(none).empty());
    BOOST_TEST(holds(reports::load_html(none), "no flow is open"));
}

BOOST_AUTO_TEST_CASE(one_size_is_a_point) {
    auto report = measured();
    report.throughput.erase(std::next(report.throughput.begin()), report.throughput.end());
    BOOST_TEST(holds(reports::throughput_svg(report), "<circle"));
}

BOOST_AUTO_TEST_SUITE_END()
