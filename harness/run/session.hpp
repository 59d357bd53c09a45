// A whole certification as a value: preflight, then every case with hosts of its own, several at once if asked. Frames and time in, frames
// and a wake-up time out; what happens is told to an Observer. Live NICs and virtual time are drivers of this one class.
#pragma once

#include "harness/engine/case_engine.hpp"
#include "harness/lab/household.hpp"
#include "harness/lab/isp.hpp"
#include "harness/lab/kept_leases.hpp"
#include "harness/lab/link.hpp"
#include "harness/lab/pool.hpp"
#include "harness/lab/services.hpp"
#include "harness/model/hook.hpp"
#include "harness/port/tap.hpp"
#include "harness/rate/background.hpp"
#include "harness/run/accounting.hpp"
#include "harness/run/agenda.hpp"
#include "harness/run/demux.hpp"
#include "harness/run/health.hpp"
#include "harness/run/impaired_line.hpp"
#include "harness/run/memory.hpp"
#include "harness/run/observer.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/preflight.hpp"
#include "harness/run/scheduler.hpp"
#include "harness/run/transmit.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::run {

class Session {
public:
    Session(Plan const& plan, Observer& observer);
    ~Session();

    void start(Instant now);
    /// A frame that has arrived, with the number that it passed the tap with.
    void receive(Side side, View frame, Instant at, bool checksum_ready, std::uint64_t number = 0);
    /// The same without a copy: a frame that was unwrapped in `memory`.
    void receive(Side side, lab::Unwrapped const& frame, View memory, Instant at, bool checksum_ready, std::uint64_t number);
    [[nodiscard]] lab::Unwrapped unwrap(Side side, Octets& memory) const {
        return links_.at(static_cast<std::size_t>(side)).unwrap(memory);
    }
    /// Whose it would be if it came now: known before it passes the tap.
    [[nodiscard]] port::Kin kin(Side side, lab::Unwrapped const& frame, View memory) const;
    void wake(Instant now);
    void interrupt(std::string const& reason, Instant now);  ///< ends cases in hand as undetermined and skips the others
    void frames_dropped(Side side, std::uint64_t count, Instant now);
    /// The wall clock was set by so much: stamps of frames in hand may be off.
    void clock_set(Duration by, Instant now);
    /// The kernel has forgotten neighbours for want of room.
    void neighbours_lost(Instant now);
    /// What the cases in hand have missed may be a fault of this machine's; they run again, with fresh addresses, after so long a rest.
    void spoil(std::string const& why, Duration rest, Instant now);
    /// The hook of take_requests() is over: why it failed, or nothing.
    void hook_ended(std::string const& why, Instant now);
    /// Load flows beside the cases, or why it does not; due after wants_load() has become true.
    void load_flows(std::string const& why, Instant now);
    /// A frame of take_frames() is on its way, and has this number.
    void sent(Transmit const& frame, Instant at, std::uint64_t number);

    [[nodiscard]] std::vector<Transmit> take_frames();
    /// Hooks of the lab that are to be run now, by name; hook_ended() is due for each. One at a time.
    [[nodiscard]] std::vector<std::string> take_requests() { return std::exchange(requests_, {}); }
    [[nodiscard]] std::optional<Instant> wake_at() const;
    /// Load is to flow now, in these surroundings.
    [[nodiscard]] bool wants_load() const;
    [[nodiscard]] rate::Surroundings load_surroundings() const;
    /// What is left runs under load, and load_flows() has not been called since that was found, or since the router was last doubted.
    [[nodiscard]] bool waits_for_load() const { return load_ && !load_->flows && load_->why_not.empty(); }
    [[nodiscard]] bool done() const { return phase_ == Phase::done; }
    /// Why it ended before all cases had run; empty when it is complete. A failed preflight says so here.
    [[nodiscard]] std::string const& ended() const { return ended_; }
    [[nodiscard]] bool preflight_failed() const { return preflight_failed_; }
    /// Of a case that has begun, ended or not, by the number that a Transmit or a token bears.
    [[nodiscard]] std::string const& case_name(std::uint32_t number) const { return demux_.name(number); }
    /// Whose the frames of both sides were so far, and what they say about the bench.
    [[nodiscard]] model::Accounts accounts() const;
    /// Frames that arrived with another VLAN tag than the lab's, or without one where there should be one: nobody's.
    [[nodiscard]] std::uint64_t foreign(Side side) const { return links_.at(static_cast<std::size_t>(side)).foreign(); }
    [[nodiscard]] std::uint64_t recycled() const { return pool_.recycled(); }
    /// What happened to the router and the bench meanwhile, in the order of time: it fell silent, its address changed, a loop began.
    [[nodiscard]] std::vector<model::Event> timeline() const;

private:
    enum class Phase : std::uint8_t { preflight, memory, cases, health, leaving, done };

