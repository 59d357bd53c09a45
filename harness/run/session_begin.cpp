// How a session begins its cases: their turn comes, hosts are cast and get ready, an engine starts. See session.hpp.
#include "harness/model/salt.hpp"
#include "harness/model/text.hpp"
#include "harness/run/outdated.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

Result<void> Session::cast(Active& active, Instant now) {
    for (auto const& actor : active.turn.scenario->cast) {
        if (actor.side == Side::wan) {
            auto server = actor.static_target ? pool_.static_remote() : pool_.take_server();
            if (!server) return server.error();
            if (!actor.static_target) active.servers.push_back(*server);
            active.hosts.push_back({actor.name, Side::wan, pool_.gateway_mac(), *server, plan_.lab.wan.link.address, router_wan_mac_});
            if (plan_.lab.ipv6) active.hosts.back().address6 = model::in_prefix(plan_.lab.ipv6->servers, *server);
            demux_.add(active.number, active.hosts.back());
            wan_.add(active.hosts.back(), false);  // what a server answers to a ping is the case's to say
            continue;
        }
        auto client = client_for(active, actor);
        if (!client) return client.error();
        if (client->address) {
            active.joins.push_back(lab::Join::with_address(actor.name, client->mac, *client->address, plan_.lab.lan.prefix.address));
            // The router may ask for the client before it has finished asking for the router.
            lan_.add({actor.name, Side::lan, client->mac, *client->address, plan_.lab.lan.prefix.address, {}}, false);
        } else {
            kept_leases_.forget(client->mac);
            active.joins.push_back(
                lab::Join::with_lease(actor.name, client->mac, active.number * 251 + static_cast<std::uint32_t>(active.joins.size())));
        }
        active.joins.back().start(now);
    }
    return {};
}

void Session::launch(Instant now) {
    while (phase_ == Phase::cases && !waits_for_load() && (!scheduler_.idle() || beyond_budget_)) {
        if (const auto why = enough(now); !why.empty()) {
            if (active_.empty()) end(why, now);
            return;
        }
        auto turn = scheduler_.next(now);
        if (!turn) break;
        admit(std::move(*turn), now);
    }
    if (phase_ == Phase::cases && scheduler_.only_load_is_left()) begin_load(now);
    if (phase_ == Phase::cases && scheduler_.idle()) finish(now);
}

/// Begins an attempt, or says at once why there is none.
void Session::begin(CaseTurn turn, Instant now, std::string why_not) {
    auto const& scenario = *turn.scenario;
    auto active = std::make_unique<Active>();
    active->number = demux_.begin(scenario.name());
    active->began = now;
    observer_.case_started(scenario, turn.number());
    active->turn = std::move(turn);
    auto why = why_not.empty() ? scheduler_.unmet(scenario) : std::move(why_not);
    if (const auto waits = model::written(scenario.waits()); too_long(plan_, scenario))
        why = fmt::format("not run: it waits {}, and this run allows {}; run it with --longest {}", waits, model::written(*plan_.longest),
                          waits);
    if (why.empty()) {
        why = beyond_budget(scenario, now);
        beyond_budget_ = beyond_budget_ || !why.empty();
    }
    if (why.empty())
        if (auto ready = cast(*active, now); !ready) why = ready.error().what;
    if (!why.empty()) {
        active->unstarted = nothing(scenario, model::Outcome::skipped, why);
        retire(*active, now);
        return settle(*active);
    }
    prepare(std::move(active), now);
}

/// Its hosts are cast, and have to get ready.
void Session::prepare(std::unique_ptr<Active> active, Instant now) {
    const auto number = active->number;
    auto& running = *active_.emplace(number, std::move(active)).first->second;
    joining_.insert(number);
    follow_joins(running, now);
    touch(running);
}

void Session::follow_joins(Active& active, Instant now) {
    if (!active.joining()) return;
    bool ready = true;
    for (auto& join : active.joins) {
        for (auto& frame : join.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
        tell_conflicts(join.take_conflicts(), now);
        if (join.state() == lab::Progress::failed) {
            active.unstarted = nothing(*active.turn.scenario, model::Outcome::undetermined, "set-up: " + join.why());
            active.spoilt = active.spoilt || join.is_in_conflict();
            lease_refused_ = !join.is_in_conflict() && plan_.lab.lan.clients == model::Addressing::dhcp && control_client_.has_value();
            return;
        }
        mind_scarcity(join, now);
        ready = ready && join.state() == lab::Progress::ready;
    }
    if (ready) start_engine(active, now);
}

/// Two clients that got one address from the router: nothing that either of them sees could be told apart. Empty: all have their own.
std::string Session::shared_lease(Active const& active) const {
    std::vector<model::Host const*> others{&facts_.sentinel.lan};
    for (auto const& [number, other] : active_)
        for (auto const& host : other->hosts)
            if (host.side == Side::lan && !other->retired) others.push_back(&host);
    for (auto const& join : active.joins) {
        auto const& host = join.host();
        for (auto const* other : others)
            if (other->address == host.address && other->mac != host.mac)
                return fmt::format(
                    "the router leases {} to two clients at the same time, {} and {}: its DHCP server does not tell them apart",
                    to_string(host.address), to_string(other->mac), to_string(host.mac));
        others.push_back(&host);
    }
    return {};
}

void Session::start_engine(Active& active, Instant now) {
    if (auto shared = shared_lease(active); !shared.empty()) {
        active.unstarted = nothing(*active.turn.scenario, model::Outcome::undetermined, "set-up: " + shared);
        return;
    }
    for (auto const& join : active.joins) {
        active.hosts.push_back(join.host());
        kept_leases_.forget(join.host().address);
        auto& host = active.hosts.back();
        if (plan_.lab.ipv6) {
            const bool leased = plan_.lab.lan.clients == model::Addressing::dhcp;
            host.address6 = model::in_prefix(plan_.lab.ipv6->lan, leased ? model::last_octets(host.mac) : host.address);
        }
        demux_.add(active.number, host);
        lan_.add(host, false);
    }
    leases_refused_ = 0;
    auto facts = facts_;
    facts.case_number = active.number;
    auto const* scenario = active.turn.scenario;
    if (model::bears_numbers(*scenario)) {
        active.scenario = std::make_unique<model::Case const>(model::salted(*scenario, plan_.seed, active.number));
        scenario = active.scenario.get();
    }
    facts.counting = memory_.is(*active.turn.scenario);
    if (facts.counting) facts.rest = {};
    // Where it is measured how long a place is held what was opened has to stay.
    facts.hang_up = plan_.hang_up && !(facts.counting && plan_.memory == Counting::full);
    active.engine.emplace(*scenario, active.hosts, facts);
    active.engine->start(now);
}

}  // namespace tsuka::run
