// Fills the embedded template. Mustache escapes every value; only the embedded style and script go in as they are.
#include "reports/html.hpp"

#include "harness/model/text.hpp"
#include "reports/accounts.hpp"
#include "reports/anchor.hpp"
#include "reports/closing.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_causes.hpp"
#include "reports/html_data.hpp"
#include "reports/html_list.hpp"
#include "reports/html_users.hpp"
#include "reports/measured.hpp"
#include "reports/phrases.hpp"
#include "reports/run_facts.hpp"
#include "reports/shares.hpp"
#include "reports/statement.hpp"
#include "reports/strip.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

std::string mood_of(RunInWords::Mood mood) {
    switch (mood) {
        case RunInWords::Mood::good:
            return "good";
        case RunInWords::Mood::bad:
            return "bad";
        case RunInWords::Mood::partial:
            return "partial";
        case RunInWords::Mood::doubtful:
            return "doubtful";
    }
    return "doubtful";
}

Data named(std::string const& name, std::string const& value) {
    Data data;
    put(data, "name", name);
    put(data, "value", value);
    return data;
}

/// What a laboratory has to state; what it has not stated is said, once it has stated anything.
void put_identity(Data& page, model::RunRecord const& run, Words const& said) {
    List device;
    List certificate;
    for (auto const& entry : model::device_entries)
        device.push_back(named(said.get("interface.device." + std::string{entry.key}, entry.label), run.device.*entry.text));
    // The report's number stands in a place of its own, whoever gave it.
    for (auto const& entry : model::certificate_entries)
        if (entry.text != &model::Certificate::number)
            certificate.push_back(
                named(said.get("interface.certificate." + std::string{entry.key}, entry.label), run.certificate.*entry.text));
    put_list(page, "device", run.device == model::Device{} ? List{} : device);
    put_list(page, "certificate", run.certificate == model::Certificate{} ? List{} : certificate);
    put(page, "tested_by", run.certificate.tested_by);
    put(page, "approved_by", run.certificate.approved_by);
}

/// A command line that attaches the router as this run did; what it cannot know (the lab file's place) is left to the reader.
std::string run_again(model::RunRecord const& run, std::string const& profile) {
    std::string const& dut = run.dut;
    bool const built_in = dut.starts_with("sim:") || dut.starts_with("netns:");
    std::string how =
        built_in ? "--dut " + shell_word(dut.substr(0, dut.find(' '))) : fmt::format("--trunk {} --lab lab.toml", shell_word(dut));
    if (auto at = dut.find(" with "); at != std::string::npos) {
        // "sim:faithful with esp.spi-altered, gre.inbound-dropped"
        for (at += 6; at < dut.size();) {
            auto const end = std::min(dut.find(", ", at), dut.size());
            how += " --defect " + shell_word(dut.substr(at, end - at));
            at = end + 2;
        }
    }
    if (auto const both = dut.find(" + "); !built_in && both != std::string::npos)
        how = fmt::format("--lan {} --wan {} --lab lab.toml", shell_word(dut.substr(0, both)), shell_word(dut.substr(both + 3)));
    return fmt::format("tsuka run {} --profile {} --seed {}", how, shell_word(profile), run.seed);
}

