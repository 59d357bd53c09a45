// The steps of a case, one after the other: what each waits for and how it ends. Private to the engine.
#pragma once

#include "harness/engine/case_engine.hpp"
#include "harness/engine/state.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::engine {

class CaseEngine::Script {
public:
    Script(model::Case const& scenario, std::vector<model::Host> hosts, Facts const& facts);

    void start(Instant now);
    void receive(Side side, View frame, Instant at, bool checksum_ready, std::uint64_t number, bool at_open_port);
    void wake(Instant now);
    void hook_ended(std::string const& why, Instant now);
    void router_back(Facts const& facts, Instant now);
    [[nodiscard]] std::optional<std::string> take_request() { return std::exchange(request_, std::nullopt); }
    [[nodiscard]] bool awaits_router() const { return awaits_ == Awaits::router && phase_ == Phase::steps; }
    void abandon(std::string const& reason, Instant now);

    [[nodiscard]] std::vector<Outgoing> take_frames();
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] bool done() const { return phase_ == Phase::done; }
    [[nodiscard]] bool resting() const { return phase_ == Phase::rest; }
    void end_rest(Instant now);
    [[nodiscard]] Finished finish();
    [[nodiscard]] State& state() { return state_; }

private:
    enum class Phase : std::uint8_t { steps, settle, linger, control, farewell, rest, done };
    enum class Progress : std::uint8_t { next, waiting, ended };

    void advance(Instant now);
    void tick(Instant now);  ///< everything that is due: TCP, sentinel
    [[nodiscard]] Progress run_step(Instant now);
    // Each verb, in a file of its own (script_use.cpp, ...): called until it says that it is over.
#define TSUKA_RUNS(Verb) [[nodiscard]] Progress run(model::Verb##Step const& step, Instant now);
    TSUKA_VERBS(TSUKA_RUNS)
