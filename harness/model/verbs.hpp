// The verbs of the suite language: of each the values of its step, and what it says of itself (see Verb in step.hpp). The list at the end
// is what all layers go by; docs/adding-a-verb.md says how one is added.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/time.hpp"
#include "harness/model/need.hpp"
#include "harness/model/term.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

/// A name that stands in a step, and what it is there for. An empty one is not there.
struct Mention {
    enum class Role : std::uint8_t {
        actor,   ///< somebody of the cast
        flow,    ///< a flow that is used
        probe,   ///< a probe or an answer that something is asked about
        opened,  ///< a flow that the step opens, for others to use
        sent,    ///< a probe that it sends, for others to ask about
        heard,   ///< an answer that it waits for, for others to ask about
    };
    Role role = Role::actor;
    std::string name;
};

/// What a step does with a value in it.
enum class TermUse : std::uint8_t {
    written,   ///< it goes out: what it is must be known
    bound,     ///< it is compared with what came, which a symbol that is free becomes
    compared,  ///< it is compared, and nothing becomes anything
};

/// Opens a conversation between two actors and lets it run to the point where a case begins (handshake, login exchange).
struct UseStep {
    static constexpr std::string_view verb = "use";
    static constexpr bool asks = false;

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

    [[nodiscard]] Duration waits() const { return silent.value_or(Duration{}); }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const {
        return family == IpFamily::v6 ? std::vector{Need{Need::Kind::ipv6, 0, "ipv6"}} : std::vector<Need>{};
    }
    [[nodiscard]] std::vector<Mention> names() const {
        std::vector<Mention> all{{Mention::Role::actor, from}, {Mention::Role::actor, to}};
        if (!refused) all.push_back({Mention::Role::opened, as});
        return all;
    }
    template <class Self, class See>
    static void each_term(Self& self, See const& see) {
        for (auto& setting : self.settings) see(self.flow, setting.field, setting.term, TermUse::written);
    }
};

struct SendStep {
    static constexpr std::string_view verb = "send";
    static constexpr bool asks = false;

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

    [[nodiscard]] Duration waits() const { return every * (times - 1); }
    [[nodiscard]] std::uint64_t copies() const { return times; }
    [[nodiscard]] std::vector<Need> needs() const { return {}; }
    [[nodiscard]] std::vector<Mention> names() const {
        std::vector<Mention> all{{Mention::Role::actor, at}, {Mention::Role::flow, on}, {Mention::Role::probe, answers}};
        for (auto const& field : fields)
            if (field.term.kind == Term::Kind::actor) all.push_back({Mention::Role::actor, field.term.text});
        if (!as.starts_with('#')) all.push_back({Mention::Role::sent, as});
        return all;
    }
    template <class Self, class See>
    static void each_term(Self& self, See const& see) {
        for (auto& field : self.fields) see(self.message, field.field, field.term, TermUse::written);
    }
};

struct ExpectStep {
    static constexpr std::string_view verb = "expect";
    static constexpr bool asks = true;

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

    [[nodiscard]] Duration waits() const { return within.value_or(Duration{}); }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const { return {}; }
    [[nodiscard]] std::vector<Mention> names() const {
        std::vector<Mention> all{
            {Mention::Role::actor, at}, {Mention::Role::flow, on}, {Mention::Role::probe, probe}, {Mention::Role::probe, answers}};
        if (!as.empty()) all.push_back({Mention::Role::heard, as});
        return all;
    }
    template <class Self, class See>
    static void each_term(Self& self, See const& see) {
        for (auto& field : self.fields)
            for (auto& term : field.constraint) see(self.message, field.field, term, TermUse::bound);
    }
};

/// Must not arrive. Counts only next to a positive control: a sentinel that did arrive the same way.
struct NeverStep {
    static constexpr std::string_view verb = "never";
    static constexpr bool asks = true;

    std::string message;
    std::string on;
    std::string at;
    std::string from;
    std::vector<FieldConstraint> fields;
    std::optional<Duration> during;

    [[nodiscard]] Duration waits() const { return during.value_or(Duration{}); }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const { return {}; }
    [[nodiscard]] std::vector<Mention> names() const {
        return {{Mention::Role::actor, at}, {Mention::Role::actor, from}, {Mention::Role::flow, on}};
    }
    template <class Self, class See>
    static void each_term(Self& self, See const& see) {
        for (auto& field : self.fields)
            for (auto& term : field.constraint) see(self.message, field.field, term, TermUse::compared);
    }
};

struct WaitStep {
    static constexpr std::string_view verb = "wait";
    static constexpr bool asks = false;

    Duration duration{};
    bool router = false;  ///< `wait = "router"`: instead, until the router forwards again after a hook

    [[nodiscard]] Duration waits() const { return duration; }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const { return {}; }
    [[nodiscard]] std::vector<Mention> names() const { return {}; }
    template <class Self, class See>
    static void each_term(Self& /*self*/, See const& /*see*/) {}
};

/// Has something done to the router between two steps: the hook of that name in the lab file.
struct HookStep {
    static constexpr std::string_view verb = "hook";
    static constexpr bool asks = false;

    std::string hook;  ///< "reboot", "config:bridge"

    [[nodiscard]] Duration waits() const { return {}; }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const { return {{Need::Kind::hook, 0, hook}, {Need::Kind::alone, 0, "alone"}}; }
    [[nodiscard]] std::vector<Mention> names() const { return {}; }
    template <class Self, class See>
    static void each_term(Self& /*self*/, See const& /*see*/) {}
};

/// One end of a TCP flow has nothing more to say: its FIN, behind everything it has sent (RFC 9293 section 3.6).
struct CloseStep {
    static constexpr std::string_view verb = "close";
    static constexpr bool asks = false;

    std::string flow;
    std::string at;

    [[nodiscard]] Duration waits() const { return {}; }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const { return {}; }
    [[nodiscard]] std::vector<Mention> names() const { return {{Mention::Role::actor, at}, {Mention::Role::flow, flow}}; }
    template <class Self, class See>
    static void each_term(Self& /*self*/, See const& /*see*/) {}
};

/// All of them, in the order in which they are told to people. Layers declare by it what they do with each verb: who adds one and forgets a
/// layer has a program that does not compile or does not link.
#define TSUKA_VERBS(each) each(Use) each(Send) each(Expect) each(Never) each(Wait) each(Close) each(Hook)

}  // namespace tsuka::model
