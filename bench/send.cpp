// Traffic at rate, as fast as it goes: what bench/rates.py runs beside the generators that others use. `frames` sends patched flows and
// nothing else, `bare` is the same by a loop of AF_XDP, or of live frames, alone, `trial` is what `tsuka load` does: flows opened, frames
// counted when they come out of the router, flow by flow, checksums, order and latency with them.
#include "bench/bare_live.hpp"
#include "bench/bare_xdp.hpp"
#include "generator/load/template.hpp"
#include "harness/port/batch_sender.hpp"
#include "harness/rate/live_path.hpp"
#include "harness/rate/outlet.hpp"
#include "harness/rate/traffic.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tsuka::bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int frames_a_look = 8;  // as the live path of harness/rate has it
constexpr std::uint16_t first_port = 10000;
constexpr std::uint16_t ports_of_a_server = 50000;

struct Wanted {
    std::string lan;
    std::string wan;
    std::string lab;
    std::string kind = "udp";
    std::size_t size = 64;
    std::uint32_t flows = 1000;
    double seconds = 0.5;
    bool messages = false;
    bool live_frames = false;
    unsigned threads = 1;
    bool once = false;
    std::string from_mac = "02:00:00:00:00:0a";
    std::string to_mac = "02:00:00:00:00:0b";
    std::string source = "10.77.0.5";
    std::string server = "198.18.0.1";
};

port::Mechanism mechanism_of(Wanted const& wanted, port::Mechanism otherwise) {
    return wanted.messages ? port::Mechanism::sendmmsg : otherwise;
}

Clock::duration duration_of(Wanted const& wanted) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(wanted.seconds));
}

Octets link_head(Wanted const& wanted) {
    auto head = parse_mac(wanted.to_mac)->octets;
    const auto source = parse_mac(wanted.from_mac)->octets;
    Octets octets(head.begin(), head.end());
    octets.insert(octets.end(), source.begin(), source.end());
    octets.push_back(0x08);
    octets.push_back(0x00);
    return octets;
}

/// Flows of one client: with ports one for each of them, without a server for each.
std::vector<load::FlowNumbers> flows_of(Wanted const& wanted, load::Kind kind) {
    std::vector<load::FlowNumbers> flows(wanted.flows);
    const auto port = load::port_of(kind);
    for (std::uint32_t at = 0; at < wanted.flows; ++at) {
        auto& flow = flows[at];
        flow.source_mac = *parse_mac(wanted.from_mac);
        flow.source = *parse_ipv4(wanted.source);
        flow.destination = *parse_ipv4(wanted.server);
        flow.destination.number += port == 0 ? at : at / ports_of_a_server;
        flow.source_port = static_cast<std::uint16_t>(first_port + at % ports_of_a_server);
        flow.destination_port = port;
        flow.tag = 0x1000 + at;
    }
    return flows;
}

Result<load::Template> frame_of(Wanted const& wanted, load::Kind kind, bool udp_checksum) {
    return load::Template::make({kind, wanted.size, link_head(wanted), false, 1, udp_checksum});
}

Result<std::uint64_t> send_frames(Wanted const& wanted, load::Kind kind) {
    auto made = frame_of(wanted, kind, true);
    if (!made) return made.error();
    auto sender = port::open_batch_sender(wanted.lan, mechanism_of(wanted, port::Mechanism::xdp));
    if (!sender) return sender.error();
    const auto flows = flows_of(wanted, kind);
    const auto octets = made->frame().size();
    for (std::size_t index = 0; index < (*sender)->buffers(); ++index)
        std::copy(made->frame().begin(), made->frame().end(), (*sender)->buffer(index).begin());
    std::uint64_t sent = 0;
    std::uint32_t flow = 0;
    std::uint32_t sequence = 0;
    std::uint32_t stamp = 0;
    const auto end = Clock::now() + duration_of(wanted);
    constexpr int batch = 256;
    while (Clock::now() < end && !(wanted.once && sequence > 0)) {
        for (int at = 0; at < batch && !(wanted.once && sequence > 0); ++at) {
            const auto index = (*sender)->claim();
            if (!index) break;
            if (at % frames_a_look == 0) stamp = static_cast<std::uint32_t>(std::chrono::system_clock::now().time_since_epoch().count());
            made->stamp((*sender)->buffer(*index).first(octets), flows[flow], flow, sequence, stamp);
            (*sender)->queue(*index, octets);
            ++sent;
            if (++flow == flows.size()) {
                flow = 0;
                ++sequence;
            }
        }
        if (const auto flushed = (*sender)->flush(); !flushed) return flushed.error();
    }
    return sent;
}

Result<std::uint64_t> send_live_frames(Wanted const& wanted, load::Kind kind) {
    constexpr auto room_again = std::chrono::milliseconds(2);  // of some thousand frames that are under way
    auto made = frame_of(wanted, kind, true);
    if (!made) return made.error();
    auto outlet = rate::open_live_outlet(wanted.lan);
    if (!outlet) return outlet.error();
    const auto flows = flows_of(wanted, kind);
    std::uint64_t sent = 0;
    std::uint32_t flow = 0;
    std::uint32_t sequence = 0;
    for (const auto end = Clock::now() + duration_of(wanted); Clock::now() < end && !(wanted.once && sequence > 0);) {
        while ((*outlet)->queue(0, *made, {flows[flow], flow, sequence})) {
            ++sent;
            if (++flow < flows.size()) continue;
            flow = 0;
            ++sequence;
            if (wanted.once) break;
        }
        if (const auto flushed = (*outlet)->flush(); !flushed) return flushed.error();
        std::this_thread::sleep_for(room_again);
    }
    return sent;
}

