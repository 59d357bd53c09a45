// One case for the HTML template: claims, steps with their checks, findings, frames of both sides.
#include "harness/model/text.hpp"
#include "reports/exchange.hpp"
#include "reports/html_data.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

using model::CaseRecord;
using model::FrameRecord;

using List = kainjow::mustache::basic_list<std::string>;

template <class Items, class Convert>
void put_list(Data& data, std::string const& name, Items const& items, Convert const& convert) {
    List list;
    list.reserve(items.size());
    for (auto const& item : items) list.push_back(convert(item));
    data["has_" + name] = Data(!list.empty());
    data[name] = Data(list);
}

Data claim_data(model::ClaimRow const& row) {
    Data data;
    put_verdict(data, row.verdict);
    put(data, "id", row.claim.id);
    put(data, "claim_sentence", row.claim.sentence);
    put(data, "source", row.claim.source);
    put(data, "level", std::string{to_string(row.claim.level)});
    put(data, "standing", std::string{row.claim.always ? "holds for every router" : row.claimed ? "claimed" : "not claimed"});
    bool const open =
        row.verdict == model::Verdict::inconclusive || row.verdict == model::Verdict::skipped || row.verdict == model::Verdict::error;
    put(data, "found", std::string{open ? "not known" : row.kept ? "kept" : "broken"});
    return data;
}

Data check_data(model::Check const& check) {
    Data data;
    put(data, "result", std::string{check.holds ? "holds" : "broken"});
    put(data, "what", check.what);
    put(data, "wanted", check.wanted);
    put(data, "found", check.found);
    return data;
}

Data step_data(model::StepRecord const& step) {
    Data data;
    std::string status{to_string(step.status)};
    put(data, "step", std::to_string(step.number));
    put(data, "status", status);
    std::replace(status.begin(), status.end(), '-', ' ');
    put(data, "status_word", status);
    put(data, "written", step.written);
    put(data, "detail", step.detail);
    put(data, "spot", step.spot.file.empty() ? "" : to_string(step.spot));
    put(data, "began", step.status == model::StepStatus::not_reached ? "" : model::rounded(step.began));
    put_list(data, "checks", step.checks, check_data);
    return data;
}

Data finding_data(model::Finding const& finding, Facts const& facts) {
    Data data;
    put(data, "kind", std::string{finding.note ? "note" : "found"});
    put(data, "claim", finding.claim);
    put(data, "detail", finding.detail);
    put(data, "where", to_text({finding.lan_frames, finding.wan_frames}, facts));
    return data;
}

std::string_view name_of(Side side) {
    return side == Side::lan ? "LAN" : "WAN";
}

std::string place(FrameRecord const& frame, Facts const& facts) {
    std::string const& file = frame.side == Side::lan ? facts.lan_capture : facts.wan_capture;
    return frame.number == 0 ? fmt::format("not in {}", file) : fmt::format("{} #{}", file, frame.number);
}

std::string time_of(FrameRecord const& frame, Instant origin) {
    return model::rounded(frame.at - origin);
}

std::string who(FrameRecord const* frame) {
    if (frame == nullptr) return {};
    return fmt::format("{} ({})", frame->actor.empty() ? "nobody of the case" : frame->actor, name_of(frame->side));
}

std::string head(FrameRecord const* frame, std::string_view verb, Facts const& facts, Instant origin) {
    if (frame == nullptr) return {};
    return fmt::format("{} {}, {}, {} octets, at {}", verb, who(frame), place(*frame, facts), frame->length, time_of(*frame, origin));
}

Data differing_data(FieldPair const* field) {
    Data data;
    put(data, "field", field->name);
    put(data, "sent", field->sent);
    put(data, "arrived", field->arrived);
    return data;
}

Data equal_data(FieldPair const* field) {
    Data data;
    put(data, "field", field->name);
    put(data, "value", field->sent.empty() ? field->arrived : field->sent);
    return data;
}

/// What differs stands side by side; what does not is said once. Of a frame without its other end all fields stand there once.
void put_fields(Data& data, Exchange const& exchange) {
    std::vector<FieldPair const*> differing;
    std::vector<FieldPair const*> equal;
    for (FieldPair const& field : exchange.fields) (field.differs ? differing : equal).push_back(&field);
    bool const both = exchange.sent != nullptr && exchange.arrived != nullptr;
    std::string const noun = equal.size() == 1 ? "field" : "fields";
    put(data, "equal_count",
        both ? fmt::format("{} {} the same on both sides", equal.size(), noun) : fmt::format("{} {} of this frame", equal.size(), noun));
    put_list(data, "differing", differing, differing_data);
    put_list(data, "equal", equal, equal_data);
}

std::string difference(Exchange const& exchange) {
    std::string const again = exchange.again ? "once more; " : "";
    if (exchange.arrived == nullptr) return "did not arrive";
    if (exchange.sent == nullptr) return "arrived, sent by nobody of the case";
    if (exchange.differing == 0) return again + "no field differs";
    return fmt::format("{}{} {}", again, exchange.differing, exchange.differing == 1 ? "field differs" : "fields differ");
}

