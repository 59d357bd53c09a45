#include "harness/app/fleet.hpp"

#include "harness/app/outlines.hpp"
#include "harness/record/run_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

namespace tsuka::app {

namespace {

namespace fs = std::filesystem;

/// OpenVPN over UDP both ways, a query of ICMP, and IPsec outward: a bench that gives an answer to each can be used, whatever the answers
/// are.
constexpr std::array three_cases{"free.openvpn.udp", "icmp.query.map", "esp.single.outbound"};

/// The folders of whole runs, in the order of their names.
std::vector<fs::path> runs_of(model::FleetBench const& bench) {
    std::vector<fs::path> found;
    std::error_code trouble;
    for (fs::directory_iterator walk(bench.runs, trouble), end; !trouble && walk != end; walk.increment(trouble))
        if (fs::exists(walk->path() / record::json_report_file, trouble)) found.push_back(walk->path());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

RunOptions short_run(model::FleetBench const& bench, std::string const& out) {
    RunOptions options;
    options.only.assign(three_cases.begin(), three_cases.end());
    options.dut = bench.dut;
    options.lan = bench.lan;
    options.wan = bench.wan;
    options.trunk = bench.trunk;
    options.lab = bench.lab;
    options.out = out;
    options.memory = "off";
    options.quiet = true;
    return options;
}

std::string unfit_by(reports::Outline const& outline) {
    if (!outline.complete) return "its run ended early: " + outline.conclusion;
    std::set<std::string> open(three_cases.begin(), three_cases.end());
    for (auto const& row : outline.rows) {
        if (!open.contains(row.name)) continue;
        const bool found = row.verdict != "inconclusive" && row.verdict != "error" && row.verdict != "skipped";
        if (!found) return fmt::format("{} is {}{}{}", row.name, row.verdict, row.reason.empty() ? "" : ": ", row.reason);
        open.erase(row.name);
    }
    return open.empty() ? "" : fmt::format("{} was not run", *open.begin());
}

NewestRun newest_of(model::FleetBench const& bench) {
    NewestRun newest;
    std::optional<reports::Outline> early;
    for (auto const& run : runs_of(bench)) {
        auto outline = read_outline(run.string());
        if (!outline) {
            newest.unreadable.push_back(outline.error().what);
            continue;
        }
        auto& place = outline->complete ? newest.whole : early;
        if (!place || place->started <= outline->started) place = std::move(*outline);
    }
    if (early && (!newest.whole || newest.whole->started < early->started)) newest.early = early->path;
    return newest;
}

}  // namespace tsuka::app
