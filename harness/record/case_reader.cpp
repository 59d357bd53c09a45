// The line of a case -> model. Formats differ in how frames, checks and places in the suites are written.
#include "harness/record/node.hpp"

#include <algorithm>

namespace tsuka::record {

static void read(Node const& node, model::Outcome& out) {
    using enum model::Outcome;
    read_word(node, out, {satisfied, violated, undetermined, skipped, error});
}
static void read(Node const& node, model::StepStatus& out) {
    using enum model::StepStatus;
    read_word(node, out, {done, held, failed, undetermined, not_reached});
}
static void read(Node const& node, model::Group::Kind& out) {
    using enum model::Group::Kind;
    read_word(node, out, {none, variant, measure, repeat});
}

/// One of all values of an enumeration whose words are in its order.
template <class Enumeration>
static void read_code(Node const& node, Enumeration& out, std::size_t all) {
    std::string text;
    read(node, text);
    for (std::size_t at = 0; at < all; ++at)
        if (word(static_cast<Enumeration>(at)) == text) {
            out = static_cast<Enumeration>(at);
            return;
        }
    node.complain(fmt::format("unknown word {}", node.found()));
}

static void read(Node const& node, model::Group& out) {
    member(node, "kind", out.kind);
    member(node, "label", out.label);
    member(node, "value", out.value);
}

/// Format 3: [file, line, column], or [line, column] in the file of the step before.
static void read_short(Node const& node, std::size_t size, model::Spot& out) {
    if (size != 2 && size != 3) return node.wanted("a list of two or three");
    const auto line = size - 2;
    if (line > 0) read(node.item(0), out.file);
    read(node.item(line), out.line);
    read(node.item(line + 1), out.column);
}

static void read(Node const& node, model::Spot& out) {
    if (const auto size = node.size()) return read_short(node, *size, out);
    member(node, "file", out.file);
    member(node, "line", out.line);
    member(node, "column", out.column);
}

static void read(Node const& node, model::Check& out) {
    member(node, "what", out.what);
    member(node, "wanted", out.wanted);
    member(node, "found", out.found);
    member(node, "holds", out.holds, Need::required);
}

/// The checks of a step. Format 3 says each that is new as [what, wanted, found, does it hold]; the place of one of these among its like
/// stands for the same once more, and [place, found] for the same with something else found.
class ChecksReader {
public:
    explicit ChecksReader(std::vector<model::Check>& out) : out_(out) {}

    void add(Node const& node) {
        const auto size = node.size();
        auto& check = out_.emplace_back();
        if (node.is_object()) return read(node, check);
        if (!size) return again(node, check);
        if (*size == 2) {
            again(node.item(0), check);
            return read(node.item(1), check.found);
        }
        if (*size != 4) return node.wanted("a list of two or four");
        unsigned holds = 0;
        read(node.item(0), check.what);
        read(node.item(1), check.wanted);
        read(node.item(2), check.found);
        read(node.item(3), holds);
        check.holds = holds != 0;
        said_.push_back(out_.size() - 1);
    }

private:
    void again(Node const& node, model::Check& check) {
        unsigned place = 0;
        read(node, place);
        if (place >= said_.size()) return node.complain("no check of this step stands there");
        auto const& said = out_[said_[place]];
        // What stands for so little must not grow into all memory.
        if (!is_short(said)) return node.complain("a check as long as that has to be said each time");
        check = said;
    }

