// A case of the suites, a simulated router, and a link between them that the input governs: it loses, doubles, delays, alters and misplaces
// frames, lets frames come from nowhere, and lets time jump. However bad the link: the engine never crashes, always ends, finds nothing
// satisfied when nothing arrived, and what it leaves behind can be written, read and judged.
#include "generator/proto/frame.hpp"
#include "harness/engine/case_engine.hpp"
#include "harness/judge/judge.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/record_writer.hpp"
#include "harness/sim/router.hpp"
#include "tests/fuzz/shipped.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>

namespace {

using namespace tsuka;

constexpr std::size_t ethernet_header = 14;
constexpr unsigned most_turns = 100'000;
constexpr unsigned most_idle_wakes = 8;
constexpr MacAddress gateway_mac{{2, 0, 0, 0, 0, 0xc}};

[[noreturn]] void give_up(char const* why, model::Case const& scenario) {
    std::fprintf(stderr, "%s: %s\n", scenario.name().c_str(), why);
    std::abort();
}

/// Who takes part, and what the engine has to know of the lab. Everybody has been introduced to the router.
class Lab {
public:
    Lab(model::Case const& scenario, model::Lab const& lab, sim::Router& router) : lab_(lab), router_(router) {
        std::uint8_t number = 1;
        for (auto const& actor : scenario.cast) hosts.push_back(host(actor.name, actor.side, number++, actor.static_target));
        facts.crossing = model::Crossing(lab);
        facts.crossing.learn(lab.wan.router_address);
        facts.dut_lan = lab.lan.prefix.address;
        facts.mtu = lab.mtu;
        facts.wan_mtu = facts.from_wan_mtu = lab.wan.mtu.value_or(lab.mtu);
        facts.seed = 1;
        facts.case_number = 7;
        facts.sentinel = {host("", Side::lan, 200, false), host("", Side::wan, 200, false), 20001, 20002};
    }

    std::vector<model::Host> hosts;
    engine::Facts facts;

private:
    model::Host host(std::string name, Side side, std::uint8_t number, bool inside) {
        model::Host made{std::move(name), side, gateway_mac, {}, {}, {}};
        if (side == Side::lan) {
            made.mac = {{2, 0, 0, 0, 1, number}};
            made.address = {lab_.lan.first_client.number + number};
            if (inside && lab_.lan.static_client) made.address = *lab_.lan.static_client;
            made.gateway = lab_.lan.prefix.address;
            made.gateway_mac = introduce(side, made.mac, made.address, made.gateway);
        } else {
            made.address = {lab_.wan.servers.front().address.number + number};
            made.gateway = lab_.wan.link.address;
            made.gateway_mac = introduce(side, gateway_mac, lab_.wan.link.address, lab_.wan.router_address);
        }
        return made;
    }

    MacAddress introduce(Side side, MacAddress mac, Ipv4Address own, Ipv4Address router) {
        router_.receive(side, proto::build_arp(MacAddress::broadcast(), 1, mac, own, {}, router), {});
        MacAddress learned;
        for (auto const& emission : router_.take_frames()) std::copy_n(emission.frame.begin() + 6, 6, learned.octets.begin());
        return learned;
    }

    model::Lab const& lab_;
    sim::Router& router_;
};

class Course {
public:
    Course(Reader& input, model::Case const& scenario, model::RouterSpec const& spec)
        : input_(input), scenario_(scenario), router_(spec), lab_(scenario, spec.lab, router_), engine_(scenario, lab_.hosts, lab_.facts) {}

    [[nodiscard]] bool touched() const { return touched_; }

    engine::Finished run() {
        engine_.start(now_);
        for (unsigned turn = 0;; ++turn) {
            if (turn > most_turns) give_up("no end in sight", scenario_);
            collect();
            if (engine_.done()) break;
            step();
        }
        auto finished = engine_.finish();
        for (auto const& frame : finished.record.frames)
            if (frame.number == 0 || frame.number > frames_) give_up("a frame that never passed", scenario_);
        if (delivered_ == 0 && finished.record.outcome == model::Outcome::satisfied) give_up("satisfied by nothing", scenario_);
        return finished;
    }

private:
    struct Flight {
        bool to_router = false;
        Side side = Side::lan;
        Octets frame;
    };

