// Lines of a record -> model: see line_reader.hpp.
#include "harness/record/line_reader.hpp"

#include "harness/model/resumption.hpp"
#include "harness/record/node.hpp"

#include <boost/json.hpp>

namespace tsuka::record {

static void read(Node const& node, model::PortRecord& out) {
    member(node, "name", out.name);
    member(node, "sent", out.sent);
    member(node, "received", out.received);
    member(node, "dropped", out.dropped);
}

static void read(Node const& node, model::SideAccount& out) {
    for (auto const& counter : model::counters) member(node, counter.key, out.*counter.count);
}

static void read(Node const& node, model::BenchFinding& out) {
    member(node, "kind", out.kind, Need::required);
    member(node, "side", out.side, Need::required);
    member(node, "detail", out.detail);
    member(node, "count", out.count);
    member(node, "frames", out.frames);
}

static void read(Node const& node, model::Event& out) {
    member(node, "kind", out.kind, Need::required);
    member(node, "at", out.at, Need::required);
    member(node, "detail", out.detail);
}

static void read(Node const& node, std::optional<model::Accounts>& out) {
    if (node.is_null()) return out.reset();
    auto& accounts = out.emplace();
    member(node, "lan", accounts.sides[0], Need::required);
    member(node, "wan", accounts.sides[1], Need::required);
    member(node, "bench", accounts.bench);
}

static void read(Node const& node, model::Device& out) {
    for (auto const& entry : model::device_entries) member(node, entry.key, out.*entry.text);
}
static void read(Node const& node, model::Certificate& out) {
    for (auto const& entry : model::certificate_entries) member(node, entry.key, out.*entry.text);
}

static void read(Node const& node, std::optional<Duration>& out) {
    if (node.is_null()) return out.reset();
    read(node, out.emplace());
}

static void read(Node const& node, model::LoadWanted& out) {
    member(node, "rate", out.rate);
    member(node, "protocols", out.protocols);
    member(node, "size", out.size);
}

static void read(Node const& node, model::LoadStretch& out) {
    member(node, "sent", out.sent);
    member(node, "arrived", out.arrived);
}

static void read(Node const& node, model::LoadFault& out) {
    member(node, "what", out.what, Need::required);
    member(node, "claim", out.claim, Need::required);
    member(node, "early", out.early);
    member(node, "late", out.late);
    member(node, "first", out.first);
    member(node, "flows", out.flows);
}

static void read(Node const& node, model::LoadPassage& out) {
    member(node, "protocol", out.protocol, Need::required);
    member(node, "from", out.from, Need::required);
    member(node, "opened", out.opened);
    member(node, "early", out.early);
    member(node, "late", out.late);
    member(node, "faults", out.faults);
}

static void read(Node const& node, std::optional<model::LoadBeside>& out) {
    if (node.is_null()) return out.reset();
    auto& load = out.emplace();
    member(node, "wanted", load.wanted, Need::required);
    member(node, "flowed", load.flowed);
    member(node, "offered", load.offered);
    member(node, "sent_lan", load.sent[0]);
    member(node, "sent_wan", load.sent[1]);
    member(node, "received_lan", load.received[0]);
    member(node, "received_wan", load.received[1]);
    member(node, "dropped", load.dropped);
    member(node, "passages", load.passages);
    member(node, "trouble", load.trouble);
}

static void read(Node const& node, model::PlanRecord& out) {
    member(node, "cases", out.cases);
    member(node, "jobs", out.jobs);
    member(node, "confirm", out.confirm);
    member(node, "mtu", out.mtu);
    member(node, "longest", out.longest);
    member(node, "rest", out.rest);
    member(node, "budget", out.budget);
    member(node, "most_failures", out.most_failures);
    member(node, "load", out.load);
}

static void read(Node const& node, model::Input::Kind& out) {
    using enum model::Input::Kind;
    read_word(node, out, {start, wake, spoilt, interrupt, unfinished_checksum, hook, load});
}

static void read(Node const& node, model::Input& out) {
    const auto size = node.size();
    if (size != 3 && size != 5) return node.wanted("a list of three or five");
    read(node.item(0), out.kind);
    read(node.item(1), out.after);
    read(node.item(2), out.at);
    if (size == 3) return;
    read(node.item(3), out.rest);
    read(node.item(4), out.why);
}

static void read(Node const& node, model::RunRecord& out) {
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

static void read(Node const& node, model::Resumption& out) {
    member(node, "started", out.started);
    member(node, "seed", out.seed, Need::required);
    member(node, "plan", out.plan, Need::required);
    member(node, "facts", out.facts);
    member(node, "at", out.at);
    member(node, "after", out.after, Need::required);
}

static void read(Node const& node, model::PartEnd& out) {
    member(node, "complete", out.complete, Need::required);
    member(node, "ended", out.ended);
    member(node, "ports", out.ports);
    member(node, "timeline", out.timeline);
    member(node, "accounts", out.accounts);
    member(node, "took", out.took);
    member(node, "load", out.load);
}

void LineReader::read_case(Node const& node) {
    model::CaseRecord result;
    read(node, result);
    if (!node.complaint.empty()) return;
    if (!names_.insert(result.name).second)
        return node.complain(fmt::format("'{}' has a line already; every case has one{}", result.name,
                                         record_.resumed.empty() ? "" : " in each part of the run"));
    if (by_name_ && record_.run.format >= 2) model::name_frames(result);
    model::add_case(record_, std::move(result));
}

void LineReader::read_resumed(Node const& node) {
    model::Resumption part;
    read(node, part);
    part.told = names_.size();
    names_.clear();
    ended_ = false;
    model::resume(record_, std::move(part));
}

void LineReader::read_end(Node const& node) {
    ended_ = true;
    model::PartEnd end;
    read(node, end);
    model::end_part(record_, std::move(end));
}

std::optional<LineReader::Trouble> LineReader::add(std::string_view line) {
    boost::system::error_code error;
    boost::json::value const value = boost::json::parse({line.data(), line.size()}, error);
    if (error) return Trouble{false, "not JSON: " + error.message()};
    std::string complaint;
    std::string kind;
    member(Node{value, nullptr, "line", 0, complaint}, "kind", kind, Need::required);
    Node const node{value, nullptr, kind, 0, complaint};
    bool const known = kind == run_kind || kind == resumed_kind || kind == case_kind || kind == inputs_kind || kind == end_kind;
    if (!complaint.empty() || !known) {
        // A later version may add kinds of lines.
    } else if (ended_ && kind != resumed_kind) {
        node.complain("stands after the end line");
    } else if (begun_ == (kind == run_kind)) {
        node.complain(begun_ ? "a second run line" : "stands before the run line");
    } else if (kind == run_kind) {
        begun_ = record_.broken_off = true;
        read(node, record_.run);
    } else if (kind == resumed_kind) {
        read_resumed(node);
    } else if (kind == case_kind) {
        read_case(node);
    } else if (kind == inputs_kind) {
        std::vector<model::Input> inputs;
        member(node, "list", inputs, Need::required);
        record_.inputs.insert(record_.inputs.end(), inputs.begin(), inputs.end());
    } else {
        read_end(node);
    }
    if (complaint.empty()) return std::nullopt;
    return Trouble{true, std::move(complaint)};
}

}  // namespace tsuka::record
