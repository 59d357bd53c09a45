// When a run will have ended, from what its cases wait on purpose and what the finished ones have taken beside that.
#pragma once

#include "generator/base/time.hpp"

#include <map>
#include <optional>
#include <string>

namespace tsuka::app {

class Estimate {
public:
    explicit Estimate(unsigned jobs) : jobs_(jobs == 0 ? 1 : jobs) {}

    void plan(std::string const& name, Duration waits) { waiting_[name] = waits; }
    void started(std::string const& name, Instant now);
    void finished(std::string const& name, Instant now);

    /// What is left at that instant: all work shared among the jobs, and no less than the longest single case. Nothing while no case has
    /// ended: there is nothing to judge by.
    [[nodiscard]] std::optional<Duration> left(Instant now) const;

    /// Of the cases under way the one that waits on purpose longest from now on, with what it still waits.
    struct Longest {
        std::string name;
        Duration waits;
    };
    [[nodiscard]] std::optional<Longest> longest_under_way(Instant now) const;
    [[nodiscard]] std::size_t under_way() const { return running_.size(); }

private:
    struct Running {
        Duration waits;
        Instant began;
    };
    [[nodiscard]] Duration beside() const { return ended_ == 0 ? Duration{} : spent_ / static_cast<Duration::rep>(ended_); }

    unsigned jobs_;
    std::map<std::string, Duration> waiting_;
    std::map<std::string, Running> running_;
    std::size_t ended_ = 0;
    Duration spent_{};  ///< by those that have ended, beside their waiting
};

}  // namespace tsuka::app