    std::vector<model::Check>& out_;
    std::vector<std::size_t> said_;  ///< where in `out_`
};

static void read(Node const& node, std::vector<model::Check>& out) {
    const auto size = node.size();
    if (!size) return node.wanted("a list");
    ChecksReader reader(out);
    for (std::size_t index = 0; index < *size; ++index) reader.add(node.item(index));
}

static void read(Node const& node, model::StepRecord& out) {
    member(node, "number", out.number);
    member(node, "written", out.written);
    member(node, "spot", out.spot);
    member(node, "status", out.status, Need::required);
    member(node, "detail", out.detail);
    member(node, "checks", out.checks);
    member(node, "began", out.began);
    member(node, "took", out.took);
}

/// A step that does not say when it began did so when the one before it ended.
static void read(Node const& node, std::vector<model::StepRecord>& out) {
    const auto size = node.size();
    if (!size) return node.wanted("a list");
    Duration before{};
    for (std::size_t index = 0; index < *size; ++index) {
        auto& step = out.emplace_back();
        step.began = before;
        read(node.item(index), step);
        before = std::min(step.began + step.took, longest_time);
    }
}

static void read(Node const& node, model::Seen& out) {
    read_code(node, out, model::all_seen);
}
static void read(Node const& node, model::Doubt::Cause& out) {
    read_code(node, out, model::all_causes);
}

static void read(Node const& node, model::Observation& out) {
    member(node, "seen", out.seen, Need::required);
    member(node, "probe", out.probe);
    member(node, "from", out.from);
    member(node, "to", out.to);
    member(node, "at", out.at);
    member(node, "field", out.field);
    member(node, "sent", out.sent);
    member(node, "arrived", out.arrived);
    if (const auto offset = node.member("offset")) read(*offset, out.offset.emplace());
    if (const auto side = node.member("side")) read(*side, out.side.emplace());
    member(node, "lan_frames", out.lan_frames);
    member(node, "wan_frames", out.wan_frames);
    member(node, "claim", out.claim);
    member(node, "detail", out.words);
    member(node, "note", out.note);
}

static void read(Node const& node, model::Doubt& out) {
    const auto size = node.size();
    if (!size || *size == 0) return node.wanted("a list with a word");
    read(node.item(0), out.cause);
    if (*size > 1) read(node.item(1), out.detail);
}

/// Up to format 3 findings are told in words, and by them alone is known which one the reason tells of.
static void read_findings(Node const& node, model::CaseRecord& out) {
    const auto size = node.size();
    if (!size) return node.wanted("a list");
    for (std::size_t at = 0; at < *size; ++at) {
        auto& told = out.observations.emplace_back();
        member(node.item(at), "claim", told.claim);
        member(node.item(at), "detail", told.words);
        member(node.item(at), "probe", told.probe);
        member(node.item(at), "lan_frames", told.lan_frames);
        member(node.item(at), "wan_frames", told.wan_frames);
        member(node.item(at), "note", told.note);
        if (!out.because && !told.note && out.reason.find(told.words) != std::string::npos) out.because = at;
    }
}

/// Format 2: [number, actor, probe, step, is it the sentinel's]; the capture says the rest.
static void read_short(Node const& node, std::size_t size, model::FrameRecord& out) {
    if (size < 5) return node.wanted("a list of five");
    unsigned sentinel = 0;
    read(node.item(0), out.number);
    read(node.item(1), out.actor);
    read(node.item(2), out.probe);
    read(node.item(3), out.step);
    read(node.item(4), sentinel);
    out.sentinel = sentinel != 0;
}

static void read(Node const& node, model::FrameRecord& out) {
    if (const auto size = node.size()) return read_short(node, *size, out);
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

/// Format 3: [actor, probe, step, is it the sentinel's, number, distance to the next, ...].
static void read_alike(Node const& node, std::size_t size, std::vector<model::FrameRecord>& out) {
    if (size < 5) return node.wanted("a list of five or more");
    model::FrameRecord frame;
    unsigned sentinel = 0;
    read(node.item(0), frame.actor);
    read(node.item(1), frame.probe);
    read(node.item(2), frame.step);
    read(node.item(3), sentinel);
    frame.sentinel = sentinel != 0;
    if (!is_short(frame) && size > 5) return node.complain("names as long as that have to be said each time");
    for (std::size_t index = 4; index < size; ++index) {
        std::uint64_t distance = 0;
        read(node.item(index), distance);
        frame.number += distance;
        out.push_back(frame);
    }
}

static void read(Node const& node, std::vector<model::FrameRecord>& out) {
    const auto size = node.size();
    if (!size) return node.wanted("a list");
    bool grouped = false;
    for (std::size_t index = 0; index < *size; ++index) {
        const auto one = node.item(index);
        const auto length = one.size();
        if (length && *length > 0 && one.item(0).is_string()) {
            grouped = true;
            read_alike(one, *length, out);
        } else {
            read(one, out.emplace_back());
        }
    }
    if (grouped) std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.number < b.number; });
}

static void read(Node const& node, model::AttemptRecord& out) {
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
    if (const auto findings = node.member("findings"))
        read_findings(*findings, out);
    else
        member(node, "observations", out.observations, Need::required);
    if (const auto because = node.member("because")) read(*because, out.because.emplace());
    if (out.because && *out.because >= out.observations.size())
        node.complain(fmt::format("because: there is no observation {}", *out.because));
    member(node, "doubts", out.doubts);
    member(node, "frames", out.frames);
    member(node, "symbols", out.symbols);
    member(node, "hosts", out.hosts);
    member(node, "began", out.began);
    member(node, "took", out.took);
    member(node, "attempts", out.attempts);
    member(node, "tries", out.tries);
    if (out.name.empty()) out.name = out.id;
    for (std::size_t at = 0; at < out.steps.size(); ++at) {
        auto& step = out.steps[at];
        if (step.number == 0) step.number = static_cast<unsigned>(at + 1);
        if (step.spot.file.empty() && at > 0) step.spot.file = out.steps[at - 1].spot.file;
    }
}

}  // namespace tsuka::record
