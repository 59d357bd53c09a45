// A run in several parts: one that was killed, or ended early, and went on (`tsuka run --resume`). What a later part finds of a case stands
// in the place of what an earlier one left open, and the earlier attempts stay told.
#pragma once

#include "harness/model/record.hpp"

namespace tsuka::model {

/// Whether a case is not run again when the run goes on: it is known what the router does.
[[nodiscard]] bool is_settled(CaseRecord const& result);

/// A later part begins; what of an earlier one was not told stays untold. Adds it to `resumed`, and an event that says so.
void resume(Record& record, Resumption part);

/// A case of the part that is under way: its times count from then on since the run began. One of an earlier part goes; its attempts stay.
void add_case(Record& record, CaseRecord result);

/// How a part ended: times, ports and accounts are added to those of the parts before.
struct PartEnd {
    bool complete = false;
    std::string ended;
    std::vector<PortRecord> ports;
    std::vector<Event> timeline{};
    std::optional<Accounts> accounts{};
    Duration took{};
    std::optional<LoadBeside> load{};
};
void end_part(Record& record, PartEnd end);

}  // namespace tsuka::model
