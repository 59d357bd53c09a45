// The engine from outside: see case_engine.hpp. What happens inside stands in script.cpp (steps) and verdict.cpp (how a case ends).
#include "harness/engine/case_engine.hpp"

#include "harness/engine/script.hpp"

namespace tsuka::engine {

CaseEngine::CaseEngine(model::Case const& scenario, std::vector<model::Host> hosts, Facts const& facts)
    : script_(std::make_unique<Script>(scenario, std::move(hosts), facts)) {}
CaseEngine::CaseEngine(CaseEngine&&) noexcept = default;
CaseEngine& CaseEngine::operator=(CaseEngine&&) noexcept = default;
CaseEngine::~CaseEngine() = default;

void CaseEngine::start(Instant now) {
    script_->start(now);
}
void CaseEngine::receive(Side side, View frame, Instant at, bool checksum_ready, std::uint64_t number, bool at_open_port) {
    script_->receive(side, frame, at, checksum_ready, number, at_open_port);
}
void CaseEngine::wake(Instant now) {
    script_->wake(now);
}
void CaseEngine::hook_ended(std::string const& why, Instant now) {
    script_->hook_ended(why, now);
}
void CaseEngine::router_back(Facts const& facts, Instant now) {
    script_->router_back(facts, now);
}
std::optional<std::string> CaseEngine::take_request() {
    return script_->take_request();
}
bool CaseEngine::awaits_router() const {
    return script_->awaits_router();
}
std::vector<Outgoing> CaseEngine::take_frames() {
    return script_->take_frames();
}
void CaseEngine::sent(std::size_t evidence, Instant at, std::uint64_t number) {
    auto& record = script_->state().evidence[evidence].record;
    record.at = at;
    record.number = number;
}
std::optional<Instant> CaseEngine::wake_at() const {
    return script_->wake_at();
}
bool CaseEngine::done() const {
    return script_->done();
}
bool CaseEngine::resting() const {
    return script_->resting();
}
void CaseEngine::end_rest(Instant now) {
    script_->end_rest(now);
}
bool CaseEngine::sends_frames() const {
    return script_->state().sends_frames;
}

bool CaseEngine::path_dead() const {
    return script_->state().sentinel.dead();
}
void CaseEngine::abandon(std::string const& reason, Instant now) {
    script_->abandon(reason, now);
}
Finished CaseEngine::finish() {
    return script_->finish();
}

}  // namespace tsuka::engine
