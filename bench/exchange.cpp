// What one exchange costs: a UDP datagram sent on the LAN side, seen on the WAN side behind the kernel's NAT, and judged. Once through
// everything (session, engine, packet ports), once by a bare AF_PACKET send, poll and recv that only looks for the same octets. Both in
// one process, in turns, over one flow, so that whatever the machine does meanwhile happens to both.
#include "generator/flow/conversation.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/port/packet_port.hpp"
#include "harness/run/live.hpp"
#include "harness/suite/load.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace tsuka::bench {

namespace {

constexpr std::size_t payload_octets = 64;
constexpr std::size_t headers = 14 + 20 + 8;
constexpr std::size_t source_at = 14 + 12;

using Clock = std::chrono::steady_clock;
using Samples = std::vector<Duration>;

Duration median(Samples& samples) {
    if (samples.empty()) return {};
    const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::nth_element(samples.begin(), middle, samples.end());
    return *middle;
}

double microseconds(Duration duration) {
    return std::chrono::duration<double, std::micro>(duration).count();
}

/// A port that notes when each probe of the benchmark was handed to it: from one probe to the next is one exchange.
class WatchedPort final : public port::Port {
public:
    explicit WatchedPort(std::unique_ptr<port::Port> port) : port_(std::move(port)) {}

    [[nodiscard]] std::string name() const override { return port_->name(); }
    [[nodiscard]] Result<void> send(View frame) override {
        if (frame.size() == headers + payload_octets) {
            sent.push_back(Clock::now());
            last_probe.assign(frame.begin(), frame.end());
        }
        return port_->send(frame);
    }
    [[nodiscard]] Result<std::optional<port::Received>> receive() override { return port_->receive(); }
    [[nodiscard]] int descriptor() const override { return port_->descriptor(); }
    [[nodiscard]] Result<void> state() override { return port_->state(); }
    [[nodiscard]] port::Statistics statistics() override { return port_->statistics(); }

