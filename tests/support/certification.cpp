#include "tests/support/certification.hpp"

#include "harness/run/session.hpp"
#include "harness/run/virtual.hpp"

namespace certification {

using namespace tsuka;

namespace {

class Keeper : public run::Observer {
public:
    explicit Keeper(Run& kept) : kept_(kept) {}
    void preflight_done(std::vector<model::FieldRecord> const& known) override { kept_.facts = known; }
    void case_started(model::Case const&, unsigned) override {}
    void case_finished(engine::Finished finished) override { kept_.record.cases.push_back(std::move(finished.record)); }

private:
    Run& kept_;
};

}  // namespace

Run run(std::vector<model::Case> cases, model::RouterSpec const& router, sim::Router& simulated, std::uint64_t seed, Instant began,
        run::Counting memory, unsigned confirm) {
    run::Plan plan{std::move(cases), router.lab, seed, 1, confirm};
    plan.memory = memory;
    Run done;
    Keeper keeper(done);
    run::Session session(plan, keeper);
    port::Tap tap;
    const auto result = run::run_virtual(session, simulated, tap, {}, began);
    done.trouble = result.trouble;
    done.took = result.took;
    done.planned = plan.cases.size();
    done.preflight_failed = session.preflight_failed();
    for (auto const& scenario : plan.cases) done.record.run.plan.cases.push_back(scenario.name());
    done.record.ended = session.ended();
    done.record.timeline = session.timeline();
    done.record.complete = session.ended().empty();
    return done;
}

}  // namespace certification
