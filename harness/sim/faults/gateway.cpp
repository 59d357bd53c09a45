// Defects of a router that reads, edits or obeys the contents of UDP, as application level gateways do. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"gateway.sip-edited", "A telephone's own address in its registration by SIP is exchanged for the router's."},
    {"gateway.sip-opens", "The port for voice that a telephone names in SIP lets in whoever comes."},
    {"gateway.tftp-opens", "The port from which a client asks for a file by TFTP lets in whoever comes."},
    {"gateway.dns-answer-edited", "Private addresses in answers of DNS are exchanged for the router's."},
    {"gateway.dns-intercepted", "Queries of DNS do not reach the server that they are sent to."},
    {"gateway.stun-let-in", "Answers of STUN are let in from whoever sends them."},
    {"gateway.turn-padding-cut", "What pads the data of a TURN channel is cut off."},
    {"gateway.turn-channels-refused", "A client that asks a TURN relay for a channel is not heard."},
    {"gateway.stun-mapped-alike", "A client's port outside is the same for all servers of STUN, and another one for every other server."},
};

}  // namespace

std::span<Defect const> gateway() {
    return defects;
}

}  // namespace tsuka::sim::faults
