// What two reports are compared by: report.json read back, as far as a comparison needs it.
#pragma once

#include "generator/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::reports {

struct OutlineRow {
    std::string name;
    std::string verdict;  ///< "pass", "not-offered" ...
    std::string observed_class;
    std::string reason;
};

struct OutlineGroup {
    std::string id;
    std::string text;
    std::optional<std::int64_t> lower;
    std::optional<std::int64_t> upper;
    bool numbers = false;  ///< false: a report of 0.1.0 has the text only
    bool tried = true;
};

struct OutlineClaim {
    std::string id;
    bool claimed = false;
    std::string verdict;
};

struct OutlineCell {
    std::string kind;       ///< "PPTP"
    std::string situation;  ///< "Two clients, one server"
    std::string works;      ///< "yes", "partly", "no", "unknown", "untested"
    std::string word;
    std::string decided_by{};  ///< the case that decides it; empty: not told
};

struct Outline {
    std::string path;  ///< of the report, as it was named
    std::string router;
    std::string firmware;
    std::string started;
    std::string profile;
    std::string tool;
    std::string conclusion;
    bool complete = true;  ///< false: the run was interrupted
    std::vector<OutlineRow> rows;
    std::vector<OutlineGroup> groups;
    std::vector<OutlineClaim> claims;
    std::vector<std::string> unsettled;
    std::vector<OutlineCell> cells;
};

/// Where the page of a report lies, from where its JSON was named.
[[nodiscard]] std::string page_of(Outline const& one);

/// Errors when it is no report.json of format 1, with the member that is not as it should be. Members that came later may be missing.
[[nodiscard]] Result<Outline> parse_outline(std::string_view text, std::string path);

}  // namespace tsuka::reports
