// Lines of a record -> model: see line_reader.hpp.
#include "harness/record/line_reader.hpp"

#include "harness/record/words.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <limits>

namespace tsuka::record {
namespace {

namespace json = boost::json;

/// A value, where it stands below its line, and where to complain.
struct Node {
    json::value const& value;
    Node const* above = nullptr;
    std::string_view member;
    std::size_t index = 0;
    std::string& complaint;

    [[nodiscard]] std::string place() const {
        if (above == nullptr) return std::string{member};
        if (member.empty()) return fmt::format("{}[{}]", above->place(), index);
        return fmt::format("{}.{}", above->place(), member);
    }
    void complain(std::string const& what) const {
        if (complaint.empty()) complaint = fmt::format("{}: {}", place(), what);
    }
    void wanted(std::string_view what) const { complain(fmt::format("wanted {}, found {}", what, found())); }
    [[nodiscard]] std::string found() const {
        std::string text = json::serialize(value);
        return text.size() > 40 ? text.substr(0, 37) + "..." : text;
    }
};

void read(Node const& node, std::string& out) {
    if (auto const* text = node.value.if_string()) {
        out.assign(text->data(), text->size());
    } else {
        node.wanted("a string");
    }
}

void read(Node const& node, bool& out) {
    if (auto const* flag = node.value.if_bool()) {
        out = *flag;
    } else {
        node.wanted("true or false");
    }
}

void read(Node const& node, std::uint64_t& out) {
    if (auto const* large = node.value.if_uint64()) {
        out = *large;
    } else if (auto const* number = node.value.if_int64(); number != nullptr && *number >= 0) {
        out = static_cast<std::uint64_t>(*number);
    } else {
        node.wanted("a whole number");
    }
}

void read(Node const& node, unsigned& out) {
    std::uint64_t number = 0;
    read(node, number);
    if (number > std::numeric_limits<unsigned>::max()) return node.wanted("a smaller number");
    out = static_cast<unsigned>(number);
}

void read(Node const& node, Duration& out) {
    // Whoever adds, rounds or turns round a time must not overflow: hence far from the ends of 64 bits.
    constexpr Duration longest = std::chrono::hours{24 * 365 * 100};
    if (auto const* number = node.value.if_int64(); number != nullptr) {
        if (*number > longest.count() || *number < -longest.count()) return node.wanted("a time within a hundred years");
        out = Duration{*number};
    } else {
        node.wanted("a whole number of nanoseconds");
    }
}

void read(Node const& node, Instant& out) {
    Duration since{};
    read(node, since);
    out = Instant{since};
}

template <class Enumeration, std::size_t count>
void read_word(Node const& node, Enumeration& out, Enumeration const (&all)[count]) {
    std::string text;
    read(node, text);
    for (Enumeration const one : all) {
        if (word(one) == text) {
            out = one;
            return;
        }
    }
    node.complain(fmt::format("unknown word {}", node.found()));
}

void read(Node const& node, Side& out) {
    read_word(node, out, {Side::lan, Side::wan});
}
void read(Node const& node, model::Outcome& out) {
    using enum model::Outcome;
    read_word(node, out, {satisfied, violated, undetermined, skipped, error});
}
void read(Node const& node, model::StepStatus& out) {
    using enum model::StepStatus;
    read_word(node, out, {done, held, failed, undetermined, not_reached});
}
void read(Node const& node, model::Group::Kind& out) {
    using enum model::Group::Kind;
    read_word(node, out, {none, variant, measure, repeat});
}

enum class Need : std::uint8_t { optional, required };

/// Reads a member by the overload for its type. One that is not there keeps its default, unless it is needed.
template <class Out>
void member(Node const& node, std::string_view name, Out& out, Need need = Need::optional) {
    auto const* object = node.value.if_object();
    if (object == nullptr) return node.wanted("an object");
    auto const* value = object->if_contains(name);
    if (value != nullptr) {
        read(Node{*value, &node, name, 0, node.complaint}, out);
    } else if (need == Need::required) {
        node.complain(fmt::format("member '{}' is missing", name));
    }
}

template <class First, class Second>
void read_pair(Node const& node, First& first, Second& second) {
    auto const* array = node.value.if_array();
    if (array == nullptr || array->size() != 2) return node.wanted("a list of two");
    read(Node{(*array)[0], &node, {}, 0, node.complaint}, first);
    read(Node{(*array)[1], &node, {}, 1, node.complaint}, second);
}

void read(Node const& node, std::pair<std::string, std::string>& out) {
    read_pair(node, out.first, out.second);
}
void read(Node const& node, model::FieldRecord& out) {
    read_pair(node, out.name, out.value);
}

void read(Node const& node, model::Group& out) {
    member(node, "kind", out.kind);
    member(node, "label", out.label);
    member(node, "value", out.value);
}

void read(Node const& node, model::Spot& out) {
    member(node, "file", out.file);
    member(node, "line", out.line);
    member(node, "column", out.column);
}

void read(Node const& node, model::Check& out) {
    member(node, "what", out.what);
    member(node, "wanted", out.wanted);
    member(node, "found", out.found);
    member(node, "holds", out.holds, Need::required);
}

template <class Item>
void read(Node const& node, std::vector<Item>& out) {
    auto const* array = node.value.if_array();
    if (array == nullptr) return node.wanted("a list");
    out.resize(array->size());
    for (std::size_t index = 0; index < out.size(); ++index) read(Node{(*array)[index], &node, {}, index, node.complaint}, out[index]);
}

void read(Node const& node, model::StepRecord& out) {
    member(node, "number", out.number);
    member(node, "written", out.written);
    member(node, "spot", out.spot);
    member(node, "status", out.status, Need::required);
    member(node, "detail", out.detail);
    member(node, "checks", out.checks);
    member(node, "began", out.began);
    member(node, "took", out.took);
}

void read(Node const& node, model::Finding& out) {
    member(node, "claim", out.claim);
    member(node, "detail", out.detail);
    member(node, "probe", out.probe);
    member(node, "lan_frames", out.lan_frames);
    member(node, "wan_frames", out.wan_frames);
    member(node, "note", out.note);
}

/// Format 2: [number, actor, probe, step, is it the sentinel's]; the capture says the rest.
void read_short(Node const& node, json::array const& items, model::FrameRecord& out) {
    if (items.size() < 5) return node.wanted("a list of five");
    const auto item = [&](std::size_t index) { return Node{items[index], &node, {}, index, node.complaint}; };
    unsigned sentinel = 0;
    read(item(0), out.number);
    read(item(1), out.actor);
    read(item(2), out.probe);
    read(item(3), out.step);
    read(item(4), sentinel);
    out.sentinel = sentinel != 0;
}

void read(Node const& node, model::FrameRecord& out) {
    if (auto const* items = node.value.if_array()) return read_short(node, *items, out);
    member(node, "number", out.number);
    member(node, "side", out.side, Need::required);
    member(node, "sent", out.sent);
    member(node, "at", out.at);
    member(node, "actor", out.actor);
    member(node, "probe", out.probe);
    member(node, "step", out.step);
    member(node, "length", out.length);
    member(node, "summary", out.summary);
    member(node, "fields", out.fields);
}

void read(Node const& node, model::PortRecord& out) {
    member(node, "name", out.name);
    member(node, "sent", out.sent);
    member(node, "received", out.received);
    member(node, "dropped", out.dropped);
}

void read(Node const& node, model::SideAccount& out) {
    member(node, "sent", out.sent);
    member(node, "received", out.received);
    member(node, "probes", out.probes);
    member(node, "late", out.late);
    member(node, "lab", out.lab);
    member(node, "router", out.router);
    member(node, "strangers", out.strangers);
    member(node, "other_vlan", out.other_vlan);
    member(node, "after_end", out.after_end);
}

void read(Node const& node, model::BenchFinding& out) {
    member(node, "kind", out.kind, Need::required);
    member(node, "side", out.side, Need::required);
    member(node, "detail", out.detail);
    member(node, "count", out.count);
    member(node, "frames", out.frames);
}

void read(Node const& node, std::optional<model::Accounts>& out) {
    if (node.value.is_null()) return out.reset();
    auto& accounts = out.emplace();
    member(node, "lan", accounts.sides[0], Need::required);
    member(node, "wan", accounts.sides[1], Need::required);
    member(node, "bench", accounts.bench);
}

void read(Node const& node, model::AttemptRecord& out) {
    member(node, "outcome", out.outcome, Need::required);
    member(node, "observed_class", out.observed_class);
    member(node, "broken", out.broken);
    member(node, "reason", out.reason);
    member(node, "frames", out.frames);
}

void read(Node const& node, model::CaseRecord& out) {
    member(node, "id", out.id, Need::required);
    member(node, "name", out.name);
    member(node, "group", out.group);
    member(node, "suite", out.suite);
    member(node, "title", out.title);
    member(node, "about", out.about);
    member(node, "claims", out.claims, Need::required);
    member(node, "outcome", out.outcome, Need::required);
    member(node, "reason", out.reason);
    member(node, "observed_class", out.observed_class);
    member(node, "class_about", out.class_about);
    member(node, "broken", out.broken, Need::required);
    member(node, "steps", out.steps);
    member(node, "findings", out.findings, Need::required);
    member(node, "frames", out.frames);
    member(node, "symbols", out.symbols);
    member(node, "hosts", out.hosts);
    member(node, "began", out.began);
    member(node, "took", out.took);
    member(node, "attempts", out.attempts);
    member(node, "tries", out.tries);
    if (out.name.empty()) out.name = out.id;
}

void read(Node const& node, model::Device& out) {
    for (auto const& entry : model::device_entries) member(node, entry.key, out.*entry.text);
}
void read(Node const& node, model::Certificate& out) {
    for (auto const& entry : model::certificate_entries) member(node, entry.key, out.*entry.text);
}

void read(Node const& node, std::optional<Duration>& out) {
    if (node.value.is_null()) return out.reset();
    read(node, out.emplace());
}

void read(Node const& node, model::PlanRecord& out) {
    member(node, "cases", out.cases);
    member(node, "jobs", out.jobs);
    member(node, "confirm", out.confirm);
    member(node, "mtu", out.mtu);
    member(node, "longest", out.longest);
    member(node, "rest", out.rest);
}

void read(Node const& node, model::Input::Kind& out) {
    using enum model::Input::Kind;
    read_word(node, out, {start, wake, spoilt, interrupt, unfinished_checksum});
}

void read(Node const& node, model::Input& out) {
    auto const* items = node.value.if_array();
    if (items == nullptr || (items->size() != 3 && items->size() != 5)) return node.wanted("a list of three or five");
    auto const item = [&](std::size_t index) { return Node{(*items)[index], &node, {}, index, node.complaint}; };
    read(item(0), out.kind);
    read(item(1), out.after);
    read(item(2), out.at);
    if (items->size() == 3) return;
    read(item(3), out.rest);
    read(item(4), out.why);
}

void read(Node const& node, model::RunRecord& out) {
    member(node, "format", out.format, Need::required);
    if (out.format < 1 || out.format > newest_format) {
        node.complain(fmt::format("format {} is not one that this version reads (1 to {})", out.format, newest_format));
    }
    member(node, "tool", out.tool);
    member(node, "started", out.started);
    member(node, "dut", out.dut);
    member(node, "dut_about", out.dut_about);
    member(node, "about", out.about);
    member(node, "device", out.device);
    member(node, "certificate", out.certificate);
    member(node, "seed", out.seed);
    member(node, "plan", out.plan);
    member(node, "virtual_time", out.virtual_time);
    member(node, "facts", out.facts);
}

void read_end(Node const& node, model::Record& record) {
    member(node, "complete", record.complete, Need::required);
    member(node, "ended", record.ended);
    member(node, "ports", record.ports);
    member(node, "accounts", record.accounts);
    member(node, "took", record.took);
}

}  // namespace

std::optional<LineReader::Trouble> LineReader::add(std::string_view line) {
    boost::system::error_code error;
    json::value const value = json::parse({line.data(), line.size()}, error);
    if (error) return Trouble{false, "not JSON: " + error.message()};
    std::string complaint;
    std::string kind;
    member(Node{value, nullptr, "line", 0, complaint}, "kind", kind, Need::required);
    Node const node{value, nullptr, kind, 0, complaint};
    bool const known = kind == run_kind || kind == case_kind || kind == inputs_kind || kind == end_kind;
    if (!complaint.empty() || !known) {
        // A later version may add kinds of lines.
    } else if (ended_) {
        node.complain("stands after the end line");
    } else if (begun_ == (kind == run_kind)) {
        node.complain(begun_ ? "a second run line" : "stands before the run line");
    } else if (kind == run_kind) {
        begun_ = true;
        read(node, record_.run);
    } else if (kind == case_kind) {
        auto& result = record_.cases.emplace_back();
        read(node, result);
        if (complaint.empty() && !names_.insert(result.name).second)
            node.complain(fmt::format("'{}' has a line already; every case has one", result.name));
        if (by_name_ && record_.run.format >= 2) model::name_frames(result);
    } else if (kind == inputs_kind) {
        std::vector<model::Input> inputs;
        member(node, "list", inputs, Need::required);
        record_.inputs.insert(record_.inputs.end(), inputs.begin(), inputs.end());
    } else {
        ended_ = true;
        read_end(node, record_);
    }
    if (complaint.empty()) return std::nullopt;
    return Trouble{true, std::move(complaint)};
}

}  // namespace tsuka::record
