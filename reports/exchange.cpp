// Pairing. A field may occur several times in a frame (nested headers), so fields are matched by name and occurrence.
#include "reports/exchange.hpp"

#include <algorithm>
#include <map>

namespace tsuka::reports {
namespace {

using model::FieldRecord;
using model::FrameRecord;

using Key = std::pair<std::string, std::size_t>;

std::vector<std::pair<Key, std::string const*>> keyed(FrameRecord const* frame) {
    std::vector<std::pair<Key, std::string const*>> out;
    std::map<std::string, std::size_t> seen;
    if (frame == nullptr) return out;
    for (FieldRecord const& field : frame->fields) out.push_back({{field.name, seen[field.name]++}, &field.value});
    return out;
}

void compare(Exchange& exchange) {
    auto const sent = keyed(exchange.sent);
    auto const arrived = keyed(exchange.arrived);
    std::map<Key, std::string const*> there(arrived.begin(), arrived.end());
    bool const both = exchange.sent != nullptr && exchange.arrived != nullptr;
    for (auto const& [key, value] : sent) {
        auto const match = there.find(key);
        FieldPair pair{.name = key.first, .sent = *value, .arrived = match == there.end() ? "" : *match->second};
        pair.differs = both && (match == there.end() || *match->second != *value);
        exchange.fields.push_back(std::move(pair));
        if (match != there.end()) there.erase(match);
    }
    for (auto const& [key, value] : arrived) {
        if (there.contains(key)) exchange.fields.push_back({.name = key.first, .sent = {}, .arrived = *value, .differs = both});
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
