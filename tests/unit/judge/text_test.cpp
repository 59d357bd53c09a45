// Text that may be shown, and durations in words. UTF-8 examples: RFC 3629 sections 3, 4 and 10.
#include "harness/model/text.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(model_text)

using namespace tsuka;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(utf8) {
    BOOST_TEST(model::valid_utf8("A\xe2\x89\xa2\xce\x91.") == "A\xe2\x89\xa2\xce\x91.");  // RFC 3629 section 7, first example
    BOOST_TEST(model::valid_utf8("\xf0\xa3\x8e\xb4") == "\xf0\xa3\x8e\xb4");
    BOOST_TEST(model::valid_utf8("\xc0\x80") == "\\xc0\\x80");                    // overlong
    BOOST_TEST(model::valid_utf8("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
    BOOST_TEST(model::valid_utf8("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
    BOOST_TEST(model::valid_utf8("\xe2\x89") == "\\xe2\\x89");                    // cut short
    BOOST_TEST(model::valid_utf8("\xff"
                                 "a") == "\\xffa");
    BOOST_TEST(model::valid_utf8("a\x1b") == "a\x1b");
}

BOOST_AUTO_TEST_CASE(nothing_that_steers) {
    BOOST_TEST(model::printable("\x1b[31mred\x07") == "\\x1b[31mred\\x07");
    BOOST_TEST(model::printable("a\nb\tc") == "a\nb\tc");
    BOOST_TEST(model::printable(std::string_view{"a\0b", 3}) == "a\\x00b");
    BOOST_TEST(model::printable("\xc2\x9b"
                                "31m") == "\\x9b31m");  // C1 CSI
    BOOST_TEST(model::printable("\xe2\x80\xae"
                                "evil") == "\\u{202e}evil");  // right-to-left override
    BOOST_TEST(model::printable("\xef\xbf\xbf") == "\\u{ffff}");
    BOOST_TEST(model::printable("先着一名") == "先着一名");
}

BOOST_AUTO_TEST_CASE(durations) {
    BOOST_TEST(model::readable(0ns) == "0 s");
    BOOST_TEST(model::readable(15s) == "15 s");
    BOOST_TEST(model::readable(120s) == "120 s");
    BOOST_TEST(model::readable(300s) == "300 s");
    BOOST_TEST(model::readable(10min) == "10 min");
    BOOST_TEST(model::readable(2h) == "2 h");
    BOOST_TEST(model::readable(1h) == "60 min");
    BOOST_TEST(model::readable(300ms) == "300 ms");
    BOOST_TEST(model::readable(1500us) == "1.5 ms");
    BOOST_TEST(model::readable(1000000001ns) == "1.000000001 s");
    BOOST_TEST(model::readable(7ns) == "7 ns");
    BOOST_TEST(model::readable(-15s) == "-15 s");
    BOOST_TEST(model::written(2h + 4min) == "2h4m");
    BOOST_TEST(model::written(90s) == "1m30s");
    BOOST_TEST(model::written(1h + 300ms) == "1h300ms");
    BOOST_TEST(model::written(0s) == "0s");
    BOOST_TEST(model::rounded(1234567us) == "1.23 s");
    BOOST_TEST(model::rounded(999999us) == "1 s");
    BOOST_TEST(model::rounded(0ns) == "0 s");
    BOOST_TEST(model::rounded(599s) == "599 s");
    BOOST_TEST(model::rounded(26'339s + 600ms) == "7h19m");
    BOOST_TEST(model::rounded(7439s) == "2h3m59s");
    BOOST_TEST(model::rounded(123ns) == "123 ns");
}

BOOST_AUTO_TEST_SUITE_END()
