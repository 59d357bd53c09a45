// `tsuka run`: from options to a signed-off run folder.
#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/progress.hpp"
#include "harness/cli/render.hpp"
#include "harness/cli/routers.hpp"
#include "harness/cli/waiting.hpp"
#include "harness/judge/judge.hpp"
#include "harness/lab/interface.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/port/packet_port.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/live.hpp"
#include "harness/run/session.hpp"
#include "harness/run/signals.hpp"
#include "harness/run/virtual.hpp"
#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <random>

namespace tsuka::cli {

namespace fs = std::filesystem;

namespace {

/// Everything that was read before anything is sent.
struct Inputs {
    std::vector<model::Claim> claims;
    std::vector<model::Case> cases;
    NamedProfile profile;
    std::optional<NamedPreset> preset;
    std::optional<NamedRouter> router;  ///< simulated
    model::Lab lab;
    fs::path lab_file;  ///< empty: the documented defaults
    std::string dut;
};

/// The lab that the cases run in; its members undo themselves.
struct Bench {
    std::optional<lab::NamespaceLab> namespaces;
    std::optional<lab::PreparedInterface> lan_interface;
    std::optional<lab::PreparedInterface> wan_interface;
    std::unique_ptr<port::Port> lan;
    std::unique_ptr<port::Port> wan;
    std::unique_ptr<sim::Router> simulated;  ///< instead of everything above
    unsigned mtu = 1500;

    [[nodiscard]] std::string name(Side side) const {
        return simulated ? "sim-" + std::string(to_string(side)) : (side == Side::lan ? lan : wan)->name();
    }
};

class Keeper : public run::Observer {
public:
    Keeper(Inputs const& inputs, run::EvidenceKeeper& evidence, model::Record& record, Progress& progress)
        : inputs_(inputs), evidence_(evidence), record_(record), progress_(progress) {}

    void preflight_done(std::vector<model::FieldRecord> const& facts) override {
        if (begun_) return;
        begun_ = true;
        record_.run.facts = facts;
        note(evidence_.begin(record_.run));
        std::string words;
        for (auto const& fact : facts)
            if (fact.name.starts_with("router.wan_address") || fact.name.starts_with("round_trip."))
                words += fmt::format("{}{} {}", words.empty() ? "" : ", ", fact.name, fact.value);
        progress_.say("preflight: " + words);
    }

    void case_started(model::Case const& scenario, unsigned attempt) override { progress_.started(scenario.name(), attempt); }

    void case_finished(engine::Finished finished) override {
        if (!begun_) preflight_done({});
        auto kept = evidence_.keep(std::move(finished));
        if (!kept) return note(kept.error());
        model::Record one;
        one.cases.push_back(*kept);
        const auto report = judge::judge(one, inputs_.profile.profile, inputs_.claims);
        for (auto const& row : report.rows) progress_.finished(row);
        record_.cases.push_back(std::move(*kept));
    }

    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    void note(Result<void> const& result) {
        if (!result && trouble_.empty()) trouble_ = result.error().what;
    }
    void note(Error const& error) {
        if (trouble_.empty()) trouble_ = error.what;
    }

