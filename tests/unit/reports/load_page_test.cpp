// The page of a load: well-formed, every figure in it, drawings only of what was found.
#include "reports/load.hpp"
#include "reports/load_chart.hpp"

#include <boost/test/unit_test.hpp>

#include <pugixml.hpp>

#include <algorithm>
#include <iterator>

BOOST_AUTO_TEST_SUITE(load_page)

using namespace tsuka;
using namespace std::chrono_literals;

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

BOOST_AUTO_TEST_CASE(how_fast_flows_are_forgotten) {
    auto report = measured();
    BOOST_TEST(!holds(reports::load_html(report), "id=\"tear-down\""));
    model::TearDownRow row;
    row.protocol = "natt";
    row.tried = row.held = 1000;
    row.took = 60ms;
    row.idle = 10ms;
    row.lower = 20'000;
    auto quick = row;
    quick.took = 11ms;
    quick.lower = 90'900;
    quick.at_least = true;
    quick.newcomer = false;
    auto none = row;
    none.left = 7;
    none.lower.reset();
    none.trouble = "the router still knew 7 of 1000 flows when its table was said to be clear";
    report.tear_down = {row, quick, none};
    const auto page = reports::load_html(report);
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(page.c_str()));
    BOOST_TEST(document.select_nodes("//section[@id='tear-down']//tbody/tr").size() == 3U);
    const auto text = reports::load_text(report);
    for (auto const* words :
         {"20.0 k/s", "60.0 ms, 10.0 ms with nothing to clear", "still knew 7 of 1000 flows", "a new flow does not get in"}) {
        BOOST_TEST(holds(page, words), words);
        BOOST_TEST(holds(text, words), words);
    }
    BOOST_TEST(holds(page, "&gt;= 90.9 k/s"));
    BOOST_TEST(holds(text, ">= 90.9 k/s"));
    BOOST_TEST(holds(text, "most of that time when there is nothing to clear"));
    const auto csv = reports::load_csv(report);
    BOOST_TEST(holds(csv, "\ntear-down,natt,,,1000,1000,20000.0,,false,,,,,,,,,,,0,,,\n"));
    BOOST_TEST(holds(csv, "\ntear-down,natt,,,1000,1000,,,false,,,,,,,,,,,7,,the router still knew 7 of 1000"));
    BOOST_TEST(holds(reports::load_json(report), "\"took_ns\":60000000,\"idle_ns\":10000000,\"lower\":2E4"));
}

BOOST_AUTO_TEST_CASE(promises_stand_above_the_figures) {
    auto report = measured();
    report.profile = "AP <1200>";
    model::LoadPromise const flows{"udp", "", "outward", model::LoadPromise::Of::flows, 8'000, "p. \"12\""};
    model::LoadPromise const rate{"esp", "1400", "inward", model::LoadPromise::Of::mbit, 300, "data sheet"};
    model::LoadPromise const share{"esp", "imix", "both", model::LoadPromise::Of::percent, 20, "data sheet"};
    report.promises = {{flows, model::Promised::broken, 4'096, {}},
                       {rate, model::Promised::kept, 312.5, {}},
                       {share, model::Promised::unknown, {}, "it was not measured"}};
    const auto page = reports::load_html(report);
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(page.c_str()));
    BOOST_TEST(document.select_nodes("//section[@id='promises']//tbody/tr").size() == 3U);
    BOOST_TEST(page.find("id=\"promises\"") < page.find("id=\"throughput\""));
    const auto text = reports::load_text(report);
    for (auto const* words : {"8000 flows at once", "4096 flows at once", "300.0 Mbit/s, 1400 octets, inward", "312.5 Mbit/s", "broken",
                              "not known", "20 % of UDP's rate, imix octets, both", "it was not measured"}) {
        BOOST_TEST(holds(page, std::string(words) == "20 % of UDP's rate, imix octets, both" ? "20 % of UDP" : words), words);
        BOOST_TEST(holds(text, words), words);
    }
    BOOST_TEST(holds(page, "AP &lt;1200&gt;"));
    BOOST_TEST(!holds(reports::load_html(measured()), "promises"));
}

BOOST_AUTO_TEST_CASE(latencies_at_less_than_the_whole_rate) {
    auto report = measured();
    BOOST_TEST(!holds(reports::load_html(report), "id=\"latency\""));
    auto& row = report.throughput[0];
    row.latency.p50 = 90us;
    row.latency.p999 = 2ms;
    for (const unsigned percent : {10U, 50U, 90U}) {
        model::LatencyAt part;
        part.percent = percent;
        part.rate = 900.0 * percent;
        part.latency.p50 = percent * 1us;
        part.latency.p999 = percent * 10us;
        row.at_load.push_back(part);
    }
    const auto page = reports::load_html(report);
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(page.c_str()));
    BOOST_TEST(document.select_nodes("//section[@id='latency']//thead/tr/th").size() == 3U + 4);
    BOOST_TEST(document.select_nodes("//section[@id='latency']//tbody/tr").size() == 1U);
    const auto text = reports::load_text(report);
    for (auto const* words : {"10 %", "50.0 us / 500.0 us", "90.0 us / 2.0 ms"}) {
        BOOST_TEST(holds(page, words), words);
        BOOST_TEST(holds(text, words), words);
    }
    const auto csv = reports::load_csv(report);
    const auto columns = [](std::string const& line) { return std::count(line.begin(), line.end(), ','); };
    std::size_t lines = 0;
    for (std::size_t at = 0, end = csv.find('\n'); end != std::string::npos; at = end + 1, end = csv.find('\n', at), ++lines)
        if (const auto line = csv.substr(at, end - at); !holds(line, "\"")) BOOST_TEST(columns(line) == 22, line);
    BOOST_TEST(lines == 1U + report.throughput.size() + 3 + report.capacity.size());
}

