// What a running case knows: flows, probes, arrivals, evidence. The parts of the engine (emit, attribute, universal, classify) work on it.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/flow/conversation.hpp"
#include "generator/flow/tcp_endpoint.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/shape/fragment.hpp"
#include "harness/engine/control.hpp"
#include "harness/engine/dialogue.hpp"
#include "harness/engine/facts.hpp"
#include "harness/engine/reading.hpp"
#include "harness/engine/sentinel.hpp"
#include "harness/engine/stream_log.hpp"
#include "harness/engine/symbols.hpp"
#include "harness/engine/token.hpp"
#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::engine {

/// Of an endpoint of a flow over IPv4; 0.0.0.0 over IPv6.
[[nodiscard]] inline Ipv4Address ipv4_of(Endpoint const& endpoint) {
    return endpoint.address.v4().value_or(Ipv4Address{});
}

/// Fragments that agree in all of these are of one datagram (RFC 791 section 3.2).
struct FragmentKey {
    IpAddress source;
    IpAddress destination;
    std::uint8_t protocol = 0;
    std::uint32_t id = 0;
    auto operator<=>(FragmentKey const&) const = default;
};

/// IPv4 datagrams on arrival that agree in addresses, protocol and identification, as two numbers: every arrival is looked up.
struct Identified {
    std::uint64_t addresses = 0;
    std::uint32_t protocol_and_id = 0;
    auto operator<=>(Identified const&) const = default;
};

/// What the server has seen of the client on one pair of ports (or one IP protocol): where its replies must go.
struct Association {
    std::uint8_t ip_protocol = 0;
    std::uint16_t client_port = 0;
    std::uint16_t server_port = 0;
    std::optional<Endpoint> seen;
    Instant heard{};             ///< when something of the client came last
    Instant since{};             ///< and first
    std::array<bool, 2> used{};  ///< by speaker: something was sent
};

/// Octets of a TCP stream that are on their way, in order: which probe they are.
struct InFlight {
    std::size_t probe = 0;
    std::size_t size = 0;
};

struct TcpState {
    flow::TcpEndpoint client;
    flow::TcpEndpoint server;
    std::optional<Endpoint> seen;                    ///< the client as the server sees it
    std::array<std::deque<InFlight>, 2> expected{};  ///< by speaker
    std::array<Octets, 2> stream{};                  ///< arrived in order, not yet a whole message; by speaker
    std::array<Octets, 2> held{};                    ///< coalesce: waiting for the next send
    std::array<std::vector<std::size_t>, 2> held_probes{};
    std::array<StreamLog, 2> log{};  ///< by speaker
};

struct Flow {
    std::string name;
    std::string kind;
    std::string client;  ///< actor
    std::string server;
    std::uint16_t ephemeral = 0;  ///< the client's port where the suite gives none
    IpFamily family = IpFamily::v4;
    bool shut = false;                                 ///< it did not open, and the case goes on without it
    std::unique_ptr<flow::Conversation> conversation;  ///< none once the case rests
    std::vector<std::unique_ptr<Association>> associations;
    std::unique_ptr<TcpState> tcp;

    [[nodiscard]] Association& association(std::uint8_t ip_protocol, flow::Conversation::Ports ports);
};

/// What matters of a message's layers once it is built: a probe of which thousands are sent keeps no fields twice.
struct Make {
    struct Span {
        std::uint32_t bit = 0;
        std::uint32_t width = 0;
    };
    std::vector<Span> translatable;     ///< fields that a NAT or ALG may rewrite: bits from the first octet
    std::vector<std::string> problems;  ///< planted on purpose: Problem::what

    Make() = default;
    explicit Make(proto::Dissection const& dissection);
};

/// So many probes of a case keep what they were read as when sent; of thousands more only the octets are kept, and read when asked for.
inline constexpr std::size_t readings_kept = 64;

