// What users of a router can do: VPN kinds by situations. The guide is data (suites/users.toml), the matrix is found from a judged run.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::model {

/// A column: "two clients, one server".
struct Situation {
    std::string id;
    std::string title;
    std::vector<std::string> unasked;  ///< classes that leave the question of this column open
};

/// What is said when all conditions hold; a condition is a situation and a state or a class that was seen there.
struct Saying {
    std::vector<std::pair<std::string, std::string>> when;
    std::string text;
    std::string helps;
};

/// A row: "PPTP".
struct VpnKind {
    std::string id;
    std::string title;
    std::map<std::string, std::vector<std::string>> cases;  ///< situation -> ids of the cases that show it
    std::string counted;  ///< how many clients at once is the run's fact "memory." and this; empty: nobody counts them
    std::vector<Saying> sayings;
};

struct UserGuide {
    std::vector<Situation> situations;
    std::vector<VpnKind> kinds;
    std::map<std::string, std::string> words;  ///< class -> what stands in a cell; empty: the state's own word
};

enum class Works : std::uint8_t {
    yes,
    partly,  ///< some of its cases
    no,
    unknown,   ///< it could not be found out
    untested,  ///< its cases were not run
    no_case,   ///< nothing is asked here
};
[[nodiscard]] constexpr std::string_view to_string(Works works) {
    switch (works) {
        case Works::yes:
            return "yes";
        case Works::partly:
            return "partly";
        case Works::no:
            return "no";
        case Works::unknown:
            return "unknown";
        case Works::untested:
            return "untested";
        case Works::no_case:
            return "no-case";
    }
    return "no-case";
}

struct UserCell {
    Works works = Works::no_case;
    std::string word;                  ///< "works", "only the first", "60 s to 120 s"; empty for no_case
    std::vector<std::size_t> rows;     ///< of Report::rows, those that decide first
    std::vector<std::string> classes;  ///< seen in them
};

struct UserRow {
    std::string kind;
    std::string title;
    std::string reach;  ///< "none", "one client", "one client per server", "several clients per server"; empty: not known
    std::string text;
    std::string helps;
    std::vector<UserCell> cells;  ///< one per situation
};

struct UserMatrix {
    std::vector<Situation> situations;
    std::vector<UserRow> rows;
};

}  // namespace tsuka::model
