// Patterns are tried in the order in which they stand: what begins or ends in the same words stands before what says less.
#include "reports/phrases.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace tsuka::reports {
namespace {

constexpr std::string_view hole = "{}";

constexpr std::string_view patterns[] = {
    // how large a datagram may be
    "{}, although the lab's wan.mtu is {}",
    "less than {} octets",
    "{} seen, within {}",
    "{} octets, the most that was asked for",
    "{} octets; larger ones are refused",
    "{} octets; larger ones vanish without an answer",
    "UDP from port {} to port {}: {} times in a row nothing came back",
    // how many clients the router holds
    "not measured: the lab has too few addresses for it",
    "{} clients of {} servers at once, and none too many",
    "{} clients of one server at once, and none too many",
    "no client gets an answer",
    "one client of a server at a time: a second one gets nothing",
    "{} clients of a server at a time: another one gets nothing",
    "one client of a server at a time: a newcomer takes its place",
    "one client at a time, whatever the server: a newcomer takes its place",
    "{} clients of a server at a time: with one more all others lose their places",
    "{} clients at a time, whatever the servers: with one more all others lose their places",
    "{} clients of a server at a time: the oldest gives way to another one",
    "{} clients at a time, whatever the servers: the oldest gives way to another one",
    "{}, of several servers and of one, and how long they hold a place",
    "{}, of several servers and of one",
    "one client at a time, whatever the server: a second one gets nothing",
    "{} clients at a time, whatever the servers: another one gets nothing",
    "each of {} clients is served, and at the end none of them",
    "each of {} clients is served; at the end {} still are: newcomers take places of others",
    "{} of {} clients are served at first, {} once all have had their turn",
    "another one gets in after {} to {} of silence",
    "another one gets in after {} of silence or less",
    "after {} of silence another one still does not get in",
    // what the terminal tells of a run
    "{} of simulated time in {}: {} simulated seconds per second",
    "waits longer than {} on purpose; --longest {} runs all of these",
    "{} of them waits longer than {} on purpose and is skipped; --longest {} runs it, and with --jobs they wait at the same time",
    "{} of them wait longer than {} on purpose and are skipped; --longest {} runs all, and with --jobs they wait at the same time",
    // a run that was killed or ended early, and went on
    "the run went on at {} after it had been broken off in mid-run; {} of {} cases were settled by then, and what is told of every frame "
    "does "
    "not hold those of the part that was broken off",
    "the run went on at {} after it had ended early ({}); {} of {} cases were settled by then",
    // why a run does not begin, or ends early, and what a replay finds
    "this is another router: the run was begun with {} (LAN) and {} (WAN), and here are {} and {}",
    "the time given to this run, {}, did not do for all cases (--budget)",
    "{} case has failed, and this run was to end at that (--max-fail)",
    "{} cases have failed, and this run was to end at that (--max-fail)",
    "preflight: {}",
    "evidence is incomplete: {}",
    "the run ended early: {}",
    "the frame of a LAN client reached the WAN interface as it was, with the client's own MAC address",
    "the two interfaces are connected past the router (one switch, or a bridge)",
    "the router took its address from another DHCP server, {}",
    "the WAN interface must be connected to the router's WAN port and to nothing else",
    "the router did not ask for an address by DHCP within {} s",
    "is its WAN port set to DHCP and connected to this interface?",
    "no PPPoE session came about within {} s: the router {}",
    "is its WAN port set to PPPoE, with the user and password of the lab file, and connected to this interface?",
    "{}, which {} leased, is in use by another host, {}",
    "{}, one of the lab's clients, is in use by another host, {}",
    "{}, the lab's static_client, is in use by another host, {}",
    "take that host off the LAN, or give the clients other addresses: in the lab file, or in the pool of a router that leases them",
    "take that host off the LAN while Tsuka plays it, or give another address",
    "a plain UDP datagram reaches the WAN, but the answer does not come back to the LAN client",
    "there may be no NAPT, or the router filters replies",
    "what a LAN client sends comes back to the LAN interface and does not reach the WAN",
    "is there a loop on the LAN side, or a device that mirrors frames?",
    "a plain UDP datagram of a LAN client does not reach the WAN",
    "is this the router's LAN port, and does the router forward?",
    "the WAN's network {} and the LAN {} have addresses in common, so the router may have given its LAN others, which belong into the lab "
    "file",
    "{} frames came with another VLAN tag than the lab file's, without the one that it names, or past the PPPoE session",
    "the router stopped forwarding in mid-run: {}",
    "{} did not answer ARP from {} ({}), asked {} times in 5 s",
    "no DHCPOFFER for {} after {} DHCPDISCOVERs in 15 s",
    "{} offered {} but did not acknowledge it in 15 s",
    "{} refused its own offer {} times (DHCPNAK)",
    "the DHCP server {} leases {}",
    "{} with the subnet mask {}, whose bits are not contiguous",
    "{} with the subnet mask 0.0.0.0: the whole Internet would be on the LAN",
    "{}, which is no host of its subnet {} but {}",
    "its network address",
    "its broadcast address",
    "{} with the router {}, which lies outside of its subnet {}",
    "{} with the router {}, which can be nobody's address",
    "{}, which can be nobody's address",
    "{} without a router (DHCP option 3)",
    "{}, which it says is the router's own address",
    "{} for 0 seconds",
    "the router sent no PADI",
    "{} is claimed by {}: two devices have this address, or another device lies",
    "sent no PADI",
    "hung up (PADT)",
    "asks for the service \"{}\", and the lab file offers \"{}\"",
    "sent a PADI, and no PADR after it",
    "sent a PADR with another AC-Cookie than it was given",
    "got a session and did not set LCP up",
    "set LCP up and did not authenticate",
    "ended the link (LCP Terminate-Request)",
    "dialled again without hanging up",
    "negotiated the link anew (LCP Configure-Request)",
    "the PPPoE session ended: the router {}",
    "the router dialled again and has another PPPoE session",
    "the PPPoE session ended while the case ran",
    "does not authenticate by {}",
    "does not take an MRU of {}",
    "authenticated and did not set IPCP up",
    "authenticated as \"{}\" and was refused, as the lab file wants",
    "authenticated as \"{}\" and was refused: user or password are not those of the lab file",
    "has a session",
    "ARP storm on the {}: {} frames in a second that nobody asked for, most of them {}",
    "flood on the {}: {} frames in a second that nobody asked for, most of them {}",
    "other frames",
    "{} of them were left unanswered",
    "{} frames of no case on the {} are counted and not in the capture, which keeps {} MB of such",
    "interrupted (Ctrl-\\)",
    "the terminal or session was closed (SIGHUP)",
    "nobody reads the output any more (SIGPIPE)",
    "a file reached the size limit of this process (SIGXFSZ, ulimit -f)",
    "interrupted: the record's last line is torn off",
    "interrupted: the record has no end line",
    "{}: the interface went down",
    "{}: the interface is down",
    "{}: the interface is gone",
    "{}: its transmit queue stays full (no link partner?)",
    "the virtual run stands still at {} ns: {}",
    "nothing is under way and nobody waits for anything",
    "time does not go on",
    "the capture ends before the run of today does",
    "{} sends a frame of {} octets, and none was sent then any more",
    "frame {}: {} sends something else on the {}: {}",
    "from octet {} on {} was sent then ({} octets), {} today ({} octets)",
    "{}: ends with frame {}, and the record names frame {}",
    // what confirmation and the end of a case say of attempts
    "stops the router, each time that it is run: {}",
    "not repeatable: {}",
    "attempt {} with fresh addresses: {}",
    "not confirmed: {}; attempt {}: {}",
    "wrong in {} attempts, though not the same way: {}",
    "attempt {}: {}",
    // under load
    "nobody is here to send load",
    "not run: a client of the load: {}",
    "not run: no hosts for the load: {}",
    "under this load the router forwards not even plain UDP: it is more than the router carries",
    "not run: under this load the router forwards not even plain UDP; less may do",
    "{}; but of the load's own frames {} of {} came: the router does not carry so much, and what is missing may be lost for that",
    "right at rest, wrong under load: {}",
    "wrong at rest, right under load: {}",
    "class '{}' at rest, '{}' under load: {}",
    "class '{}' at rest, '{}' under load",
    "wrong at rest, right under load",
    "load beside cases: {} frames a second of {} wanted, {} octets each; in {} {} were sent and {} came (this machine did not come to {} "
    "in that time)",
    "load beside cases: {} frames a second of {} wanted, {} octets each; in {} {} were sent and {} came",
    "of {} cases under load none found anything else than at rest",
    "of {} cases under load {} found something else than at rest: {}",
    "{}, right up to frame {} of a flow, {} from frame {} on (in {} of {} flows: {} of {} frames up to the {}th of their flow, {} of {} "
    "after it)",
    "{}, frames up to the {}th of a flow come, and those after it do not ({} of {} against {} of {})",
    "not tried: no flow of {} came up; no exchange went before it",
    "no flow of the load came up: nothing that its clients sent was answered",
    "not run: the router has few places for what it uses, and after a whole run others may hold them than before",
    "not run: the router has places for few clients at once, and those of the load would take them",
    // steps and classes
    "step {}: {}",
    "class '{}': {}",
    "no class of this case describes what was seen: {}",
    "no class of this case describes what was seen",
    "always.{}: {}",
    "header.{}: {}",
    "{} (copy {} of {}, the first that is not right)",
    // what did not arrive
    "{} did not arrive at {}, while the control flow passes; it arrived at {} instead",
    "{} did not arrive at {}, while the control flow passes",
    "{} did not arrive at {}, because the TCP connection was reset",
    "{} did not reach {}, so there is nothing to quote",
    "{} did not reach {} as {} sent it: octets other than the Call IDs differ",
    "{} has not reached {}, so there is nothing to answer",
    "{} has not come",
    "nothing answered {}",
    "{} was not sent",
    "no answer came",
    "nothing of {} has shown yet what it is translated to",
    "{} has not seen anything from {} yet, so there is no address and port to reply to",
    "{} from the {} never arrives on the {}",
    "{} from the {} does not always arrive on the {}",
    "{} arrives with another {} than expected",
    "{} from {} did not reach {}, {}",
    "the TCP SYN of {} did not reach {}, while plain UDP passes",
    "the TCP SYN of {} reached {}, where it must never be",
    "the TCP SYN of {} came through after all, where it must never be",
    "the TCP SYN of {} was answered with a reset within {}",
    "the TCP SYN of {} was let in, so the router had nothing to answer",
    "the TCP SYN of {} was answered with an ICMP error within {}",
    "the SYN/ACK of {} did not come back to {}",
    "the TCP connection from {} to {} was reset",
    "nobody acknowledged the FIN of {}",
    // what arrived otherwise
    "{} reached {} altered: octets that no translation needs to touch differ",
    "{} altered: octets that no translation needs to touch differ",
    "{} arrived with a wrong checksum: the {} checksum does not fit its octets",
    "the {} checksum does not fit its octets",
    "a fragment arrived with a wrong IP header checksum",
    "a datagram left on the WAN with the private source {}",
    "{} at {}: {} is {}, expected {}",
    "{} at {}: {}",
    "{} arrived at {}, where it must never be",
    "{} arrived at {} after all, where it must never be",
    "{} from {} was for {} and was delivered to {}",
    "{} was sent {} and delivered {} times to {}",
    "{} times",
    "{} reached {} in two ways: under the same TCP sequence numbers another Call ID stood there the second time",
    "{} reached {} in two ways: under the same TCP sequence numbers other octets stood there the second time",
    "{} reached {} on UDP port {}, where nobody listens, instead of {}",
    "{} of {} arrived, and {} are enough",
    "copy {} arrived after copy {}",
    "the router lowers {} by {} instead of 1",
    "the router does not lower {} of what {} sends to {}: a loop would never end",
    "the router changes ECN of what {} sends to {} from {} to {}",
    "{} datagrams that may be cut, and that {} sent to {} under as many identifications, left under one",
    "the router takes the Maximum Segment Size out of a SYN towards the {}",
    "the router takes {} out of a SYN towards the {}",
    "the router does not lower TTL of TCP segments towards the {}: a loop would never end",
    "the router raises the Maximum Segment Size of a SYN towards the {} from {} to {}",
    "short frames leave the router on its {} side with a padding that is not zero",
    "the router changes {} from {} to {}",
    "the router itself answered {}",
    "{} went to the host of the static entries",
    "{} went to another host, which had opened that port itself",
    "{} went to the host of the DMZ",
    // what cannot be known
    "a {} arrived at {} that several clients may have sent",
    "but another device than the router sent some of what arrived, so this may not be the router's doing",
    "at the end the router forwards not even plain UDP, so this may be a dead router",
    "but it arrived late, after the control flow: frames of this router overtake each other by more than the margin allows for",
    "what this case sent came from {}, too, which is not the router: not charged to it",
    "{} frames came for {} that were sent: the router multiplies frames, or a loop does",
    "'{}' is a datagram of {} octets, more than the {}'s MTU of {}",
    "set-up: {}",
    "not sent: {}",
    "the kernel's neighbour table, which all network namespaces share, ran full while the case ran: run fewer at once",
    "{} has no IPv6 address in this lab",
    "the router leases {} to two clients at the same time, {} and {}: its DHCP server does not tell them apart",
    "the static client {} is in use by another case",
    "no LAN client address is free between {} and {}: widen first_client .. last_client in the lab file, or run fewer cases at once",
    "no server address is free: add a prefix to `servers` in the lab file, or run fewer cases at once",
    "silence proves nothing: the control flow did not pass either",
    "not sent: its conversation did not open",
    "its conversation did not open",
    "the router stopped forwarding even plain UDP, so nothing can be said of what is missing",
    "the router no longer forwards even plain UDP at the end of the case",
    "not even plain UDP passes between {} and {}, while both have it with others",
    "not even plain UDP passes to and from this server, {}: the router shuts it out",
    "not even plain UDP passes to and from this client, {}: the router shuts it out",
    "not even plain UDP gets a new flow through the router, whoever begins it",
    "{} was never sent: {}",
    "it needs {} clients at once, and the router has places for {}: {}",
    "{} (the router has places for {}, and the case has {} clients)",
    // what did not run
    "not tried: it needs a free place, and the router may hold all of them for another {}",
    "not tried: the router's only place is held by another",
    "not tried: the router's places are held by others",
    "not run: it waits {}, and this run allows {}; run it with --longest {}",
    "not run: of the {} given to this run (--budget) less is left than it waits, {}",
    "not run: {}",
    "not tried: needs '{}', which {} found missing",
    "needs '{}': {}",
    "needs '{}'",
    "the lab names no static_client, the LAN host to which static entries of the router lead",
    "the lab names no static_remote, the WAN host for which alone static entries are",
    "no ports are known to be the router's",
    "the lab has no [ipv6], so its hosts have no IPv6 addresses",
    "the lab has no such hook, a command in [hooks] of the lab file",
    "there is none in this lab",
    "the router of this lab translates addresses (no 'routed')",
    "in this lab nobody translates behind the router (no 'carrier_nat')",
    "the lab names no 'pool', further addresses of the router",
    "the lab names no 'port_set', the ports that are the router's of an address that it shares",
    "in this lab no LAN host has the router's WAN address ('ip_passthrough')",
    "the lab names no 'static_client' whose address lies in the LAN's prefix and in the WAN's network",
    "the lab names no 'static_remote', the WAN host for which alone static entries are",
    "the hook '{}' was run for {}: {}",
    "the hook '{}' was run for {}",
    "the hook '{}' failed with status {}: {}",
    "the hook '{}' failed with status {}",
    "the hook '{}' did not end within {}",
    "the hook '{}' was ended by signal {} ({})",
    "the hook '{}' was ended with the run",
    "the process that runs hooks is gone",
    "nobody is here to run hooks",
    "the simulated router knows no hook '{}'",
    "the router's DHCP server gives no address to another client, though the router forwards: its pool is too small, or used up",
    "{} hooks were run, and a run may ask for no more",
    "the router went on forwarding while the hook '{}' was run and for {} s after it: it did not start again, or so much later that the "
    "hook has to wait for it",
    "the router went on forwarding while the hook '{}' was run and for {} s after it: its link did not go down, or for too short a time "
    "to be seen",
    "after the hook '{}' the router leased {}, the address of {}, to another client",
    "the lab does not have a wan.mtu of {} or less beside a mtu of {} or more, so nothing is too large for the WAN",
    // what is said of the bench, of the router as a whole and of the evidence
    "{} {} with contents of this run's cases came from {}, which is not the router's MAC address on the {}: something else there copies or "
    "forwards frames",
    "{} {} of cases that had been judged came on the {}, charged to nobody: of {}",
    "{} ARP {} on the {} said that {} has the router's address there, which answered from another one before: the router changed its MAC "
    "address, or another device lies",
    "{} {} of no case left the router on the WAN with a source address of the LAN",
    "{} {} came back on the {} with the MAC address of Tsuka's own hosts there: a loop, a mirror port, or a router that sends back what "
    "it gets",
    "{} {} of Tsuka's hosts on the {} came over to the {} as they were sent: both sides are joined past the router (one switch, or a "
    "bridge)",
    "{} {} of a DHCP server at {} on the {}, which is not the router: hosts may get an address from either",
    "Tsuka's own frames begin to come back on the {}: a loop, a mirror port, or a router that sends back what it gets",
    "frames of Tsuka's hosts on the {} begin to come over to the {} as they were sent: both sides are joined past the router (one switch, "
    "or a bridge)",
    "a DHCP server at {}, which is not the router, is heard on the {}",
    "another host on the LAN, {}, has {}, the address of a client, and it is not used any more",
    "ARP on the {} says that {} has the router's address there: the router changed its MAC address, or another device lies",
    "{} {} of other devices on the {}: {}",
    "{} {} on the {} had another VLAN tag than the lab file's, or none where it names one",
    "{} {} on the {} came past the PPPoE session, or not in the lab file's VLAN",
    "the line, as the lab file wants it, dropped {}, doubled {} and held back {} frames of this attempt: what it found may be the line's",
    "the line, as the lab file wants it, dropped {}, doubled {} and held back {} frames of cases; {} attempts say nothing for that",
    "the router's WAN address changed from {} to {} while the case ran",
    "the router's WAN address changed from {} to {}",
    "the router's WAN address changed from {} to {}, as {} had asked",
    "the hook '{}' was run, and {} s after it the router's WAN address still is {}",
    "the cases that this came upon are run again",
    "the case is run again",
    "the router forwarded nothing: {}",
    "after a flood of flows the router served nobody new: {}",
    "{} did not renew the lease of {}, which is over",
    "{} refused to renew the lease of {} (DHCPNAK)",
    "{} renewed the lease of {} with {}",
    "the {} port dropped {} frames while the case ran, so what is missing may have been there",
    "the machine's clock was set {} by {} s while the case ran",
    "it forwarded again after {}, and its WAN address changed from {} to {}",
    "it forwarded again after {}",
    "it did not forward again within {}",
    "interrupted (Ctrl-C)",
    "the run was never sealed, or its seal is gone",
    "changed since the run was sealed: {}",
    "missing: {}",
    "the replay departs from the run: {}",
    "the capture does not hold what the record names: {}",
    // where it goes wrong
    "the router {}",
    "WAN side: {}",
    "LAN side: {}",
    "ended by {}",
    // what `tsuka load` could not measure
    "no figure",
    "in memory",
    "BPF live frames",
    "{} (BPF live frames: {})",
    "sendmmsg ({})",
    "AF_XDP, zero-copy",
    "AF_XDP, copy mode",
    "{}, {} threads ({})",
    "{}, {} threads",
    "nothing that was sent outward has been answered: no flow is open",
    "no flow is open: nothing that was sent outward has been answered",
    "loses frames at any rate",
    "this machine loses frames at any rate",
    "the table is full of {}: measured alone, its flows can be counted",
    "the table keeps {} flows: too few to tell a rate",
    "the router still knew flows after {} min: no room for more",
    "the router still knew {} of {} flows when its table was said to be clear",
    "the table was clear at once: a simulated router takes no time for it, unless 'clears' says how long",
    "the table was not cleared: {}",
    "no flows are left that the router has not met: --servers can name more",
    "trials of {} flows tell no rate: --up-to can allow more",
    "no limit was found: of what the table is full is not known",
    "the router keeps {} flows: too few for shares of it",
    // why it is not known whether a promise of load is kept
    "it was not measured",
    "no more than {} flows were tried",
    "some frames were lost, and no limit was met",
    "this machine could not send more",
    "no more was to be tried",
    "no limit was met",
    "the limit was not found closely enough",
    "there is no figure of UDP",
    "an interface went down",
    "{} side: the transmit queue stays full (no link partner?)",
    "a frame of {} octets is longer than what is sent at rate: {} at most, with its check sequence",
    "{} flows of {} are wanted, and {} with {} clients makes 1 to {}: without ports every flow needs a server of its own",
    "{} flows of {} are wanted, and {} with {} clients makes 1 to {}",
    // what checks found
    "did not arrive",
    "arrived",
    "as sent",
    "altered",
    "not sent",
    "not valid",
    "{}, not valid",
    "no such field",
    "arrives {} at {}",
    "no SYN came, while the control flow passes",
    "absent, while the control flow passes",
    "refused with a reset",
    "arrived late",
    "no {} at {}",
    // what ladders and exchanges say of frames
    "meant for {}, reached {}",
    "meant for {}, never arrived",
    "never arrived",
    "the sentinel after it passed ({} #{}, {} #{})",
    "no sentinel after it passed",
    "arrived once more",
    "no segment of its own came out (TCP carries a stream)",
    "{}: {} messages, all arrived",
    "{} more frames, {}",
    "all arrived",
    "not all of them arrived where they should",
    "Sent by {}, {}, {} octets, at {}",
    "Arrived at {}, {}, {} octets, at {}",
    "sent by {}:",
    "arrived at {}:",
    "nobody of the case ({})",
    "not in {}",
    "nowhere",
    "{} later",
    "{} times: {}",
    "nobody",
    "an unknown host",
    "another host",
    "the hop limit",
    "the far side",
    "a host of nobody in this case",
    "{} and maybe others",
    "arrived, sent by nobody of the case",
    "no field differs",
    "once more; {}",
    "{} field differs",
    "{} fields differ",
    "{} field the same on both sides",
    "{} fields the same on both sides",
    "{} field of this frame",
    "{} fields of this frame",
    "and {} more",
    "{} frame",
    "{} frames",
    "Of each message the first {} frames are shown; {} more of this case stand in the capture only.",
};

/// What stands in the holes; nothing when the text is none of that pattern. A hole takes as little as it can, the last one the rest.
std::optional<std::vector<std::string>> matched(std::string_view text, std::string_view pattern) {
    std::vector<std::string> held;
    for (bool first = true;; first = false) {
        auto const end = pattern.find(hole);
        auto const literal = pattern.substr(0, end);
        bool const last = end == std::string_view::npos;
        if (first) {
            if (!text.starts_with(literal)) return std::nullopt;
            text.remove_prefix(literal.size());
        } else {
            auto const at =
                last ? (text.size() > literal.size() && text.ends_with(literal) ? text.size() - literal.size() : std::string_view::npos)
                     : text.find(literal, 1);
            if (at == std::string_view::npos) return std::nullopt;
            held.emplace_back(text.substr(0, at));
            text.remove_prefix(at + literal.size());
        }
        if (last) break;
        pattern.remove_prefix(end + hole.size());
    }
    if (!text.empty()) return std::nullopt;
    return held;
}

std::optional<std::string> filled(std::string const& pattern, std::vector<std::string> const& held) {
    fmt::dynamic_format_arg_store<fmt::format_context> values;
    for (std::string const& one : held) values.push_back(one);
    try {
        return fmt::vformat(pattern, values);
    } catch (fmt::format_error const&) {
        return std::nullopt;  // lint's business
    }
}

std::optional<std::string> known(std::string const& text, Words const& words) {
    if (auto const* found = words.find("class." + text)) return *found;
    for (std::string_view const pattern : patterns) {
        auto held = matched(text, pattern);
        if (!held) continue;
        auto const* translated = words.find("phrase." + std::string(pattern));
        if (translated == nullptr) continue;
        for (std::string& one : *held) one = phrase(one, words);
        return filled(*translated, *held);
    }
    return std::nullopt;
}

/// A sentence of the record, or one whose beginning was made a capital for a heading.
std::optional<std::string> known_either_way(std::string text, Words const& words) {
    if (auto found = known(text, words)) return found;
    if (text.empty()) return std::nullopt;
    if (text[0] >= 'A' && text[0] <= 'Z')
        text[0] = static_cast<char>(text[0] + 32);
    else if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return known(text, words);
}

}  // namespace

