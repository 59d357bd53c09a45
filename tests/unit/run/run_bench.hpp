// A whole session on the bench: a lab with fixed addresses, a toy router, virtual time, and everything the session tells.
#pragma once

#include "harness/run/session.hpp"
#include "tests/support/suite_text.hpp"
#include "tests/support/virtual_time.hpp"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace run_bench {

using namespace tsuka;
using namespace std::chrono_literals;
using model::Outcome;

/// What a session told.
class Told : public run::Observer {
public:
    void preflight_done(std::vector<model::FieldRecord> const& known) override { facts = known; }
    void case_started(model::Case const& scenario, unsigned attempt) override;
    void case_finished(engine::Finished finished) override;

    std::vector<model::FieldRecord> facts;
    std::vector<std::string> log;  ///< "start ID 1", "end ID"
    std::vector<model::CaseRecord> cases;
    std::set<std::string> running;  ///< ids; a case that is confirmed runs on
    std::size_t most_running = 0;

    [[nodiscard]] model::CaseRecord const& of(std::string const& id) const;  ///< throws when nothing was told of it
};

class RunBench {
public:
    explicit RunBench(std::string const& suite = {});

    run::Plan plan;
    toy::Router router;
    toy::Events events;
    Instant start{};  ///< live runs begin wherever the steady clock stands
    // Hooks: what a session asked for, how long each takes, why it fails (empty: it does not), and how silent the router is then.
    std::vector<std::string> hooks_asked;
    Duration hook_takes = 1s;
    std::string hook_fails;
    Duration hook_silence{};
    Told told;
    toy::Course course;
    run::Session* session = nullptr;  ///< during go()
    std::string ended;
    bool preflight_failed = false;
    model::Accounts accounts;
    std::vector<model::Event> timeline;

    /// Runs the session to its end; fails the test when it hangs or spins. What was told stays in `told`.
    void go();
};

/// A case of one flow both ways.
[[nodiscard]] std::string plain_case(std::string const& id, std::string const& more = {});
[[nodiscard]] bool has(std::string const& text, std::string const& part);

}  // namespace run_bench
