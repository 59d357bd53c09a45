// What a person sees while a run goes on: a line per case, and on a terminal a bar with the time that remains.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/report.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace tsuka::cli {

class Progress {
public:
    /// `total`: how many cases will run. On a terminal the line of the case in hand is rewritten; in a pipe there are plain lines only.
    Progress(std::size_t total, bool quiet);
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    void say(std::string const& line);
    void started(std::string const& name, unsigned attempt);
    void finished(model::ReportRow const& row);

private:
    void clear();
    void draw(std::string const& name);

    std::size_t total_;
    std::size_t done_ = 0;
    bool quiet_;
    bool terminal_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Columns of the terminal on standard output; 0, no limit, when there is none: what reads a pipe breaks lines as it likes.
[[nodiscard]] std::size_t terminal_width();
[[nodiscard]] bool terminal_has_colour();

}  // namespace tsuka::cli
