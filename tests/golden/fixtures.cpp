// Cases modelled on what a NAPT router with an ordinary IPsec and PPTP passthrough shows.
#include "tests/golden/fixtures.hpp"

#include "harness/judge/judge.hpp"
#include "harness/judge/users.hpp"

#include <fmt/format.h>

namespace tsuka::golden {
namespace {

using namespace std::chrono_literals;
using model::CaseRecord;
using model::Claim;
using model::FrameRecord;
using model::Level;
using model::Outcome;
using model::StepStatus;

Instant const start{Duration{1'735'787'045'000'000'000}};  // 2025-01-02T03:04:05Z

std::vector<Claim> claims() {
    return {
        {"nat.napt", Level::must, "RFC 3022 section 2.2", "Several clients share one address, told apart by port.", false},
        {"passthrough.pptp", Level::must, "TR-124 LAN.ALG.1", "A client on the LAN reaches a PPTP server.", false},
        {"passthrough.ipsec", Level::must, "TR-124 LAN.ALG.2", "A client on the LAN reaches an IPsec gateway with native ESP.", false},
        {"multi.same-server.pptp", Level::should, "RFC 2637 section 2.7", "Several clients reach the same PPTP server at once.", false},
        {"multi.same-server.ipsec", Level::must, "TR-124 LAN.ALG.MP", "Several clients reach the same IPsec gateway at once.", false},
        {"bcp.udp-timeout", Level::must, "RFC 4787 REQ-5", "A UDP mapping lives for at least two minutes.", false},
        {"bcp.fragments-any-order", Level::should, "RFC 4787 REQ-14", "Fragments pass in whatever order they arrive.", false},
        {"natt", Level::must, "RFC 3948 section 4", "IPsec over UDP 4500 passes.", false},
        {"always.no-misdelivery", Level::must, "RFC 4787 section 11", "What is for one host reaches no other host.", true},
    };
}

model::Profile profile() {
    return {.id = "example",
            .title = "Example Router 3000",
            .about = "What the manual of an imaginary router says of itself.",
            .claims = {"nat.napt", "passthrough.pptp", "passthrough.ipsec", "multi.same-server.pptp", "bcp.udp-timeout", "natt",
                       "multi.same-server.l2tp"},
            .documented = {{.case_id = "multi.esp.same-server.sequential", .observed_class = "first-come", .source = "manual, 先着一名"},
                           {.case_id = "esp.single.outbound", .observed_class = "passes", .source = "manual, page 12"}}};
}

FrameRecord frame(std::uint64_t number, Side side, bool sent, std::string actor, std::string probe, Duration at, std::string summary,
                  std::vector<model::FieldRecord> fields) {
    FrameRecord out;
    out.number = number;
    out.side = side;
    out.sent = sent;
    out.at = start + at;
    out.actor = std::move(actor);
    out.probe = std::move(probe);
    out.step = out.probe.empty() ? 0U : 1U;
    out.length = 118;
    out.summary = std::move(summary);
    out.fields = std::move(fields);
    return out;
}

std::vector<model::FieldRecord> gre(std::string source, std::string destination, std::string ttl, std::string call_id) {
    return {{"ip.src", std::move(source)}, {"ip.dst", std::move(destination)},  {"ip.ttl", std::move(ttl)},
            {"ip.protocol", "47"},         {"gre.call_id", std::move(call_id)}, {"gre.seq", "0"}};
}

CaseRecord plain(std::string id, std::string suite, std::string title, std::vector<std::string> bears, Outcome outcome) {
    CaseRecord one;
    one.id = one.name = std::move(id);
    one.suite = std::move(suite);
    one.title = std::move(title);
    one.claims = std::move(bears);
    one.outcome = outcome;
    one.took = 4200us;
    return one;
}

model::StepRecord step(unsigned number, std::string written, StepStatus status, std::vector<model::Check> checks = {},
                       std::string detail = {}) {
    model::StepRecord out;
    out.number = number;
    out.written = std::move(written);
    out.spot = {.file = "suites/pptp/call_id.toml", .line = 12 + number, .column = 3};
    out.status = status;
    out.detail = std::move(detail);
    out.checks = std::move(checks);
    out.began = number * 1100us;
    out.took = 300us;
    return out;
}

CaseRecord call_id_collision() {
    CaseRecord one = plain("multi.pptp.callid-collision", "pptp.call-id", "Two clients that both choose Call ID 7 stay distinct",
                           {"multi.same-server.pptp", "passthrough.pptp"}, Outcome::violated);
    one.about = "Data GRE carries the receiver's Call ID, so what the router does to TCP/1723 it must also do to GRE.";
    one.reason = "step 3: gre.ppp did not arrive at alice; it arrived at bob";
    one.broken = {"multi.same-server.pptp"};
    one.steps = {
        step(1, R"({ send = "pptp.ocrq", on = "a", at = "alice", call_id = 7 })", StepStatus::done),
        step(2, R"({ expect = "pptp.ocrq", on = "a", at = "server", call_id = "$wa" })", StepStatus::held,
             {{.what = "arrives", .wanted = "yes", .found = "yes", .holds = true},
              {.what = "call_id", .wanted = "$wa", .found = "7", .holds = true}}),
        step(3, R"({ expect = "gre.ppp", on = "a", at = "alice", call_id = 7, payload = "same" })", StepStatus::failed,
             {{.what = "arrives", .wanted = "at alice", .found = "at bob", .holds = false}}, "Arrived at another host of the LAN."),
        step(4, R"({ never = "gre.ppp", at = "bob", from = "server", for = "300ms" })", StepStatus::not_reached)};
    one.observations = {{.probe = "data-a",
                         .lan_frames = {17},
                         .wan_frames = {11},
                         .claim = "always.no-misdelivery",
                         .words = "gre.ppp for alice was delivered to bob"}};
    one.frames = {
        frame(12, Side::lan, true, "alice", "", 0us, "IP 192.168.1.10 > 198.51.100.1 TCP 50123 > 1723 SYN", {}),
        frame(9, Side::wan, false, "server", "", 180us, "IP 203.0.113.2 > 198.51.100.1 TCP 50123 > 1723 SYN", {}),
        frame(10, Side::wan, true, "server", "data-b", 3100us, "GRE call_id=8 seq=0", gre("198.51.100.1", "203.0.113.2", "64", "8")),
        frame(16, Side::lan, false, "bob", "data-b", 3290us, "GRE call_id=7 seq=0", gre("198.51.100.1", "192.168.1.11", "63", "7")),
        frame(11, Side::wan, true, "server", "data-a", 3300us, "GRE call_id=7 seq=0", gre("198.51.100.1", "203.0.113.2", "64", "7")),
        frame(17, Side::lan, false, "bob", "data-a", 3480us, "GRE call_id=7 seq=0", gre("198.51.100.1", "192.168.1.11", "63", "7")),
        frame(18, Side::lan, false, "bob", "data-a", 3490us, "GRE call_id=7 seq=0", gre("198.51.100.1", "192.168.1.11", "63", "7"))};
    one.symbols = {{"wa", "7"}};
    one.hosts = {{"alice", "192.168.1.10"}, {"bob", "192.168.1.11"}, {"server", "198.51.100.1"}};
    one.attempts = 2;
    return one;
}

CaseRecord second_client() {
    CaseRecord one = plain("multi.esp.same-server.sequential", "multi.esp", "A second client reaches the same server while the first is up",
                           {"multi.same-server.ipsec"}, Outcome::violated);
    one.observed_class = "last-come";
    one.class_about = "E5: the client that spoke last owns all inbound ESP.";
    one.broken = {"multi.same-server.ipsec", "passthrough.ipsec"};
    one.reason = "behaves as last-come: what is for alice goes to bob";
    one.frames = {frame(31, Side::lan, true, "alice", "out-a", 0us, "ESP spi=0xa1000001 seq=1",
                        {{"ip.src", "192.168.1.10"}, {"esp.spi", "0xa1000001"}, {"esp.seq", "1"}}),
                  frame(22, Side::wan, false, "server", "out-a", 150us, "ESP spi=0xa1000001 seq=1",
                        {{"ip.src", "203.0.113.2"}, {"esp.spi", "0xa1000001"}, {"esp.seq", "1"}}),
                  frame(23, Side::wan, true, "server", "back-a", 900us, "ESP spi=0x5a000001 seq=1",
                        {{"ip.dst", "203.0.113.2"}, {"esp.spi", "0x5a000001"}, {"esp.seq", "1"}})};
    return one;
}

std::vector<CaseRecord> timers() {
    std::vector<CaseRecord> out;
    for (auto const& [idle, outcome] :
         {std::pair{30s, Outcome::satisfied}, {60s, Outcome::satisfied}, {120s, Outcome::violated}, {300s, Outcome::undetermined}}) {
        CaseRecord one = plain("time.udp.idle", "time", "A UDP mapping outlives an idle time", {"bcp.udp-timeout"}, outcome);
        one.group = {.kind = model::Group::Kind::measure, .label = fmt::format("idle={}s", idle.count()), .value = idle};
        one.name = fmt::format("{}[{}]", one.id, one.group.label);
        one.took = idle + 12ms;
        if (outcome == Outcome::violated) one.reason = fmt::format("back from the server after {} s: did not arrive", idle.count());
        if (outcome == Outcome::undetermined) one.reason = "the port dropped 3 frames meanwhile";
        out.push_back(std::move(one));
    }
    return out;
}

model::RunRecord run() {
    model::RunRecord out;
    out.tool = "tsuka 0.1.0";
    out.started = "2025-01-02T03:04:05Z";
    out.dut = "lan0 + wan0";
    out.dut_about = "Example Router 3000, firmware 1.2.3, serial 0042";
    out.about = "On the bench beside the window, bought in a shop.";
    out.device.vendor = "Example";
    out.device.model = "Router 3000";
    out.device.firmware = "1.2.3";
    out.device.mac = "00:00:5e:00:53:01";
    out.certificate.laboratory = "Laboratory of examples";
    out.certificate.tested_by = "A. Tester";
    out.seed = 16'045'690'984'503'098'046U;
    out.facts = {
        {"router's LAN address", "192.168.0.1"}, {"router's WAN address", "203.0.113.2"}, {"worst round trip", "0.41 ms"}, {"MTU", "1500"}};
    return out;
}

model::UserGuide guide() {
    model::VpnKind esp;
    esp.id = "ipsec";
    esp.title = "IPsec (ESP without NAT-T)";
    esp.cases = {{"one", {"esp.single.outbound"}}, {"same", {"multi.esp.same-server.sequential"}}, {"idle", {"time.udp.idle"}}};
    esp.sayings = {{{{"one", "yes"}, {"same", "last-come"}}, "The one that connected last gets the tunnel.", "Use NAT-T <on> the clients."},
                   {{}, "Whether it works was not found out.", ""}};
    model::VpnKind ah;
    ah.id = "ah";
    ah.title = "IPsec with AH";
    ah.sayings = {{{}, "Nothing is asked.", ""}};
    return {{{"one", "One client", {}}, {"same", "Two clients, one server", {}}, {"idle", "Left idle", {}}},
            {esp, ah},
            {{"last-come", "only the last"}}};
}

Fixture judged(std::string name, model::Record record, model::Profile const& by) {
    model::Report report = judge::judge(record, by, claims());
    report.users = judge::users(report, record, guide());
    return {std::move(name), std::move(record), std::move(report)};
}

model::Record record_of(std::vector<CaseRecord> cases) {
    model::Record record;
    record.run = run();
    record.cases = std::move(cases);
    model::SideAccount lan{.sent = 412, .received = 398, .probes = 361, .late = 2, .lab = 24, .router = 5, .strangers = 6};
    model::SideAccount wan{.sent = 371, .received = 380, .probes = 350, .lab = 30};
    record.accounts =
        model::Accounts{{lan, wan}, {{"strangers", Side::lan, "6 frames of other devices on the LAN: 0a:ba:d0:00:00:01 (6)", 6, {17, 29}}}};
    record.ports = {{.name = "lan0", .sent = 412, .received = 398, .dropped = 0},
                    {.name = "wan0", .sent = 377, .received = 401, .dropped = 3}};
    record.complete = true;
    record.took = 301'734ms;
    return record;
}

CaseRecord classified(std::string id, Outcome outcome, std::string observed) {
    CaseRecord one = plain(std::move(id), "esp.single", "ESP from one client passes outbound", {"passthrough.ipsec"}, outcome);
    one.observed_class = std::move(observed);
    return one;
}

}  // namespace

reports::RenderContext facts() {
    reports::RenderContext facts;
    facts.tool = "tsuka 0.1.1";
    facts.rendered = "2025-01-03T10:00:00Z";
    facts.evidence = "../../";
    facts.record_digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    facts.number = "20250102-ba7816bf-example, judged again 2025-01-03T10:00:00Z";
    return facts;
}

Fixture varied() {
    std::vector<CaseRecord> cases{
        plain("nat.napt.basics", "nat", "Two clients share the router's address", {"nat.napt"}, Outcome::satisfied), call_id_collision(),
        classified("esp.single.outbound", Outcome::satisfied, "passes"), second_client()};
    for (CaseRecord& timer : timers()) cases.push_back(std::move(timer));
    cases.push_back(
        plain("frag.out.reordered", "frag", "Fragments in reverse order pass", {"bcp.fragments-any-order"}, Outcome::satisfied));
    cases.push_back(
        plain("frag.in.reordered", "frag", "Fragments in reverse order come back", {"bcp.fragments-any-order"}, Outcome::violated));
    cases.back().reason = "the last fragment was dropped";
    cases.push_back(plain("natt.keepalive.passes", "natt", "A NAT keepalive passes", {"natt"}, Outcome::skipped));
    cases.back().reason = "not asked for: --only multi.*";
    cases.push_back(plain("natt.marker-and-esp-mix", "natt", "IKE and ESP share UDP 4500", {"natt"}, Outcome::error));
    cases.back().reason = "internal: the flow kind is not known";
    cases.push_back(plain("pptp.gre.outbound", "pptp.call-id", "GRE from the client reaches the server", {"multi.same-server.pptp"},
                          Outcome::violated));
    cases.back().reason = "Sequence numbers were renumbered";
    return judged("varied", record_of(std::move(cases)), profile());
}

Fixture good() {
    CaseRecord weak =
        plain("multi.pptp.same-server", "pptp.call-id", "Two clients reach one PPTP server", {"multi.same-server.pptp"}, Outcome::violated);
    weak.reason = "the second call was refused";
    model::Profile modest = profile();
    modest.claims = {"nat.napt", "multi.same-server.pptp"};
    return judged(
        "good",
        record_of({plain("nat.napt.basics", "nat", "Two clients share the router's address", {"nat.napt"}, Outcome::satisfied), weak}),
        modest);
}

Fixture partial() {
    return judged(
        "partial",
        record_of({plain("nat.napt.basics", "nat", "Two clients share the router's address", {"nat.napt"}, Outcome::satisfied),
                   plain("natt.keepalive.passes", "natt", "A NAT keepalive passes", {"bcp.fragments-any-order"}, Outcome::satisfied)}),
        profile());
}

Fixture empty() {
    return judged("empty", record_of({}), profile());
}

Fixture interrupted() {
    model::Record record =
        record_of({plain("nat.napt.basics", "nat", "Two clients share the router's address", {"nat.napt"}, Outcome::satisfied)});
    record.complete = false;
    record.ended = "interrupted: the record has no end line";
    record.took = {};
    return judged("interrupted", std::move(record), profile());
}

std::string hostile_text() {
    return "</td><script>alert(1)</script> \" onload='x' &amp; {{css}} {{{script}}} ]]> \\ \x1b[31m\x01 \xff\xfe \xe2\x80\xae"
           "end";
}

Fixture hostile() {
    std::string const bad = hostile_text();
    CaseRecord one = plain(bad, bad, bad, {"nat.napt", bad}, Outcome::violated);
    one.about = one.reason = one.observed_class = one.class_about = bad;
    one.steps = {step(1, bad, StepStatus::failed, {{.what = bad, .wanted = bad, .found = bad, .holds = false}}, bad)};
    one.observations = {{.probe = bad, .lan_frames = {1}, .claim = bad, .words = bad}};
    one.because = 0;  // the reason tells of it already
    one.frames = {frame(1, Side::lan, true, bad, bad, 0us, bad, {{bad, bad}}),
                  frame(2, Side::wan, false, bad, bad, 1us, bad, {{bad, "other"}}), frame(3, Side::wan, false, bad, "", 2us, bad, {})};
    one.symbols = {{bad, bad}};
    one.hosts = {{bad, bad}};
    model::Record record = record_of({one});
    record.run.tool = record.run.started = record.run.dut = record.run.dut_about = record.run.about = record.ended = bad;
    for (auto const& entry : model::device_entries) record.run.device.*entry.text = bad;
    for (auto const& entry : model::certificate_entries) record.run.certificate.*entry.text = bad;
    record.run.facts = {{bad, bad}};
    record.ports[0].name = bad;
    record.complete = false;
    model::Profile by{.id = bad,
                      .title = bad,
                      .about = bad,
                      .claims = {bad, "never.seen" + bad},
                      .documented = {{.case_id = bad, .observed_class = bad + "2", .source = bad}}};
    return judged("hostile", std::move(record), by);
}

std::vector<Fixture> all() {
    return {varied(), good(), partial(), empty(), interrupted(), hostile()};
}

Fixture many(std::size_t rows) {
    std::vector<CaseRecord> cases;
    for (std::size_t number = 0; number < rows; ++number) {
        cases.push_back(number % 40 == 7 ? call_id_collision()
                                         : plain("", fmt::format("suite-{}", number / 50), "A title of the usual length", {"nat.napt"},
                                                 Outcome::satisfied));
        cases.back().id = cases.back().name = fmt::format("some.case.number-{}", number);
        if (cases.back().frames.empty()) cases.back().frames = call_id_collision().frames;
        if (cases.back().steps.empty()) cases.back().steps = call_id_collision().steps;
    }
    return judged("many", record_of(std::move(cases)), profile());
}

}  // namespace tsuka::golden
