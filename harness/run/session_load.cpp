// A session some of whose cases run under load: it gives the load clients and servers of its own, begins those cases when the load flows,
// and takes it away while it is asked whether the router forwards at all. The frames themselves are the driver's. See session.hpp.
#include "harness/run/outdated.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

constexpr unsigned load_clients = 4;
constexpr unsigned most_drowned = 3;  ///< after as many attempts through which nothing passed the others need not wait for that, too
constexpr std::string_view harmless = "udp";  ///< what every router that has room for a host lets out

}  // namespace

Result<void> Session::cast_load(Instant now) {
    for (unsigned number = 0; number < load_clients; ++number) {
        auto client = pool_.take_client();
        if (!client) return client.error();
        auto& joins = load_->joins;
        if (client->address) {
            joins.push_back(lab::Join::with_address("load", client->mac, *client->address, plan_.lab.lan.prefix.address));
            lan_.add({"load", Side::lan, client->mac, *client->address, plan_.lab.lan.prefix.address, {}}, false);
        } else {
            joins.push_back(lab::Join::with_lease("load", client->mac, static_cast<std::uint32_t>(plan_.seed + number)));
        }
        joins.back().start(now);
    }
    for (std::size_t number = 0; number < plan_.load.protocols.size() * model::load_flows; ++number) {
        auto server = pool_.take_server();
        if (!server) return server.error();
        load_->servers.push_back(*server);
        const model::Host host{"load", Side::wan, pool_.gateway_mac(), *server, plan_.lab.wan.link.address, router_wan_mac_};
        demux_.add(0, host);
        wan_.add(host, false);
    }
    return {};
}

/// Every case that runs at rest has been judged.
void Session::begin_load(Instant now) {
    load_.emplace();
    scheduler_.load_begins();
    auto const& protocols = plan_.load.protocols;
    const bool more = std::any_of(protocols.begin(), protocols.end(), [](auto const& one) { return one != harmless; });
    if (memory_.refuses_hosts() || (more && memory_.scarce()))
        return give_up_load("not run: the router has places for few clients at once, and those of the load would take them", now);
    if (auto ready = cast_load(now); !ready) return give_up_load("not run: no hosts for the load: " + ready.error().what, now);
    follow_load(now);
}

void Session::give_up_load(std::string why, Instant now) {
    load_->flows = false;
    load_->why_not = std::move(why);
    happened("load", now, load_->why_not);
    launch(now);
}

/// What a router drops because it has too much to do says nothing about what it does to what it forwards.
void Session::drowned(model::CaseRecord& record) {
    take_back(record, "under this load the router forwards not even plain UDP: it is more than the router carries");
    if (load_ && ++load_->drowned == most_drowned)
        load_->why_not = "not run: under this load the router forwards not even plain UDP; less may do";
}

std::string Session::not_under_load(model::Case const& scenario) const {
    if (!scenario.under_load) return {};
    // A difference would be that between those who have the places now and those who had them then.
    if (load_->why_not.empty() && memory_.places(scenario))
        return "not run: the router has few places for what it uses, and after a whole run others may hold them than before";
    return load_->why_not;
}

void Session::follow_load(Instant now) {
    if (!load_->why_not.empty()) return;
    bool ready = true;
    for (auto& join : load_->joins) {
        for (auto& frame : join.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
        tell_conflicts(join.take_conflicts(), now);
        if (join.state() == lab::Progress::failed) return give_up_load("not run: a client of the load: " + join.why(), now);
        mind_scarcity(join, now);
        ready = ready && join.state() == lab::Progress::ready;
    }
    if (!ready || !load_->clients.empty()) return;
    for (auto const& join : load_->joins) {
        load_->clients.push_back(join.host());
        demux_.add(0, join.host());
        lan_.add(join.host(), false);
    }
}

bool Session::wants_load() const {
    return phase_ == Phase::cases && load_ && !load_->clients.empty() && load_->why_not.empty();
}

rate::Surroundings Session::load_surroundings() const {
    rate::Surroundings around{load_->clients, load_->servers, pool_.gateway_mac(), router_wan_mac_, links_};
    around.largest_datagram = facts_.wan_mtu;
    around.pppoe = isp_.concentrator() != nullptr;
    around.has_router = facts_.crossing.has_router();
    around.seed = plan_.seed;
    return around;
}

void Session::load_flows(std::string const& why, Instant now) {
    if (done() || !waits_for_load()) return;
    note(model::Input::Kind::load, now, {}, why);
    if (!why.empty()) return give_up_load("not run: " + why, now);
    load_->flows = true;
    launch(now);
    reap(now);
}

}  // namespace tsuka::run
