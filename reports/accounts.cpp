#include "reports/accounts.hpp"

#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace tsuka::reports {

std::string account_in_words(model::SideAccount const& side, Words const& said) {
    std::vector<std::string> parts;
    auto const part = [&](std::uint64_t count, std::string const& translated) {
        if (count > 0) parts.push_back(translated);
    };
    auto const named = [](std::uint64_t count, std::string_view what) { return fmt::format("{} {}", count, what); };
    part(side.probes, said.say("account.cases", named(side.probes, "of cases"), side.probes));
    part(side.late, said.say("account.late", named(side.late, "of cases that had ended"), side.late));
    part(side.lab, said.say("account.lab", named(side.lab, "of the lab"), side.lab));
    part(side.load, said.say("account.load", named(side.load, "of the load"), side.load));
    part(side.router, said.say("account.router", named(side.router, "of the router's own"), side.router));
    part(side.strangers, said.say("account.strangers", named(side.strangers, "of strangers"), side.strangers));
    part(side.other_vlan, said.say("account.vlan", named(side.other_vlan, "of another VLAN"), side.other_vlan));
    part(side.after_end, said.say("account.after", named(side.after_end, "after the last case"), side.after_end));
    auto const whose = parts.empty() ? std::string{} : fmt::format(": {}", fmt::join(parts, ", "));
    return said.say("account.all", fmt::format("{} sent, {} received{}", side.sent, side.received, whose), side.sent, side.received, whose);
}

std::string bench_in_words(model::BenchFinding const& finding, Words const& said) {
    auto const detail = phrase(finding.detail, said);
    if (finding.frames.empty()) return detail;
    std::vector<std::string> numbers;
    for (auto const number : finding.frames) numbers.push_back(fmt::format("#{}", number));
    return fmt::format("{} [evidence.pcapng {}{}]", detail, fmt::join(numbers, ", "), finding.count > numbers.size() ? " ..." : "");
}

std::string event_in_words(model::Event const& event, Words const& said) {
    return fmt::format("{:.1f} s: {}", std::chrono::duration<double>(event.at).count(), phrase(event.detail, said));
}

}  // namespace tsuka::reports
