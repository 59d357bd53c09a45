// Defects of a router that starts again: what it was told before is not what it does afterwards. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"reboot.clients-stuck", "After a restart ESP of hosts that it had heard of before is dropped."},
    {"reboot.esp-off", "After a restart no ESP passes."},
    {"reboot.pptp-off", "After a restart the GRE of PPTP is dropped."},
    {"reboot.static-lost", "A restart loses the static entries."},
    {"reboot.reset-keeps-entries", "A factory reset keeps the static entries."},
    {"reboot.default-gre-one-way", "After a factory reset GRE of LAN hosts leaves and none is let in."},
    {"reboot.default-esp-one-way", "After a factory reset ESP of LAN hosts leaves and none is let in."},
    {"reboot.forwards-early", "While it starts, what comes from the LAN leaves untranslated."},
};

}  // namespace

std::span<Defect const> reboot() {
    return defects;
}

}  // namespace tsuka::sim::faults