    void step() {
        auto due = flights_.empty() ? std::optional<Instant>{} : flights_.begin()->first.first;
        const auto frame_due = due;
        for (const auto at : {engine_.wake_at(), router_.wake_at()})
            if (at && (!due || *at < *due)) due = at;
        if (!due) give_up("nothing is under way and nobody waits for anything", scenario_);
        if (*due > now_) {
            now_ = *due;
            idle_ = 0;
        }
        if (frame_due && *frame_due <= now_) return arrive();
        if (++idle_ > most_idle_wakes) give_up("asks again and again to be woken at a moment that is past", scenario_);
        if (const auto at = router_.wake_at(); at && *at <= now_)
            router_.wake(now_);
        else
            engine_.wake(now_);
    }

    void collect() {
        for (auto& out : engine_.take_frames()) {
            engine_.sent(out.evidence, now_, ++frames_);
            send({true, out.side, std::move(out.frame)});
        }
        for (auto& emission : router_.take_frames()) send({false, emission.side, std::move(emission.frame)});
        if (const auto hook = engine_.take_request()) {
            const bool done = input_.u8() % 8 != 1;
            if (done) (void)router_.carry_out(*hook, now_);
            engine_.hook_ended(done ? std::string{} : "it failed", now_);
        }
        // The router is waited for by the session of a run, which here is nobody: it is back at once, whatever it is.
        if (engine_.awaits_router()) engine_.router_back(lab_.facts, now_);
    }

    void send(Flight flight, Duration delay = std::chrono::microseconds(50)) {
        if (seen_.size() < 256) seen_.push_back(flight.frame);
        flights_.emplace(std::pair(now_ + delay, next_++), std::move(flight));
        idle_ = 0;
    }

    void deliver(Flight const& flight) {
        if (flight.to_router) return router_.receive(flight.side, flight.frame, now_);
        ++delivered_;
        engine_.receive(flight.side, flight.frame, now_, true, ++frames_);
    }

    /// What becomes of the next frame: the input says. Where it has ended, everything passes, or nothing any more.
    void arrive() {
        auto flight = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        if (hole_) return;
        const auto fate = input_.u8();
        touched_ = touched_ || (fate > 0 && fate < 16);
        if (diverted(fate, flight)) return;
        befall(fate, flight);
        if (!engine_.done()) deliver(flight);
    }

    /// True: this frame does not arrive, at any rate not now and not as it was.
    bool diverted(unsigned fate, Flight const& flight) {
        switch (fate) {
            case 1:
                return true;
            case 5:
                send(flight, std::chrono::milliseconds(input_.u16()));
                return true;
            case 9:
                repeat(flight);
                return true;
            case 12:
                hole_ = true;
                return true;
            case 15:
                quote(flight);
                return true;
            default:
                return false;
        }
    }

    /// What happens to it on its way, or beside it.
    void befall(unsigned fate, Flight& flight) {
        switch (fate) {
            case 2:
                return send(flight, std::chrono::microseconds(input_.u16()));
            case 3:
                return alter(flight.frame);
            case 4:
                return alter_honestly(flight.frame);
            case 6:
                flight.side = other(flight.side);
                return;
            case 7:
                return flight.frame.resize(input_.u16() % (flight.frame.size() + 1));
            case 8: {
                const auto octets = input_.take(std::min<std::size_t>(input_.u8(), input_.left()));
                return send({false, flight.side, Octets(octets.begin(), octets.end())});
            }
            case 10:
                now_ += std::chrono::milliseconds(input_.u16());
                return;
            case 11:
                return engine_.wake(now_);
            case 13:
                flight.to_router = !flight.to_router;
                flight.side = other(flight.side);
                return;
            case 14:
                if (input_.u8() == 0) engine_.abandon("the input says so", now_);
                return;
            default:
                return;
        }
    }

    /// Any octets, checksums as they were.
    void alter(Octets& frame) {
        for (unsigned count = 1U + input_.u8() % 4U; count > 0 && !frame.empty(); --count) {
            auto& octet = frame[input_.u16() % frame.size()];
            octet = static_cast<std::uint8_t>(octet ^ input_.u8());
        }
    }