Result<std::uint64_t> send_bare_frames(Wanted const& wanted, load::Kind kind) {
    auto made = frame_of(wanted, kind, wanted.live_frames);  // without a checksum octets may change freely
    if (!made) return made.error();
    Octets frame(made->frame().begin(), made->frame().end());
    made->stamp(frame, flows_of(wanted, kind).front(), 0, 0, 0);
    const auto duration = duration_of(wanted);
    const auto sent =
        wanted.live_frames ? send_bare_live(wanted.lan, frame, duration) : send_bare(wanted.lan, frame, wanted.flows, duration);
    if (sent == 0) return fail(fmt::format("no {} on {}", wanted.live_frames ? "live frames" : "AF_XDP", wanted.lan));
    return sent;
}

Result<std::uint64_t> count_through(Wanted const& wanted, load::Kind kind) {
    auto lab = suite::load_lab(wanted.lab);
    if (!lab.ok()) return fail("the lab file cannot be read");
    auto path = rate::open_live_path(wanted.lan, wanted.wan,
                                     {mechanism_of(wanted, port::Mechanism::automatic), wanted.threads, wanted.live_frames});
    if (!path) return path.error();
    if (wanted.live_frames && (*path)->mechanism() != "BPF live frames") return fail((*path)->mechanism());
    auto ground = rate::Ground::create(lab.value, 1, 1);
    if (!ground) return ground.error();
    const rate::Stop never = [] { return std::optional<std::string>(); };
    if (auto ready = rate::make_ready(**path, *ground, never); !ready) return ready.error();
    auto flows = rate::Flows::create(*ground, kind, wanted.flows, *parse_prefix("198.18.0.0/15"), 1);
    if (!flows) return flows.error();
    auto traffic = rate::Traffic::create(**path, *ground, std::move(*flows), load::SizeMix({{wanted.size, 1}}), {}, 1);
    if (!traffic) return traffic.error();
    if (auto opened = traffic->open(20000, never); !opened) return opened.error();
    constexpr double faster_than_any = 5e6;
    const auto outcome =
        traffic->measure(faster_than_any, std::chrono::duration_cast<Duration>(std::chrono::duration<double>(wanted.seconds)), never);
    if (!outcome) return outcome.error();
    auto const& counts = outcome->outward.counts;
    fmt::print("flows {} lost {} altered {} reordered {} missed {} ", traffic->open_flows(), counts.lost(), counts.altered,
               counts.reordered, outcome->missed);
    return counts.received;
}

int run(int count, char** words) {
    CLI::App app{"Traffic at rate as fast as it goes, for bench/rates.py."};
    Wanted wanted;
    app.require_subcommand(1);
    app.add_option("--lan", wanted.lan, "interface to send on")->required();
    app.add_option("--kind", wanted.kind, "udp, esp, natt, gre, l2tp, wireguard");
    app.add_option("--size", wanted.size, "octets of a frame with its check sequence");
    app.add_option("--flows", wanted.flows)->check(CLI::Range(1U, 1000000U));
    app.add_option("--seconds", wanted.seconds)->check(CLI::PositiveNumber);
    app.add_flag("--messages", wanted.messages, "by sendmmsg in place of AF_XDP");
    app.add_flag("--live-frames", wanted.live_frames, "by BPF live frames");
    app.add_option("--mac", wanted.to_mac, "where frames go");
    app.add_option("--from-mac", wanted.from_mac);
    app.add_option("--source", wanted.source);
    app.add_option("--server", wanted.server, "the first one");
    auto* frames = app.add_subcommand("frames", "frames of patched flows")->fallthrough();
    frames->add_flag("--once", wanted.once, "each flow has one frame: every frame is a new session");
    auto* bare = app.add_subcommand("bare", "the same by a bare loop")->fallthrough();
    auto* trial = app.add_subcommand("trial", "sent and counted, as tsuka load does")->fallthrough();
    trial->add_option("--threads", wanted.threads)->check(CLI::Range(1U, 64U));
    trial->add_option("--wan", wanted.wan)->required();
    trial->add_option("--lab", wanted.lab)->required();
    CLI11_PARSE(app, count, words);
    const auto kind = load::parse_kind(wanted.kind);
    if (!kind || !parse_mac(wanted.to_mac) || !parse_mac(wanted.from_mac) || !parse_ipv4(wanted.source) || !parse_ipv4(wanted.server)) {
        fmt::print(stderr, "error: no such kind, or no such address\n");
        return 3;
    }
    const auto done = *frames ? (wanted.live_frames ? send_live_frames(wanted, *kind) : send_frames(wanted, *kind))
                      : *bare ? send_bare_frames(wanted, *kind)
                              : count_through(wanted, *kind);
    if (!done) {
        fmt::print(stderr, "error: {}\n", done.error().what);
        return 2;
    }
    fmt::print("frames {}\n", *done);
    return 0;
}

}  // namespace

}  // namespace tsuka::bench

int main(int count, char** words) {
    return tsuka::bench::run(count, words);
}
