// When a case's result counts, by table: what the attempts found, and what follows.
#include "harness/run/confirmation.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(confirmations)

using namespace tsuka;
using run::Attempt;
using run::Ruling;
using Next = run::Ruling::Next;

namespace {

/// "V" violated, "W" violated with another class, "U" undetermined, "S" satisfied, "K" skipped, "E" error, "x" spoilt, "D" the router fell
/// silent.
std::vector<Attempt> attempts(std::string const& letters) {
    using model::Outcome;
    std::vector<Attempt> all;
    for (char letter : letters) {
        switch (letter) {
            case 'V':
                all.push_back({{Outcome::violated, "first-come", {"multi"}, "bob is shut out", {}}, false});
                break;
            case 'W':
                all.push_back({{Outcome::violated, "starved", {"multi", "passthrough"}, "alice is cut off", {}}, false});
                break;
            case 'U':
                all.push_back({{Outcome::undetermined, "", {}, "the set-up failed", {}}, false});
                break;
            case 'S':
                all.push_back({{Outcome::satisfied, "", {}, "", {}}, false});
                break;
            case 'D':
                all.push_back({{Outcome::undetermined, "", {}, "not even plain UDP", {}}, false, true});
                break;
            case 'K':
                all.push_back({{Outcome::skipped, "", {}, "no such lab", {}}, false});
                break;
            case 'E':
                all.push_back({{Outcome::error, "", {}, "no such flow", {}}, false});
                break;
            default:
                all.push_back({{Outcome::undetermined, "", {}, "the wan port dropped 3 frames", {}}, true});
                break;
        }
    }
    return all;
}

struct Row {
    std::string seen;
    unsigned confirm;
    Next next;
    std::size_t shown;  ///< from 1
};

bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_table) {
    const std::vector<Row> table{
        // One attempt.
        {"S", 1, Next::accept, 1},
        {"K", 1, Next::accept, 1},
        {"E", 1, Next::accept, 1},
        {"V", 0, Next::accept, 1},
        {"U", 0, Next::accept, 1},
        {"V", 1, Next::again, 1},
        {"U", 1, Next::again, 1},
        // Wrong every time is wrong, the same way or not.
        {"VV", 1, Next::accept, 2},
        {"VW", 1, Next::accept, 2},
        {"WV", 1, Next::accept, 2},
        {"VV", 2, Next::again, 2},
        {"VWV", 2, Next::accept, 3},
        {"UU", 1, Next::accept, 2},
        // Right once is not wrong every time; and not right either.
        {"VS", 1, Next::unconfirmed, 1},
        {"US", 1, Next::unconfirmed, 1},
        {"VVS", 2, Next::unconfirmed, 2},
        {"VK", 1, Next::unconfirmed, 1},
        // Who stops the router is asked once more, at the end; twice is enough, even when the run cannot go on.
        {"D", 0, Next::accept, 1},
        {"D", 1, Next::last, 1},
        {"VD", 1, Next::last, 1},
        {"DD", 1, Next::stops, 2},
        {"DVD", 2, Next::stops, 3},
        {"DS", 1, Next::unconfirmed, 1},
        // What could not tell is made up for once.
        {"VU", 1, Next::again, 1},
        {"UV", 1, Next::again, 2},
        {"VUV", 1, Next::accept, 3},
        {"UVW", 1, Next::accept, 3},
        {"VUU", 1, Next::unconfirmed, 1},
        {"UVU", 1, Next::unconfirmed, 2},
        {"UVS", 1, Next::unconfirmed, 2},
        // What this machine spoilt does not count, but not for ever.
        {"x", 0, Next::accept, 1},
        {"x", 1, Next::again, 1},
        {"xxx", 1, Next::again, 3},
        {"xxxx", 1, Next::accept, 4},
        {"xS", 1, Next::accept, 2},
        {"xV", 1, Next::again, 2},
        {"xVV", 1, Next::accept, 3},
        {"Vx", 1, Next::again, 1},
        {"VxV", 1, Next::accept, 3},
        {"VxxS", 1, Next::unconfirmed, 1},
        {"Vxxxx", 1, Next::unconfirmed, 1},
    };
    for (auto const& row : table) {
        const auto ruling = run::decide(attempts(row.seen), row.confirm, {});
        BOOST_TEST((ruling.next == row.next), row.seen << " with " << row.confirm);
        BOOST_TEST(ruling.shown + 1 == row.shown, row.seen << " with " << row.confirm);
    }
}

BOOST_AUTO_TEST_CASE(the_shown_attempt_never_goes_back) {
    // The session keeps the octets of one attempt only.
    const std::string letters = "VWUSKEx";
    std::vector<std::string> seen{""};
    for (std::size_t at = 0; at < seen.size() && seen[at].size() < 5; ++at)
        for (char letter : letters) seen.push_back(seen[at] + letter);
    for (auto const& one : seen) {
        if (one.size() < 2) continue;
        const auto before = run::decide(attempts(one.substr(0, one.size() - 1)), 2, {});
        const auto after = run::decide(attempts(one), 2, {});
        BOOST_TEST((after.shown == before.shown || after.shown == one.size() - 1), one);
    }
}

BOOST_AUTO_TEST_CASE(both_classes_are_told) {
    const auto ruling = run::decide(attempts("VW"), 1, {});
    BOOST_TEST(has(ruling.reason, "wrong in 2 attempts, though not the same way"), ruling.reason);
    BOOST_TEST(has(ruling.reason, "attempt 1 with fresh addresses: violated, class first-come (bob is shut out)"), ruling.reason);
    BOOST_TEST(has(ruling.reason, "attempt 2: violated, class starved (alice is cut off)"), ruling.reason);
    BOOST_TEST((ruling.broken == std::vector<std::string>{"multi", "passthrough"}));
    BOOST_TEST(run::decide(attempts("VV"), 1, {}).reason == "");
}

BOOST_AUTO_TEST_CASE(what_is_not_repeatable_breaks_nothing) {
    const auto ruling = run::decide(attempts("VS"), 1, {});
    BOOST_TEST(ruling.broken.empty());
    BOOST_TEST(has(ruling.reason, "not repeatable: attempt 1 with fresh addresses: violated, class first-come"), ruling.reason);
    BOOST_TEST(has(ruling.reason, "attempt 2: satisfied"), ruling.reason);
}

BOOST_AUTO_TEST_CASE(a_run_that_ends_leaves_it_open) {
    BOOST_TEST((run::decide(attempts("V"), 1, "interrupted").next == Next::accept));
    BOOST_TEST((run::decide(attempts("xV"), 1, "interrupted").next == Next::accept));
    const auto ruling = run::decide(attempts("VU"), 1, "interrupted");
    BOOST_TEST((ruling.next == Next::unconfirmed));
    BOOST_TEST(has(ruling.reason, "not confirmed: interrupted; attempt 1: violated, class first-come"), ruling.reason);
}

BOOST_AUTO_TEST_SUITE_END()
