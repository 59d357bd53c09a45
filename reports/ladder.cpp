// From the record to the ladder. Pairs of frames are exchange.hpp's, who was meant is intent.hpp's; here they are put in order and told
// as briefly as truth allows.
#include "reports/ladder.hpp"

#include "reports/exchange.hpp"
#include "reports/intent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace tsuka::reports {
namespace {

using model::CaseRecord;
using model::FrameRecord;
using namespace std::chrono_literals;

constexpr std::size_t most_rungs = 26;  ///< what a reader takes in at once; more are told by number
constexpr std::size_t kept_at_ends = 5;

/// Every router changes these, and no claim is about them.
bool everyday(std::string_view field) {
    return field.starts_with("ethernet.") || field.ends_with("checksum") || field == "ip.ttl" || field == "ip.id";
}

class Builder {
public:
    explicit Builder(CaseRecord const& result) : result_(result), intent_(result) {
        for (Side const side : {Side::lan, Side::wan}) gather_hosts(side);
        for (FrameRecord const& frame : result.frames) {
            if (origin_ == nullptr || frame.at < origin_->at) origin_ = &frame;
        }
    }

    Ladder build() {
        for (Exchange const& exchange : exchanges(result_)) add(exchange);
        for (FrameRecord const* frame : other_frames(result_)) add_stranger(*frame);
        std::stable_sort(ladder_.rungs.begin(), ladder_.rungs.end(), [](Rung const& a, Rung const& b) { return a.at < b.at; });
        merge();
        shorten();
        break_time();
        return std::move(ladder_);
    }

private:
    void gather_hosts(Side side) {
        for (FrameRecord const& frame : result_.frames) {
            if (frame.side != side || frame.actor.empty() || host_of(frame)) continue;
            auto const known =
                std::find_if(result_.hosts.begin(), result_.hosts.end(), [&](auto const& one) { return one.first == frame.actor; });
            ladder_.hosts.push_back({.name = frame.actor, .address = known == result_.hosts.end() ? "" : known->second, .side = side});
        }
    }