BOOST_AUTO_TEST_CASE(new_flows_and_a_full_table_have_tables_of_their_own) {
    auto report = measured();
    for (auto const* none : {"id=\"new-flows\"", "id=\"full-table\""}) BOOST_TEST(!holds(reports::load_html(report), none));
    model::EstablishmentRow row;
    row.protocol = "udp";
    row.lower = 480;
    row.upper = 490;
    row.regular = true;
    row.flows = 481;
    row.room = 4'096;
    report.establishment = {row, row, row};
    report.establishment[1].own_limit = true;
    report.establishment[1].unfinished = "the router still knew flows after 6 min: no room for more";
    report.establishment[2].lower.reset();
    report.establishment[2].trouble = "the table keeps 8 flows: too few to tell a rate";
    report.capacity.push_back(report.capacity.front());
    report.capacity.back().filled_trouble = "the router keeps 8 flows: too few for shares of it";
    report.capacity.front().filled = {{50, 2'048, 1'000, 1'000, 997, {1'000, 1us, 20us, 30us, 44us, 50us}},
                                      {99, 4'055, 1'000, 1'000, 1'000, {1'000, 1us, 70us, 80us, 2ms, 3ms}}};
    const auto page = reports::load_html(report);
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(page.c_str()));
    BOOST_TEST(document.select_nodes("//section[@id='new-flows']//tbody/tr").size() == 3U);
    BOOST_TEST(document.select_nodes("//section[@id='full-table']//tbody/tr").size() == 3U);
    const auto text = reports::load_text(report);
    for (auto const* words :
         {"480 /s", ">= 480 /s", "not at 490 /s", "trials of 481 flows", "the table keeps 4096", "no room for more",
          "too few to tell a rate", "50 %", "2048", "20.0 us / 44.0 us", "3 lost", "70.0 us / 2.0 ms", "too few for shares of it"}) {
        BOOST_TEST(holds(page, std::string(words) == ">= 480 /s" ? "&gt;= 480 /s" : words), words);
        BOOST_TEST(holds(text, words), words);
    }
    BOOST_TEST(holds(text, "this machine could not send more"));
    const auto csv = reports::load_csv(report);
    std::size_t lines = 0;
    for (std::size_t at = 0, end = csv.find('\n'); end != std::string::npos; at = end + 1, end = csv.find('\n', at), ++lines)
        if (const auto line = csv.substr(at, end - at); !holds(line, "\""))
            BOOST_TEST(std::count(line.begin(), line.end(), ',') == 22, line);
    BOOST_TEST(lines == 1U + report.throughput.size() + report.capacity.size() + 2 + report.establishment.size());
    BOOST_TEST(holds(csv, "new-flows,udp,,,481,,480.0,490.0,true,false,"));
    BOOST_TEST(holds(csv, "full-table,udp,,,2048,2048,,,,,1000,997,,,,,20000,30000,44000,,,,50\n"));
    BOOST_TEST(holds(reports::load_json(report), "\"establishment\":[{\"protocol\":\"udp\",\"offered\":"));
}

BOOST_AUTO_TEST_CASE(each_way_has_a_line_of_its_own) {
    auto report = measured();
    auto inward = report.throughput;
    for (auto& row : inward) row.direction = "inward";
    report.throughput.insert(report.throughput.end(), inward.begin(), inward.end());
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_string(reports::throughput_svg(report).c_str()));
    BOOST_TEST(document.select_nodes("//path[@class='curve']").size() == 4U);
    BOOST_TEST(holds(reports::throughput_svg(report), "udp inward"));
    BOOST_TEST(!holds(reports::throughput_svg(measured()), "udp outward"));
}

BOOST_AUTO_TEST_CASE(one_size_is_a_point) {
    auto report = measured();
    report.throughput.erase(std::next(report.throughput.begin()), report.throughput.end());
    BOOST_TEST(holds(reports::throughput_svg(report), "<circle"));
}

BOOST_AUTO_TEST_SUITE_END()
