// The figures of an earlier load, as somebody else may have left them.
#include "harness/record/load_figures.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

BOOST_AUTO_TEST_SUITE(load_figures)

using namespace tsuka;

namespace {

void write(std::filesystem::path const& folder, std::string const& text) {
    std::ofstream(folder / "load.json", std::ios::trunc) << text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_a_load_writes_is_read) {
    test::TemporaryFolder const folder;
    write(folder.path(), R"({"format":1,"throughput":[{"protocol":"esp","size":"imix","direction":"both","lower":12345.5,"upper":null},)"
                         R"({"protocol":"gre","size":"64","direction":"both","lower":null,"trouble":"no flow is open"}],)"
                         R"("establishment":[{"protocol":"udp","lower":450.5,"upper":460},{"protocol":"esp","lower":null}]})");
    auto const read = record::read_load_figures(folder.path());
    BOOST_REQUIRE(read);
    BOOST_REQUIRE(read->throughput.size() == 1U);
    auto const& row = read->throughput.front();
    BOOST_TEST(row.protocol == "esp");
    BOOST_TEST(row.size == "imix");
    BOOST_TEST(row.direction == "both");
    BOOST_TEST(*row.lower == 12'345.5);
    BOOST_REQUIRE(read->establishment.size() == 1U);
    BOOST_TEST(read->establishment.front().protocol == "udp");
    BOOST_TEST(*read->establishment.front().lower == 450.5);
}

BOOST_AUTO_TEST_CASE(what_is_none_is_refused) {
    test::TemporaryFolder const folder;
    BOOST_TEST(!record::read_load_figures(folder.path()));
    BOOST_TEST(!record::read_load_figures(folder.path() / "nosuch"));
    for (std::string const text : {"", "[]", "{}", "{\"throughput\":1}", "{\"throughput\":[1]}", "{\"throughput\":[",
                                   "{\"throughput\":[],\"establishment\":[1]}", "\xff\xfe"}) {
        write(folder.path(), text);
        BOOST_TEST(!record::read_load_figures(folder.path()), text);
    }
    write(folder.path(), std::string(100'000, '['));
    BOOST_TEST(!record::read_load_figures(folder.path()));
    // Members of other types are no figures.
    auto const figures =
        record::parse_load_figures(R"({"throughput":[{"protocol":1,"lower":"many"},{"lower":-5},{"lower":true},{"lower":7}]})", "t");
    BOOST_REQUIRE(figures);
    BOOST_REQUIRE(figures->throughput.size() == 1U);
    BOOST_TEST(*figures->throughput.front().lower == 7);
    auto const endless = record::parse_load_figures(R"({"throughput":[{"lower":1e999}]})", "t");
    BOOST_TEST((!endless || endless->throughput.empty()));
    std::filesystem::remove(folder.path() / "load.json");
    std::filesystem::create_symlink("/dev/zero", folder.path() / "load.json");
    BOOST_TEST(!record::read_load_figures(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
