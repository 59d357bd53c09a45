#include "harness/run/capture.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/pppoe.hpp"
#include "harness/engine/reading.hpp"
#include "harness/lab/link.hpp"
#include "harness/port/pcapng.hpp"
#include "harness/run/parting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

namespace tsuka::run {

namespace {

using model::CaseRecord;
using model::FrameRecord;

/// A case's frame, by number. A frame may be named by several cases: what two of them saw.
struct Named {
    std::uint64_t number = 0;
    std::uint32_t result = 0;  ///< place of its case
    std::uint32_t frame = 0;   ///< place in the case
};

std::uint64_t number_of(CaseRecord const& result, std::size_t index) {
    return result.named.empty() ? result.frames[index].number : result.named.number(index);
}

std::vector<Named> by_number(std::vector<CaseRecord> const& cases) {
    std::vector<Named> named;
    for (std::size_t result = 0; result < cases.size(); ++result)
        for (std::size_t frame = 0; frame < std::max(cases[result].named.size(), cases[result].frames.size()); ++frame)
            named.push_back({number_of(cases[result], frame), static_cast<std::uint32_t>(result), static_cast<std::uint32_t>(frame)});
    std::stable_sort(named.begin(), named.end(), [](auto const& a, auto const& b) { return a.number < b.number; });
    return named;
}

/// Reads a capture from its beginning and hands each frame that cases name, with its name, to `use`.
template <class Use>
Result<void> each_named(std::vector<CaseRecord> const& cases, std::string const& capture, Use const& use) {
    const auto named = by_number(cases);
    if (named.empty()) return {};
    auto file = port::PcapngFile::open(capture);
    if (!file) return file.error();
    std::uint64_t number = 0;
    auto next = named.begin();
    while (next != named.end() && next->number == 0) ++next;
    while (next != named.end()) {
        const auto captured = file->next();
        if (!captured) return captured.error();
        if (!*captured)
            return fail(fmt::format("{}: ends with frame {}, and the record names frame {}", capture, number, named.back().number));
        for (++number; next != named.end() && next->number == number; ++next) use(*next, **captured);
    }
    return {};
}

/// What a frame of no case is, in a few words.
std::string words_of(View frame) {
    const auto inside = lab::bare(frame);
    const auto dialling = proto::pppoe_in_words(inside);
    return dialling.empty() ? proto::summary(proto::dissect(inside)) : dialling;
}

void describe(FrameRecord& frame, port::PcapngFrame const& captured) {
    frame.side = captured.interface == 0 ? Side::lan : Side::wan;
    frame.sent = captured.sent;
    frame.at = captured.at;
    frame.length = captured.frame.size();
    const auto inside = lab::bare(captured.frame);
    const auto dissection = proto::dissect(inside);
    frame.summary = (frame.sentinel ? "sentinel: " : "") + proto::summary(dissection);
    frame.fields = engine::Reading(dissection.layers).records();
    View tagged = captured.frame;
    if (const auto outer = service_vlan_of(tagged)) {
        frame.fields.push_back({"ethernet.service_vlan", std::to_string(*outer)});
        tagged = tagged.subspan(vlan_tag_size);  // where the next tag stands, seen from what were the addresses
    }
    if (const auto vlan = vlan_of(tagged)) frame.fields.push_back({"ethernet.vlan", std::to_string(*vlan)});
}

std::string comment_of(CaseRecord const& result, FrameRecord const& frame, bool sent) {
    const auto who = frame.actor.empty() ? std::string{} : fmt::format(", {} {}", sent ? "sent by" : "received by", frame.actor);
    const auto what = frame.probe.empty() ? frame.sentinel ? std::string(": sentinel") : std::string{}
                                          : fmt::format(": {} (step {})", frame.probe, frame.step);
    return fmt::format("{}{}{}; case {}", result.name, what, who, to_string(result.outcome));
}

}  // namespace

namespace {

/// Frames by number, read when they are asked for.
class Captured : public model::FrameSource {
public:
    explicit Captured(port::PcapngFile file) : file_(std::move(file)) {}

