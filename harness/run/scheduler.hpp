// Whose turn it is: cases wait until what they need is free, and an attempt that has to be made again waits with the others.
#pragma once

#include "harness/engine/case_engine.hpp"
#include "harness/run/confirmation.hpp"
#include "harness/run/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::run {

/// A case that waits or runs, with what earlier attempts found.
struct CaseTurn {
    model::Case const* scenario = nullptr;
    std::vector<Attempt> attempts = {};
    std::optional<engine::Finished> shown = std::nullopt;  ///< of these attempts, the one whose evidence the report shows

    [[nodiscard]] unsigned number() const { return static_cast<unsigned>(attempts.size()) + 1; }  ///< of the attempt that comes
    [[nodiscard]] bool found_something() const;                                                   ///< some attempt says something
};

/// LAN clients that have a flow; the cast of a suite may name others, who only stand by.
[[nodiscard]] std::size_t clients_of(model::Case const& scenario);
/// Whether it asks what becomes of the source port of a single client: only one who meets a port that nobody has used can tell. Such cases
/// come first where clients are counted, with the first of those.
[[nodiscard]] bool asks_for_clean_port(model::Case const& scenario);

class Scheduler {
public:
    /// The plan outlives the scheduler.
    explicit Scheduler(Plan const& plan);

    /// The next turn, if one may begin now. What it needs is taken from then on until ended().
    [[nodiscard]] std::optional<CaseTurn> next(Instant now);
    /// No more cases at the same time than that, and none that brings the clients under way beyond so many, unless it is alone.
    void at_once(unsigned jobs, std::size_t clients) {
        jobs_ = jobs;
        most_clients_ = clients;
    }
    /// How long to wait after a case has ended before the next one begins, instead of the lab's pause.
    void pauses(std::function<Duration(model::Case const&)> of) { pause_ = std::move(of); }
    /// So much goes to the WAN in one piece: measured, and what cases need of the line goes by it.
    void line_carries(unsigned wan_mtu) { lab_.wan.mtu = wan_mtu; }
    /// Why a case cannot be tried at all, with the need that is not met; empty when it can.
    [[nodiscard]] std::string unmet(model::Case const& scenario) const;
    /// An attempt has ended. `began`: the router has seen something of it, so that the lab's pause is due.
    void ended(model::Case const& scenario, bool began, Instant now);
    /// What counts of a case: paths that it provides are known from now on.
    void settled(model::Case const& scenario, model::CaseRecord const& result);
    /// Another attempt comes next. Where it would take servers that a first attempt needs, it comes last: what a router remembers of a
    /// server that is used again may spoil a confirmation, and must not spoil what is to be confirmed.
    void again(CaseTurn turn, std::uint64_t fresh_servers);
    /// The same, alone, when nothing else is left to do.
    void last(CaseTurn turn);
    /// How a case stands to the places that the router has for clients.
    enum class Burden : std::uint8_t { none, borrows, crowds, vacant };
    /// Cases that borrow the clients which hold the router's places: one at a time, and those that bring more clients than there are places
    /// after all others, since they may move the places to other clients.
    /// `vacant` ones, which need a client that holds no place while one is free, come last of all.
    void burdens(std::function<Burden(model::Case const&)> of);
    /// Every case that was to run at rest has had its say: those that are left run under load, once it flows.
    [[nodiscard]] bool only_load_is_left() const {
        return !under_load_.empty() && waiting_.empty() && last_.empty() && under_way_ == 0 && open_ == 0;
    }
    void load_begins();
    /// Nothing begins for so long.
    void rest(Duration duration, Instant now) { pause_until_ = now + duration; }

    [[nodiscard]] bool idle() const { return waiting_.empty() && under_load_.empty() && last_.empty() && under_way_ == 0 && open_ == 0; }
    /// When to ask next() again, if nothing else happens meanwhile.
    [[nodiscard]] std::optional<Instant> wake_at() const { return waiting_.empty() && last_.empty() ? std::nullopt : pause_until_; }
    /// All that still wait, in order; nothing waits any more.
    [[nodiscard]] std::deque<CaseTurn> give_up();

private:
    /// A path through the router, as the cases that provide it find it.
    struct Path {
        unsigned open = 0;  ///< cases that provide it and are not settled
        bool there = false;
        std::string missing_by;  ///< name of a case that found it missing
    };

    [[nodiscard]] std::deque<CaseTurn>::iterator pick();
    [[nodiscard]] bool may_run(model::Case const& scenario) const;
    [[nodiscard]] bool waits_for_a_path(model::Case const& scenario) const;

    Plan const& plan_;
    model::Lab lab_;  ///< as it turned out to be
    std::deque<CaseTurn> waiting_;
    std::deque<CaseTurn> under_load_;  ///< until load_begins()
    std::deque<CaseTurn> last_;
    std::map<std::string, Path, std::less<>> paths_;
    unsigned jobs_ = 1;
    std::size_t most_clients_ = std::numeric_limits<std::size_t>::max();
    unsigned under_way_ = 0;
    std::size_t clients_ = 0;     ///< of what is under way
    unsigned open_ = 0;           ///< turns given out of which it is not known yet what they found
    bool alone_ = false;          ///< what is under way needs to be alone
    bool static_client_ = false;  ///< and this is taken
    bool asked_ = false;          ///< a case asks the router itself
    std::function<Burden(model::Case const&)> burden_ = [](auto const&) { return Burden::none; };
    std::function<Duration(model::Case const&)> pause_ = [this](auto const&) { return plan_.lab.pause; };
    bool borrowed_ = false;  ///< by what is under way
    std::optional<Instant> pause_until_;
};

}  // namespace tsuka::run
