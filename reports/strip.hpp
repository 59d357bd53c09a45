// A timer on a logarithmic axis: at which idle times the state was still there, where it was lost, what was not tried; beside it what
// standards ask for and how often common VPNs say that they are still there.
#pragma once

#include "harness/model/report.hpp"
#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

struct TimerMark {
    enum class Kind : std::uint8_t { asked, keepalive };
    Kind kind = Kind::asked;
    Duration at{};
    std::string label;  ///< "RFC 4787 REQ-5", "WireGuard"
};

/// What the claims of its cases are measured by. Sources: RFC 4787 section 4.3, RFC 5382 section 5, RFC 5508 section 3.2, RFC 1122 section
/// 4.2.3.6, RFC 2637 section 2.5, RFC 2661 section 6.5, RFC 3948 section 4, and the documentation of WireGuard and OpenVPN.
[[nodiscard]] std::vector<TimerMark> marks_of(model::GroupRow const& group, model::Report const& report);

/// "asked: 2 min RFC 4787 REQ-5; keepalives: NAT-T 20 s": all that the drawing shows, for who cannot see it. Empty: no mark.
[[nodiscard]] std::string in_words(std::vector<TimerMark> const& marks, Words const& said = {});

/// Empty for what is no time.
[[nodiscard]] std::string strip_svg(model::GroupRow const& group, std::vector<TimerMark> const& marks, Words const& said = {});

}  // namespace tsuka::reports