Data exchange_data(Exchange const& exchange, Facts const& facts, Instant origin, bool opened) {
    Data data;
    put(data, "probe", exchange.probe);
    put(data, "from", exchange.sent == nullptr ? "nobody" : who(exchange.sent));
    put(data, "to", exchange.arrived == nullptr ? "nowhere" : who(exchange.arrived));
    put(data, "difference", difference(exchange));
    put(data, "sent_head", exchange.sent == nullptr ? "not sent" : head(exchange.sent, "Sent by", facts, origin));
    put(data, "arrived_head", exchange.arrived == nullptr ? "did not arrive" : head(exchange.arrived, "Arrived at", facts, origin));
    put(data, "sent_summary", exchange.sent == nullptr ? "" : exchange.sent->summary);
    put(data, "arrived_summary", exchange.arrived == nullptr ? "" : exchange.arrived->summary);
    put_flag(data, "opened", opened);
    put_fields(data, exchange);
    return data;
}

Data other_data(FrameRecord const& frame, Facts const& facts, Instant origin) {
    Data data;
    put(data, "where", place(frame, facts));
    put(data, "at", time_of(frame, origin));
    put(data, "way", fmt::format("{} {}:", frame.sent ? "sent by" : "arrived at", who(&frame)));
    put(data, "summary", frame.summary);
    return data;
}

std::string hosts_of(CaseRecord const& result) {
    std::vector<std::string> parts;
    for (auto const& [actor, address] : result.hosts) parts.push_back(fmt::format("{} {}", actor, address));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string symbols_of(CaseRecord const& result) {
    std::vector<std::string> parts;
    for (model::FieldRecord const& symbol : result.symbols) parts.push_back(fmt::format("${} = {}", symbol.name, symbol.value));
    return fmt::format("{}", fmt::join(parts, ", "));
}

Instant origin_of(CaseRecord const& result) {
    auto const first =
        std::min_element(result.frames.begin(), result.frames.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    return first == result.frames.end() ? Instant{} : first->at;
}

void put_frames(Data& data, CaseRecord const& result, Facts const& facts, bool opened) {
    Instant const origin = origin_of(result);
    put_list(data, "exchanges", exchanges(result), [&](Exchange const& one) { return exchange_data(one, facts, origin, opened); });
    auto const others = other_frames(result);
    put(data, "other_count", fmt::format("{} {}", others.size(), others.size() == 1 ? "frame" : "frames"));
    put_list(data, "others", others, [&](FrameRecord const* frame) { return other_data(*frame, facts, origin); });
}

}  // namespace

void put(Data& data, std::string const& name, std::string const& text) {
    data["has_" + name] = Data(!text.empty());
    data[name] = Data(model::printable(text));
}

void put_flag(Data& data, std::string const& name, bool flag) {
    data[name] = Data(flag);
}

void put_verdict(Data& data, model::Verdict verdict) {
    put(data, "verdict", std::string{to_string(verdict)});
    put(data, "word", words(verdict));
}

Data row_data(model::ReportRow const& row) {
    Data data;
    put_verdict(data, row.verdict);
    put(data, "number", std::to_string(row.record + 1));
    put(data, "name", row.name);
    put(data, "title", row.title);
    put(data, "reason", row.reason);
    put(data, "class", row.observed_class);
    put(data, "agreement", agreement(row));
    put(data, "manual", std::string{row.agreement == model::Agreement::differs ? "differs" : "agrees"});
    put_flag(data, "shows_reason", row.verdict != model::Verdict::pass && !row.reason.empty());
    return data;
}

Data case_data(model::ReportRow const& row, CaseRecord const* found, Facts const& facts) {
    CaseRecord const none;
    CaseRecord const& result = found != nullptr ? *found : none;
    Data data = row_data(row);
    bool const opened = wants_attention(row);
    put_flag(data, "opened", opened);
    put(data, "about", result.about);
    put(data, "outcome", found == nullptr ? "not in the record" : std::string{to_string(result.outcome)});
    put(data, "class_about", result.class_about);
    put(data, "documented", row.documented_class);
    put(data, "documented_source", row.documented_source);
    put(data, "hosts", hosts_of(result));
    put(data, "symbols", symbols_of(result));
    put(data, "case_took", model::rounded(result.took));
    put(data, "attempts", result.attempts > 1 ? fmt::format("accepted at attempt {}", result.attempts) : "");
    put(data, "evidence", to_text(frames_of(result), facts));
    put_list(data, "case_claims", row.claims, claim_data);
    put_list(data, "findings", result.findings, [&](model::Finding const& finding) { return finding_data(finding, facts); });
    put_list(data, "steps", result.steps, step_data);
    put_frames(data, result, facts, opened);
    return data;
}

}  // namespace tsuka::reports
