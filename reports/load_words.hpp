// Figures of a load in words, as text and page say them.
#pragma once

#include "harness/model/load_report.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::reports {

/// Frames a second: "12.3 k/s".
[[nodiscard]] std::string rate_in_words(double frames);
/// "512.0 Mbit/s" on the wire, with preamble and gap (20 octets), as a line is filled. `octets`: of the frame with its check sequence.
[[nodiscard]] std::string on_the_wire(double frames, double octets);
/// The same as a number, Mbit/s.
[[nodiscard]] double megabits(double frames, double octets);
/// "12.3 us", "1.2 ms".
[[nodiscard]] std::string micro(Duration duration);
/// Which share of what plain UDP gets at this size: "0.92"; empty when UDP was not measured beside it.
[[nodiscard]] std::string against_udp(model::LoadReport const& report, model::ThroughputRow const& row);
/// What went wrong at the rate that is carried: "3 lost, 1 overtaken", "none".
[[nodiscard]] std::string wrong_in_words(model::ThroughputRow const& row, Words const& said = {});
/// What a full table did beside its name: "2 frames went to the wrong client; a new flow does not get in".
[[nodiscard]] std::string beside_in_words(model::CapacityRow const& row, Words const& said = {});
/// "outward", "oldest evicted", in the language of the page.
[[nodiscard]] std::string way_in_words(std::string const& direction, Words const& said = {});
[[nodiscard]] std::string limit_in_words(model::AtLimit limit, Words const& said = {});
/// "only 90 of 100 flows could be opened"; empty when all were.
[[nodiscard]] std::string fewer_in_words(model::ThroughputRow const& row, Words const& said = {});

}  // namespace tsuka::reports
