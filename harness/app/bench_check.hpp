// Machine, interfaces, cabling and router of a bench: the preflight alone, with every finding and what mends it, before anybody waits for a
// run.
#pragma once

#include "harness/app/options.hpp"
#include "harness/app/run_bench.hpp"
#include "harness/app/run_inputs.hpp"
#include "harness/app/say.hpp"
#include "harness/run/signals.hpp"
#include "harness/run/survey.hpp"

#include <functional>
#include <string>

namespace tsuka::app {

/// Hands on each finding as it comes, and remembers whether one of them forbids a run.
class Findings {
public:
    using Tell = std::function<void(run::Remark const&)>;
    /// `waits` is told what takes its time.
    Findings(Tell tell, Say waits) : tell_(std::move(tell)), waits_(std::move(waits)) {}

    void say(run::Remark const& remark) {
        good_ = good_ && remark.level != run::Remark::Level::bad;
        tell_(remark);
    }
    void good(std::string words) { say({run::Remark::Level::good, std::move(words), {}}); }
    void note(std::string words, std::string remedy = {}) { say({run::Remark::Level::note, std::move(words), std::move(remedy)}); }
    void bad(std::string words, std::string remedy = {}) { say({run::Remark::Level::bad, std::move(words), std::move(remedy)}); }
    void wait(std::string const& words) const { waits_(words); }
    [[nodiscard]] bool all_good() const { return good_; }

private:
    Tell tell_;
    Say waits_;
    bool good_ = true;
};

/// What can be looked at before the interfaces are ours: this machine, the lab file's command `before`, each interface.
void check_ground(Inputs const& inputs, DoctorOptions const& options, run::Signals const& signals, Findings& findings);

/// The bench of a run with these options; nothing, with a finding, where it cannot be set up.
[[nodiscard]] std::optional<Bench> set_up_to_check(Inputs const& inputs, DoctorOptions const& options, Findings& findings);

/// Who is on its wires, and the router behind them.
void check_bench(model::Lab const& lab, Bench const& bench, run::Signals& signals, Findings& findings);

}  // namespace tsuka::app
