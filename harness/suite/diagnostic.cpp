#include "harness/suite/diagnostic.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace tsuka::suite {

namespace {

/// Edit distance in which exchanging two neighbours counts as one slip (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

auto order_of(Diagnostic const& d) {
    return std::tie(d.spot.file, d.spot.line, d.spot.column);
}

constexpr std::size_t most_words_listed = 12;
constexpr std::size_t longest_word = 64;  // longer ones are no slip of the pen, and distance() is quadratic

}  // namespace

std::string to_string(Diagnostic const& diagnostic) {
    return fmt::format("{}: {}{}", model::to_string(diagnostic.spot), diagnostic.error ? "" : "warning: ", diagnostic.text);
}

bool has_errors(Diagnostics const& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(), [](Diagnostic const& d) { return d.error; });
}

void tidy(Diagnostics& diagnostics) {
    std::stable_sort(diagnostics.begin(), diagnostics.end(), [](auto const& a, auto const& b) { return order_of(a) < order_of(b); });
    Diagnostics kept;
    for (auto& one : diagnostics) {
        bool const said = std::any_of(kept.rbegin(), kept.rend(), [&](Diagnostic const& earlier) {
            return order_of(earlier) == order_of(one) && earlier.text == one.text;
        });
        if (!said) kept.push_back(std::move(one));
    }
    diagnostics = std::move(kept);
}

std::string nearest(std::string_view wanted, std::vector<std::string> const& words) {
    if (wanted.size() > longest_word) return {};
    std::string best;
    std::size_t least = wanted.size() / 3 + 2;  // "callid" and "call_id" are near, "spi" and "mtu" are not
    for (auto const& word : words) {
        std::size_t const steps = distance(wanted, word);
        if (steps < least && steps < std::max(wanted.size(), word.size())) {
            least = steps;
            best = word;
        }
    }
    return best;
}

std::string hint(std::string_view wanted, std::vector<std::string> const& words) {
    auto const word = nearest(wanted, words);
    if (!word.empty()) return fmt::format("; did you mean '{}'?", word);
    if (!words.empty() && words.size() <= most_words_listed) return fmt::format("; known: {}", fmt::join(words, ", "));
    return {};
}

}  // namespace tsuka::suite
