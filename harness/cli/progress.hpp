// What a person sees while a run goes on: what falls short at once, a line for every suite when it is through, and on a terminal a line of
// what runs, what waits, and when that will have ended.
#pragma once

#include "generator/base/time.hpp"
#include "harness/app/audience.hpp"
#include "harness/app/estimate.hpp"
#include "harness/model/report.hpp"
#include "harness/run/plan.hpp"
#include "reports/words.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace tsuka::cli {

enum class Detail : std::uint8_t {
    conclusion,  ///< nothing until the end
    suites,      ///< a suite is one line; what falls short has its own
    steps,       ///< every case with its steps
};

class ProgressDisplay final : public app::Audience {
public:
    /// On a terminal the line of what is under way is rewritten; in a pipe there are plain lines only.
    explicit ProgressDisplay(Detail detail, reports::Words words = {});
    ~ProgressDisplay() override;
    ProgressDisplay(ProgressDisplay const&) = delete;
    ProgressDisplay& operator=(ProgressDisplay const&) = delete;

    void plan(run::Plan const& plan, bool waiting_costs) override;
    void say(std::string const& line) override;
    void warn(std::string const& line) override;
    [[nodiscard]] reports::Words const& words() const override { return words_; }
    void started(std::string const& name, unsigned attempt) override;
    void finished(model::ReportRow const& row, model::CaseRecord const& result) override;

private:
    struct Suite {
        std::size_t open = 0;  ///< cases that have not ended
        std::map<model::Verdict, std::size_t> counts;
    };

    void clear();
    void draw(std::string const& name);
    void close(std::string const& name, Suite const& suite);
    void tell_steps(model::CaseRecord const& result);

    Detail detail_;
    reports::Words words_;
    bool terminal_;
    bool drawn_ = false;
    std::size_t total_ = 0;
    std::size_t done_ = 0;
    std::map<std::string, Suite> suites_;
    app::Estimate estimate_{1};
};

/// Columns of the terminal on standard output; 0, no limit, when there is none: what reads a pipe breaks lines as it likes.
[[nodiscard]] std::size_t terminal_width();
[[nodiscard]] bool terminal_has_colour();

}  // namespace tsuka::cli
