// Defects of fragments (RFC 4787 section 11). See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"fragment.late-first-dropped", "A later fragment that overtakes the first one is dropped."},
    {"fragment.tail-untranslated", "Later fragments leave with their private source address."},
    {"fragment.tail-dropped-inbound", "Later fragments from the WAN are dropped."},
    {"fragment.of-udp-dropped", "Fragments of UDP are dropped."},
    {"fragment.of-gre-dropped", "Fragments of GRE are dropped."},
    {"fragment.id-collision-across-clients",
     "Fragments leave under the client's own identification, which another client may have as well."},
    {"fragment.key-ignores-address", "Fragments are told apart by protocol and identification, and not by their addresses."},
    {"fragment.key-ignores-protocol", "Fragments are told apart by addresses and identification, and not by their protocol."},
    {"fragment.orphans-leak", "Later fragments whose first one never came leave untranslated."},
    {"fragment.orphans-fill-queue", "64 datagrams whose first fragment never came fill the queue, and no other fragment passes."},
    {"fragment.small-first-dropped", "First fragments of 16 octets or less are dropped."},
    {"fragment.ninth-dropped", "Fragments that lie more than 11136 octets behind the beginning are dropped."},
    {"fragment.wedged-by-tiny-one", "After a first fragment of 8 octets from the LAN no fragment passes any more."},
};

}  // namespace

std::span<Defect const> fragment() {
    return defects;
}

}  // namespace tsuka::sim::faults