    /// Octets of the datagram, checksums mended: what a router does that means it.
    void alter_honestly(Octets& frame) {
        auto packet = sim::Packet::parse(part(frame, ethernet_header));
        if (!packet) return;
        for (unsigned count = 1U + input_.u8() % 4U; count > 0; --count) {
            const auto at = input_.u8() % packet->size();
            packet->set(at, input_.u8(), 1);
        }
        std::copy(packet->octets().begin(), packet->octets().end(), frame.begin() + ethernet_header);
    }

    /// A frame of earlier comes instead, to where the input says.
    void repeat(Flight flight) {
        const auto which = input_.u8();
        flight.frame = seen_[which % seen_.size()];
        if (const auto how = input_.u8(); (how & 1U) != 0) flight.side = other(flight.side);
        deliver(flight);
    }

    /// An ICMP error about it comes to its sender.
    void quote(Flight const& flight) {
        const auto datagram = part(flight.frame, ethernet_header);
        if (datagram.size() < 28) return;
        proto::IpParameters ip;
        ip.source = {static_cast<std::uint32_t>(*read_bits(datagram, 128, 32))};
        ip.destination = {static_cast<std::uint32_t>(*read_bits(datagram, 96, 32))};
        ip.protocol = 1;
        const auto type = input_.u8();
        const auto icmp = proto::build_icmp(type, input_.u8(), 1400, part(datagram, 0, 20U + input_.u8()));
        auto frame = proto::build_ethernet({}, {}, 0x0800, proto::build_ipv4(ip, icmp));
        std::copy_n(flight.frame.begin() + 6, 6, frame.begin());
        deliver({false, flight.to_router ? flight.side : other(flight.side), std::move(frame)});
    }

    Reader& input_;
    model::Case const& scenario_;
    sim::Router router_;
    Lab lab_;
    engine::CaseEngine engine_;
    Instant now_{};
    std::uint64_t frames_ = 0;  ///< that have passed
    unsigned idle_ = 0;
    std::uint64_t delivered_ = 0;  ///< frames that the engine was given
    std::uint64_t next_ = 0;
    bool hole_ = false;
    bool touched_ = false;  ///< something happened that no good link does
    std::vector<Octets> seen_;
    std::map<std::pair<Instant, std::uint64_t>, Flight> flights_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static auto const all = fuzz::shipped();
    Reader input{View{data, size}};
    auto const& scenario = *fuzz::next_on_ring(all.cases, input.u32(), [](auto const* one) { return one->name(); });
    auto const& spec = all.routers[input.u8() % all.routers.size()];
    const auto router = fuzz::spoilt(spec, input);
    Course course(input, scenario, router);
    const auto finished = course.run();
    // What the faithful router cannot keep either: the integrity value of AH covers the address that it translates.
    const bool good =
        finished.record.outcome == model::Outcome::satisfied || finished.record.broken == std::vector<std::string>{"ah.limit"};
    if (spec.name == "faithful" && router.defects.empty() && !course.touched() && !good)
        give_up("a good router and a good link are accused", scenario);

    model::Record record;
    record.run.tool = "fuzz";
    record.complete = true;
    record.cases.push_back(finished.record);
    const auto text =
        record::run_line(record.run) + "\n" + record::case_line(finished.record) + "\n" + record::end_line({true, {}, {}, {}}) + "\n";
    const auto read = record::parse_record(text);
    if (!read || read->cases.size() != 1 || record::case_line(read->cases[0]) != record::case_line(finished.record))
        give_up("the record does not read as it was written", scenario);
    const auto report = judge::judge(*read, all.profile, all.claims);
    if (report.rows.size() != 1) give_up("not one row", scenario);
    const bool kept = report.rows[0].verdict == model::Verdict::pass || report.rows[0].verdict == model::Verdict::supported;
    if (kept && finished.record.outcome != model::Outcome::satisfied && finished.record.outcome != model::Outcome::violated)
        give_up("passed without an answer", scenario);
    return 0;
}
