// Text as it may be shown: frames and suites carry octets from elsewhere, reports must not pass on what a terminal or a browser would obey.
#pragma once

#include "generator/base/time.hpp"

#include <string>
#include <string_view>

namespace tsuka::model {

/// `text` when it is UTF-8 (RFC 3629); octets that are not become "\xNN".
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Valid UTF-8 without anything that steers a terminal, breaks XML or turns the reading direction: control characters but newline and
/// tab become "\xNN", bidirectional controls and noncharacters "\u{NNNN}".
[[nodiscard]] std::string printable(std::string_view text);

/// "1 case", "2 cases".
[[nodiscard]] std::string counted(std::size_t number, std::string_view what);

/// A duration for people, exact: "15 s", "300 ms", "1.5 ms", "300 s", "10 min", "36 h".
[[nodiscard]] std::string readable(Duration duration);

/// As a suite and the command line write it, whole milliseconds: "2h4m", "90s" as "1m30s".
[[nodiscard]] std::string written(Duration duration);

/// For durations that were measured: three significant digits ("1.23 s"), from ten minutes on whole seconds ("7h18m59s").
[[nodiscard]] std::string rounded(Duration duration);

}  // namespace tsuka::model
