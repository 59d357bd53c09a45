#include "harness/app/agreement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <vector>

namespace tsuka::app {

void RunAgreement::add(reports::Outline const& outline) {
    ++runs_;
    ++conclusions_[outline.conclusion];
    for (auto const& row : outline.rows)
        ++found_[row.name][row.observed_class.empty() ? row.verdict : fmt::format("{} ({})", row.verdict, row.observed_class)];
}

std::string RunAgreement::counted(std::map<std::string, unsigned> const& of) const {
    std::vector<std::string> parts;
    unsigned there = 0;
    for (auto const& [word, count] : of) {
        parts.push_back(fmt::format("{} {} of {}", word, count, runs_));
        there += count;
    }
    if (there < runs_) parts.push_back(fmt::format("missing {} of {}", runs_ - there, runs_));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string RunAgreement::in_words() const {
    std::string differing;
    std::size_t count = 0;
    for (auto const& [name, verdicts] : found_) {
        if (verdicts.size() == 1 && verdicts.begin()->second == runs_) continue;
        ++count;
        differing += fmt::format("  {}: {}\n", name, counted(verdicts));
    }
    return fmt::format(
        "{} runs: {}\n{}", runs_, counted(conclusions_),
        count == 0 ? fmt::format("All {} cases had the same verdict and class each time.\n", found_.size())
                   : fmt::format("{} of {} cases did not have the same verdict and class each time:\n{}", count, found_.size(), differing));
}

}  // namespace tsuka::app
