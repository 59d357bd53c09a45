// A suite file is read one case at a time, and nobody can tell: see harness/suite/pieces.hpp.
#include "harness/suite/pieces.hpp"
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace tsuka;
using suite::in_pieces;
using suite::parse_piece;

namespace {

std::size_t lines(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Where a value stands, and what it is.
std::string told(suite::TomlNode const& node) {
    auto text = std::to_string(node.spot.line) + ":" + std::to_string(node.spot.column) + " " + suite::to_toml(node);
    for (auto const& item : node.items) text += "\n" + told(item);
    for (auto const& entry : node.entries) text += "\n" + std::to_string(entry.spot.line) + " " + entry.key + " " + told(entry.value);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pieces)

BOOST_AUTO_TEST_CASE(every_shipped_case_is_the_same_in_its_place) {
    std::size_t cases = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(TSUKA_SOURCE_DIR "/suites")) {
        if (entry.path().extension() != ".toml") continue;
        const auto text = suite::read_text(entry.path());
        BOOST_REQUIRE(text);
        const auto whole = suite::parse_document(*text, "s.toml");
        auto const* list = whole.value.find("case");
        const auto cut = in_pieces(*text, "case");
        BOOST_TEST_REQUIRE(cut.pieces.size() == (list == nullptr ? 0 : list->items.size()), entry.path());
        BOOST_TEST(lines(cut.head) == lines(*text));
        const auto head = suite::parse_document(cut.head, "s.toml");
        for (auto const& one : whole.value.entries)
            if (one.key != "case") {
                BOOST_TEST_REQUIRE(head.value.find(one.key) != nullptr);
                BOOST_TEST(told(*head.value.find(one.key)) == told(one.value));
            }
        for (std::size_t at = 0; at < cut.pieces.size(); ++at) {
            const auto one = parse_piece(cut.pieces[at], "case", "s.toml");
            BOOST_TEST_REQUIRE(one.has_value(), entry.path());
            BOOST_TEST(told(*one) == told(list->items[at]), entry.path() << " " << at);
            ++cases;
        }
    }
    BOOST_TEST(cases > 100);
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_a_case_begins_none) {
    const std::string text =
        "a = \"[[case]]\"\n"
        "b = \"\"\"\n[[case]]\n\\\"\"\"\"\n"
        "c = '''\n[[case]]\n'''  # [[case]]\n"
        "# [[case]]\n"
        "d = [\n[[1]],\n[[2]] ]\n"
        "[[cases]]\n"
        "[[ case ]]  # the first\n"
        "x = 1\n"
        "[case.y]\n"
        "z = [\n  [1],\n]\n"
        "[other]\n"
        "n = 1\n"
        "\t[[case]]\r\n"
        "x = \"\"\"\n[[case]]\n\"\"\"";
    const auto cut = in_pieces(text, "case");
    BOOST_TEST_REQUIRE(cut.pieces.size() == 2);
    BOOST_TEST(cut.pieces[0].text == "[[ case ]]  # the first\nx = 1\n[case.y]\nz = [\n  [1],\n]\n");
    BOOST_TEST(cut.pieces[0].line == 13);
    BOOST_TEST(cut.pieces[1].text.starts_with("\t[[case]]"));
    BOOST_TEST(cut.pieces[1].line == 21);
    BOOST_TEST(lines(cut.head) == lines(text));
    const auto whole = suite::parse_document(text, "t.toml");
    for (std::size_t at = 0; at < 2; ++at)
        BOOST_TEST(told(parse_piece(cut.pieces[at], "case", "t.toml").value()) == told(whole.value.find("case")->items[at]));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_as_of_the_whole_file) {
    const std::string head = "format = 1\n[suite]\nid = \"s\"\ntitle = \"S\"\nabout = \"S.\"\n";
    const std::string good = "[[case]]\nid = \"a\"\n";
    // Not closed, twice the same, a table and a list of one name, in front of its list, with a quoted name, no case at all.
    for (auto const& text :
         std::vector<std::string>{good + "x = [\n" + good, good + "id = \"b\"\n", good + "[case]\nid = \"b\"\n", "[case.x]\n" + good,
                                  "[[\"case\"]]\nid = \"q\"\n" + good, "case = 1\n" + good, std::string{}, good + "= 1\n" + good}) {
        const auto whole = suite::parse_document(head + text, "t.toml");
        const auto loaded = suite::parse_suite(head + text, "t.toml", words::vocabulary());
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(suite::has_errors(loaded.diagnostics));
            if (has_errors(whole.diagnostics)) BOOST_TEST(words::printed(loaded.diagnostics) == words::printed(whole.diagnostics));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
