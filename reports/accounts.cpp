#include "reports/accounts.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::reports {

std::string account_in_words(model::SideAccount const& side) {
    const std::array<std::pair<std::uint64_t, std::string_view>, 7> parts{{{side.probes, "of cases"},
                                                                           {side.late, "of cases that had ended"},
                                                                           {side.lab, "of the lab"},
                                                                           {side.router, "of the router's own"},
                                                                           {side.strangers, "of strangers"},
                                                                           {side.other_vlan, "of another VLAN"},
                                                                           {side.after_end, "after the last case"}}};
    std::vector<std::string> said;
    for (auto const& [count, what] : parts)
        if (count > 0) said.push_back(fmt::format("{} {}", count, what));
    const auto whose = said.empty() ? std::string{} : fmt::format(": {}", fmt::join(said, ", "));
    return fmt::format("{} sent, {} received{}", side.sent, side.received, whose);
}

std::string bench_in_words(model::BenchFinding const& finding) {
    if (finding.frames.empty()) return finding.detail;
    std::vector<std::string> numbers;
    for (auto const number : finding.frames) numbers.push_back(fmt::format("#{}", number));
    return fmt::format("{} [evidence.pcapng {}{}]", finding.detail, fmt::join(numbers, ", "), finding.count > numbers.size() ? " ..." : "");
}

}  // namespace tsuka::reports