#undef TSUKA_RUNS

    [[nodiscard]] Progress use_tcp(model::UseStep const& step, Instant now);
    [[nodiscard]] Progress use_refused(model::UseStep const& step, Instant now);
    [[nodiscard]] std::string answered_early(model::UseStep const& step) const;
    [[nodiscard]] Progress use_opening(model::UseStep const& step, Instant now);
    [[nodiscard]] Result<void> send_opening(model::UseStep const& step, flow::OpeningMessage const& part, Instant now);
    [[nodiscard]] Progress use_failed(model::UseStep const& step, std::string const& what, Instant now);
    [[nodiscard]] Progress await_answer(model::ExpectStep const& step, Instant now);
    [[nodiscard]] std::optional<std::size_t> find_answer(model::ExpectStep const& step, Probe const& question) const;
    void keep_answer(model::ExpectStep const& step, std::size_t flow, std::optional<std::size_t> arrival);
    Progress not_sent(std::string const& why, Instant now);
    Progress finish_series(model::ExpectStep const& step, Instant now);
    [[nodiscard]] std::string overtaken(model::ExpectStep const& step) const;
    [[nodiscard]] std::string place_in_series(model::ExpectStep const& step, std::size_t wrong) const;
    [[nodiscard]] Progress expect_missed(model::ExpectStep const& step, Instant now);

    [[nodiscard]] Progress finish_step(model::StepStatus status, std::string detail, Instant now);
    [[nodiscard]] Progress fail_case(model::Outcome outcome, std::string reason, model::StepStatus status, Instant now);
    [[nodiscard]] std::optional<std::size_t> find_arrival(std::string_view message, std::string_view on, std::string_view at,
                                                          std::string_view probe, bool unclaimed) const;
    [[nodiscard]] bool all_claimed(std::size_t probe) const;  ///< as many arrivals of it as were sent have met an expectation
    [[nodiscard]] bool forbidden(model::NeverStep const& step, Arrival const& arrival) const;
    [[nodiscard]] bool tcp_was_reset(std::string_view flow) const;
    [[nodiscard]] bool check_fields(Arrival const& arrival, std::vector<model::FieldConstraint> const& fields,
                                    model::Constraint const& payload);
    /// Whether it is now known that nothing more sent from that side is coming; begins to find out on the first call.
    enum class Absence : std::uint8_t { unknown, proven, path_dead };
    [[nodiscard]] Absence absence(Side from, Instant now);
    /// How the step goes on while absence is not proven, and `doubt` when it never will be. Nothing: proven.
    [[nodiscard]] std::optional<Progress> unless_proven(Absence known, std::string_view doubt, Instant now);
    /// Whether everything sent to this actor so far has arrived somewhere or is known not to come.
    [[nodiscard]] Absence await_earlier(std::string_view actor, Instant now);
    /// Whether what others on this side have sent, and the packet that opened this path, have arrived or are known not to come.
    [[nodiscard]] bool may_follow(std::string_view actor, std::size_t flow, Instant now);
    [[nodiscard]] Progress send_copies(model::SendStep const& step, std::size_t flow, Instant now);
    [[nodiscard]] bool tcp_still_trying() const;
    [[nodiscard]] Side side_of_peer(std::string_view actor) const;
    [[nodiscard]] std::string where_instead(std::string_view message, std::string_view on, std::string_view at) const;

    void begin_settling(Instant now);
    void conclude(Instant now);
    void judge(Instant now);
    [[nodiscard]] bool opened_after_all(model::UseStep const& step) const;  ///< the SYN of a connection that must not come about has come
    void name_class(model::ClassRule const* observed);
    /// Why what the case has come to may not be the router's doing; what follows from that is the judge's.
    void name_doubts(model::ClassRule const* observed);
    /// Whether it does, and a control flow has shown who reaches whom.
    [[nodiscard]] bool rests_on_absence(model::ClassRule const* observed) const;
    /// Whether it may rest on something that did not come, so that the control has to say whether anything comes.
    [[nodiscard]] bool may_rest_on_absence() const;
    void begin_control(Instant now);
    /// A flow whose hosts take their leave: what they say, one after the other, and where that stands.
    struct Leaving {
        std::size_t flow = 0;
        std::vector<flow::OpeningMessage> messages = {};
        std::size_t next = 0;
        std::optional<std::size_t> probe = std::nullopt;  ///< of the message that is under way
    };
    void begin_farewell(Instant now);
    [[nodiscard]] bool took_leave(Instant now);
    [[nodiscard]] bool left(Leaving& one, Instant now);
    [[nodiscard]] bool send_goodbye(Leaving& one, Instant now);
    [[nodiscard]] bool anything_missing() const;
    [[nodiscard]] std::size_t deliveries(Probe const& probe) const;  ///< at the host it was for
    /// What was held never to arrive and came all the same, after the control flow.
    void look_back_at_nevers();
    /// Why nothing may be concluded from silence: a probe that the finding rests on was never sent. Empty: no such probe.
    [[nodiscard]] std::string never_sent(model::ClassRule const* observed) const;
    /// Why nobody can be said to miss a message: one like it came, and cannot be told from another's. Empty: no such message.
    [[nodiscard]] std::string of_several() const;
    [[nodiscard]] model::StepRecord& record() {
        return record_.steps[step_];
    }

    State state_;
    model::CaseRecord record_;
    Phase phase_ = Phase::steps;
    Instant began_;
    std::size_t sent_ = 0;     ///< frames
    bool looks_back_ = false;  ///< classes or a `never` ask for the fields of what has met its expectation
    std::size_t claimed_ = 0;  ///< all arrivals before this one have met an expectation
    std::size_t step_ = 0;
    Instant step_began_;
    bool entered_ = false;             ///< the step in hand has done what it does first
    std::optional<Instant> watch_at_;  ///< when to ask the sentinel for the step in hand
    std::optional<Instant> timer_;     ///< wait, within, during, linger
    // A `use` in progress.
    std::size_t flow_ = 0;
    std::size_t opening_ = 0;
    unsigned repeats_ = 0;
    bool opening_sent_ = false;
    unsigned matched_ = 0;  ///< expect, times = N; send, every = ...: copies that are done
    std::optional<model::Outcome> outcome_;
    // The expectation that was found not to be met, in case it is met after all while the case lingers.
    struct Missed {
        std::string message;
        std::string on;
        std::string at;
        std::string probe;
        Instant since;
    };
    std::optional<Missed> missed_;
    // What is done to the router between two steps.
    enum class Awaits : std::uint8_t { nothing, hook, router };
    Awaits awaits_ = Awaits::nothing;
    std::optional<std::string> request_;  ///< a hook that nobody has been told of yet
    std::string hook_failed_;             ///< why the one in hand did
    bool took_leave_ = false;
    std::vector<Leaving> leaving_;
    std::optional<Instant> leave_until_;
    bool use_missed_ = false;                   ///< a flow that is judged did not open
    std::optional<std::size_t> missed_set_up_;  ///< the same for a message of a `use`: the probe
};

}  // namespace tsuka::engine
