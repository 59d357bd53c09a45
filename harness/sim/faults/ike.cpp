// Defects of IKE. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"ike.cookies-altered", "The initiator's cookie of IKE that leaves is altered."},
    {"ike.hash-repaired", "The last octet of a Main Mode message with a key exchange is altered as it leaves."},
    {"ike.second-client-refused", "A second client's IKE from port 500 to the same server is dropped."},
    {"ike.port-set-ignored",
     "Of a WAN address that it shares the router uses port 500 for IKE of all clients, though it is not one of its ports."},
    {"ike.last-client-wins", "Of several clients with port 500 the latest gets all replies of the server."},
    {"ike.version-two-dropped", "IKEv2 is dropped."},
    {"ike.quick-mode-dropped", "Quick Mode messages are dropped."},
    {"ike.aggressive-mode-dropped", "Aggressive Mode messages are dropped."},
    {"ike.restart-refused", "A client that begins anew, with another cookie from the same port, is not let out."},
    {"ike.unknown-cookie-dropped", "IKE of the server with a cookie that no client has used is dropped."},
    {"ike.reply-to-other-port", "IKE reaches the client at another port than the one that it sent from."},
    {"ike.delete-ends-all", "An informational exchange of one client ends the tunnels of all."},
    {"ike.needs-port-500", "IKE of a client that does not send from port 500 is dropped."},
    {"ike.cookie-decides", "IKE of a server reaches the client that used its cookie first, even where the port says otherwise."},
    {"ike.repeat-moves-port", "A first message that is sent again leaves from another port."},
    {"ike.vendor-id-first-dropped", "IKEv1 messages that begin with a vendor ID are dropped."},
    {"ike.wedged-by-short-one",
     "After an IKE message without a whole header nothing on ports 500 and 4500 passes any more between the LAN and that server."},
    {"ike.outbound-dropped", "IKE of LAN hosts is dropped."},
    {"ike.inbound-dropped", "IKE from the WAN is dropped."},
    {"ike.contents-altered", "One bit at the end of IKE is flipped as it leaves."},
    {"ike.inbound-contents-altered", "One bit at the end of IKE is flipped as it comes in."},
    {"ike.responder-cookie-altered", "The responder's cookie of IKE that leaves is altered."},
    {"ike.message-id-altered", "The message identifier of IKE that leaves is altered."},
    {"ike.inbound-cookies-altered", "The initiator's cookie of IKE that comes in is altered."},
    {"ike.inbound-message-id-altered", "The message identifier of IKE that comes in is altered."},
    {"ike.delivered-to-next-port", "IKE reaches the client one port beside the one that it sent from."},
};

}  // namespace

std::span<Defect const> ike() {
    return defects;
}

}  // namespace tsuka::sim::faults
