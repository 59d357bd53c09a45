// `tsuka load`: how much of each protocol a router carries, how late, and how many flows it keeps.
#include "generator/load/search.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/fresh_folder.hpp"
#include "harness/cli/hooks.hpp"
#include "harness/cli/load_lab.hpp"
#include "harness/cli/render.hpp"
#include "harness/cli/run_bench.hpp"
#include "harness/cli/version.hpp"
#include "harness/lab/pool.hpp"
#include "harness/rate/capacity.hpp"
#include "harness/rate/throughput.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/signals.hpp"
#include "harness/suite/load_hooks.hpp"
#include "reports/load.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

namespace tsuka::cli {

namespace {

/// What the options mean, once they have been looked at.
struct LoadPlan {
    std::vector<load::Kind> kinds;
    std::vector<std::pair<std::string, load::SizeMix>> sizes;
    rate::Directions directions;
    Ipv4Prefix servers;
    load::Goal goal;
    bool throughput = true;
    bool capacity = true;
};

std::optional<std::pair<std::string, load::SizeMix>> read_size(std::string const& word) {
    if (word == "imix") return std::pair(word, load::SizeMix::imix());
    std::size_t size = 0;
    for (const char digit : word) {
        if (digit < '0' || digit > '9' || size > 100'000) return std::nullopt;
        size = size * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (size < 64 || size > 9018) return std::nullopt;
    return std::pair(word, load::SizeMix({{size, 1}}));
}

std::optional<LoadPlan> read_plan(LoadOptions const& options) {
    LoadPlan plan;
    for (auto const& word : options.protocols) {
        const auto kind = load::parse_kind(word);
        if (!kind) {
            complain(fmt::format("--protocol {}: there are udp, esp, natt, gre, l2tp and wireguard", word));
            return std::nullopt;
        }
        plan.kinds.push_back(*kind);
    }
    for (auto const& word : options.sizes) {
        auto size = read_size(word);
        if (!size) {
            complain(fmt::format("--size {}: octets of a frame with its check sequence, 64 to 9018, or imix", word));
            return std::nullopt;
        }
        plan.sizes.push_back(std::move(*size));
    }
    plan.directions = {options.direction != "inward", options.direction != "outward"};
    const auto servers = parse_prefix(options.servers);
    if (!servers || servers->length < 8 || servers->length > 30) {
        complain(fmt::format("--servers {}: a prefix of servers, e.g. 198.18.0.0/15 (lengths 8 to 30)", options.servers));
        return std::nullopt;
    }
    plan.servers = *servers;
    plan.goal = load::goal_of(options.goal).value();
    plan.throughput = options.what != "capacity";
    if (options.dut.starts_with("sim:") && options.most == 0) {
        // A router in memory has no limit of its own, and this machine's would be looked for by filling that memory.
        if (options.what == "throughput") {
            complain("--what throughput: a simulated router carries whatever it is given; say with --most up to which rate to try");
            return std::nullopt;
        }
        plan.throughput = false;
    }
    plan.capacity = options.what != "throughput";
    return plan;
}

std::string in_words(load::Trial const& trial, rate::Outcome const& outcome, reports::Words const& words) {
    const std::string held = outcome.held_up() ? words.say("load.held-up", " (this machine could not keep up)") : "";
    return words.say(
        "load.trial",
        fmt::format("  {:.0f} frames/s: {} sent, {:.3f} % lost{}", trial.rate, outcome.sent(), outcome.loss_ratio() * 100, held),
        trial.rate, outcome.sent(), outcome.loss_ratio() * 100, held);
}

/// Everything that was asked for, one measurement after the other; what there is when it has to end early.
class Survey {
public:
    Survey(LoadPlan const& plan, LoadOptions const& options, rate::Path& path, rate::Ground& ground, rate::Stop stop,
           reports::Words const& words, Say say, model::LoadReport& report)
        : plan_(plan),
          options_(options),
          path_(path),
          ground_(ground),
          stop_(std::move(stop)),
          words_(words),
          say_(std::move(say)),
          report_(report) {}

    /// A PPPoE session ends with it, however it ends.
    Result<void> run() {
        auto done = all();
        ground_.hang_up();
        for (auto const& [side, frame] : ground_.take_frames())
            if (auto sent = path_.send(side, frame); !sent && done) done = sent;
        return done;
    }

private:
    Result<void> all() {
        say_(words_.say("load.joining", "the clients join, the router is looked for"));
        if (auto ready = rate::make_ready(path_, ground_, stop_); !ready) return ready;
        if (plan_.throughput)
            for (auto const& size : plan_.sizes)
                for (const auto kind : plan_.kinds)
                    if (auto done = throughput(kind, size); !done) return done;
        if (plan_.capacity)
            for (const auto kind : plan_.kinds)
                if (auto done = capacity(kind); !done) return done;
        return {};
    }

    [[nodiscard]] std::uint16_t marks() {
        const auto first = next_;
        next_ = static_cast<std::uint16_t>(next_ + 1000);
        return first;
    }

    Result<void> throughput(load::Kind kind, std::pair<std::string, load::SizeMix> const& size) {
        say_(words_.say("load.searching", fmt::format("throughput of {}, {} octets", to_string(kind), size.first), to_string(kind),
                        size.first));
        const rate::ThroughputPlan wanted{kind,          size.second, size.first,    plan_.directions, options_.flows,
                                          plan_.servers, plan_.goal,  options_.most, marks()};
        auto row = rate::measure_throughput(
            path_, ground_, wanted, [&](auto const& trial, auto const& outcome) { say_(in_words(trial, outcome, words_)); }, stop_);
        if (!row) return row.error();
        report_.throughput.push_back(std::move(*row));
        return {};
    }

    Result<void> capacity(load::Kind kind) {
        say_(words_.say("load.counting", fmt::format("flows of {} kept at once, up to {}", to_string(kind), options_.up_to),
                        to_string(kind), options_.up_to));
        auto row = rate::measure_capacity(path_, ground_, kind, options_.up_to, options_.new_flows, plan_.servers, marks(), stop_);
        if (!row) return row.error();
        report_.capacity.push_back(std::move(*row));
        return {};
    }

    LoadPlan const& plan_;
    LoadOptions const& options_;
    rate::Path& path_;
    rate::Ground& ground_;
    rate::Stop stop_;
    reports::Words const& words_;
    Say say_;
    model::LoadReport& report_;
    std::uint16_t next_ = 1;
};

Result<void> write(model::LoadReport const& report, record::RunFolder const& folder, reports::Words const& words) {
    for (auto const& [name, text] : {std::pair{"load.txt", reports::load_text(report)},
                                     {"load.html", reports::load_html(report, words)},
                                     {"load.json", reports::load_json(report)},
                                     {"load.csv", reports::load_csv(report)}})
        if (auto written = folder.write(name, text); !written) return written;
    return record::write_manifest(folder.path());
}

int measure(LoadPlan const& plan, LoadOptions const& options, LoadLab const& lab, record::RunFolder const& folder, run::Signals& signals,
            reports::Words const& words, Say const& say) {
    model::LoadReport report;
    report.tool = tool_version();
    report.started = utc_now();
    report.dut = lab.dut;
    report.about = lab.about;
    report.seed = options.seed.value_or(lab::seed_of_moment(std::chrono::system_clock::now().time_since_epoch(), std::random_device{}()));
    report.mechanism = lab.path->mechanism();
    report.clients = options.clients;
    report.servers = options.servers;
    report.goal = plan.goal.name;
    report.compliant = plan.goal.compliant;
    auto ground = rate::Ground::create(lab.lab, options.clients, report.seed);
    if (!ground) {
        complain(ground.error().what);
        return exit_error;
    }
    if (lab.last_words) ground->tell_farewell([&](auto const& frames) { lab.last_words->keep(frames); });
    say(words.say("load.begins", fmt::format("{}: load on {}, frames by {}", report.tool, report.dut, report.mechanism), report.tool,
                  report.dut, reports::phrase(report.mechanism, words)));
    const auto done = Survey(
                          plan, options, *lab.path, *ground, [&] { return signals.caught(); }, words, say, report)
                          .run();
    if (!done) report.ended = done.error().what;
    if (auto written = write(report, folder, words); !written) {
        complain("the figures could not be written: " + written.error().what);
        return exit_error;
    }
    if (!options.quiet)
        fmt::print("\n{}\n{}\n", reports::load_text(report, words),
                   words.say("load.figures", "Figures: " + folder.path().string(), folder.path().string()));
    if (done) return 0;
    complain("ended early: " + report.ended);
    return exit_error;
}

}  // namespace

int measure_load(LoadOptions const& options) {
    const auto plan = read_plan(options);
    if (!plan) return exit_usage;
    const auto language = read_language(options.lang);
    if (!language) return exit_usage;
    const std::filesystem::path path = options.out.empty() ? fresh_folder("tsuka-load-") : options.out;
    auto folder = record::RunFolder::create(path);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    run::Signals signals;  // before anything is changed that has to be put back
    const Say say = [&](std::string const& line) {
        if (!options.quiet) fmt::print(stderr, "{}\n", line);
    };
    const auto give_up = [&](int status) {
        std::error_code trouble;
        std::filesystem::remove(folder->file(fmt::format("hook-{}.txt", model::before_hook)), trouble);
        std::filesystem::remove(path, trouble);  // only if it is empty: it was made here
        return status;
    };
    if (!options.lab.empty()) {
        auto hooks = suite::load_hooks(options.lab);
        if (!tell(hooks.diagnostics)) return give_up(exit_usage);
        std::erase_if(hooks.value, [](auto const& hook) { return hook.name != model::before_hook; });  // there are no cases
        if (const auto there = find_interfaces({options.lan, options.wan}); !there) {
            complain(there.error().what);
            return give_up(exit_usage);
        }
        for (auto const& line : hooks_in_words(hooks.value)) say(line);
        if (!make_way(hooks.value, *folder, signals)) return give_up(exit_error);
    }
    auto lab = set_up_load(options, say);
    if (!lab) {
        if (!lab.error().what.empty()) complain(lab.error().what);
        return give_up(exit_usage);
    }
    const auto work = [&] { return measure(*plan, options, *lab, *folder, signals, {language->code, language->texts}, say); };
    const auto afterwards = lab->namespaces ? lab::Afterwards::nothing : lab::Afterwards::interfaces;
    const int status = lab->router ? work() : run_confined({{folder->path()}, {data_folder()}}, signals, say, work, afterwards);
    return put_back(*lab) ? status : exit_error;
}

}  // namespace tsuka::cli