    [[nodiscard]] std::optional<std::size_t> host_of(FrameRecord const& frame) const {
        for (std::size_t index = 0; index < ladder_.hosts.size(); ++index) {
            if (ladder_.hosts[index].name == frame.actor && ladder_.hosts[index].side == frame.side) return index;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Arrow> arrow_of(FrameRecord const* frame) const {
        if (frame == nullptr) return std::nullopt;
        auto const host = host_of(*frame);
        if (!host) return std::nullopt;
        return Arrow{.host = *host, .frame = frame->number, .message = message_of(frame->summary)};
    }

    void add(Exchange const& exchange) {
        FrameRecord const* first = exchange.again || exchange.sent == nullptr ? exchange.arrived : exchange.sent;
        if (first == nullptr) return;
        Rung rung;
        rung.at = first->at - origin_->at;
        rung.probe = exchange.probe;
        if (!exchange.again) rung.sent = arrow_of(exchange.sent);
        rung.arrived = arrow_of(exchange.arrived);
        if (exchange.arrived == nullptr)
            tell_lost(rung, *exchange.sent);
        else if (exchange.sent == nullptr)
            rung.kind = Rung::Kind::unasked;
        else
            tell_arrived(rung, exchange);
        if (rung.sent || rung.arrived) ladder_.rungs.push_back(std::move(rung));
    }

    void tell_arrived(Rung& rung, Exchange const& exchange) const {
        for (FieldPair const& field : exchange.fields) {
            if (field.differs && !everyday(field.name))
                rung.translations.push_back(
                    {.field = std::string{field.name}, .before = std::string{field.sent}, .after = std::string{field.arrived}});
        }
        std::string const meant = intent_.recipient(*exchange.sent);
        auto const arrived = exchange.arrived->actor;
        bool const same_side = std::any_of(ladder_.hosts.begin(), ladder_.hosts.end(),
                                           [&](Lifeline const& host) { return host.name == meant && host.side == exchange.arrived->side; });
        if (same_side && !arrived.empty() && arrived != meant) {
            rung.kind = Rung::Kind::astray;
            rung.note = fmt::format("meant for {}, reached {}", meant, arrived);
        } else if (exchange.again) {
            rung.note = "arrived once more";
        }
        if (exchange.again) rung.translations.clear();
        if (exchange.sent != nullptr && !intent_.conversation(*exchange.sent).empty() && rung.kind == Rung::Kind::crossing &&
            !exchange.again) {
            rung.kind = Rung::Kind::conversation;
            rung.note = intent_.conversation(*exchange.sent);
        }
    }

    void tell_lost(Rung& rung, FrameRecord const& sent) const {
        // A stream's octets may come out in other segments than they went in; that a segment has no match proves no loss.
        if (sent.summary.find(" TCP ") != std::string::npos) {
            rung.note = "no segment of its own came out (TCP carries a stream)";
            return;
        }
        rung.kind = Rung::Kind::lost;
        std::string const meant = intent_.recipient(sent);
        std::string const whom = meant.empty() ? "never arrived" : fmt::format("meant for {}, never arrived", meant);
        rung.note = fmt::format("{}; {}", whom, proof_of(sent));
    }

    /// Absence is shown by a sentinel that went the same way later and did arrive.
    [[nodiscard]] std::string proof_of(FrameRecord const& sent) const {
        FrameRecord const* went = nullptr;
        for (FrameRecord const& frame : result_.frames) {
            if (!(frame.sentinel || frame.summary.starts_with("sentinel"))) continue;
            if (went == nullptr && frame.sent && frame.side == sent.side && frame.at >= sent.at) went = &frame;
            if (went != nullptr && !frame.sent && frame.side != sent.side && frame.at >= went->at)
                return fmt::format("the sentinel after it passed ({} #{}, {} #{})", name_of(went->side), went->number, name_of(frame.side),
                                   frame.number);
        }
        return "no sentinel after it passed";
    }

    /// What the router or somebody else sent by himself. Acknowledgements, handshakes of TCP and sentinels are plumbing.
    void add_stranger(FrameRecord const& frame) {
        bool const plumbing = frame.sentinel || frame.summary.starts_with("sentinel") || frame.summary.find(" TCP ") != std::string::npos ||
                              frame.summary.find(" IP fragment ") != std::string::npos;
        auto const arrow = arrow_of(&frame);
        if (frame.sent || plumbing || !arrow) return;
        Rung rung;
        rung.kind = Rung::Kind::unasked;
        rung.at = frame.at - origin_->at;
        rung.arrived = arrow;
        ladder_.rungs.push_back(std::move(rung));
    }

    /// Messages of one handshake become one rung, and so do frames of one probe that fared alike.
    void merge() {
        std::vector<Rung> out;
        for (Rung& rung : ladder_.rungs) {
            Rung* before = out.empty() ? nullptr : &out.back();
            if (before == nullptr || !alike(*before, rung)) {
                out.push_back(std::move(rung));
                continue;
            }
            before->count += rung.count;
        }
        // A handshake of one message that passed is a crossing like any other.
        for (Rung& rung : out) {
            if (rung.kind != Rung::Kind::conversation) continue;
            if (rung.count == 1) rung.kind = Rung::Kind::crossing;
            rung.note = rung.count == 1 ? "" : fmt::format("{}: {} messages, all arrived", rung.note, rung.count);
        }
        ladder_.rungs = std::move(out);
    }

    static bool alike(Rung const& a, Rung const& b) {
        using Kind = Rung::Kind;
        if (a.kind != b.kind) return false;
        if (b.at - a.at > 1s) return false;
        if (a.kind == Kind::conversation) return a.note == b.note && flow_of(a.probe) == flow_of(b.probe);
        bool const whole = a.sent.has_value() == b.sent.has_value() && a.arrived.has_value() == b.arrived.has_value();
        if (!whole || (a.sent && a.sent->host != b.sent->host) || (a.arrived && a.arrived->host != b.arrived->host)) return false;
        if (a.kind == Kind::crossing || a.kind == Kind::lost || a.kind == Kind::astray)
            return a.probe == b.probe && a.translations.size() == b.translations.size();
        return false;
    }

    static std::string flow_of(std::string const& probe) { return probe.substr(0, probe.find(':')); }

    void shorten() {
        auto& rungs = ladder_.rungs;
        if (rungs.size() <= most_rungs) return;
        std::vector<Rung> out;
        for (std::size_t index = 0; index < rungs.size(); ++index) {
            bool const plain = rungs[index].kind == Rung::Kind::crossing || rungs[index].kind == Rung::Kind::conversation;
            bool const inside = index >= kept_at_ends && index + kept_at_ends < rungs.size();
            bool const many = out.size() >= most_rungs && index + kept_at_ends < rungs.size();
            if (!(plain && inside) && !many) {
                out.push_back(std::move(rungs[index]));
                continue;
            }
            bool const troubled = !plain;
            if (out.empty() || out.back().kind != Rung::Kind::omitted) {
                out.push_back({.kind = Rung::Kind::omitted,
                               .at = rungs[index].at,
                               .probe = {},
                               .sent = {},
                               .arrived = {},
                               .translations = {},
                               .note = {},
                               .count = 0});
            }
            out.back().count += rungs[index].count;
            if (troubled) out.back().note = "not all of them arrived where they should";
        }
        rungs = std::move(out);
        for (Rung& rung : rungs) {
            if (rung.kind == Rung::Kind::omitted)
                rung.note = fmt::format("{} more frames, {}", rung.count, rung.note.empty() ? "all arrived" : rung.note);
        }
    }

    void break_time() {
        std::vector<Rung> out;
        Duration last{};
        for (Rung& rung : ladder_.rungs) {
            if (rung.at - last > 1s)
                out.push_back({.kind = Rung::Kind::pause,
                               .at = rung.at - last,
                               .probe = {},
                               .sent = {},
                               .arrived = {},
                               .translations = {},
                               .note = {}});
            last = rung.at;
            out.push_back(std::move(rung));
        }
        ladder_.rungs = std::move(out);
    }

    CaseRecord const& result_;
    Intent intent_;
    FrameRecord const* origin_ = nullptr;
    Ladder ladder_;
};

}  // namespace

Ladder ladder_of(CaseRecord const& result) {
    return Builder{result}.build();
}

std::string message_of(std::string_view summary) {
    // "IP a > b REST"; REST may begin with the transport: "UDP 500 > 500 ike.mm1 ...", "TCP 1 > 2 [ACK] seq=.. ack=.. pptp.ocrq ...".
    if (summary.starts_with("IP ")) {
        std::size_t at = 0;
        for (int blank = 0; blank < 4 && at != std::string_view::npos; ++blank) at = summary.find(' ', at + 1);
        if (at != std::string_view::npos) summary.remove_prefix(at + 1);
    }
    if (summary.starts_with("UDP ") || summary.starts_with("TCP ")) {
        for (std::size_t at = 0; at != std::string_view::npos; at = summary.find(' ', at + 1)) {
            std::string_view const word = summary.substr(at == 0 ? 0 : at + 1);
            std::size_t const dot = word.find('.');
            bool const named = dot != std::string_view::npos && dot > 0 && word.find(' ') > dot && word[0] >= 'a' && word[0] <= 'z' &&
                               word.find('=') > dot;
            if (named) {
                summary = word;
                break;
            }
        }
    }
    std::string out;
    while (!summary.empty()) {
        std::string_view const word = summary.substr(0, summary.find(' '));
        if (word.find("cookie=") == std::string_view::npos && !word.starts_with("message_id=")) {
            if (!out.empty()) out += ' ';
            out += word;
        }
        summary.remove_prefix(std::min(word.size() + 1, summary.size()));
    }
    return out;
}

}  // namespace tsuka::reports
