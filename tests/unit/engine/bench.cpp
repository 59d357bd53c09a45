// A case on the bench: see bench.hpp.
#include "bench.hpp"

#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "harness/engine/reading.hpp"
#include "harness/judge/findings.hpp"
#include "harness/judge/settle.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace bench {

namespace {

constexpr MacAddress gateway_mac{{0x02, 0, 0, 0, 0, 0}};

class Machine {
public:
    Machine(engine::CaseEngine& engine, bool checksum_ready, bool open_ports)
        : engine_(engine), checksum_ready_(checksum_ready), open_ports_(open_ports) {}
    void start(Instant now) {
        now_ = now;
        engine_.start(now);
    }
    void receive(Side side, View frame, Instant at) {
        now_ = at;
        passed_.emplace_back(frame.begin(), frame.end());
        engine_.receive(side, frame, at, checksum_ready_, passed_.size(), open_ports_);
    }
    void wake(Instant now) {
        now_ = now;
        engine_.wake(now);
    }
    [[nodiscard]] std::optional<Instant> wake_at() const { return engine_.wake_at(); }
    [[nodiscard]] bool done() const { return engine_.done(); }
    [[nodiscard]] std::vector<std::pair<Side, Octets>> take() {
        std::vector<std::pair<Side, Octets>> frames;
        for (auto& out : engine_.take_frames()) {
            passed_.push_back(out.frame);
            engine_.sent(out.evidence, now_, passed_.size());
            frames.emplace_back(out.side, std::move(out.frame));
        }
        return frames;
    }
    /// Every frame that has passed, by its number.
    [[nodiscard]] Octets const& passed(std::uint64_t number) const { return passed_.at(number - 1); }

private:
    engine::CaseEngine& engine_;
    bool checksum_ready_;
    bool open_ports_;
    Instant now_{};
    std::vector<Octets> passed_;
};

model::Host host(std::string name, Side side, std::uint8_t number, toy::Router const& router) {
    if (side == Side::lan)
        return {std::move(name), side, {{0x02, 0, 0, 0, 1, number}}, {0xc0a80100U + number}, router.lan_address, router.lan_mac};
    return {std::move(name), side, gateway_mac, {0xc6336400U + number}, {0xcb007101}, router.wan_mac};
}

/// A gratuitous ARP, so that the router knows whose MAC this is.
Octets announcement(model::Host const& who) {
    return proto::build_arp(MacAddress::broadcast(), 1, who.mac, who.address, {}, who.address);
}

}  // namespace

Bench::Bench() {
    facts.crossing.learn(router.wan_address);
    facts.dut_lan = router.lan_address;
    facts.seed = seed;
    facts.case_number = 7;
    facts.sentinel = {host("", Side::lan, 200, router), host("", Side::wan, 200, router), 20001, 20002};
}

engine::CaseEngine Bench::make(model::Case const& scenario) const {
    std::vector<model::Host> hosts;
    std::uint8_t number = 1;
    for (auto const& actor : scenario.cast) hosts.push_back(host(actor.name, actor.side, number++, router));
    return {scenario, hosts, facts};
}

Ended Bench::run(model::Case const& scenario) {
    auto made = make(scenario);
    engine = &made;
    // The router knows its neighbours, as it does once the session has let everybody in.
    for (auto const& actor : {host("", Side::lan, 200, router), host("", Side::wan, 200, router)})
        (void)router.receive(actor.side, announcement(actor), {});
    std::uint8_t number = 1;
    for (auto const& actor : scenario.cast) {
        const auto known = host(actor.name, actor.side, number++, router);
        (void)router.receive(known.side, announcement(known), {});
    }
    Machine machine(made, checksum_ready, at_open_ports);
    Ended ended;
    ended.course = toy::run(machine, router, std::exchange(events, {}));
    BOOST_REQUIRE_MESSAGE(ended.course.trouble.empty(), ended.course.trouble);
    ended.path_dead = made.path_dead();
    auto finished = made.finish();
    engine = nullptr;
    ended.record = std::move(finished.record);
    judge::settle(ended.record);
    for (auto& frame : ended.record.frames) {
        // A test may hand the engine a frame that never passed.
        ended.frames.push_back(frame.number == 0 ? Octets{} : machine.passed(frame.number));
        frame.fields = engine::Reading(proto::dissect(ended.frames.back()).layers).records();
    }
    return ended;
}

bool Ended::found(std::string const& claim) const {
    const auto all = judge::findings_of(record);
    return std::any_of(all.begin(), all.end(), [&](auto const& one) { return one.claim == claim; });
}

std::string Ended::findings() const {
    std::string all;
    for (auto const& one : judge::findings_of(record))
        if (!one.note) all += one.claim + ": " + one.detail + "; ";
    return all;
}

bool Ended::breaks(std::string const& claim) const {
    return std::find(record.broken.begin(), record.broken.end(), claim) != record.broken.end();
}

Bench open_bench() {
    Bench bench;
    bench.router.translates = false;
    model::Lab lab;
    lab.cable = true;
    bench.facts.crossing = model::Crossing(lab);
    return bench;
}

std::string outcome(Ended const& ended) {
    auto const& record = ended.record;
    return std::string(to_string(record.outcome)) + (record.observed_class.empty() ? "" : " [" + record.observed_class + "]") +
           (record.reason.empty() ? "" : ": " + record.reason);
}

bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace bench
