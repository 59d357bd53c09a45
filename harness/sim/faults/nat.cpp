// Defects of address translation and of static entries. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"nat.mapping-by-destination", "A client's port outside is another one for every server."},
    {"nat.mapping-changes", "A port that had to be changed once is another one for every server."},
    {"nat.ports-overlap", "Two clients may have one port outside as long as their servers differ."},
    {"nat.filter-by-port", "Replies are let in from the very address and port that the client has sent to, and from no other."},
    {"nat.port-overloaded", "From the fifth client of a server on, clients keep their port though another one has it."},
    {"nat.port-range-lost", "A client's well-known port is exchanged for a high one."},
    {"nat.old-client-refused", "A client that comes back after ten minutes of silence is dropped."},
    {"nat.old-port-poisoned", "A port that another client had used and left lets no replies in."},
    {"static.esp-forgotten", "The static entry for ESP is not heeded."},
    {"static.port-moved", "Replies of the static client leave from another port than the one that was asked."},
    {"static.source-hidden", "What reaches the static client seems to come from the router itself."},
    {"static.gre-does-not-follow", "GRE does not reach the static client, though its control connection does."},
    {"static.l2tp-forgotten", "The static entry for L2TP is not heeded."},
    {"static.scope-too-wide", "The static client gets all UDP and TCP that nobody has asked for, whatever its port."},
    {"static.other-protocols-open", "The static client gets AH, GRE and ICMP that nobody has asked for."},
};

}  // namespace

std::span<Defect const> nat() {
    return defects;
}

}  // namespace tsuka::sim::faults
