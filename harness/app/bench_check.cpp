#include "harness/app/bench_check.hpp"

#include "harness/app/hooks.hpp"
#include "harness/lab/capabilities.hpp"
#include "harness/lab/link.hpp"
#include "harness/lab/machine.hpp"
#include "harness/lab/pool.hpp"
#include "harness/run/listen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>

namespace tsuka::app {

namespace {

/// What goes on while the bench is set up is no finding.
void nothing_said(std::string const& /*line*/) {}

/// Nobody is told of a case, since there is none; what the preflight has measured is kept.
class Nobody : public run::Observer {
public:
    explicit Nobody(lab::LastWords const* last_words) : last_words_(last_words) {}
    void farewell(std::vector<Octets> const& frames) override {
        if (last_words_ != nullptr) last_words_->keep(frames);
    }
    void preflight_done(std::vector<model::FieldRecord> const& facts) override { facts_ = facts; }
    void case_started(model::Case const& /*scenario*/, unsigned /*attempt*/) override {}
    void case_finished(engine::Finished /*finished*/) override {}
    [[nodiscard]] std::vector<model::FieldRecord> const& facts() const { return facts_; }

private:
    lab::LastWords const* last_words_;
    std::vector<model::FieldRecord> facts_;
};

void check_machine(Findings& findings) {
    if (lab::may_use_interfaces())
        findings.good("permission to use interfaces");
    else
        findings.bad("no permission to use interfaces", "run it by sudo, or give the program CAP_NET_RAW and CAP_NET_ADMIN");
    const auto source = lab::clock_source();
    if (lab::is_fine_clock(source))
        findings.good("clock source " + source);
    else
        findings.note(fmt::format("clock source {}: time stamps are coarse", source.empty() ? "unknown" : source),
                      "boot with a kernel that trusts the TSC (clocksource=tsc) where round trips of microseconds matter");
}

/// Fit for a run, whatever hangs on it.
void check_interface(std::string const& name, std::vector<VlanTags> const& vlans, Findings& findings) {
    auto prepared = lab::prepare_interface(name, vlans);
    if (!prepared) return findings.bad(prepared.error().what);
    for (auto const& note : prepared->notes()) findings.note(note);
    findings.good(fmt::format("{}: link is up, MTU {}, no addresses of its own, in nobody's use", name, prepared->facts().mtu));
    if (const auto ring = lab::receive_ring(name); ring && ring->now < ring->most)
        findings.note(fmt::format("{}: its receive ring holds {} of {} frames", name, ring->now, ring->most),
                      fmt::format("`ethtool -G {} rx {}` loses less in bursts", name, ring->most));
    if (auto back = prepared->restore(); !back) findings.note(back.error().what, "`tsuka doctor --restore` tries again");
}

/// The command of the lab file that makes the way to the router, as a run does it; what it says is kept for as long as it takes.
void run_before(Hooks const& hooks, run::Signals const& signals, Findings& findings) {
    const auto found = std::find_if(hooks.begin(), hooks.end(), [](auto const& hook) { return hook.name == model::before_hook; });
    if (found == hooks.end()) return;
    std::error_code ignored;
    auto form = (std::filesystem::temp_directory_path(ignored) / "tsuka-doctor-XXXXXX").string();
    if (::mkdtemp(form.data()) == nullptr) return findings.bad("no folder can be made for what the hook 'before' says", "see TMPDIR");
    findings.wait(fmt::format("the lab file runs, before anything else: {}", found->command));
    const auto done = run_one(*found, record::RunFolder::at(form), 0, signals.descriptor());
    std::filesystem::remove_all(form, ignored);
    if (done)
        findings.good("the lab file's command 'before' went well");
    else
        findings.bad(done.error().what);
}

void check_mtu(model::Lab const& lab, Bench const& bench, Findings& findings) {
    if (bench.mtu < lab.mtu)
        findings.note(fmt::format("the interfaces carry {} octets, the lab {}: larger datagrams are not tried", bench.mtu, lab.mtu),
                      fmt::format("`ip link set IF mtu {}` on both", lab.mtu));
}

std::set<MacAddress> routers_of(std::vector<model::FieldRecord> const& facts, std::set<MacAddress> const& heard) {
    std::set<MacAddress> found;
    for (auto const& fact : facts)
        for (auto const& mac : heard)
            if ((fact.name == "router.lan_mac" || fact.name == "router.wan_mac") && fact.value == to_string(mac)) found.insert(mac);
    return found;
}

/// Who is there, before the router is asked.
bool survey(run::BenchSurvey& survey, Bench const& bench, run::Signals& signals, Findings& findings) {
    if (auto done = run::listen(survey, *bench.lan, *bench.wan, signals); !done) {
        findings.bad(done.error().what);
        return false;
    }
    for (auto const& remark : survey.remarks()) findings.say(remark);
    return !signals.caught();
}

/// The router, by the preflight of a run without cases.
void ask_router(model::Lab const& lab, std::uint64_t seed, Bench const& bench, run::BenchSurvey const& heard, run::Signals& signals,
                Findings& findings) {
    run::Plan plan;
    plan.lab = lab;
    plan.lab.mtu = bench.mtu;
    plan.seed = seed;
    plan.memory = run::Counting::off;
    plan.path_mtu = true;
    plan.waits_for_others = true;
    Nobody observer(bench.last_words ? &*bench.last_words : nullptr);
    run::Session session(plan, observer);
    port::Tap tap;
    model::Record record;
    (void)drive(session, bench, tap, signals, record, {}, nothing_said);
    observer.farewell({});  // it has been said
    if (session.preflight_failed() || !session.ended().empty())
        findings.bad(session.ended());
    else
        for (auto const& fact : observer.facts()) findings.good(fmt::format("{}: {}", fact.name, fact.value));
    for (auto const& finding : session.accounts().bench) findings.note(finding.detail);
    for (auto const& port : record.ports)
        if (port.dropped > 0)
            findings.note(fmt::format("{}: {} frame(s) were lost in this machine", port.name, port.dropped),
                          "fewer other programs, a larger receive ring or another card");
    if (!session.preflight_failed())
        for (auto const& remark : heard.others(routers_of(observer.facts(), heard.sources()))) findings.say(remark);
}

}  // namespace

void check_ground(Inputs const& inputs, DoctorOptions const& options, run::Signals const& signals, Findings& findings) {
    check_machine(findings);
    if (findings.all_good()) run_before(inputs.hooks, signals, findings);
    if (!findings.all_good()) return;
    const lab::Link lan(inputs.lab.lan);
    const lab::Link wan(inputs.lab.wan);
    if (!options.trunk.empty()) return check_interface(options.trunk, lab::vlans_of({lan, wan}), findings);
    check_interface(options.lan, lab::vlans_of({lan}), findings);
    check_interface(options.wan, lab::vlans_of({wan}), findings);
}

std::optional<Bench> set_up_to_check(Inputs const& inputs, DoctorOptions const& options, Findings& findings) {
    RunOptions as_run;
    as_run.lan = options.lan;
    as_run.wan = options.wan;
    as_run.trunk = options.trunk;
    auto bench = set_up(inputs, as_run, nothing_said);
    if (!bench) {
        findings.bad(bench.error().what);
        return std::nullopt;
    }
    check_mtu(inputs.lab, *bench, findings);
    return std::move(*bench);
}

void check_bench(model::Lab const& lab, Bench const& bench, run::Signals& signals, Findings& findings) {
    const auto seed = lab::seed_of_moment(std::chrono::system_clock::now().time_since_epoch(), std::random_device{}());
    lab::Pool pool(lab, seed);
    const auto one = pool.take_client();
    const auto other = pool.take_client();
    if (!one || !other) return findings.bad((one ? other.error() : one.error()).what, "a wider range of clients in the lab file");
    run::BenchSurvey heard(lab, one->mac, other->mac, static_cast<std::uint32_t>(seed));
    findings.wait("listening to both sides for four seconds");
    if (!survey(heard, bench, signals, findings) || !findings.all_good()) return;
    findings.wait("asking the router: its address on the WAN, a client of the LAN, a datagram both ways (up to a minute)");
    ask_router(lab, seed + 1, bench, heard, signals, findings);
}

}  // namespace tsuka::app
