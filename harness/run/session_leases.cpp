// Clients keep their leases for as long as their cases last: see session.hpp. A case whose client loses its address says nothing about the
// router as a NAT: it is run again, under a lease of now.
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

void Session::hand_to_leases(View frame, Instant at) {
    for (auto& [number, active] : active_) {
        if (!active->engine || active->retired) continue;
        for (auto& join : active->joins) join.receive(frame, at);
        follow_leases(*active, at);
        touch(*active);
    }
    if (!control_client_) return;
    const bool asked = control_client_->renewing();
    control_client_->receive(frame, at);
    tell_conflicts(control_client_->take_conflicts(), at);
    follow_control_lease();
    if (phase_ == Phase::leaving && asked && !(control_client_ && control_client_->renewing())) leave(at);
}

/// Nobody gets that address again.
void Session::tell_conflicts(std::vector<lab::Join::Conflict> const& conflicts, Instant now) {
    for (auto const& [address, holder] : conflicts) {
        happened("address-conflict", now,
                 fmt::format("another host on the LAN, {}, has {}, the address of a client, and it is not used any more", to_string(holder),
                             to_string(address)));
        pool_.avoid(address);
        for (auto& resident : residents_)
            if (resident.address == address)
                if (auto fresh = pool_.take_client()) resident = *fresh;
    }
}

void Session::follow_leases(Active& active, Instant now) {
    if (active.retired) return;
    for (auto& join : active.joins) {
        for (auto& frame : join.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
        tell_conflicts(join.take_conflicts(), now);
        if (join.state() != lab::Progress::failed || active.engine->done() || active.spoilt) continue;
        if (!join.is_in_conflict()) happened("lan-lease", now, join.why() + "; the case is run again");
        active.spoilt = true;
        active.engine->abandon(join.why(), now);
    }
}

/// Of one who is done with it for now. A client that is lent again keeps its lease until the run ends, whatever others need.
void Session::keep_lease(lab::Join const& join, bool lent) {
    lab::KeptLease lease{join.mac(), join.host().address, join.lease_ends_at(), join.leave()};
    if (lease.release.empty()) return;
    if (lent)
        lent_leases_[join.mac()] = std::move(lease);
    else
        kept_leases_.keep(std::move(lease));
}

/// Whoever has asked whether the router forwards, and is not asked any more.
void Session::dismiss(lab::Join const& asked, Instant now) {
    keep_lease(asked, std::any_of(residents_.begin(), residents_.end(), [&](auto const& resident) { return resident.mac == asked.mac(); }));
    give_surplus_back(now);
}

/// A client that gets no address may get one that others keep.
void Session::mind_scarcity(lab::Join const& join, Instant now) {
    if (join.unanswered() == 0) return;
    kept_leases_.scarce(join.unanswered(), now);
    give_surplus_back(now);
}

void Session::give_surplus_back(Instant now) {
    for (auto& frame : kept_leases_.surplus(now)) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
}

void Session::ask_without_lease(Instant now) {
    phase_ = Phase::health;
    without_lease_ = true;
    begin_preflight(now);
}

bool Session::out_of_leases(Instant now) {
    constexpr unsigned enough = 3;
    if (++leases_refused_ < enough) return false;
    end("the router's DHCP server gives no address to another client, though the router forwards: its pool is too small, or used up", now);
    return true;
}

/// Without its lease the control flow falls silent, and then the router is asked anew, by another client.
void Session::follow_control_lease() {
    for (auto& frame : control_client_->take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
    if (control_client_->state() == lab::Progress::failed) control_client_.reset();
}

}  // namespace tsuka::run
