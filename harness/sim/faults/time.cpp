// Defects of timers. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"time.udp-short", "UDP mappings end after 20 s of silence."},
    {"time.udp-nearly-two-minutes", "UDP mappings end after 110 s of silence."},
    {"time.unanswered-short", "UDP mappings without a reply end after 30 s."},
    {"time.tcp-short", "Established TCP connections are forgotten after 15 minutes of silence."},
    {"time.tcp-closing-short", "TCP connections that are opening or closing are forgotten after a minute."},
    {"time.icmp-short", "ICMP queries are forgotten after 30 s."},
    {"time.esp-short", "ESP tunnels are forgotten after 25 s of silence."},
    {"time.gre-short", "GRE tunnels are forgotten after a minute of silence."},
    {"time.refresh-inbound-only", "What a client sends does not refresh its mapping."},
    {"time.refresh-outbound-only", "What a server sends does not refresh the mapping."},
    {"time.refresh-by-filtered", "What the filter drops refreshes the mapping."},
    {"time.refresh-by-errors", "ICMP errors of LAN hosts refresh the mapping that they are about."},
};

}  // namespace

std::span<Defect const> time() {
    return defects;
}

}  // namespace tsuka::sim::faults