void put_cover(Data& page, model::Report const& report, RenderContext const& facts) {
    RunInWords const said = conclude(report, facts.words);
    put(page, "language", facts.words.code());
    put(page, "conclusion", said.word);
    put(page, "sentence", said.sentence);
    put(page, "mood", mood_of(said.mood));
    bool const told = report.complete || conclude(report).word == "interrupted";
    put(page, "interruption",
        told                   ? ""
        : report.ended.empty() ? facts.words.say("cover.no-reason", "for a reason that the record does not give")
                               : phrase(report.ended, facts.words));
    put(page, "router", item_of(report.run));
    put(page, "router_about", report.run.about);
    put_identity(page, report.run, facts.words);
    put(page, "dut", report.run.dut);
    put(page, "profile_title", report.profile.title.empty() ? report.profile.id : report.profile.title);
    put(page, "profile_id", report.profile.id);
    put(page, "profile_about", report.profile.about);
    put(page, "coverage", coverage_of(report, facts.words));
    put(page, "started", report.run.started);
    put(page, "took", duration_of(report));
    put(page, "ran_by", report.run.tool);
    put(page, "judged_by", facts.tool);
    put(page, "rendered", facts.rendered);
    put(page, "seed", std::to_string(report.run.seed));
    put(page, "lan_capture", facts.lan_capture);
    put(page, "wan_capture", facts.wan_capture);
    put_flag(page, "two_captures", facts.lan_capture != facts.wan_capture);
    put(page, "capture_path", facts.evidence + facts.lan_capture);
    put(page, "run_again", run_again(report.run, report.profile.id));
    put(page, "lan_link", reference(facts.evidence + facts.lan_capture));
    put(page, "wan_link", reference(facts.evidence + facts.wan_capture));
    put(page, "report_number", facts.number);
    put(page, "record_digest", facts.record_digest);
    List unsettled;
    for (std::string const& id : report.unsettled) unsettled.push_back(Data(model::printable(id)));
    put_list(page, "unsettled", std::move(unsettled));
    auto counts = totals(report);
    List list;
    for (model::Verdict const verdict : model::verdicts_by_severity) {
        Data total;
        put_verdict(total, verdict, facts.words);
        put(total, "count", std::to_string(counts[verdict]));
        put_flag(total, "some", counts[verdict] > 0);
        list.push_back(total);
    }
    put_list(page, "totals", std::move(list));
}

Data summary_data(ClaimSummary const& one, Words const& said) {
    Data data;
    put_verdict(data, one.verdict, said);
    put(data, "id", one.claim.id);
    put(data, "claim_anchor", anchor_of(one.claim.id));
    put(data, "claim_sentence", one.claim.sentence);
    put(data, "source", one.claim.source);
    put(data, "level", said.get("interface.level." + std::string{to_string(one.claim.level)}, to_string(one.claim.level)));
    put(data, "standing", standing_of({one.claim, one.claimed}, said));
    put_flag(data, "claimed", one.claimed);
    put(data, "kept", std::to_string(one.kept));
    put(data, "broken", std::to_string(one.broken));
    put(data, "open", std::to_string(one.open));
    put_deciding(data, one, said);
    return data;
}

void put_claims(Data& page, model::Report const& report, Words const& said) {
    List claims;
    for (ClaimSummary const& one : by_claim(report)) claims.push_back(summary_data(one, said));
    put_list(page, "claims", std::move(claims));
}

void put_rows(Data& page, model::Report const& report, Words const& said) {
    List suites;
    for (SuiteRows const& suite : by_suite(report)) {
        Data data;
        put(data, "suite", suite.suite);
        List rows;
        for (model::ReportRow const* row : suite.rows) {
            Data one = row_data(*row, said);
            std::vector<std::string> ids;
            for (model::ClaimRow const& claim : row->claims) ids.push_back(claim.claim.id);
            put(one, "claim_ids", fmt::format("{}", fmt::join(ids, " ")));
            rows.push_back(one);
        }
        put_list(data, "rows", std::move(rows));
        suites.push_back(data);
    }
    put_list(page, "suites", std::move(suites));
    List groups;
    bool strips = false;
    for (model::GroupRow const& group : report.groups) {
        Data data;
        put(data, "id", group.id);
        put(data, "text", sentence_of(group, said));
        auto const marks = marks_of(group, report);
        std::string const strip = strip_svg(group, marks, said);
        strips = strips || !strip.empty();
        put_flag(data, "has_strip", !strip.empty());
        data["strip"] = Data(strip);  // markup of our own, its values escaped
        put(data, "marks", in_words(marks, said));
        groups.push_back(data);
    }
    put_flag(page, "has_strips", strips);
    put_list(page, "groups", std::move(groups));
}

