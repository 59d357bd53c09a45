// Tables of a comparison as one HTML page without script: what `tsuka diff` and `tsuka matrix` say with --format html.
#pragma once

#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

struct ComparedCell {
    std::string text;
    std::string kind{};  ///< "bad", "good", "open": its colour; empty: none
    std::string link{};  ///< a reference; empty: none
};

struct ComparedTable {
    std::string caption;
    std::vector<ComparedCell> heads;
    std::vector<std::vector<ComparedCell>> lines;  ///< the first cell of each names it
};

struct Comparison {
    std::string title;
    std::string mood;  ///< "good", "bad", "partial"
    std::string word;
    std::string sentence;
    std::vector<ComparedTable> tables;
};
[[nodiscard]] std::string render_comparison(Comparison const& comparison, Words const& said = {});

}  // namespace tsuka::reports
