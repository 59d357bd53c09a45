// Pairing. A field may occur several times in a frame (nested headers), so fields are matched by name and occurrence.
#include "reports/exchange.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace tsuka::reports {
namespace {

using model::FieldRecord;
using model::FrameRecord;

using Fields = std::span<FieldRecord const>;
using Key = std::pair<std::string_view, std::size_t>;

Fields fields_of(FrameRecord const* frame) {
    return frame == nullptr ? Fields{} : Fields(frame->fields);
}

std::vector<std::pair<Key, std::string_view>> keyed(Fields fields) {
    std::vector<std::pair<Key, std::string_view>> out;
    std::map<std::string_view, std::size_t> seen;
    for (FieldRecord const& field : fields) out.push_back({{field.name, seen[field.name]++}, field.value});
    return out;
}

/// As far as both have the same fields in the same order, which is the rule: a router changes what stands in them.
std::size_t alike(Fields sent, Fields arrived) {
    auto const same_name = [](FieldRecord const& one, FieldRecord const& other) { return one.name == other.name; };
    return static_cast<std::size_t>(std::mismatch(sent.begin(), sent.end(), arrived.begin(), arrived.end(), same_name).first -
                                    sent.begin());
}

void compare(Exchange& exchange) {
    auto sent_fields = fields_of(exchange.sent);
    auto arrived_fields = fields_of(exchange.arrived);
    exchange.fields.reserve(std::max(sent_fields.size(), arrived_fields.size()));
    auto const same = alike(sent_fields, arrived_fields);
    for (std::size_t at = 0; at < same; ++at)
        exchange.fields.push_back({.name = sent_fields[at].name,
                                   .sent = sent_fields[at].value,
                                   .arrived = arrived_fields[at].value,
                                   .differs = sent_fields[at].value != arrived_fields[at].value});
    auto const sent = keyed(sent_fields.subspan(same));
    auto const arrived = keyed(arrived_fields.subspan(same));
    std::map<Key, std::string_view> there(arrived.begin(), arrived.end());
    bool const both = exchange.sent != nullptr && exchange.arrived != nullptr;
    for (auto const& [key, value] : sent) {
        auto const match = there.find(key);
        FieldPair pair{.name = key.first, .sent = value, .arrived = match == there.end() ? std::string_view{} : match->second};
        pair.differs = both && (match == there.end() || match->second != value);
        exchange.fields.push_back(pair);
        if (match != there.end()) there.erase(match);
    }
    for (auto const& [key, value] : arrived) {
        if (there.contains(key)) exchange.fields.push_back({.name = key.first, .sent = {}, .arrived = value, .differs = both});
    }
    exchange.differing = static_cast<std::size_t>(
        std::count_if(exchange.fields.begin(), exchange.fields.end(), [](FieldPair const& pair) { return pair.differs; }));
}

struct Ends {
    std::string probe;
    std::vector<FrameRecord const*> sent;
    std::vector<FrameRecord const*> arrived;
};

void pair_up(Ends const& ends, std::vector<Exchange>& out) {
    std::size_t const count = std::max(ends.sent.size(), ends.arrived.size());
    for (std::size_t index = 0; index < count; ++index) {
        Exchange exchange;
        exchange.probe = ends.probe;
        exchange.again = index >= ends.sent.size() && !ends.sent.empty();
        if (index < ends.sent.size())
            exchange.sent = ends.sent[index];
        else if (!ends.sent.empty())
            exchange.sent = ends.sent.back();
        if (index < ends.arrived.size()) exchange.arrived = ends.arrived[index];
        compare(exchange);
        out.push_back(std::move(exchange));
    }
}

}  // namespace

std::vector<Exchange> exchanges(model::CaseRecord const& result) {
    std::vector<Ends> probes;
    std::map<std::string, std::size_t> places;
    for (FrameRecord const& frame : result.frames) {
        if (frame.probe.empty()) continue;
        auto const [place, fresh] = places.try_emplace(frame.probe, probes.size());
        if (fresh) probes.push_back({.probe = frame.probe, .sent = {}, .arrived = {}});
        Ends& ends = probes[place->second];
        (frame.sent ? ends.sent : ends.arrived).push_back(&frame);
    }
    std::vector<Exchange> out;
    for (Ends const& ends : probes) pair_up(ends, out);
    return out;
}

std::vector<model::FrameRecord const*> other_frames(model::CaseRecord const& result) {
    std::vector<FrameRecord const*> out;
    for (FrameRecord const& frame : result.frames) {
        if (frame.probe.empty()) out.push_back(&frame);
    }
    return out;
}

}  // namespace tsuka::reports