void put_run(Data& page, model::Report const& report, Words const& said) {
    List facts;
    for (model::FieldRecord const& fact : report.run.facts) {
        auto const [name, value] = fact_in_words(fact, said);
        facts.push_back(named(name, value));
    }
    put_list(page, "run_facts", std::move(facts));
    List ports;
    for (model::PortRecord const& port : report.ports) {
        ports.push_back(named(port.name, said.say("about.port-counts",
                                                  fmt::format("{} sent, {} received, {} dropped", port.sent, port.received, port.dropped),
                                                  port.sent, port.received, port.dropped)));
    }
    put_list(page, "ports", std::move(ports));
    List frames;
    List bench;
    if (report.accounts) {
        frames.push_back(named("LAN", account_in_words(report.accounts->of(Side::lan), said)));
        frames.push_back(named("WAN", account_in_words(report.accounts->of(Side::wan), said)));
        for (model::BenchFinding const& one : report.accounts->bench) bench.push_back(Data(bench_in_words(one, said)));
    }
    List timeline;
    for (model::Event const& event : report.timeline) {
        Data one;
        put(one, "kind", event.kind);
        put(one, "words", event_in_words(event, said));
        timeline.push_back(std::move(one));
    }
    put_list(page, "timeline", std::move(timeline));
    put_list(page, "account", std::move(frames));
    put_list(page, "bench", std::move(bench));
}

Data page_data(model::Report const& report, model::Record const& record, RenderContext const& facts) {
    Data page;
    page["css"] = Data(assets::style);
    page["script"] = Data(assets::script);
    put_cover(page, report, facts);
    put_claims(page, report, facts.words);
    put_list(page, "known", report.known,
             [](model::Known const& one) { return named(std::string{to_string(one.state)}, known_in_words(one)); });
    put_users(page, report, facts.words);
    put_causes(page, report, record, facts);
    put_rows(page, report, facts.words);
    put_run(page, report, facts.words);
    put_list(page, "statements", statements_of(report, facts), [](RequiredStatement const& one) {
        Data data;
        put(data, "section", one.section);
        put(data, "what", one.what);
        put(data, "stated", one.stated);
        return data;
    });
    return page;
}

}  // namespace

Result<void> write_html(model::Report const& report, model::Record const& record, RenderContext const& facts, Sink const& page,
                        Sink const& archive) {
    auto const shares = shares_of(report);
    Data const around_page = page ? page_data(report, record, facts) : Data{};
    Data const around_archive = archive ? archive_data(report, record, shares, facts) : Data{};
    PageOfCases told(facts.words.in(assets::page_template), around_page, page);
    PageOfCases archived(facts.words.in(assets::archive_template), around_archive, archive);
    Result<void> done;
    if (page) done = told.begin();
    if (done && archive) done = archived.begin();
    for (std::size_t index = 0; done && index < report.rows.size(); ++index) {
        model::ReportRow const& row = report.rows[index];
        model::CaseRecord const* result = case_of(record, row);
        bool const in_page = page && shares.told[index];
        bool const in_archive = archive && shares.archived[index] && has_frames(result);
        auto const shown = in_page || in_archive ? shown_case(record, row) : std::nullopt;
        if (page) {
            Data data = case_data(row, in_page && shown ? &*shown : result, facts, !shares.told[index]);
            if (!shares.archived[index]) {
                put(data, "archive", "");
                put_list(data, "case_claims", {});
            }
            put_octets(data, in_page && shown && wants_attention(row) ? objected(*shown, record) : std::nullopt, facts);
            done = told.add(data);
        }
        if (done && in_archive) done = archived.add(archived_case(row, *shown, facts));
    }
    if (done && page) done = told.end();
    return done && archive ? archived.end() : done;
}

Result<std::string> render_html(model::Report const& report, model::Record const& record, RenderContext const& facts, HtmlPage which) {
    return gathered([&](Sink const& sink) {
        return which == HtmlPage::report ? write_html(report, record, facts, sink, {}) : write_html(report, record, facts, {}, sink);
    });
}

}  // namespace tsuka::reports