    /// A case under way: its hosts first, then its engine.
    struct Active {
        CaseTurn turn;
        std::uint32_t number = 0;
        std::unique_ptr<model::Case const> scenario;  ///< with the numbers of this attempt; none where it has none of its own
        std::vector<lab::Client> clients;
        std::vector<MacAddress> borrowed;  ///< clients of its that hold places in the router, and go on doing so
        std::vector<Ipv4Address> servers;
        std::vector<lab::Join> joins;
        std::vector<model::Host> hosts;
        std::optional<engine::CaseEngine> engine;
        std::optional<engine::Finished> unstarted;  ///< ended before its engine could start
        bool retired = false;                       ///< its turn is over; what comes late still counts
        bool spoilt = false;                        ///< our own port dropped frames: this attempt says nothing about the router
        ImpairedLine::Done line;                    ///< what the line, which the lab wants to be bad, did to its frames
        std::string outdated;                       ///< why what it was told of the router no longer holds; empty while it does
        Instant began;
        Instant ended;  ///< once retired

        [[nodiscard]] bool joining() const { return !engine && !unstarted; }
    };
    /// Who sends and answers the load beside cases: see session_load.cpp.
    struct LoadHosts {
        std::vector<lab::Join> joins;
        std::vector<model::Host> clients;  ///< once all have joined
        std::vector<Ipv4Address> servers;
        bool flows = false;
        unsigned drowned = 0;      ///< attempts at a case
        std::string why_not = {};  ///< there is none, and will be none
    };
    void begin_load(Instant now);
    [[nodiscard]] Result<void> cast_load(Instant now);
    void follow_load(Instant now);
    void give_up_load(std::string why, Instant now);
    /// Nothing at all passed while a case ran under load.
    void drowned(model::CaseRecord& record);
    /// Why a case that is to run under load does not; empty: it does, or runs at rest.
    [[nodiscard]] std::string not_under_load(model::Case const& scenario) const;
    /// What a case has asked to be done to the router, until the router forwards again.
    struct Errand {
        std::uint32_t number = 0;  ///< of the case
        std::string hook;
        Instant asked;
        std::optional<Instant> ended = std::nullopt;
        bool silent = false;  ///< the router was seen not to forward meanwhile
        Ipv4Address was{};    ///< the router's WAN address before
    };
    /// A case has asked for another WAN address.
    [[nodiscard]] bool asked_to_move() const { return errand_ && errand_->hook == model::wan_address_hook; }
    void follow_request(Active& active, Instant now);
    [[nodiscard]] bool errand_goes_on(Instant now);
    [[nodiscard]] bool wait_on(Instant now) const;
    void end_errand(Instant now);
    [[nodiscard]] bool may_stray() const;
    [[nodiscard]] std::optional<View> strayed(Side side, View on_the_wire) const;
    void take(Side side, std::optional<View> inner, Instant at, bool checksum_ready, std::uint64_t number);
    void handle(Side side, View frame, Demux::Owner const& owner, bool labs, Instant at, bool checksum_ready, std::uint64_t number);
    // A line that is bad on purpose: see session_line.cpp.
    void enter_line(View frame, Demux::Owner const& owner, Instant at, bool checksum_ready, std::uint64_t number);
    void leave_line(Instant now);
    void send_by_line();
    void blame_line(std::optional<std::uint32_t> number, ImpairedLine::Done const& done);
    [[nodiscard]] bool taken_back_for_line(Active const& active, model::CaseRecord& record);
    void note(model::Input::Kind kind, Instant at, Duration rest = {}, std::string why = {});
    /// spoil(), for reasons that the session finds itself: a replay finds them again.
    void invalidate(std::string const& why, Duration rest, Instant now);
    [[nodiscard]] Result<std::vector<model::Host>> beacons();
    void begin_preflight(Instant now);
    /// The next count of how many clients the router holds, or the first cases.
    void measure(Instant now);
    void keep_to_places();
    void prepare(std::unique_ptr<Active> active, Instant now);
    [[nodiscard]] Result<void> count(Instant now);
    void admit(CaseTurn turn, Instant now);
    void recount(Instant now);
    void put_holders_first();
    [[nodiscard]] std::size_t borrowed_place(Active const& active) const;
    void counted(Instant now);
    [[nodiscard]] Scheduler::Burden burden(model::Case const& scenario) const;
    [[nodiscard]] Result<lab::Client> client_for(Active& active, model::Actor const& actor);
    void tell_of_places(Active const& active, model::CaseRecord& record) const;
    void launch(Instant now);
    [[nodiscard]] std::string enough(Instant now) const;
    [[nodiscard]] std::string beyond_budget(model::Case const& scenario, Instant now) const;
    void begin(CaseTurn turn, Instant now, std::string why_not = {});
    [[nodiscard]] Result<void> cast(Active& active, Instant now);
    void follow_joins(Active& active, Instant now);
    [[nodiscard]] std::string shared_lease(Active const& active) const;
    void start_engine(Active& active, Instant now);
    /// Something happened to this case: what it wants to send goes out, and it is looked at when next the ended are reaped.
    void touch(Active& active);
    void reap(Instant now);
    void retire(Active& active, Instant now);
    void settle(Active& active);
    void release(Active const& active, Instant now);
    /// A case after which the router was silent: what it found, until it is known whether the router comes back.
    struct Silent {
        CaseTurn turn;
        engine::Finished finished;
    };
    /// `lasted`: until the router forwarded again.
    void tell_silent(std::string const& what, Duration lasted = Duration::max());
    // The router's address on the WAN is a fact of a moment: see session_moves.cpp.
    void watch_address(Side side, View frame, std::uint32_t number, Instant at);
    void begin_check(Instant now);
    /// The router forwards, under this address: what was held back is told, and what an older address misled runs again.
    void settle_address(Ipv4Address before, Instant now);
    /// Plain UDP of a client left under this address.
    void saw_outside(Ipv4Address address);
    void outdate(std::string const& why, Instant now);
    void tell_held(std::string const& why);
    void happened(std::string kind, Instant since, std::string detail);
    enum class Found : std::uint8_t { something, nothing_ours, silence };  ///< nothing_ours: this machine lost frames meanwhile
    void rule(CaseTurn turn, engine::Finished finished, Found found);
    void report(CaseTurn turn, Ruling const& ruling);
    void begin_health(Instant now);
    void ask_for_room(Instant now);
    [[nodiscard]] std::string foreign_in_words() const;
    [[nodiscard]] std::string another_router() const;
    void follow_health(Instant now);
    void take_findings(bool first, Instant now);
    void forwards_again(Ipv4Address before, Instant now);
    void check_failed(Instant now);
    void end_check(Instant now);
    void end(std::string const& reason, Instant now);
    void finish(Instant now);
    void leave(Instant now);
    void hand_to_lab(Side side, View frame, Instant at);
    void tell_farewell();
    void follow_dialling(Instant at);
    void serve(View frame, Instant at, bool checksum_ready);
    void hand_to_joins(View frame, Instant at);
    // Leases are kept while their clients are in use.
    void hand_to_leases(View frame, Instant at);
    void tell_conflicts(std::vector<lab::Join::Conflict> const& conflicts, Instant now);
    void follow_leases(Active& active, Instant now);
    void follow_control_lease();
    void mind_scarcity(lab::Join const& join, Instant now);
    void give_surplus_back(Instant now);
    void keep_lease(lab::Join const& join, bool lent);
    void dismiss(lab::Join const& asked, Instant now);
    /// A client got no lease: does the router still forward for one that has one? It may have run out of addresses, or be gone.
    void ask_without_lease(Instant now);
    /// It forwards. After some in a row that got none there is nothing to wait for: true, and the run is over.
    [[nodiscard]] bool out_of_leases(Instant now);
    [[nodiscard]] Active* active(std::uint32_t number);
    [[nodiscard]] engine::Finished nothing(model::Case const& scenario, model::Outcome outcome, std::string reason) const;

