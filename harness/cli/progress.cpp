// Progress on the terminal: see progress.hpp.
#include "harness/cli/progress.hpp"

#include "harness/cli/told.hpp"
#include "harness/model/text.hpp"
#include "reports/columns.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace tsuka::cli {

namespace {

/// Never throws: that nobody can be told must not keep a run from being sealed. The stream remembers, and the command's end asks it.
void put(std::string const& text) {
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
}

Instant now() {
    return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

/// The time of the clock on the wall so long from now: it stays true while the line stands there.
std::string clock_after(Duration left) {
    const auto then = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() +
                                                           std::chrono::duration_cast<std::chrono::system_clock::duration>(left));
    std::tm local{};
    localtime_r(&then, &local);
    return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

}  // namespace

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return isatty(STDOUT_FILENO) == 1 ? 80 : 0;
}

bool terminal_has_colour() {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* kind = std::getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && (no_colour == nullptr || *no_colour == '\0') &&
           (kind == nullptr || std::string_view(kind) != "dumb");
}

ProgressDisplay::ProgressDisplay(Detail detail, reports::Words words)
    : detail_(detail), words_(std::move(words)), terminal_(isatty(STDOUT_FILENO) == 1) {}

ProgressDisplay::~ProgressDisplay() {
    clear();
}

void ProgressDisplay::plan(run::Plan const& plan, bool waiting_costs) {
    total_ = plan.cases.size();
    estimate_ = app::Estimate(plan.jobs == 0 ? run::usual_jobs : plan.jobs);
    for (auto const& scenario : plan.cases) {
        ++suites_[scenario.suite].open;
        // What the plan leaves out ends at once.
        if (!run::too_long(plan, scenario)) estimate_.plan(scenario.name(), waiting_costs ? scenario.waits() : Duration{});
    }
}

void ProgressDisplay::clear() {
    if (drawn_) put("\r\x1b[K");
    drawn_ = false;
    std::fflush(stdout);
}

void ProgressDisplay::draw(std::string const& name) {
    if (!terminal_ || detail_ == Detail::conclusion) return;
    constexpr std::size_t cells = 24;
    const auto full = total_ == 0 ? 0 : std::min(done_ * cells / total_, cells);
    const auto at = now();
    auto line = fmt::format("[{:-<{}}] {}/{}", std::string(full, '#'), cells, done_, total_);
    if (const auto left = estimate_.left(at)) line += words_.say("live.ends", ", ends about " + clock_after(*left), clock_after(*left));
    if (estimate_.under_way() > 1)
        line += words_.say("live.under-way", fmt::format(", {} under way", estimate_.under_way()), estimate_.under_way());
    if (const auto longest = estimate_.longest_under_way(at); longest && longest->waits > std::chrono::seconds(1))
        line += words_.say("live.waits", fmt::format(", {} waits until {}", longest->name, clock_after(longest->waits)), longest->name,
                           clock_after(longest->waits));
    else
        line += "  " + name;
    if (auto const fits = reports::wrapped(line, terminal_width() - 1); fits.size() > 1) line = fits.front();
    put("\r\x1b[K" + line);
    std::fflush(stdout);
    drawn_ = true;
}

void ProgressDisplay::say(std::string const& line) {
    if (detail_ == Detail::conclusion) return;
    clear();
    if (line.ends_with('\n')) {
        put(line);  // laid out already
    } else {
        const auto width = terminal_width();
        for (auto const& part : width == 0 ? std::vector{line} : reports::wrapped(line, width)) put(part + "\n");
    }
    std::fflush(stdout);
}

void ProgressDisplay::warn(std::string const& line) {
    complain(line);
}

void ProgressDisplay::started(std::string const& name, unsigned attempt) {
    estimate_.started(name, now());
    draw(attempt > 1 ? words_.say("live.again", fmt::format("{} (again, with fresh addresses)", name), name) : name);
}

void ProgressDisplay::finished(model::ReportRow const& row, model::CaseRecord const& result) {
    ++done_;
    estimate_.finished(row.name, now());
    if (detail_ == Detail::steps || reports::wants_attention(row)) {
        say(reports::render_row(row, {terminal_width(), terminal_has_colour(), words_, false}));
        if (detail_ == Detail::steps) tell_steps(result);
    }
    auto& suite = suites_[row.suite];
    ++suite.counts[row.verdict];
    if (suite.open > 0 && --suite.open == 0) close(row.suite, suite);
    draw(row.name);
}

/// "  esp.single                          8 pass, 2 supported". Of a suite that was skipped altogether nothing is said.
void ProgressDisplay::close(std::string const& name, Suite const& suite) {
    std::vector<std::string> parts;
    std::size_t ran = 0;
    for (const auto verdict : model::verdicts_by_severity) {
        const auto at = suite.counts.find(verdict);
        if (at == suite.counts.end()) continue;
        auto const word = words_.get("interface.verdict." + std::string{to_string(verdict)}, reports::words(verdict));
        parts.push_back(words_.say("terminal.total", fmt::format("{} {}", at->second, word), at->second, word));
        if (verdict != model::Verdict::skipped) ran += at->second;
    }
    if (ran > 0) say(fmt::format("  {:<32}  {}\n", model::printable(name), fmt::join(parts, ", ")));
}

void ProgressDisplay::tell_steps(model::CaseRecord const& result) {
    for (auto const& step : result.steps) {
        if (step.status == model::StepStatus::not_reached) continue;
        say(fmt::format("                  #{:<3} {:<13} {}{}\n", step.number, to_string(step.status), model::printable(step.written),
                        step.detail.empty() ? "" : ": " + model::printable(step.detail)));
    }
}

}  // namespace tsuka::cli
