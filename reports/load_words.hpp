// Figures of a load in words, as text and page say them.
#pragma once

#include "harness/model/load_report.hpp"
#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

/// Frames a second: "12.3 k/s".
[[nodiscard]] std::string rate_in_words(double frames);
/// "512.0 Mbit/s" on the wire, with preamble and gap (20 octets), as a line is filled. `octets`: of the frame with its check sequence.
[[nodiscard]] std::string on_the_wire(double frames, double octets);
/// "12.3 us", "1.2 ms".
[[nodiscard]] std::string micro(Duration duration);
/// "12.3 us / 40.1 us": half of the frames were no later than the one, all but one of a thousand than the other.
[[nodiscard]] std::string both_percentiles(model::Latency const& latency);
/// Which share of what plain UDP gets at this size: "0.92"; empty when UDP was not measured beside it.
[[nodiscard]] std::string against_udp(model::LoadReport const& report, model::ThroughputRow const& row);
/// What went wrong: "3 lost, 1 overtaken", "none".
[[nodiscard]] std::string wrong_in_words(model::Fate const& fate, Words const& said = {});
/// A part of a soak: "12 min: 60000 frames, 3 lost, 1 flow silent, 20.1 us / 55.0 us".
[[nodiscard]] std::string part_in_words(model::SoakPart const& part, Words const& said = {});
/// "1 flow silent"; empty: none.
[[nodiscard]] std::string silent_in_words(model::SoakPart const& part, Words const& said = {});
/// How much went wrong in a part, frames and silent flows; 0: nothing.
[[nodiscard]] std::uint64_t amiss(model::SoakPart const& part);
/// All of a soak together: "3600000 frames in 60 min, 3 lost".
[[nodiscard]] std::string soak_in_words(model::SoakRow const& row, Words const& said = {});
/// The parts of a soak worth a line: the first, the last, and those in which something went wrong, the worst twenty of them; in order.
[[nodiscard]] std::vector<model::SoakPart const*> told_parts(model::SoakRow const& row);
/// What a full table did beside its name: "2 frames went to the wrong client; a new flow does not get in".
[[nodiscard]] std::string beside_in_words(model::CapacityRow const& row, Words const& said = {});
/// "outward", "oldest evicted", in the language of the page.
[[nodiscard]] std::string way_in_words(std::string const& direction, Words const& said = {});
[[nodiscard]] std::string limit_in_words(model::AtLimit limit, Words const& said = {});
/// "only 90 of 100 flows could be opened"; empty when all were.
[[nodiscard]] std::string fewer_in_words(model::ThroughputRow const& row, Words const& said = {});

/// "median of 10 searches, 38.1 k/s to 40.2 k/s": 1st to 99th percentile; empty where one search was all.
[[nodiscard]] std::string searches_in_words(model::ThroughputRow const& row, Words const& said);
/// Between which ends the number of new flows a second was found, or why no more was looked for: "not 510 /s; trials of 500 flows".
[[nodiscard]] std::string ends_in_words(model::EstablishmentRow const& row, Words const& said);
/// "in 12.0 ms; 7.1 ms with nothing to clear": how long the command took that clears the table, and what was seen beside it.
[[nodiscard]] std::string clearing_in_words(model::TearDownRow const& row, Words const& said);
/// "1000 flows: 200.0 k/s, in 12.0 ms ...", or why there is no figure.
[[nodiscard]] std::string tear_down_in_words(model::TearDownRow const& row, Words const& said);
/// "5 lost": of the frames that were sent while the table was so full; empty: none.
[[nodiscard]] std::string lost_in_words(model::LatencyFilled const& part, Words const& said);
/// "8 flows at once", "80000 frames/s of 1400 octets outward": what is promised of a protocol.
[[nodiscard]] std::string promise_in_words(model::LoadPromise const& promise, Words const& said);
/// What was found of it in the same unit; empty: nothing.
[[nodiscard]] std::string found_in_words(model::PromiseRow const& row, Words const& said);
[[nodiscard]] std::string promised_in_words(model::Promised verdict, Words const& said);

}  // namespace tsuka::reports
