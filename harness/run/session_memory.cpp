// How a session measures the places that a router has for clients, and keeps to them. See memory.hpp.
#include "harness/model/text.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

/// So long until a place may have become free, and so often: what holds longer than ten minutes is not waited for.
constexpr Duration until_next_count = std::chrono::seconds(60);
constexpr unsigned most_recounts = 11;

/// Whether a violation was seen by what came, and by nothing that did not.
bool rests_on_arrivals(model::Case const& scenario, model::CaseRecord const& record) {
    for (auto const& rule : scenario.classes)
        if (rule.is == record.observed_class)
            return std::none_of(rule.when.begin(), rule.when.end(),
                                [](auto const& one) { return one.kind == model::Condition::Kind::not_arrived; });
    for (auto const& step : record.steps)
        if (step.status == model::StepStatus::failed && step.number > 0 && step.number <= scenario.steps.size())
            return std::holds_alternative<model::NeverStep>(scenario.steps[step.number - 1].action);
    return false;
}

bool brings_static_client(model::Case const& scenario) {
    return std::any_of(scenario.cast.begin(), scenario.cast.end(), [](auto const& actor) { return actor.static_target; });
}

}  // namespace

/// Begins the next count; an error when its clients and servers are not to be had.
Result<void> Session::count(Instant now) {
    auto active = std::make_unique<Active>();
    active->turn.scenario = memory_.next();
    active->number = demux_.begin(active->turn.scenario->name());
    active->began = now;
    if (auto ready = cast(*active, now); !ready) {
        release(*active, now);
        demux_.end(active->number, active->hosts);
        return ready;
    }
    prepare(std::move(active), now);
    return {};
}

void Session::measure(Instant now) {
    if (accounting_.joined()) {  // by a bridge that was slower than the preflight
        phase_ = Phase::preflight;
        preflight_failed_ = true;
        return end(fmt::format("{}; {}", Preflight::joined, Preflight::joined_advice), now);
    }
    phase_ = Phase::memory;
    const bool wanted = plan_.memory != Counting::off && model::Crossing(plan_.lab).has_router();
    if (wanted && memory_.next() != nullptr) {
        if (residents_.empty()) measured_.push_back({std::string(Memory::fact), Memory::in_words(plan_.memory)});
        if (auto begun = count(now); begun) return;
        measured_.push_back({"memory", "not measured: the lab has too few addresses for it"});
    } else if (wanted) {
        for (auto& record : memory_.records()) measured_.push_back(std::move(record));
        if (several_ && facts_.crossing.pool())
            measured_.push_back(
                {"router.wan_addresses", fmt::format("{} seen, within {}", outside_.size(), to_string(*facts_.crossing.pool()))});
        keep_to_places();
    }
    phase_ = Phase::cases;
    observer_.preflight_done(measured_);
    launch(now);
}

/// What was counted says whose turn it may be, how many cases may run at once, and what the lab's pause is needed for.
void Session::keep_to_places() {
    moved_ = plan_.memory == Counting::full;
    // Those that held the places when another run ended need not be the first.
    if (memory_.scarce()) put_holders_first();
    scheduler_.burdens([this](model::Case const& one) { return burden(one); });
    const bool kept_apart = plan_.lab.pause > Duration::zero() && !memory_.scarce();
    if (plan_.jobs == 0 && !kept_apart) scheduler_.at_once(usual_jobs, memory_.at_once());
    // Whoever wrote a pause guessed how long the router holds a place. Which places are scarce is known now, and cases that borrow the
    // clients which hold them need none.
    if (memory_.scarce())
        scheduler_.pauses([this](model::Case const& one) {
            return burden(one) > Scheduler::Burden::borrows ? std::min(plan_.lab.pause, memory_.hold()) : Duration{};
        });
}

/// Begins a turn once the places of the router are as it needs them.
void Session::admit(CaseTurn turn, Instant now) {
    if (auto why = not_under_load(*turn.scenario); !why.empty()) return begin(std::move(turn), now, std::move(why));
    const auto how = burden(*turn.scenario);
    const bool scarce = memory_.places(*turn.scenario).has_value();
    if (!scarce || (how != Scheduler::Burden::vacant && !moved_) || (how == Scheduler::Burden::vacant && free_at_ <= now))
        return begin(std::move(turn), now);
    const auto left = free_at_ - now;
    if (how == Scheduler::Burden::vacant && plan_.longest && *plan_.longest < left)
        return begin(std::move(turn), now,
                     fmt::format("not tried: it needs a free place, and the router may hold all of them for another {}",
                                 model::written(std::chrono::ceil<std::chrono::seconds>(left))));
    held_back_ = std::move(turn);
    if (how == Scheduler::Burden::vacant)
        recount_at_ = free_at_;
    else
        recount(now);
}

/// Who holds the places now? A case that brought more clients than there are may have moved them.
void Session::recount(Instant now) {
    recount_at_.reset();
    if (burden(*held_back_->scenario) == Scheduler::Burden::vacant) return begin(*std::exchange(held_back_, std::nullopt), now);
    memory_.again();
    if (auto begun = count(now); !begun) begin(*std::exchange(held_back_, std::nullopt), now, begun.error().what);
}

