// Progress: see progress.hpp.
#include "harness/cli/progress.hpp"

#include "reports/columns.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace tsuka::cli {

namespace {

/// Never throws: that nobody can be told must not keep a run from being sealed. The stream remembers, and the command's end asks it.
void put(std::string const& text) {
    (void)std::fwrite(text.data(), 1, text.size(), stdout);
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

Progress::Progress(std::size_t total, bool quiet) : total_(total), quiet_(quiet), terminal_(isatty(STDOUT_FILENO) == 1) {}

Progress::~Progress() {
    clear();
}

void Progress::clear() {
    if (drawn_) put("\r\x1b[K");
    drawn_ = false;
    std::fflush(stdout);
}

void Progress::draw(std::string const& name) {
    if (!terminal_ || quiet_) return;
    constexpr std::size_t cells = 24;
    const auto full = total_ == 0 ? 0 : std::min(done_ * cells / total_, cells);
    std::string remaining;
    if (done_ > 0) {
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began_;
        remaining = fmt::format(", about {:.0f} s left",
                                spent.count() / static_cast<double>(done_) * static_cast<double>(total_ - std::min(done_, total_)) + 0.5);
    }
    auto line = fmt::format("[{:-<{}}] {}/{}{}  {}", std::string(full, '#'), cells, done_, total_, remaining, name);
    line.resize(std::min(line.size(), terminal_width() - 1));
    put("\r\x1b[K" + line);
    std::fflush(stdout);
    drawn_ = true;
}

void Progress::say(std::string const& line) {
    if (quiet_) return;
    clear();
    if (line.ends_with('\n')) {
        put(line);  // laid out already
    } else {
        const auto width = terminal_width();
        for (auto const& part : width == 0 ? std::vector{line} : reports::wrapped(line, width)) put(part + "\n");
    }
    std::fflush(stdout);
}

void Progress::started(std::string const& name, unsigned attempt) {
    draw(attempt > 1 ? fmt::format("{} (again, with fresh addresses)", name) : name);
}

void Progress::finished(model::ReportRow const& row) {
    ++done_;
    say(reports::render_row(row, {terminal_width(), terminal_has_colour(), false}));
}

}  // namespace tsuka::cli
