// Load beside the cases of a run: a few flows of each protocol with hosts of their own, both ways at a steady rate, every frame compared
// with the one that was sent and counted by its number within its flow. Sans I/O: a driver sends what is due and hands over what arrives.
// What a router makes of the first frames of a flow may differ from what its fast path makes of the others.
#pragma once

#include "generator/load/schedule.hpp"
#include "generator/load/template.hpp"
#include "harness/lab/link.hpp"
#include "harness/model/host.hpp"
#include "harness/model/load_beside.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::rate {

/// What load borrows of a run. Nobody else has these hosts.
struct Surroundings {
    std::vector<model::Host> clients;
    std::vector<Ipv4Address> servers;  ///< one for each flow, so that a frame shows by its server whose it is
    MacAddress gateway_mac;
    MacAddress router_wan_mac;
    std::array<lab::Link, 2> links;  ///< by Side
    unsigned largest_datagram = 1500;
    bool pppoe = false;
    bool has_router = true;
    std::uint64_t seed = 0;
};

class Background {
public:
    explicit Background(model::LoadWanted wanted);

    enum class State : std::uint8_t { resting, opening, flowing, failed };
    /// Opens new flows, and goes on at the rate over those that have come up. Failed: none did, or the frames do not fit the link.
    void begin(Surroundings around, Instant now);
    void rest(Instant now);
    [[nodiscard]] State state() const { return state_; }
    /// Cases may begin: it has flowed for a second, and every flow is beyond the frames of a slow path, or they come so slowly that nobody
    /// waits for that. Or it has failed.
    [[nodiscard]] bool ready() const;
    [[nodiscard]] std::string const& why() const { return why_; }  ///< when failed: one sentence

    /// Whether a frame that has arrived is one of the load's, also one of a load that rests by now: then nobody else has to see it.
    [[nodiscard]] bool takes(Side side, View frame);
    /// What is to be sent now, some of it: to be asked until nothing is due.
    [[nodiscard]] std::vector<std::pair<Side, Octets>> due(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;

    /// So far, as of when it was last asked for frames, or to rest.
    [[nodiscard]] model::LoadBeside figures() const;

private:
    /// One way of a flow.
    struct Stream {
        std::uint32_t sent = 0;    ///< number of the last frame, from 1
        std::uint32_t newest = 0;  ///< greatest number that has arrived
        std::uint64_t seen = 0;    ///< bit n: frame newest - n has
    };
    struct Flow {
        std::size_t protocol = 0;  ///< place in kinds_
        std::uint32_t number = 0;  ///< of all that there have been: what its frames bear
        model::Host client;
        Ipv4Address server;
        std::uint16_t port = 0;              ///< the client's
        std::uint32_t tag = 0;               ///< SPI, Call ID ... outward
        std::optional<Ipv4Address> outside;  ///< where its first frame came from
        std::uint16_t outside_port = 0;
        bool open = false;
        std::array<Stream, 2> ways{};  ///< by side that they come from
    };
    struct Tallied {
        model::LoadFault fault;
        std::set<std::uint32_t> flows;
    };
    /// One protocol, one way, over all flows.
    struct Way {
        model::LoadStretch early;
        model::LoadStretch late;
        std::uint32_t opened = 0;
        std::vector<Tallied> faults;
    };
    /// A frame that may still be under way.
    struct Recent {
        Instant at;
        std::size_t flow = 0;
        Side from = Side::lan;
        std::uint32_t number = 0;
    };

    [[nodiscard]] bool runs() const { return state_ == State::opening || state_ == State::flowing; }
    [[nodiscard]] Result<void> make_templates();
    void make_flows();
    void fail_with(std::string why);
    void end_opening(Instant now);
    [[nodiscard]] Way& way(Flow const& flow, Side from) { return ways_[flow.protocol * 2 + static_cast<std::size_t>(from)]; }
    [[nodiscard]] load::FlowNumbers numbers(Flow const& flow, Side from) const;
    [[nodiscard]] load::Template const& frames_of(Flow const& flow, Side from) const {
        return templates_[flow.protocol * 2 + static_cast<std::size_t>(from)];
    }
    void send(std::size_t flow, Side from, Instant now, std::vector<std::pair<Side, Octets>>& out);
    void arrived(Flow& flow, Side from, View frame, View datagram);
    void look_at(Flow const& flow, Side from, View datagram, std::uint32_t number);
    [[nodiscard]] bool is_at_client(Flow const& flow, View frame, View datagram) const;
    void note(Flow const& flow, Side from, std::uint32_t number, std::string_view what, std::string_view claim);

    model::LoadWanted wanted_;
    load::Schedule schedule_;
    std::vector<load::Kind> kinds_;
    Surroundings around_;
    std::vector<load::Template> templates_;  ///< by protocol, then side that they come from
    std::vector<Flow> flows_;
    std::map<Ipv4Address, std::size_t> by_server_;
    std::vector<Way> ways_;
    std::vector<std::pair<std::size_t, Side>> turn_;  ///< open flows, both ways
    std::deque<Recent> recent_;
    std::vector<std::size_t> to_answer_;
    State state_ = State::resting;
    std::string why_;
    Instant began_{};  ///< opening, or flowing
    Instant now_{};
    unsigned asked_ = 0;
    std::uint64_t passed_ = 0;  ///< frames of this flowing that were due, sent or left out
    std::uint64_t offered_ = 0;
    Duration flowed_{};
    std::uint32_t flows_so_far_ = 0;
    std::array<std::uint64_t, 2> sent_{};
    std::array<std::uint64_t, 2> received_{};
};

}  // namespace tsuka::rate