    Plan const& plan_;
    Observer& observer_;
    lab::Pool pool_;
    lab::Isp isp_;
    lab::Services services_;
    std::array<lab::Link, 2> links_;  ///< by Side
    lab::Household lan_{Side::lan};
    lab::Household wan_{Side::wan};
    Health health_;
    std::unique_ptr<Preflight> preflight_;
    std::optional<lab::Join> control_client_;  ///< the one whose flow shows that the router forwards
    bool lease_refused_ = false;               ///< a client got none
    bool without_lease_ = false;               ///< and it is asked whether the router forwards for the one that has one
    unsigned leases_refused_ = 0;              ///< in a row
    engine::Facts facts_;
    MacAddress router_wan_mac_;
    Phase phase_ = Phase::preflight;
    bool preflight_failed_ = false;
    std::string ended_;
    Memory memory_;
    std::map<MacAddress, lab::KeptLease> lent_leases_;  ///< of clients that are lent again
    lab::KeptLeases kept_leases_;                       ///< of clients that are done with
    std::optional<Instant> leave_at_;                   ///< the next of them give theirs back, if the server has not answered before
    std::vector<lab::Client> residents_;                ///< clients that the memory was measured with, those that hold places first
    unsigned holders_ = 0;                              ///< so many, when last counted
    bool counting_ends_ = false;                        ///< a count is over and not yet looked at
    bool moved_ = false;                                ///< others of them may hold the places now
    unsigned spoilt_counts_ = 0;
    unsigned recounts_ = 0;              ///< in vain, for the turn that waits
    std::optional<CaseTurn> held_back_;  ///< until it is known who holds the places
    std::optional<Instant> recount_at_;
    Instant free_at_;                           ///< then nobody who was seen holds a place any more
    std::vector<model::FieldRecord> measured_;  ///< by the preflight
    Scheduler scheduler_;
    Demux demux_;
    Accounting accounting_;
    std::map<std::uint32_t, std::unique_ptr<Active>> active_;  ///< by number
    std::set<std::uint32_t> joining_;                          ///< of these, those whose hosts are not ready
    std::set<std::uint32_t> touched_;                          ///< and those that may have ended
    Agenda agenda_;
    std::vector<Silent> silent_;
    std::vector<Silent> held_;           ///< ended while it is asked whether the router is what it was
    std::set<Ipv4Address> doubted_;      ///< foreign addresses under which the router forwards some frames, though it has not moved
    std::optional<Instant> doubted_at_;  ///< when the one was seen that is looked into
    std::set<Ipv4Address> outside_;      ///< under which plain UDP of clients left
    Ipv4Address last_outside_;
    std::optional<lab::PppSession> dialled_;  ///< on a PPPoE line: the session that the router is known to have
    bool several_ = false;                    ///< an address came back after another one was seen: the router has them all
    std::vector<model::Event> timeline_;
    std::optional<Instant> ask_again_at_;  ///< whether the router forwards
    std::optional<Errand> errand_;
    std::vector<std::string> requests_;
    bool beyond_budget_ = false;  ///< a case was left out for want of time
    unsigned failures_ = 0;       ///< cases that have failed, by the plan's limits
    Instant check_began_;
    std::optional<LoadHosts> load_;  ///< once all cases at rest have ended, where some run under load
    std::vector<Transmit> out_;
    std::vector<Octets> farewell_;      ///< as it was told last
    std::optional<ImpairedLine> line_;  ///< none: frames come and go as they are
    std::uint64_t voided_ = 0;          ///< attempts that say nothing for what it did
    Instant now_;                       ///< what the session was told last
    std::uint64_t last_received_ = 0;   ///< number of the frame
    Instant began_;
};

}  // namespace tsuka::run
