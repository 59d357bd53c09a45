// What a suite says, as values: cast, cases, steps, classes. The loader (harness/suite) makes them, the engine runs them.
// Everything here is already expanded: variants, measurements and repetitions are cases of their own that name their group.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "harness/model/need.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tsuka::model {

/// Where something stands in a file, for diagnostics. Lines and columns count from 1; 0 means unknown.
struct Spot {
    std::string file;
    unsigned line = 0;
    unsigned column = 0;
};

[[nodiscard]] std::string to_string(Spot const& spot);  ///< "suites/pptp/call_id.toml:21:3"

/// Somebody in the cast. Addresses come from the lab.
struct Actor {
    std::string name;
    Side side = Side::lan;
    /// `static = true`: the LAN host to which the router's static entries lead (Lab: static_client), or the one WAN host whose packets they
    /// lead in (static_remote).
    bool static_target = false;
};

/// One value as the suite writes it. In `send` it is what to write; in `expect` it is what must hold.
struct Term {
    enum class Kind : std::uint8_t {
        number,      ///< 7, 0x1a
        text,        ///< "abc" for a text field; an address for an ipv4 or ipv6 field
        octets,      ///< "hex:0a0b"
        range,       ///< "1024..65535", both ends included
        symbol,      ///< "$x": binds at first sight, must be equal afterwards
        not_symbol,  ///< "!$x": must differ from x
        same,        ///< as the sender put it
        changed,     ///< not as the sender put it
        valid,       ///< a right checksum
        dut_wan,     ///< "dut.wan": the router's WAN address
        dut_lan,     ///< "dut.lan": the router's LAN address
        dut_ports,   ///< "dut.ports": one of those ports of a shared WAN address that are the router's
        actor,       ///< an actor's address, by name
        random,      ///< send only: from the run's seed
    };
    Kind kind = Kind::number;
    std::uint64_t number = 0;  ///< number; lower end of range
    std::uint64_t upper = 0;   ///< upper end of range
    std::string text;          ///< text, symbol name (without "$"), actor name
    Octets octets;
    std::string written;  ///< as it stands in the suite, for reports

    auto operator<=>(Term const&) const = default;
};

/// All of them must hold.
using Constraint = std::vector<Term>;

struct FieldTerm {
    std::string field;  ///< a field of the message, or "tcp.seq", "ip.ttl", "src", "dst_port" of the layers below
    Term term;
};

struct FieldConstraint {
    std::string field;
    Constraint constraint;
};

/// How a sent datagram is cut into fragments (generator/shape).
struct FragmentShape {
    unsigned mtu = 576;           ///< largest fragment in octets
    std::vector<unsigned> order;  ///< 1-based positions in which to send them; empty: in order; a repeated number duplicates
    unsigned overlap = 0;         ///< octets by which a later fragment repeats the one before it (multiple of 8)
};

/// Opens a conversation between two actors and lets it run to the point where a case begins (handshake, login exchange).
struct UseStep {
    std::string flow;  ///< kind: "udp", "tcp", "pptp.control", "ike.main-mode", "ike.v2", "esp", "ah", "gre", "l2tp.tunnel", "natt",
                       ///< "icmp", "icmpv6"
    IpFamily family = IpFamily::v4;
    std::string as;
    std::string from;
    std::string to;
    std::vector<FieldTerm> settings;  ///< src_port, dst_port, cookie, ...
    bool judged = false;   ///< `judged = true`: that it opens is what the case is about; else a failure leaves the case undetermined
    bool refused = false;  ///< `refused = true`: it must not open
    bool may_stay_closed = false;    ///< the case goes on without it, and what would be sent over it counts as not arrived
    std::optional<Duration> silent;  ///< with `refused`: for so long nothing may answer the SYN, no reset and no ICMP error
};

struct SendStep {
    std::string message;  ///< "pptp.ocrq", "esp", "raw", "again" ...
    std::string on;       ///< flow
    std::string at;       ///< actor that sends
    std::string as;       ///< name of this probe; the loader numbers those without a name ("#3")
    std::string again;    ///< send = "again": the probe whose octets go once more, from the same sender
    std::string answers;  ///< probe that must have reached this actor, or answer that must have come; else nothing is sent
    std::vector<FieldTerm> fields;
    std::optional<std::size_t> bytes;  ///< payload octets, token included
    Octets lead;                       ///< octets in front of them
    Octets raw;                        ///< send = "raw": the IPv4 payload or, with on, the carrier's payload
    std::optional<FragmentShape> fragment;
    std::optional<std::uint16_t> checksum_behind;  ///< UDP: the payload is chosen so that this is the right checksum behind the router
    std::optional<std::uint16_t> vlan;             ///< the frame bears the 802.1Q tag of this VLAN
    std::vector<unsigned> split;                   ///< TCP: cut the message at these offsets into segments of their own
    std::vector<unsigned> order;                   ///< TCP: in which those leave, counted from 1; empty: as they stand
    bool coalesce = false;  ///< TCP: hold this message and send it in one segment with the next send of the same flow and actor
    unsigned times = 1;     ///< send this often, each with a token of its own (sequence fields count up)
    Duration every{};       ///< so far apart; zero: all at once
    std::string quote;      ///< ICMP errors: the earlier probe that the error is about, quoted as it arrived
    std::optional<std::size_t> quote_bytes;  ///< how many octets of it; as RFC 1812 section 4.3.2.3 says, unless given
};