/// Those of the counted that hold a place are the first to be borrowed.
void Session::put_holders_first() {
    const auto holds = memory_.holders();
    std::vector<lab::Client> in_order;
    for (const bool place : {true, false})
        for (std::size_t who = 0; who < residents_.size(); ++who)
            if (holds.at(who) == place) in_order.push_back(residents_[who]);
    residents_ = std::move(in_order);
    holders_ = static_cast<unsigned>(std::count(holds.begin(), holds.end(), true));
}

void Session::counted(Instant now) {
    if (phase_ == Phase::memory) return measure(now);
    if (!held_back_) return;
    if (memory_.next() != nullptr) {
        if (auto begun = count(now); !begun) begin(*std::exchange(held_back_, std::nullopt), now, begun.error().what);
        return;
    }
    put_holders_first();
    const auto places = memory_.places(*held_back_->scenario).value_or(0);
    if (holders_ < places && recounts_ < most_recounts && (!plan_.longest || *plan_.longest >= until_next_count)) {
        ++recounts_;
        recount_at_ = now + until_next_count;
        return;
    }
    recounts_ = 0;
    moved_ = holders_ < places;
    std::string why;
    if (holders_ == 0)
        why = places == 1 ? "not tried: the router's only place is held by another" : "not tried: the router's places are held by others";
    begin(*std::exchange(held_back_, std::nullopt), now, std::move(why));
}

Scheduler::Burden Session::burden(model::Case const& scenario) const {
    const auto places = memory_.places(scenario);
    // A port is clean for the first client that was counted, and for nobody after it.
    if (!places) return asks_for_clean_port(scenario) && !residents_.empty() ? Scheduler::Burden::borrows : Scheduler::Burden::none;
    if (memory_.needs_free_place(scenario)) return Scheduler::Burden::vacant;
    const bool crowds = clients_of(scenario) > *places || brings_static_client(scenario);
    return crowds ? Scheduler::Burden::crowds : Scheduler::Burden::borrows;
}

/// Whose turn it is of those that were counted. Where several hold places each of them has its turn: a router that allows a client so many
/// sessions would have enough of one who did everything, and a place whose holder is idle is soon another's. A clean port is the first
/// one's.
std::size_t Session::borrowed_place(Active const& active) const {
    auto const& scenario = *active.turn.scenario;
    const auto nth = active.borrowed.size();
    const auto places = std::min<std::size_t>(memory_.places(scenario).value_or(0), holders_);
    const auto clients = clients_of(scenario);
    const bool in_turn = places > 0 && !memory_.is(scenario) && clients <= places && !asks_for_clean_port(scenario);
    if (!in_turn) return nth;
    // Of those whose turn it is the first one comes first, and so gets the port that it asks for: a router that has once given it another
    // one goes on to do so, and its port is clean no more.
    std::vector<std::size_t> turn;
    for (std::size_t client = 0; client < clients; ++client) turn.push_back((active.number + client) % places);
    std::sort(turn.begin(), turn.end());
    return nth < turn.size() ? turn[nth] : nth;
}

/// A fresh one, or one that holds a place in the router where there are few: a real client dials again from its own address, too. A case
/// that brings more of them than there are places brings those that were counted as well, so that it is known who may hold a place.
Result<lab::Client> Session::client_for(Active& active, model::Actor const& actor) {
    auto const& scenario = *active.turn.scenario;
    const auto how = burden(scenario);
    const bool borrows = memory_.is(scenario) || how != Scheduler::Burden::none;
    if (!actor.static_target && borrows && active.borrowed.size() < Memory::clients) {
        if (residents_.size() <= active.borrowed.size()) {
            auto client = pool_.resident(static_cast<unsigned>(residents_.size()));
            if (!client) return client.error();
            residents_.push_back(*client);
        }
        auto const& resident = residents_[borrowed_place(active)];
        active.borrowed.push_back(resident.mac);
        return resident;
    }
    auto client = actor.static_target ? pool_.take_static_client() : pool_.take_client();
    if (client) active.clients.push_back(*client);
    return client;
}

/// A case that brings more clients than the router has places for says something about several clients, and nothing about one; what came
/// where it must not come stays found.
void Session::tell_of_places(Active const& active, model::CaseRecord& record) const {
    auto const& scenario = *active.turn.scenario;
    const auto places = memory_.places(scenario);
    const auto clients = clients_of(scenario);
    if (record.outcome != model::Outcome::violated || !places || clients <= *places || rests_on_arrivals(scenario, record)) return;
    std::erase_if(record.broken, [](auto const& claim) { return !claim.starts_with("multi.") && !claim.starts_with("always."); });
    if (!record.broken.empty()) {
        record.reason += fmt::format(" (the router has places for {}, and the case has {} clients)", *places, clients);
        return;
    }
    record.outcome = model::Outcome::undetermined;
    record.reason = fmt::format("it needs {} clients at once, and the router has places for {}: {}", clients, *places, record.reason);
}

}  // namespace tsuka::run
