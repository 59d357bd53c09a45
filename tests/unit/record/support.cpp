// See support.hpp.
#include "tests/unit/record/support.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace tsuka::test {

namespace {

model::FrameRecord frame(std::uint64_t number, bool sentinel) {
    model::FrameRecord out;
    out.number = number;
    out.sentinel = sentinel;
    out.actor = "alice";
    out.probe = "#3";
    out.step = 3;
    return out;
}

model::CaseRecord full_case() {
    model::CaseRecord one;
    one.id = "time.udp.idle";
    one.name = "time.udp.idle[idle=60s]";
    one.group = {.kind = model::Group::Kind::measure, .label = "idle=60s", .value = std::chrono::seconds(60)};
    one.suite = "time.udp";
    one.title = "先着一名 \"title\" with \\ and \n";
    one.about = "about";
    one.claims = {"bcp.udp-timeout", "natt"};
    one.outcome = model::Outcome::violated;
    one.reason = "lost";
    one.observed_class = "first-come";
    one.class_about = "E4";
    one.broken = {"natt"};
    model::StepRecord step;
    step.number = 1;
    step.written = "{ send = \"esp\" }";
    step.spot = {.file = "suites/a.toml", .line = 21, .column = 3};
    step.status = model::StepStatus::failed;
    step.detail = "did not arrive";
    step.checks = {{.what = "arrives", .wanted = "yes", .found = "no", .holds = false},
                   {.what = "ttl", .wanted = "63", .found = "63", .holds = true}};
    step.began = Duration{-5};
    step.took = Duration{12'345};
    one.steps = {step};
    one.observations = {{.seen = model::Seen::mss_raised,
                         .field = "tcp.mss",
                         .sent = "1400",
                         .arrived = "1460",
                         .side = Side::wan,
                         .lan_frames = {1, 18'446'744'073'709'551'615U},
                         .wan_frames = {3}},
                        {.seen = model::Seen::octets,
                         .probe = "#3",
                         .from = "server",
                         .to = "alice",
                         .at = "bob",
                         .sent = "00",
                         .arrived = "01",
                         .offset = 40},
                        {.probe = "#3", .claim = "always.no-misdelivery", .words = "to bob", .note = true}};
    one.because = 1;
    one.doubts = {{model::Doubt::Cause::cut_off, "alice and server"}, {model::Doubt::Cause::stranger}};
    one.frames = {frame(1, true), frame(2, false)};
    one.symbols = {{"wa", "7"}};
    one.hosts = {{"alice", "192.168.1.10"}};
    one.began = std::chrono::milliseconds(5);
    one.took = std::chrono::hours(30);
    one.attempts = 2;
    one.tries = {
        {.outcome = model::Outcome::violated, .observed_class = "starved", .broken = {"natt"}, .reason = "no answer", .frames = {7, 8}},
        {.outcome = model::Outcome::violated, .observed_class = "first-come", .broken = {"natt"}, .reason = "lost", .frames = {}}};
    return one;
}

}  // namespace

model::Record full_record() {
    model::Record record;
    record.run.format = 4;
    record.run.tool = "0.1.0";
    record.run.plan = {{"a", "b[x=1]"}, 4, 2, 1492, std::chrono::seconds(30), std::chrono::seconds(1)};
    record.run.plan.load = {2000, {"udp", "esp"}, 256};
    record.run.virtual_time = true;
    record.run.started = "2025-01-02T03:04:05Z";
    record.run.dut = "netns:linux";
    record.run.dut_about = "a kernel";
    record.run.about = "of some age";
    for (auto const& entry : model::device_entries) record.run.device.*entry.text = "the " + std::string(entry.key);
    for (auto const& entry : model::certificate_entries) record.run.certificate.*entry.text = "a " + std::string(entry.key);
    record.run.seed = 0xfedcba9876543210U;
    record.run.facts = {{"round trip", "0.1 ms"}};
    model::SideAccount side{.sent = 1,
                            .received = 44,
                            .probes = 2,
                            .late = 3,
                            .lab = 4,
                            .router = 5,
                            .strangers = 6,
                            .other_vlan = 7,
                            .after_end = 8,
                            .load = 9};
    record.timeline = {{"silence", std::chrono::seconds(3), "a sentence"}};
    record.accounts = model::Accounts{{side, {}}, {{"leak", Side::wan, "a sentence", 3, {7, 9}}}};
    record.cases = {full_case()};
    record.ports = {{.name = "lan0", .sent = 1, .received = 2, .dropped = 3}};
    using enum model::Input::Kind;
    record.inputs = {{start, 0, Instant{Duration{1'700'000'000'123'456'789}}, {}, {}},
                     {spoilt, 7, Instant{Duration{1}}, std::chrono::seconds(2), "the wan port dropped \"frames\""}};
    record.load = {
        {{2000, {"udp"}, 256},
         std::chrono::seconds(3),
         6000,
         {3000, 2999},
         {2998, 2997},
         3,
         {{"udp", Side::wan, 8, {400, 399}, {2600, 2599}, {{"with an altered payload", "always.payload-untouched", 1, 2, 51, 3}}}},
         "a sentence"}};
    record.complete = true;
    record.ended = "";
    record.took = std::chrono::seconds(7);
    return record;
}

std::string slurp(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>{file}, {}};
}

void spill(std::filesystem::path const& path, std::string const& text) {
    std::ofstream(path, std::ios::binary) << text;
}

}  // namespace tsuka::test
