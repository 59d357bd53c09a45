// Which marks belong to a timer: see strip.hpp.
#include "reports/strip.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace tsuka::reports {
namespace {

using Kind = TimerMark::Kind;
using std::chrono::minutes;
using std::chrono::seconds;

struct ClaimMark {
    std::string_view claim;
    Kind kind;
    Duration at;
    std::string_view label;
};

const ClaimMark claim_marks[] = {
    {"time.udp", Kind::asked, minutes(2), "RFC 4787 REQ-5"},
    {"time.udp", Kind::asked, minutes(5), "RFC 4787 REQ-5 c"},
    {"time.udp", Kind::keepalive, seconds(10), "OpenVPN"},
    {"time.udp", Kind::keepalive, seconds(20), "NAT-T"},
    {"time.udp", Kind::keepalive, seconds(25), "WireGuard"},
    {"time.esp", Kind::asked, minutes(2), "RFC 4787 REQ-5, written for UDP"},
    {"time.pptp", Kind::keepalive, seconds(60), "PPTP Echo"},
    {"time.l2tp", Kind::keepalive, seconds(60), "L2TP Hello"},
    {"time.tcp-established", Kind::asked, minutes(124), "RFC 5382 REQ-5"},
    {"time.tcp-established", Kind::keepalive, minutes(120), "TCP keepalive"},
    {"time.tcp-transitory", Kind::asked, minutes(4), "RFC 5382 REQ-5"},
    {"time.icmp", Kind::asked, seconds(60), "RFC 5508 REQ-2"},
};

/// A claim bears the marks of its family: time.udp-five-minutes those of time.udp.
bool belongs(std::string_view claim, std::string_view family) {
    return claim == family || (claim.starts_with(family) && claim[family.size()] == '-');
}

}  // namespace

std::vector<TimerMark> marks_of(model::GroupRow const& group, model::Report const& report) {
    std::vector<TimerMark> marks;
    for (ClaimMark const& mark : claim_marks) {
        bool const fits = std::any_of(report.rows.begin(), report.rows.end(), [&](model::ReportRow const& row) {
            return row.id == group.id && std::any_of(row.claims.begin(), row.claims.end(),
                                                     [&](model::ClaimRow const& claim) { return belongs(claim.claim.id, mark.claim); });
        });
        if (fits) marks.push_back({mark.kind, mark.at, std::string(mark.label)});
    }
    return marks;
}

std::string in_words(std::vector<TimerMark> const& marks, Words const& said) {
    std::vector<std::string> asked;
    std::vector<std::string> keepalives;
    for (TimerMark const& mark : marks)
        (mark.kind == Kind::asked ? asked : keepalives).push_back(fmt::format("{} {}", model::readable(mark.at), mark.label));
    std::vector<std::string> parts;
    if (!asked.empty()) {
        auto const list = fmt::format("{}", fmt::join(asked, ", "));
        parts.push_back(said.say("marks.asked", "asked for: " + list, list));
    }
    if (!keepalives.empty()) {
        auto const list = fmt::format("{}", fmt::join(keepalives, ", "));
        parts.push_back(said.say("marks.keepalives", "keepalives: " + list, list));
    }
    return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace tsuka::reports
