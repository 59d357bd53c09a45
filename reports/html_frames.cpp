// Frames for the HTML templates; pairing is exchange.hpp's.
#include "reports/html_frames.hpp"

#include "harness/model/text.hpp"
#include "reports/exchange.hpp"
#include "reports/html_list.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

using model::CaseRecord;
using model::FrameRecord;

constexpr std::size_t most_exchanges = 20;  ///< of one case, in the report

std::string place(FrameRecord const& frame, RenderContext const& facts) {
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

std::string head(FrameRecord const* frame, std::string_view verb, RenderContext const& facts, Instant origin) {
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

/// Everything that is the same, in one line: a table of it would be the larger part of the page.
std::string equal_text(std::vector<FieldPair const*> const& equal) {
    std::vector<std::string> parts;
    parts.reserve(equal.size());
    for (FieldPair const* field : equal)
        parts.push_back(fmt::format("{} {}", field->name, field->sent.empty() ? field->arrived : field->sent));
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// What differs stands side by side; what does not is counted, and said once in the archive. Of a frame without its other end all
/// fields are "equal".
void put_fields(Data& data, Exchange const& exchange, RenderContext const& facts, FrameDetail detail) {
    std::vector<FieldPair const*> differing;
    std::vector<FieldPair const*> equal;
    for (FieldPair const& field : exchange.fields) (field.differs ? differing : equal).push_back(&field);
    bool const both = exchange.sent != nullptr && exchange.arrived != nullptr;
    std::string const noun = equal.size() == 1 ? "field" : "fields";
    put(data, "equal_count",
        phrase(equal.empty() ? ""
               : both        ? fmt::format("{} {} the same on both sides", equal.size(), noun)
                             : fmt::format("{} {} of this frame", equal.size(), noun),
               facts.words));
    put_list(data, "differing", differing, differing_data);
    put(data, "equal", detail == FrameDetail::full ? equal_text(equal) : "");
}

std::string difference(Exchange const& exchange) {
    std::string const again = exchange.again ? "once more; " : "";
    if (exchange.arrived == nullptr) return "did not arrive";
    if (exchange.sent == nullptr) return "arrived, sent by nobody of the case";
    if (exchange.differing == 0) return again + "no field differs";
    return fmt::format("{}{} {}", again, exchange.differing, exchange.differing == 1 ? "field differs" : "fields differ");
}

Data exchange_data(Exchange const& exchange, RenderContext const& facts, Instant origin, FrameDetail detail) {
    Data data;
    auto const told = [&](std::string const& name, std::string const& text) { put(data, name, phrase(text, facts.words)); };
    put(data, "probe", exchange.probe);
    told("from", exchange.sent == nullptr ? "nobody" : who(exchange.sent));
    told("to", exchange.arrived == nullptr ? "nowhere" : who(exchange.arrived));
    told("difference", difference(exchange));
    told("sent_head", exchange.sent == nullptr ? "not sent" : head(exchange.sent, "Sent by", facts, origin));
    told("arrived_head", exchange.arrived == nullptr ? "did not arrive" : head(exchange.arrived, "Arrived at", facts, origin));
    put(data, "sent_summary", exchange.sent == nullptr ? "" : exchange.sent->summary);
    put(data, "arrived_summary", exchange.arrived == nullptr ? "" : exchange.arrived->summary);
    put_fields(data, exchange, facts, detail);
    return data;
}

Data other_data(FrameRecord const& frame, RenderContext const& facts, Instant origin) {
    Data data;
    put(data, "where", place(frame, facts));
    put(data, "at", time_of(frame, origin));
    put(data, "way", phrase(fmt::format("{} {}:", frame.sent ? "sent by" : "arrived at", who(&frame)), facts.words));
    put(data, "summary", frame.summary);
    return data;
}

Instant origin_of(CaseRecord const& result) {
    auto const first =
        std::min_element(result.frames.begin(), result.frames.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    return first == result.frames.end() ? Instant{} : first->at;
}

std::vector<Exchange const*> pointers(std::vector<Exchange> const& all) {
    std::vector<Exchange const*> out;
    for (Exchange const& one : all) out.push_back(&one);
    return out;
}

/// Of a case with hundreds of probes those that did not come through first; in their order. The archive has all.
std::vector<Exchange const*> telling(std::vector<Exchange> const& all) {
    auto out = pointers(all);
    if (out.size() <= most_exchanges) return out;
    auto const plain = [](Exchange const* one) { return one->arrived != nullptr && one->sent != nullptr; };
    std::stable_sort(out.begin(), out.end(), [&](auto const* a, auto const* b) { return !plain(a) && plain(b); });
    out.resize(most_exchanges);
    std::sort(out.begin(), out.end());  // they stand in one list, in the order of time
    return out;
}

}  // namespace

void put_frames(Data& data, CaseRecord const& result, RenderContext const& facts, FrameDetail detail) {
    bool const full = detail == FrameDetail::full;
    Instant const origin = origin_of(result);
    auto const pairs = detail == FrameDetail::none ? std::vector<Exchange>{} : exchanges(result);
    auto const shown = full ? pointers(pairs) : telling(pairs);
    put(data, "more_exchanges",
        shown.size() == pairs.size() ? "" : phrase(fmt::format("and {} more", pairs.size() - shown.size()), facts.words));
    put_list(data, "exchanges", shown, [&](Exchange const* one) { return exchange_data(*one, facts, origin, detail); });
    auto const others = full ? other_frames(result) : std::vector<FrameRecord const*>{};
    put(data, "other_count", phrase(fmt::format("{} {}", others.size(), others.size() == 1 ? "frame" : "frames"), facts.words));
    put_list(data, "others", others, [&](FrameRecord const* frame) { return other_data(*frame, facts, origin); });
}

}  // namespace tsuka::reports