    void describe(std::vector<FrameRecord>& frames) const override {
        for (auto& frame : frames)
            if (const auto captured = file_.at(frame.number)) run::describe(frame, *captured);
    }

    [[nodiscard]] std::optional<model::Parting> parting(std::uint64_t sent, std::uint64_t arrived, std::string_view field) const override {
        const auto frame_at = [&](std::uint64_t number) {
            const auto captured = file_.at(number);
            return captured ? captured->frame : Octets{};
        };
        const auto before = sent == 0 ? Octets{} : frame_at(sent);
        const auto after = frame_at(arrived);
        const auto inside = lab::bare(after);
        auto found = run::parting(lab::bare(before), inside, field);
        if (found) found->place += after.size() - inside.size();  // what the line puts around it stands before everything
        return found;
    }

private:
    mutable port::PcapngFile file_;  // where it stands is nobody's business
};

}  // namespace

Result<void> describe_frames(model::Record& record, std::string const& capture) {
    return each_named(record.cases, capture, [&](Named const& name, port::PcapngFrame const& captured) {
        describe(record.cases[name.result].frames[name.frame], captured);
    });
}

Result<void> note_sides(model::Record& record, std::string const& capture) {
    return each_named(record.cases, capture, [&](Named const& name, port::PcapngFrame const& captured) {
        record.cases[name.result].named.seen(name.frame, captured.interface == 0 ? Side::lan : Side::wan, captured.sent);
    });
}

Result<void> attach_capture(model::Record& record, std::string const& capture) {
    auto file = port::PcapngFile::open(capture);
    if (!file) return file.error();
    record.capture = std::make_shared<Captured>(std::move(*file));
    return {};
}

Result<std::uint64_t> cut_capture(model::Record const& record, std::string const& capture, Cut const& cut, std::string const& out) {
    const auto named = by_number(record.cases);
    auto file = port::PcapngFile::open(capture);
    if (!file) return file.error();
    const auto about = fmt::format("{}, seed {}, {}", record.run.dut, record.run.seed, record.run.started);
    auto writer = port::PcapngWriter::create(out, {"lan", "wan"}, record.run.tool, about);
    if (!writer) return writer.error();
    std::uint64_t written = 0;
    auto next = named.begin();
    for (std::uint64_t number = 1;; ++number) {
        auto captured = file->next();
        if (!captured) return captured.error();
        if (!*captured && next != named.end())
            return fail(fmt::format("{}: ends with frame {}, and the record names frame {}", capture, number - 1, named.back().number));
        if (!*captured) break;
        std::string comment;
        bool wanted = !cut.case_name;
        for (; next != named.end() && next->number <= number; ++next) {
            if (next->number < number) continue;
            auto const& result = record.cases[next->result];
            comment +=
                (comment.empty() ? "" : "\n") +
                comment_of(result, result.named.empty() ? result.frames[next->frame] : result.named.at(next->frame), (*captured)->sent);
            wanted = wanted || result.name == *cut.case_name || result.id == *cut.case_name;
        }
        auto const& frame = **captured;
        if (comment.empty()) comment = "of no case: " + words_of(frame.frame);
        if (cut.side && frame.interface != static_cast<std::size_t>(*cut.side)) wanted = false;
        if (!wanted) continue;
        if (auto done = writer->write(frame.interface, frame.frame, frame.at, frame.sent, comment); !done) return done.error();
        ++written;
    }
    if (auto flushed = writer->flush(); !flushed) return flushed.error();
    return written;
}

Result<void> comment_capture(model::Record const& record, std::string const& capture) {
    const auto draft = capture + ".part";
    auto written = cut_capture(record, capture, {}, draft);
    std::error_code trouble;
    if (written) std::filesystem::rename(draft, capture, trouble);
    if (written && !trouble) return {};
    const auto why = written ? fail(fmt::format("{}: {}", capture, trouble.message())) : written.error();
    std::filesystem::remove(draft, trouble);
    return why;
}

}  // namespace tsuka::run