struct Probe {
    std::string name;
    unsigned step = 0;  ///< 1-based
    proto::ProtocolSpec const* protocol = nullptr;
    proto::MessageSpec const* message = nullptr;
    std::size_t flow = 0;
    flow::Speaker speaker = flow::Speaker::client;
    std::string sender;
    std::string receiver;
    bool set_up = false;                  ///< part of a `use`
    bool held = false;                    ///< coalesce: not on the wire yet
    bool lost = false;                    ///< known not to be coming
    bool awaited = false;                 ///< nobody holds back for it any more: what became of it is known, or its path was dead
    bool opens_path = false;              ///< the first of its flow, speaker and protocol
    bool unasked = false;                 ///< what it would have answered never came: not sent, and no wonder
    bool to_router = false;               ///< addressed to the router itself: that it arrives nowhere is as it should be
    bool by_router = false;               ///< sent by nobody of the cast: what the router says by itself
    bool answered = false;                ///< by the router itself, in its own name: a ping
    bool segment = false;                 ///< TCP by hand, outside of any connection: a datagram of its own
    bool by_hand = false;                 ///< the suite gave address or port: no socket of the flow is meant
    bool frame = false;                   ///< a frame by hand, of whatever type: `octets` begin with Ethernet's header
    std::optional<std::uint16_t> vlan{};  ///< of the tag that its frames bear
    bool to_address = false;              ///< to one that the step names, in place of its receiver's
    std::optional<Instant> sent_at{};     ///< when it was handed to the wire first
    Octets octets;                        ///< in a TCP stream: the message; otherwise the whole IP datagram, as sent
    Make make;                            ///< of `octets`
    std::string unsent;                   ///< why it could not be sent; empty when it was
    std::vector<std::size_t> arrivals;
    std::optional<std::size_t> quotes{};  ///< ICMP errors: the probe that this one is about
    std::uint32_t fragment_id = 0;        ///< IPv6, where a datagram has no identification until it is cut
    unsigned copies = 1;                  ///< how often it was sent whole: so often it may arrive
    std::vector<unsigned> units;          ///< datagrams: how often each unit of 8 octets was sent, in whatever fragments
    std::size_t place = 0;                ///< TCP: of its first octet in the stream

    /// Whether it is a message of a TCP stream: a segment that brings it is not the message.
    [[nodiscard]] bool in_stream() const;
    /// What it was sent as, from `octets`. The reference holds until forget().
    [[nodiscard]] Reading const& sent() const;
    void keep_reading(Reading reading) { sent_ = std::move(reading); }
    void forget() const { sent_.reset(); }

private:
    mutable std::optional<Reading> sent_;
};

struct Arrival {
    Instant at;
    Side side = Side::lan;
    std::string actor;  ///< empty: none of this case's
    std::optional<std::size_t> probe;
    std::optional<std::size_t> flow;
    std::string message;  ///< by its probe, else as dissected
    Reading reading;
    Validity validity;
    bool claimed = false;   ///< by an expect
    bool anybodys = false;  ///< without a token, and it fits probes of several clients none of whom is known yet
    bool payload_same = true;
    bool foreign = false;                  ///< from a MAC address that is not the router's
    bool at_control = false;               ///< at the sentinel's LAN host, which asked for nothing of a case
    std::optional<std::size_t> answers{};  ///< the request of a dialogue that this is the answer to: a probe
    shape::FragmentFacts fragments;
    std::vector<std::size_t> evidence;  ///< frames
};

/// A frame of this case with what is known of it; its octets stand in the capture.
struct Evidence {
    model::FrameRecord record;
    Octets datagram{};          ///< as it arrived, where a step of the case may quote it
    bool routers = true;        ///< the router sent it, by its MAC address
    bool at_open_port = false;  ///< it reached a LAN host on a port that this host has opened itself
};

struct OutFrame {
    Side side = Side::lan;
    Octets frame;
    std::size_t evidence = 0;  ///< index
};