std::string phrase(std::string const& text, Words const& words) {
    if (words.english()) return text;
    static constexpr std::string_view between = "; ";
    // Several reasons stand in one text, and a sentence may hold the same sign: the longest beginning that is known goes first.
    for (auto end = text.size();;) {
        if (auto const said = known_either_way(text.substr(0, end), words))
            return end == text.size() ? *said : fmt::format("{}{}{}", *said, between, phrase(text.substr(end + between.size()), words));
        if (end == 0) break;
        end = text.rfind(between, end - 1);
        if (end == std::string::npos) break;
    }
    auto const end = text.find(between);
    if (end == std::string::npos) return text;
    return fmt::format("{}{}{}", text.substr(0, end), between, phrase(text.substr(end + between.size()), words));
}

std::optional<std::string> said_again(std::string_view text, std::string_view id, std::string_view pattern, Words const& words) {
    auto const held = matched(text, pattern);
    auto const* translated = held ? words.find("interface." + std::string(id)) : nullptr;
    return translated == nullptr ? std::nullopt : filled(*translated, *held);
}

std::vector<std::string> phrase_ids() {
    std::vector<std::string> ids;
    for (std::string_view const pattern : patterns) ids.push_back("phrase." + std::string(pattern));
    return ids;
}

}  // namespace tsuka::reports
