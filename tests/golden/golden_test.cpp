// Every renderer against stored reports, octet by octet. tests/golden/approve rewrites them; look at the difference before you keep it.
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown_report.hpp"
#include "reports/text.hpp"
#include "tests/golden/fixtures.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace tsuka;
namespace fs = std::filesystem;

namespace {

std::string slurp(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The first line in which two texts differ, for a message that can be read.
std::string first_difference(std::string const& wanted, std::string const& found) {
    std::size_t at = 0;
    std::size_t line = 1;
    while (at < wanted.size() && at < found.size() && wanted[at] == found[at]) line += wanted[at++] == '\n' ? 1U : 0U;
    auto const piece = [at](std::string const& text) { return text.substr(std::min(at, text.size()), 80); };
    return "line " + std::to_string(line) + ": wanted \"" + piece(wanted) + "\", found \"" + piece(found) + "\"";
}

void compare(std::string const& name, std::string const& found) {
    fs::path const path = fs::path{TSUKA_SOURCE_DIR} / "tests" / "golden" / "expected" / name;
    if (std::getenv("TSUKA_APPROVE") != nullptr) {
        std::ofstream(path, std::ios::binary) << found;
        BOOST_ERROR("rewrote " + path.string() + " (not a check)");
        return;
    }
    BOOST_TEST_REQUIRE(fs::exists(path), path.string() << " is missing; tests/golden/approve makes it");
    std::string const wanted = slurp(path);
    BOOST_CHECK_MESSAGE(wanted == found, name << ": " << first_difference(wanted, found));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden_reports)

BOOST_AUTO_TEST_CASE(text) {
    for (auto const& one : golden::all()) compare(one.name + ".txt", reports::render_text(one.report, one.record, golden::facts()));
}
BOOST_AUTO_TEST_CASE(text_in_colour_and_narrow) {
    auto const one = golden::varied();
    reports::TextOptions const options{.width = 72, .colour = true, .details = false};
    compare("varied-72-colour.txt", reports::render_text(one.report, one.record, golden::facts(), options));
}
BOOST_AUTO_TEST_CASE(json) {
    for (auto const& one : golden::all()) compare(one.name + ".json", reports::render_json(one.report, one.record, golden::facts()));
}
BOOST_AUTO_TEST_CASE(junit) {
    for (auto const& one : golden::all()) compare(one.name + ".xml", reports::render_junit(one.report, one.record, golden::facts()));
}
BOOST_AUTO_TEST_CASE(markdown) {
    for (auto const& one : golden::all()) compare(one.name + ".md", reports::render_markdown(one.report, golden::facts()));
}
BOOST_AUTO_TEST_CASE(html) {
    for (auto const& one : golden::all()) {
        auto const page = reports::render_html(one.report, one.record, golden::facts());
        BOOST_TEST_REQUIRE(page.has_value());
        compare(one.name + ".html", *page);
        auto const archive = reports::render_html(one.report, one.record, golden::facts(), reports::HtmlPage::archive);
        BOOST_TEST_REQUIRE(archive.has_value());
        compare(one.name + "-exchanges.html", *archive);
    }
}

BOOST_AUTO_TEST_SUITE_END()