struct ExpectStep {
    std::string message;
    std::string on;  ///< flow; empty: any flow of the case
    std::string at;
    std::string probe;    ///< the send this is about; empty: the next unclaimed arrival of that message
    std::string answers;  ///< the send that whoever it was addressed to may answer by itself; that no answer comes is for classes to judge
    std::string as;       ///< with `answers`: name of the answer
    std::vector<FieldConstraint> fields;
    Constraint payload;  ///< "same"
    std::optional<Duration> within;
    unsigned times = 1;
    unsigned least = 0;  ///< so many of `times` are enough once the others are known not to come; 0: all
    bool order = false;  ///< the copies of the probe arrive in the order in which they were sent
};

/// Must not arrive. Counts only next to a positive control: a sentinel that did arrive the same way.
struct NeverStep {
    std::string message;
    std::string on;
    std::string at;
    std::string from;
    std::vector<FieldConstraint> fields;
    std::optional<Duration> during;
};

struct WaitStep {
    Duration duration{};
    bool router = false;  ///< `wait = "router"`: instead, until the router forwards again after a hook
};

/// Has something done to the router between two steps: the hook of that name in the lab file.
struct HookStep {
    std::string hook;  ///< "reboot", "config:bridge"
};

/// One end of a TCP flow has nothing more to say: its FIN, behind everything it has sent (RFC 9293 section 3.6).
struct CloseStep {
    std::string flow;
    std::string at;
};

using Action = std::variant<UseStep, SendStep, ExpectStep, NeverStep, WaitStep, CloseStep, HookStep>;

struct Step {
    Action action;
    Spot spot;
    std::string written;  ///< the step as one line of TOML, for reports
};

/// One relation about a probe, true or false once all arrivals are known. Written "probe@place", "!probe", "!probe@place",
/// "probe.field=value" with value "same", "changed", a number, an address, "dut.wan", or "other.field" (same as what the other probe's
/// arrival shows), "probe.field!=other.field".
struct Condition {
    enum class Kind : std::uint8_t { arrived, not_arrived, field, counted };
    static constexpr std::string_view router = "dut.wan";  ///< the place of a ping that the router answers in its own name
    Kind kind = Kind::arrived;
    std::string probe;
    std::string place;  ///< actor; empty: anywhere
    std::string field;
    bool equal = true;        ///< for field and counted: "=" or "!="
    Term term;                ///< what the field is compared with
    std::string other_probe;  ///< set instead of term: compare with this probe's field
    std::string other_field;
    std::string written;
};

/// A behaviour class: the first whose conditions all hold is the class observed.
struct ClassRule {
    std::string is;
    std::vector<Condition> when;
    std::vector<std::string> breaks;  ///< claims that a router of this class does not keep
    std::string about;
    Spot spot;
};

/// Why a case is one of several.
struct Group {
    enum class Kind : std::uint8_t { none, variant, measure, repeat };
    Kind kind = Kind::none;
    std::string label;  ///< "order=3-2-1", "idle=60s", "3 of 50"
    Duration value{};   ///< measure: how long
};

struct Case {
    std::string id;  ///< the catalogue's row id, chosen by people, permanent
    Group group;
    std::string title;
    std::string about;
    std::vector<std::string> claims;
    std::vector<Actor> cast;
    std::vector<Step> steps;
    std::vector<ClassRule> classes;
    std::vector<std::string> literal;  ///< fields whose numbers are meant as they stand; see salt.hpp
    std::vector<Need> needs;           ///< beside its cast
    std::vector<std::string>
        provides;         ///< paths through the router that are there when this case is satisfied, and missing when it is violated
    std::string control;  ///< the flow of this case that shows that the router forwards, where new flows are what it asks about; mostly ""
    Spot spot;
    std::string suite;        ///< id of its suite
    bool under_load = false;  ///< runs while load does; a suite says nothing of that

    /// id, with the group's label in brackets: "frag.in.reordered[order=3-2-1]"; under load with its ending, "esp.replay@load".
    [[nodiscard]] std::string name() const;
    /// How long its steps let pass on purpose, at most: all of `wait`, `every`, `within` and `for`.
    [[nodiscard]] Duration waits() const;
    [[nodiscard]] bool needs_any(Need::Kind kind) const;
};

/// What the name of a case that runs under load ends with.
inline constexpr std::string_view load_ending = "@load";
/// The name of the same case at rest, which may be that name itself.
[[nodiscard]] std::string_view name_at_rest(std::string_view name);
/// The same case, to be run while load does.
[[nodiscard]] Case under_load(Case scenario);

struct Suite {
    std::string id;
    std::string title;
    std::string about;
    std::string file;
    std::vector<Case> cases;
};

}  // namespace tsuka::model