struct State {
    State(model::Case const& what, std::vector<model::Host> who, Facts const& known);

    model::Case const& scenario;
    std::vector<model::Host> hosts;
    Facts facts;
    std::vector<std::pair<Instant, Facts>> earlier;  ///< what held until then: a step has had the router changed
    Magic magic;
    std::unique_ptr<flow::Random> dice;
    Symbols symbols;
    std::deque<Flow> flows;  // deque: elements stay where they are
    std::deque<Probe> probes;
    std::deque<Dialogue> dialogues;
    std::vector<std::size_t> group_questions;   ///< probes that ask a group on their link
    bool sends_frames = false;                  ///< frames that are no datagrams of its link's, or bear a tag
    std::map<std::string, std::size_t> copies;  ///< probes by name
    std::map<std::string, std::string> unsent;  ///< why the first copy that could not be sent was not, by name
    std::size_t closed = 0;                     ///< probes before this one have arrived or will not
    std::deque<Arrival> arrivals;
    std::deque<Evidence> evidence;  // grows without being copied
    std::vector<OutFrame> outgoing;
    std::vector<model::Observation> observations;
    std::string does_not_fit{};  ///< why a datagram of the case can go nowhere in this lab: the case is skipped
    std::array<shape::Reassembler, 2> reassemblers;
    std::map<Identified, std::vector<std::uint16_t>> identified;  ///< identifications on arrival: which ones they were sent with
    std::map<FragmentKey, std::vector<std::size_t>> fragments;    ///< evidence of datagrams that are not whole yet
    Sentinel sentinel;
    Control control;
    std::optional<SentinelPath> own_path{};  ///< Case::control's, once it has been used
    std::vector<bool> used_identifications;  ///< by number; empty: none
    std::size_t identifications_left = 0;
    unsigned step = 0;     ///< 1-based step in hand, for evidence
    bool resting = false;  ///< all steps are over: what comes is looked at, nothing is sent any more
    bool quotes = false;   ///< a step quotes what has arrived

    /// Names of messages with which hosts take their leave begin so; nothing is found about them.
    static constexpr std::string_view goodbye = "hang-up:";
    /// 0 once nothing is sent any more.
    [[nodiscard]] std::uint64_t random() { return dice ? (*dice)() : 0; }
    /// An IPv4 identification at random that no datagram of this case has, as long as there are such: pieces of two datagrams of one
    /// identification could be put together by whoever gets them (RFC 6864 section 4).
    [[nodiscard]] std::uint16_t fresh_identification();
    /// All steps are over and nothing is sent any more: lets go of what only sending needs, and of what octets say again.
    void come_to_rest();
    [[nodiscard]] Scope scope() { return {facts, hosts, symbols}; }
    /// As they were when something arrived.
    [[nodiscard]] Facts const& facts_at(Instant at) const;
    [[nodiscard]] Scope scope(Instant at) { return {facts_at(at), hosts, symbols}; }
    [[nodiscard]] model::Host const* host(std::string_view actor) const;
    [[nodiscard]] std::optional<std::size_t> find_flow(std::string_view name) const;
    /// By which absence is known: the run's own, or the flow that the case has chosen for it, once that has been used.
    [[nodiscard]] SentinelPath const& sentinel_path();
    /// Keeps what was seen, shown by these frames (evidence); what is alike is kept once.
    void observe(model::Observation seen, std::vector<std::size_t> const& frames);
};

[[nodiscard]] constexpr std::size_t index(flow::Speaker speaker) {
    return static_cast<std::size_t>(speaker);
}
[[nodiscard]] constexpr flow::Speaker peer(flow::Speaker speaker) {
    return speaker == flow::Speaker::client ? flow::Speaker::server : flow::Speaker::client;
}

/// A message that a stream carries, read by its protocol; no layers where it cannot be.
[[nodiscard]] proto::Dissection dissect_message(proto::ProtocolSpec const& protocol, View message);

}  // namespace tsuka::engine
