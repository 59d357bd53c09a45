// A stream through the router: its flows are opened, then frames are sent at a rate for a while, and what arrives is counted flow by flow.
// RFC 9693 calls these the two phases of a test through a stateful translator: the first one fills the table, the second one measures.
#pragma once

#include "generator/load/size_mix.hpp"
#include "generator/load/tally.hpp"
#include "harness/model/load_report.hpp"
#include "harness/rate/flows.hpp"
#include "harness/rate/ground.hpp"
#include "harness/rate/path.hpp"
#include "harness/rate/share.hpp"

#include <array>
#include <functional>
#include <vector>

namespace tsuka::rate {

/// Why measuring has to end now ("interrupted (Ctrl-C)"); nothing: go on.
using Stop = std::function<std::optional<std::string>()>;

/// Which way frames go: outward from the clients, inward from the servers.
struct Directions {
    bool outward = true;
    bool inward = false;
};

/// "outward", "inward", "both".
[[nodiscard]] std::string_view to_string(Directions directions);
inline constexpr std::string_view no_flow_is_open = "nothing that was sent outward has been answered: no flow is open";

/// Of one direction.
struct Passage {
    load::Counts counts;
    load::Histogram latency;  ///< from just before the send call to the kernel's stamp at arrival
};

struct TrialOutcome {
    double wanted = 0;  ///< frames a second, both directions together
    Duration took{};    ///< from the first frame to the last one
    Passage outward;
    Passage inward;
    std::uint64_t missed = 0;  ///< this machine could not take them, or not send them (Path::missed)
    std::uint32_t silent = 0;  ///< flows of which frames were sent, and none came

    [[nodiscard]] std::uint64_t sent() const { return outward.counts.sent + inward.counts.sent; }
    [[nodiscard]] std::uint64_t received() const { return outward.counts.received + inward.counts.received; }
    [[nodiscard]] double sent_rate() const;       ///< frames a second
    [[nodiscard]] double forwarded_rate() const;  ///< frames a second
    [[nodiscard]] double loss_ratio() const;      ///< 1 when nothing could be sent
    /// Not the router's doing: this machine sent or took less than was asked of it.
    [[nodiscard]] bool held_up() const { return missed > 0 || sent_rate() < wanted * 0.99; }
};

/// What came of flows that were to be opened.
struct Opening {
    std::uint32_t tried = 0;
    std::uint32_t opened = 0;  ///< the answer came back
    Duration took{};           ///< from the first one to the last one
    std::uint64_t missed = 0;  ///< frames that arrived, and that this machine could not take

    [[nodiscard]] double rate() const;        ///< new flows a second that were tried
    [[nodiscard]] double loss_ratio() const;  ///< 1 when none was tried
    /// As of an outcome; `wanted` in new flows a second.
    [[nodiscard]] bool held_up(double wanted) const { return missed > 0 || rate() < wanted * 0.99; }
};

[[nodiscard]] model::Latency latency_of(load::Histogram const& histogram);
[[nodiscard]] model::Fate fate_of(TrialOutcome const& outcome);

/// After so long it is asked whether measuring has to end; asking costs a call to the kernel.
inline constexpr Duration between_questions = std::chrono::milliseconds(20);
[[nodiscard]] inline double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}
/// Frames between two looks at the clock, and at what has arrived.
inline constexpr std::uint64_t frames_a_turn = 64;
/// After so long a trial ends, whatever of it is left.
[[nodiscard]] constexpr Duration patience_of(Duration trial) {
    return trial + trial / 100;
}

class Traffic {
public:
    /// `first` numbers the marks of this stream's trials; each trial takes the next one. All references must outlive it. Errors: a size
    /// that does not fit headers or link.
    [[nodiscard]] static Result<Traffic> create(Path& path, Ground& ground, Flows flows, load::SizeMix sizes, Directions directions,
                                                std::uint16_t first);

    /// Phase 1: one frame of each flow outward, and its answer back, `rate` new flows a second. Flows whose answer came back count as open.
    [[nodiscard]] Result<Opening> open(double rate, Stop const& stop) { return open(rate, 0, flows_.size(), stop); }
    /// The same of flows `first` to `first + count - 1` alone.
    [[nodiscard]] Result<Opening> open(double rate, std::uint32_t first, std::uint32_t count, Stop const& stop);
    /// All of them, and those that were missed again: as fast as a home router may be expected to go along.
    [[nodiscard]] Result<void> open_all(Stop const& stop);
    [[nodiscard]] bool opened(std::uint32_t flow) const { return opened_[flow]; }
    [[nodiscard]] std::uint32_t open_flows() const;