    std::vector<Clock::time_point> sent;
    Octets last_probe;

private:
    std::unique_ptr<port::Port> port_;
};

/// Only what an AF_PACKET socket needs to send or to be received from.
class BareSocket {
public:
    static Result<BareSocket> open(std::string const& interface, std::uint16_t protocol) {
        port::UniqueFd socket{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
        sockaddr_ll address{};
        address.sll_family = AF_PACKET;
        address.sll_protocol = htons(protocol);
        address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
        if (!socket || ::bind(socket.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
            return fail(fmt::format("{}: {}", interface, std::strerror(errno)));
        return BareSocket{std::move(socket)};
    }

    [[nodiscard]] bool send(View frame) const {
        return ::send(socket_.get(), frame.data(), frame.size(), 0) == static_cast<ssize_t>(frame.size());
    }
    /// Waits until a frame of the router's with these octets at the end has come.
    [[nodiscard]] bool await(View tail, in_addr source) {
        for (;;) {
            pollfd wait{socket_.get(), POLLIN, 0};
            if (::poll(&wait, 1, 1000) <= 0) return false;
            const auto got = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
            const auto length = got < 0 ? 0 : static_cast<std::size_t>(got);
            if (length < headers + tail.size()) continue;
            const bool payload = std::memcmp(buffer_.data() + length - tail.size(), tail.data(), tail.size()) == 0;
            if (payload && std::memcmp(buffer_.data() + source_at, &source, sizeof source) == 0) return true;
        }
    }
    void empty() {
        while (::recv(socket_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT) > 0)
            ;
    }

private:
    explicit BareSocket(port::UniqueFd socket) : socket_(std::move(socket)) {}
    port::UniqueFd socket_;
    std::array<char, 2048> buffer_{};
};

class Judged final : public run::Observer {
public:
    void preflight_done(std::vector<model::FieldRecord> const&) override {}
    void case_started(model::Case const&, unsigned) override {}
    void case_finished(engine::Finished finished) override {
        satisfied = satisfied && finished.record.outcome == model::Outcome::satisfied;
        reason = finished.record.reason;
    }
    bool satisfied = true;
    std::string reason;
};

Result<model::Case> exchange_case(std::size_t exchanges) {
    std::string text =
        "format = 1\n[suite]\nid = \"bench\"\ntitle = \"Bench\"\nabout = \"Bench.\"\n[cast]\nalice = { side = \"lan\" }\n"
        "server = { side = \"wan\" }\n[[case]]\nid = \"bench.exchange\"\ntitle = \"Exchanges\"\nclaim = [\"bench\"]\nsteps = [\n"
        "{ use = \"udp\", as = \"f\", from = \"alice\", to = \"server\" },\n";
    for (std::size_t at = 0; at < exchanges; ++at)
        text += fmt::format(
            "{{ send = \"udp\", on = \"f\", at = \"alice\", bytes = {1}, as = \"p{0}\" }},\n"
            "{{ expect = \"udp\", on = \"f\", at = \"server\", probe = \"p{0}\", src = \"dut.wan\", payload = \"same\" }},\n",
            at, payload_octets);
    suite::Vocabulary words;
    for (auto kind : flow::conversation_kinds()) {
        const auto settings = flow::conversation_settings(kind);
        words.flows.push_back({std::string(kind), {settings.begin(), settings.end()}});
    }
    auto suite = suite::parse_suite(text + "]\n", "bench", words);
    if (!suite.ok() || suite.value.cases.empty())
        return fail(suite.diagnostics.empty() ? std::string("no case") : suite::to_string(suite.diagnostics.front()));
    return suite.value.cases.front();
}

struct Bench {
    model::Lab lab;
    model::Case scenario;
    std::size_t exchanges;  ///< of a case
    WatchedPort& lan;
    port::Port& wan;
    BareSocket sender;
    BareSocket receiver;
    Samples whole;
    Samples bare;
    std::uint64_t mark = 0;
};

/// One session: preflight and one case, of which only the time from probe to probe counts.
Result<void> through_everything(Bench& bench, std::uint64_t seed) {
    run::Plan plan;
    plan.cases = {bench.scenario};
    plan.lab = bench.lab;
    plan.seed = seed;
    plan.rest = std::chrono::milliseconds(20);  // nothing of it counts, and rounds are many
    Judged judged;
    bench.lan.sent.clear();
    run::Session session(plan, judged);
    port::Tap tap;
    const auto live = run::run_live(session, bench.lan, bench.wan, tap);
    if (!live.trouble.empty()) return fail(live.trouble);
    if (!session.ended().empty() || !judged.satisfied) return fail(session.ended() + judged.reason);
    if (bench.lan.sent.size() != bench.exchanges) return fail("frames that are no probes look like probes");
    for (std::size_t at = 1; at < bench.exchanges; ++at) bench.whole.push_back(bench.lan.sent[at] - bench.lan.sent[at - 1]);
    return {};
}

/// Every frame differs from all before it, so that no frame left over from earlier can be taken for the one that was just sent. Without
/// a UDP checksum (RFC 768) the octets may change freely.
Result<void> bare_loop(Bench& bench) {
    auto frame = bench.lan.last_probe;
    const in_addr router{htonl(bench.lab.wan.router_address.number)};
    frame[headers - 2] = frame[headers - 1] = 0;
    bench.receiver.empty();
    for (std::size_t at = 0; at < bench.exchanges; ++at) {
        ++bench.mark;
        std::memcpy(frame.data() + frame.size() - sizeof bench.mark, &bench.mark, sizeof bench.mark);
        const auto began = Clock::now();
        if (!bench.sender.send(frame) || !bench.receiver.await(part(frame, headers, payload_octets), router))
            return fail("bare loop: the frame did not come through");
        bench.bare.push_back(Clock::now() - began);
    }
    // The ring of the port has seen these frames as well; a session must not begin with them.
    for (;;) {
        auto left = bench.wan.receive();
        if (!left) return left.error();
        if (!*left) return {};
    }
}

Result<void> measure(unsigned rounds, unsigned exchanges) {
    auto preset = suite::load_preset(TSUKA_SOURCE_DIR "/duts/kernel/linux");
    if (!preset.ok()) return fail("the preset cannot be read");
    auto scenario = exchange_case(exchanges);
    if (!scenario) return scenario.error();
    auto lab = lab::NamespaceLab::create(preset.value);
    if (!lab) return lab.error();
    auto lan = port::open_packet_port(lab->lan());
    if (!lan) return lan.error();
    auto wan = port::open_packet_port(lab->wan());
    if (!wan) return wan.error();
    auto sender = BareSocket::open(lab->lan(), 0);
    if (!sender) return sender.error();
    auto receiver = BareSocket::open(lab->wan(), ETH_P_ALL);
    if (!receiver) return receiver.error();

    WatchedPort watched(std::move(*lan));
    Bench bench{preset.value.lab, *scenario, exchanges, watched, **wan, std::move(*sender), std::move(*receiver), {}, {}, 0};
    for (unsigned round = 0; round < rounds; ++round) {
        if (auto done = through_everything(bench, round + 1); !done) return done.error();
        if (auto done = bare_loop(bench); !done) return done.error();
    }
    const auto whole = median(bench.whole);
    const auto bare = median(bench.bare);
    fmt::print(
        "{} rounds of {} exchanges\nthrough session, engine and ports: median {:.1f} us\nbare send, poll, recv:             median {:.1f} "
        "us\n"
        "ratio {:.2f}\n",
        rounds, exchanges, microseconds(whole), microseconds(bare), microseconds(whole) / microseconds(bare));
    return {};
}

}  // namespace

}  // namespace tsuka::bench

int main(int count, char** words) {
    std::array<unsigned, 2> given{200, 10};  // rounds, and exchanges of a case: those of the suites have about ten
    for (int at = 1; at < count; ++at) {
        const std::string_view word = words[at];
        auto* number = at <= 2 ? &given.at(static_cast<std::size_t>(at - 1)) : nullptr;
        const auto [end, error] = number == nullptr ? std::from_chars_result{word.data(), std::errc::invalid_argument}
                                                    : std::from_chars(word.data(), word.data() + word.size(), *number);
        if (error != std::errc{} || end != word.data() + word.size() || *number == 0) {
            fmt::print(stderr, "usage: tsuka_bench_exchange [ROUNDS [EXCHANGES]]\n");
            return 3;
        }
    }
    const auto measured = tsuka::bench::measure(given[0], given[1]);
    if (!measured) fmt::print(stderr, "error: {}\n", measured.error().what);
    return measured ? 0 : 2;
}
