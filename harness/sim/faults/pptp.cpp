// Defects of the control connection of PPTP (RFC 2637). See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"pptp.call-id-not-rewritten",
     "Call IDs of LAN hosts are passed on as they are, even when two hosts have chosen the same one for one server."},
    {"pptp.reply-not-restored",
     "An Outgoing-Call-Reply reaches the client with the Call ID that the router has put in place of the client's own."},
    {"pptp.set-link-info-forgotten", "The Call ID in Set-Link-Info of the server is not translated back."},
    {"pptp.call-clear-forgotten", "The Call ID in Call-Clear-Request of the client is not translated."},
    {"pptp.server-call-id-rewritten", "The server's own Call ID in an Outgoing-Call-Reply reaches the client altered."},
    {"pptp.echo-dropped", "Echo-Requests of the server on the control connection are dropped."},
    {"pptp.second-client-refused", "A second client's control connection with the same server is dropped while the first one has a call."},
    {"pptp.split-segment-missed",
     "Control messages that are cut into several TCP segments are not read, so their Call IDs stay as they are."},
    {"pptp.cut-id-half-rewritten", "A Call ID that is cut in two by a segment border is translated in its second half only."},
    {"pptp.coalesced-second-missed", "Of several control messages in one segment only the first is read."},
    {"pptp.early-segment-unread", "A segment of the control connection that overtakes another one passes unread."},
    {"pptp.retransmission-rewritten-differently", "A control message that is sent again gets another Call ID than the first time."},
    {"pptp.retransmission-dropped", "TCP segments of the control connection that are sent again are dropped."},
    {"pptp.long-session-lost", "After 64 messages of one control connection no further one is read."},
    {"pptp.sequence-shifted", "After a Call ID was rewritten, later TCP segments leave with their sequence numbers one too high."},
    {"pptp.second-call", "A second call within one control connection is not recorded."},
    {"pptp.calls-mixed", "Tunnel data of one of two calls of a control connection is delivered with the Call ID of the other."},
    {"pptp.stop-dropped", "Stop-Control-Connection-Requests are dropped."},
    {"pptp.stop-clears-all", "When one client ends its calls, those of all other clients of that server end as well."},
    {"pptp.reconnect-refused", "A client that calls the same server again over a new control connection gets no new call."},
    {"pptp.call-id-zero-ignored", "A call with Call ID 0 is not recorded."},
    {"pptp.disconnect-garbled", "The Call ID in a Call-Disconnect-Notify of the server reaches the client altered."},
    {"pptp.read-by-client-port", "Whatever a client sends from TCP port 1723 is read as a control connection, whatever the server's port."},
    {"pptp.fifth-client-refused", "The fifth client of one PPTP server cannot open a control connection."},
    {"pptp.incoming-call-ignored", "A call that the server begins is not recorded."},
    {"pptp.wan-error-forgotten", "The Call ID in WAN-Error-Notify of the server is not translated back."},
    {"pptp.wedged-by-length",
     "After a control message whose length cannot be true no TCP passes any more between the LAN and that server."},
    {"pptp.outbound-dropped", "Control messages of LAN hosts are dropped."},
    {"pptp.inbound-dropped", "Control messages from the WAN are dropped."},
    {"pptp.serial-altered", "The serial number in an Outgoing-Call-Request is altered."},
    {"pptp.result-altered", "The result in an Outgoing-Call-Reply is altered."},
};

}  // namespace

std::span<Defect const> pptp() {
    return defects;
}

}  // namespace tsuka::sim::faults