    /// Phase 2: so many frames a second over all open flows in turn. Error: no flow is open, or the wire is gone.
    [[nodiscard]] Result<TrialOutcome> measure(double rate, Duration duration, Stop const& stop);

    /// One frame inward on every flow that was open, at this rate: which flows the router still knows. Says which flows' frames arrived.
    [[nodiscard]] Result<std::vector<bool>> probe_inward(double rate, Stop const& stop);
    /// The same of one flow.
    [[nodiscard]] Result<bool> still_known(std::uint32_t flow, Stop const& stop);

    [[nodiscard]] Flows const& flows() const { return flows_; }
    /// Frames that reached a client that they were not for, since the beginning.
    [[nodiscard]] std::uint64_t strayed() const { return strayed_; }

private:
    Traffic(Path& path, Ground& ground, Flows flows, load::SizeMix sizes, Directions directions, std::uint16_t first)
        : path_(&path),
          ground_(&ground),
          flows_(std::move(flows)),
          sizes_(std::move(sizes)),
          directions_(directions),
          stream_(first),
          opened_(flows_.size()) {}

    /// Templates of one trial: by direction, then by part of the size mix.
    struct Trial {
        std::array<std::vector<std::size_t>, 2> streams;
        std::array<load::Tally, 2> tallies;
        std::uint16_t mark = 0;  ///< of its streams
        bool opening = false;
    };
    [[nodiscard]] Result<Trial> begin(bool smallest_only);
    /// The frames of a trial, by one thread or by several; returns how long it took from the first to the last.
    [[nodiscard]] Result<Duration> send_alone(Trial& trial, double rate, Duration duration, Stop const& stop);
    [[nodiscard]] Result<Duration> send_by_threads(Trial& trial, double rate, Duration duration, Stop const& stop);
    [[nodiscard]] std::vector<Side> sides() const;
    /// Nothing: nowhere to send it, the router has not let the flow out.
    [[nodiscard]] std::optional<load::FlowNumbers> numbers_of(Turn const& turn) const {
        return turn.from == Side::lan ? std::optional(flows_.outward(turn.flow)) : flows_.inward(turn.flow);
    }
    /// Frame `number` of a stream.
    [[nodiscard]] std::size_t template_of(Trial const& trial, Side from, std::uint64_t number) const {
        auto const& streams = trial.streams.at(static_cast<std::size_t>(from));
        return streams.size() == 1 ? streams.front() : streams[sizes_.part_of(number)];
    }
    /// What arrives, until then; the lab's own hosts are served.
    [[nodiscard]] Result<void> listen(Trial& trial, Instant until);
    /// What frame `number` of the stream is; false when there is no room for it now.
    [[nodiscard]] bool queue(Trial& trial, Turn const& turn, std::uint64_t number);
    [[nodiscard]] Result<void> take(Trial& trial, Instant until);
    void arrived(Trial& trial, Side side, View frame, std::uint32_t stamp);
    [[nodiscard]] bool astray(Side side, View frame, View datagram, std::uint32_t flow) const;
    [[nodiscard]] Result<void> answer_all(Trial& trial);
    /// Waits for stragglers: until nothing has come for a while.
    [[nodiscard]] Result<void> linger(Trial& trial, Stop const& stop);
    /// Fails with the reason when it has to end; asks now and then.
    [[nodiscard]] Result<void> obey(Stop const& stop);
    [[nodiscard]] Result<void> pace(double rate, std::uint64_t frames, Trial& trial, Stop const& stop,
                                    std::function<bool(std::uint64_t number, Instant now)> const& send);

    Path* path_;
    Ground* ground_;
    Flows flows_;
    load::SizeMix sizes_;
    Directions directions_;
    std::uint16_t stream_;
    std::vector<bool> opened_;
    std::vector<std::uint32_t> to_answer_;
    std::vector<std::uint32_t> open_list_;
    std::uint64_t strayed_ = 0;
    std::uint64_t arrivals_ = 0;
    Instant asked_{};      ///< whether it has to end
    Instant last_sent_{};  ///< when the last frame of a pace was handed over
};

/// Lets the clients join and finds the router. Error: what failed, in one sentence; or `stop`.
[[nodiscard]] Result<void> make_ready(Path& path, Ground& ground, Stop const& stop);

/// Sends no load for so long; the clients stay where they are. Errors as above.
[[nodiscard]] Result<void> rest(Path& path, Ground& ground, Duration duration, Stop const& stop);

}  // namespace tsuka::rate