    Inputs const& inputs_;
    run::EvidenceKeeper& evidence_;
    model::Record& record_;
    Progress& progress_;
    bool begun_ = false;
    std::string trouble_;
};

std::optional<Inputs> read_inputs(RunOptions const& options) {
    Inputs inputs;
    auto claims = read_claims();
    if (!claims) return std::nullopt;
    inputs.claims = std::move(*claims);
    auto suites = read_suites(options.suites, inputs.claims);
    if (!suites) return std::nullopt;
    inputs.cases = select(*suites, options.only);

    std::string profile = options.profile.empty() ? "passthrough" : options.profile;
    if (options.dut.starts_with("netns:")) {
        inputs.preset = read_preset(options.dut.substr(6));
        if (!inputs.preset) return std::nullopt;
        inputs.lab = inputs.preset->preset.lab;
        inputs.lab_file = inputs.preset->folder / "preset.toml";
        inputs.dut = options.dut;
        if (options.profile.empty() && !inputs.preset->preset.profile.empty()) profile = inputs.preset->preset.profile;
    } else if (options.dut.starts_with("sim:")) {
        inputs.router = read_router(options.dut.substr(4), options.defect);
        if (!inputs.router) return std::nullopt;
        inputs.lab = inputs.router->router.lab;
        inputs.lab_file = inputs.router->path;
        inputs.dut = options.dut + (options.defect.empty() ? "" : " with " + options.defect);
        if (options.profile.empty()) profile = inputs.router->router.profile;
    } else {
        inputs.dut = options.lan + " + " + options.wan;
        if (!options.lab.empty()) {
            auto lab = suite::load_lab(options.lab);
            if (!tell(lab.diagnostics)) return std::nullopt;
            inputs.lab = std::move(lab.value);
            inputs.lab_file = options.lab;
        }
    }
    auto named = read_profile(profile, inputs.claims);
    if (!named) return std::nullopt;
    inputs.profile = std::move(*named);
    // Only all suites together can tell that a documented case does not exist.
    if (options.suites.empty() && !tell(suite::lint_profile(inputs.profile.profile, *suites))) return std::nullopt;
    return inputs;
}

Result<Bench> set_up(Inputs const& inputs, RunOptions const& options, Progress& progress) {
    Bench bench;
    if (inputs.router) {
        bench.simulated = std::make_unique<sim::Router>(inputs.router->router, inputs.router->defect);
        bench.mtu = inputs.lab.mtu;
        return bench;
    }
    std::string lan = options.lan;
    std::string wan = options.wan;
    if (inputs.preset) {
        auto namespaces = lab::NamespaceLab::create(inputs.preset->preset);
        if (!namespaces) return namespaces.error();
        lan = namespaces->lan();
        wan = namespaces->wan();
        bench.namespaces = std::move(*namespaces);
        bench.mtu = inputs.lab.mtu;
    } else {
        bench.mtu = inputs.lab.mtu;
        auto first = lab::prepare_interface(lan);
        if (!first) return first.error();
        bench.lan_interface = std::move(*first);
        auto second = lab::prepare_interface(wan);
        if (!second) return second.error();
        bench.wan_interface = std::move(*second);
        for (auto const* interface : {&*bench.lan_interface, &*bench.wan_interface}) {
            for (auto const& note : interface->notes()) progress.say("note: " + note);
            bench.mtu = std::min(bench.mtu, interface->facts().mtu);
        }
    }
    auto lan_port = port::open_packet_port(lan);
    if (!lan_port) return lan_port.error();
    bench.lan = std::move(*lan_port);
    auto wan_port = port::open_packet_port(wan);
    if (!wan_port) return wan_port.error();
    bench.wan = std::move(*wan_port);
    return bench;
}

/// From here on the cases name the copies: those are what a record can point to wherever it is read.
Result<void> copy_inputs(Inputs& inputs, record::RunFolder const& folder) {
    std::map<std::string, std::string> copies;
    for (auto& scenario : inputs.cases) {
        auto& copy = copies[scenario.spot.file];
        if (copy.empty()) {
            auto copied = folder.copy_suite(scenario.spot.file);
            if (!copied) return copied.error();
            copy = *copied;
        }
        scenario.spot.file = copy;
        for (auto& step : scenario.steps) step.spot.file = copy;
    }
    const auto profile = profile_to_keep(inputs.profile);
    if (!profile) return profile.error();
    if (auto written = folder.write(record::profile_file, *profile); !written) return written;
    if (auto copied = folder.copy_in(data_folder() / "suites" / "claims.toml", record::claims_file); !copied) return copied;
    if (inputs.lab_file.empty()) return folder.write(record::lab_file, "# No lab file was given: the documented defaults applied.\n");
    if (auto copied = folder.copy_in(inputs.lab_file, record::lab_file); !copied) return copied;
    if (inputs.preset) return folder.copy_in(inputs.preset->folder / "rules.nft", "rules.nft");
    return {};
}

/// Runs the session to its end. Returns how long that took, in the time of the lab.
Duration drive(run::Session& session, Bench const& bench, model::Record& record, Progress& progress) {
    if (bench.simulated) {
        run::Signals signals;
        const auto began = std::chrono::steady_clock::now();
        const auto result = run::run_virtual(session, *bench.simulated, [&] { return signals.caught(); });
        progress.say(speed_in_words(result.took, std::chrono::steady_clock::now() - began));
        for (const auto side : {Side::lan, Side::wan}) {
            auto const& count = result.sides[static_cast<std::size_t>(side)];
            record.ports.push_back({bench.name(side), count.sent, count.received, 0});
        }
        return result.took;
    }
    const auto live = run::run_live(session, *bench.lan, *bench.wan);
    for (auto* port : {bench.lan.get(), bench.wan.get()}) {
        const auto statistics = port->statistics();
        record.ports.push_back({port->name(), statistics.sent, statistics.received, statistics.dropped});
    }
    return live.took;
}

std::string default_folder() {
    auto stamp = utc_now();
    std::erase(stamp, ':');
    auto name = "tsuka-run-" + stamp;
    // Two runs in one second are two runs.
    std::error_code trouble;
    for (unsigned number = 2; fs::exists(name, trouble); ++number) name = fmt::format("tsuka-run-{}-{}", stamp, number);
    return name;
}

/// A run that never began leaves no folder behind.
void remove_if_new(record::RunFolder const& folder, bool existed) {
    std::error_code trouble;
    if (existed) {
        for (auto const& entry : fs::directory_iterator(folder.path(), trouble)) fs::remove_all(entry.path(), trouble);
    } else {
        fs::remove_all(folder.path(), trouble);
    }
}

int seal(Inputs const& inputs, model::Record const& record, record::RunFolder const& folder, bool quiet) {
    const auto report = judge::judge(record, inputs.profile.profile, inputs.claims);
    auto written = write_reports(folder, report, record);
    if (written) written = record::write_manifest(folder.path());
    if (!written) {
        complain("the reports could not be written: " + written.error().what);
        return exit_error;
    }
    if (!quiet) print_summary(report, record, folder, Seen::rows);
    return model::exit_status(report);
}

}  // namespace

int run(RunOptions const& options) {
    const auto limit = limit_of(options);
    if (!limit) return exit_usage;
    auto inputs = read_inputs(options);
    if (!inputs) return exit_usage;
    if (inputs->cases.empty()) {
        complain("no case matches; `tsuka list` shows what there is");
        return exit_nothing;
    }
    const fs::path path = options.out.empty() ? default_folder() : options.out;
    std::error_code trouble;
    const bool existed = fs::exists(path, trouble);
    auto folder = record::RunFolder::create(path);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    Progress progress(inputs->cases.size(), options.quiet);
    auto copied = copy_inputs(*inputs, *folder);
    auto bench = copied ? set_up(*inputs, options, progress) : Result<Bench>(copied.error());
    if (!bench) {
        complain(bench.error().what);
        remove_if_new(*folder, existed);
        return exit_usage;
    }
    auto evidence = run::EvidenceKeeper::create(*folder, bench->name(Side::lan), bench->name(Side::wan), tool_version());
    if (!evidence) {
        complain(evidence.error().what);
        remove_if_new(*folder, existed);
        return exit_error;
    }

    model::Record record;
    record.run.tool = tool_version();
    record.run.started = utc_now();
    record.run.dut = inputs->dut;
    record.run.dut_about = inputs->preset   ? inputs->preset->preset.title
                           : inputs->router ? inputs->router->router.title
                                            : inputs->lab.title;
    record.run.seed = options.seed.value_or((std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}());

    run::Plan plan{inputs->cases, inputs->lab, record.run.seed, options.jobs, options.confirm, limit->longest};
    plan.lab.mtu = bench->mtu;
    progress.say(fmt::format("{}: {} cases on {}, profile {}, seed {}", tool_version(), plan.cases.size(), inputs->dut,
                             inputs->profile.profile.id, record.run.seed));
    if (const auto left = left_out_in_words(plan); !left.empty()) progress.say(left);
    progress.say(fmt::format("evidence and reports go to {}", path.string()));

    Keeper keeper(*inputs, *evidence, record, progress);
    run::Session session(plan, keeper);
    record.took = drive(session, *bench, record, progress);
    if (session.preflight_failed()) {
        complain("preflight: " + session.ended());
        remove_if_new(*folder, existed);
        return exit_error;
    }
    record.ended = session.ended();
    record.complete = record.ended.empty() && keeper.trouble().empty();
    auto ended = evidence->end({record.complete, record.ended, record.ports, record.took});
    if (!keeper.trouble().empty() || !ended) {
        complain("evidence is incomplete: " + (keeper.trouble().empty() ? ended.error().what : keeper.trouble()));
        return exit_error;
    }
    if (session.recycled() > 0)
        progress.say(fmt::format("note: the lab's address pools ran through {} times; state of earlier cases may still be in the router",
                                 session.recycled()));
    if (!record.ended.empty()) complain("the run ended early: " + record.ended);
    return seal(*inputs, record, *folder, options.quiet);
}

}  // namespace tsuka::cli
