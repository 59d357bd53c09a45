// What the parts cost, one by one: frames made (by template and by field table), taken apart, counted; an exchange judged in virtual time,
// alone and with sixty-four cases at once; a page rendered. By Google Benchmark: `--benchmark_filter=REGEX` chooses, `--help` says the
// rest.
#include "generator/load/tally.hpp"
#include "generator/load/template.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/registry.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/session.hpp"
#include "harness/run/virtual.hpp"
#include "harness/suite/load_router.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace tsuka;

const Octets link_head{2, 0, 0, 0, 0, 0x0b, 2, 0, 0, 0, 0, 0x0a, 8, 0};

load::Template template_of(std::string const& kind, std::size_t size) {
    auto made = load::Template::make({*load::parse_kind(kind), size, link_head, false, 1, true});
    if (!made) std::abort();
    return std::move(*made);
}

load::FlowNumbers flow(std::uint32_t number) {
    return {MacAddress{{2, 0, 0, 0, 0, 0x0a}},
            Ipv4Address{0x0a4d0005},
            Ipv4Address{0xc6120001 + number},
            static_cast<std::uint16_t>(10000 + number),
            4500,
            number};
}

void craft_by_template(benchmark::State& state, std::string const& kind) {
    const auto made = template_of(kind, 128);
    Octets frame(made.frame().begin(), made.frame().end());
    std::uint32_t number = 0;
    for (auto _ : state) {
        made.stamp(frame, flow(number & 1023U), number & 1023U, number, number);
        ++number;
        benchmark::DoNotOptimize(frame.data());
        benchmark::ClobberMemory();
    }
}
BENCHMARK_CAPTURE(craft_by_template, esp, std::string("esp"));
BENCHMARK_CAPTURE(craft_by_template, natt, std::string("natt"));
BENCHMARK_CAPTURE(craft_by_template, gre, std::string("gre"));
BENCHMARK_CAPTURE(craft_by_template, wireguard, std::string("wireguard"));

void craft_by_field_table(benchmark::State& state) {
    auto const& message = *proto::find_message("esp").message;
    const Octets inside(64, 0x42);
    std::uint32_t number = 0;
    for (auto _ : state) {
        proto::Fields fields;
        fields.set("spi", std::uint64_t{0x1000});
        fields.set("seq", std::uint64_t{++number});
        proto::IpParameters ip;
        ip.source = Ipv4Address{0x0a4d0005};
        ip.destination = Ipv4Address{0xc6120001};
        ip.protocol = 50;
        auto built = proto::build(message, fields, inside);
        if (!built) state.SkipWithError("cannot be built");
        benchmark::DoNotOptimize(proto::build_ipv4(ip, *built));
    }
}
BENCHMARK(craft_by_field_table);

void take_apart(benchmark::State& state, std::string const& kind) {
    const auto made = template_of(kind, static_cast<std::size_t>(state.range(0)));
    Octets frame(made.frame().begin(), made.frame().end());
    made.stamp(frame, flow(1), 1, 1, 1);
    for (auto _ : state) benchmark::DoNotOptimize(proto::dissect(frame));
}
BENCHMARK_CAPTURE(take_apart, esp, std::string("esp"))->Arg(128)->Arg(1400);
BENCHMARK_CAPTURE(take_apart, natt, std::string("natt"))->Arg(128)->Arg(1400);

void count_arrival(benchmark::State& state) {
    const auto made = template_of("natt", static_cast<std::size_t>(state.range(0)));
    Octets frame(made.frame().begin(), made.frame().end());
    load::Tally tally(1024);
    const auto datagram = View(frame).subspan(made.link_octets());
    std::uint32_t number = 0;
    for (auto _ : state) {
        made.stamp(frame, flow(number & 1023U), number & 1023U, number / 1024U, number);
        if (!load::intact(made, datagram, number % 16U == 0)) state.SkipWithError("not intact");
        tally.arrived({1, number & 1023U, number / 1024U, 0}, Duration(1000));
        ++number;
    }
}
BENCHMARK(count_arrival)->Arg(128)->Arg(1400);

model::RouterSpec faithful() {
    auto loaded = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/faithful.toml");
    if (!loaded.ok()) std::abort();
    return std::move(loaded.value);
}

std::vector<model::Case> cases(std::string const& glob) {
    const auto claims = app::read_claims();
    const auto suites = app::read_suites({}, *claims);
    if (!suites) std::abort();
    return app::select(*suites, {glob});
}

class Keeper final : public run::Observer {
public:
    void preflight_done(std::vector<model::FieldRecord> const&) override {}
    void case_started(model::Case const&, unsigned) override {}
    void case_finished(engine::Finished finished) override { record.cases.push_back(std::move(finished.record)); }
    model::Record record;
};

model::Record run_in_virtual_time(std::vector<model::Case> chosen, model::RouterSpec const& router, unsigned jobs) {
    const run::Plan plan{std::move(chosen), router.lab, 1, jobs};
    Keeper keeper;
    run::Session session(plan, keeper);
    sim::Router simulated(router);
    port::Tap tap;
    if (!run::run_virtual(session, simulated, tap).trouble.empty()) std::abort();
    return std::move(keeper.record);
}

/// Whole runs, with so many cases at once; items are frames.
void run_cases(benchmark::State& state, std::string const& glob) {
    const auto router = faithful();
    const auto chosen = cases(glob);
    std::size_t frames = 0;
    for (auto _ : state)
        for (auto const& one : run_in_virtual_time(chosen, router, static_cast<unsigned>(state.range(0))).cases)
            frames += one.frames.size();
    state.SetItemsProcessed(static_cast<std::int64_t>(frames));
}
BENCHMARK_CAPTURE(run_cases, a_thousand_datagrams, std::string("flow.thousand.esp"))->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run_cases, sizes, std::string("flow.sizes.*"))->Arg(1)->Arg(64)->Unit(benchmark::kMillisecond);

void render(benchmark::State& state, bool page) {
    const auto router = faithful();
    const auto record = run_in_virtual_time(cases("esp.*"), router, 1);
    const auto claims = app::read_claims();
    const auto profile = app::read_profile("linux", *claims);
    if (!profile) std::abort();
    const auto report = judge::judge(record, profile->profile, *claims);
    for (auto _ : state) {
        if (page) {
            benchmark::DoNotOptimize(reports::render_html(report, record, {}));
        } else {
            benchmark::DoNotOptimize(reports::render_json(report, record, {}));
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(record.cases.size()));
}
BENCHMARK_CAPTURE(render, page, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(render, json, false)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
