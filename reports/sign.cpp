// Protocols are read off the steps as the suite wrote them ("send = \"gre.ppp\""), directions off the frames.
#include "reports/sign.hpp"

#include "reports/causes.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace tsuka::reports {
namespace {

using model::CaseRecord;
using model::StepRecord;
using model::StepStatus;

/// The text in quotes after `key =` in a step, or nothing.
std::string quoted(std::string const& written, std::string const& key) {
    for (auto at = written.find(key); at != std::string::npos; at = written.find(key, at + 1)) {
        auto const next = written.find_first_not_of(' ', at + key.size());
        bool const word = at > 0 && (written[at - 1] == ' ' || written[at - 1] == '{' || written[at - 1] == ',');
        if (!word || next == std::string::npos || written[next] != '=') continue;
        auto const open = written.find_first_not_of(' ', next + 1);
        if (open == std::string::npos || written[open] != '"') continue;
        auto const close = written.find('"', open + 1);
        if (close != std::string::npos) return written.substr(open + 1, close - open - 1);
    }
    return {};
}

/// "gre" of "gre.ppp".
std::string protocol_of(std::string const& message) {
    return message.substr(0, message.find('.'));
}

/// As people write it: "ESP", "NATT".
std::string shown(std::string protocol) {
    std::transform(protocol.begin(), protocol.end(), protocol.begin(),
                   [](char sign) { return sign >= 'a' && sign <= 'z' ? static_cast<char>(sign - 32) : sign; });
    return protocol;
}

/// What the probe is: the step that sends it names it, or it is called "#" and the step's number.
std::string message_of(CaseRecord const& result, std::string const& probe) {
    for (StepRecord const& step : result.steps) {
        std::string const message = quoted(step.written, "send");
        if (!message.empty() && (quoted(step.written, "as") == probe || probe == fmt::format("#{}", step.number))) return message;
    }
    return {};
}

struct Probe {
    std::string name;
    std::string protocol;
    Side side = Side::lan;
    bool arrived = false;
};

/// Probes of the case, in the order in which they were first sent.
std::vector<Probe> probes_of(CaseRecord const& result) {
    std::vector<Probe> probes;
    auto const find = [&](std::string const& name) {
        return std::find_if(probes.begin(), probes.end(), [&](Probe const& one) { return one.name == name; });
    };
    model::each_frame(result, [&](model::FrameRecord const& frame) {
        if (!frame.probe.empty() && frame.sent && find(frame.probe) == probes.end())
            probes.push_back({frame.probe, protocol_of(message_of(result, frame.probe)), frame.side, false});
    });
    model::each_frame(result, [&](model::FrameRecord const& frame) {
        auto const probe = find(frame.probe);
        if (!frame.sent && probe != probes.end()) probe->arrived = true;
    });
    return probes;
}

/// The probe that a step awaited and did not get; without a name it is the last one of that message sent before.
bool awaited_and_lost(CaseRecord const& result, Probe const& probe) {
    if (probe.arrived || probe.protocol.empty()) return false;
    return std::any_of(result.steps.begin(), result.steps.end(), [&](StepRecord const& step) {
        bool const lost =
            std::any_of(step.checks.begin(), step.checks.end(), [](auto const& check) { return check.what == "arrives" && !check.holds; });
        if (step.status != StepStatus::failed || !lost) return false;
        std::string const named = quoted(step.written, "probe");
        return named.empty() ? protocol_of(quoted(step.written, "expect")) == probe.protocol : named == probe.name;
    });
}

/// Of what may be lost on purpose (a stranger's datagram that a filter keeps out) nothing follows without an expectation.
bool may_be_kept_out(std::string const& protocol) {
    static constexpr std::array<std::string_view, 5> plain_ones{"udp", "tcp", "icmp", "raw", "ip"};
    return std::find(plain_ones.begin(), plain_ones.end(), protocol) != plain_ones.end();
}

/// Numbers and octets of one case are no difference between two.
std::string without_values(std::string const& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && std::isxdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
        bool const digit = std::any_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end),
                                       [](char sign) { return sign >= '0' && sign <= '9'; });
        if (end > at && digit) {
            out += '#';
        } else {
            end = std::max(end, at + 1);
            out += text.substr(at, end - at);
        }
        at = end;
    }
    return out;
}

/// "a" and "b" of "a: b".
std::string_view behind(std::string_view text, std::string_view front) {
    return text.starts_with(front) ? text.substr(front.size()) : std::string_view{};
}

bool is_code(std::string_view text) {
    auto const upper = [](char sign) { return sign >= 'A' && sign <= 'Z'; };
    auto const digit = [](char sign) { return sign >= '0' && sign <= '9'; };
    return text.size() >= 2 && text.size() <= 4 && upper(text[0]) && std::all_of(text.begin() + 1, text.end(), digit);
}

/// "G0 or G1", "E6, E7 or E11".
bool is_codes(std::string_view text) {
    std::size_t codes = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find_first_of(" ,"), text.size());
        auto const word = text.substr(0, end);
        if (!word.empty() && word != "or" && word != "and" && !is_code(word)) return false;
        codes += is_code(word) ? 1U : 0U;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return codes > 0;
}

/// A field that arrived otherwise than a step expects: the same field of the same protocol is one cause, whoever receives it.
std::optional<Sign> otherwise(CaseRecord const& result) {
    for (StepRecord const& step : result.steps) {
        if (step.status != StepStatus::failed) continue;
        auto const bad = std::find_if(step.checks.begin(), step.checks.end(), [](auto const& check) { return !check.holds; });
        if (bad == step.checks.end()) continue;
        static constexpr std::array<std::string_view, 4> no_fields{"arrives", "never", "order", "payload"};
        std::string const protocol = protocol_of(quoted(step.written, "expect"));
        if (protocol.empty() || std::find(no_fields.begin(), no_fields.end(), bad->what) != no_fields.end()) return std::nullopt;
        return Sign{fmt::format("field {} {}", protocol, bad->what),
                    fmt::format("{} arrives with another {} than expected", shown(protocol), bad->what)};
    }
    return std::nullopt;
}

}  // namespace

std::string plain(std::string const& reason) {
    std::string_view rest = reason;
    for (bool cut = true; cut;) {
        cut = false;
        auto const colon = rest.find(": ");
        if (colon == std::string_view::npos) break;
        auto const front = rest.substr(0, colon);
        auto const step = behind(front, "step ");
        bool const number = !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
        bool const observed = front.starts_with("class '") && front.ends_with('\'');
        if (number || observed || is_codes(front)) {
            rest.remove_prefix(colon + 2);
            cut = true;
        }
    }
    std::string text{rest};
    if (!text.empty() && text.size() != reason.size() && text[0] >= 'a' && text[0] <= 'z' && text.find(' ') < text.find_first_of("._-=#@"))
        text[0] = static_cast<char>(text[0] - 32);
    return text;
}

Signs::Signs(model::Report const& report, model::Record const& record) : record_(record) {
    for (model::ReportRow const& row : report.rows) {
        CaseRecord const* result = case_of(record, row);
        if (result == nullptr) continue;
        for (Probe const& probe : probes_of(*result)) {
            if (probe.arrived) passed_.insert({probe.protocol, probe.side});
            if (awaited_and_lost(*result, probe)) awaited_.insert({probe.protocol, probe.side});
        }
    }
}

std::optional<Sign> Signs::lost(CaseRecord const& result) const {
    for (Probe const& probe : probes_of(result)) {
        Way const way{probe.protocol, probe.side};
        bool const same = !probe.arrived && awaited_.contains(way) && !may_be_kept_out(probe.protocol);
        if (!same && !awaited_and_lost(result, probe)) continue;
        bool const from_lan = probe.side == Side::lan;
        return Sign{fmt::format("lost {} {}", probe.protocol, from_lan),
                    fmt::format("{} from the {} {} the {}", shown(probe.protocol), name_of(probe.side),
                                passed_.contains(way) ? "does not always arrive on" : "never arrives on", name_of(other(probe.side)))};
    }
    return std::nullopt;
}

Sign Signs::of(model::ReportRow const& row) const {
    CaseRecord const* result = case_of(record_, row);
    if (result == nullptr) return {row.reason, row.reason};
    if (row.verdict == model::Verdict::error) return {"error " + without_values(row.reason), row.reason};
    for (model::Finding const& finding : row.findings) {
        if (finding.note) continue;
        auto const of_probe = behind(finding.detail, finding.probe + " ");
        std::string const protocol = protocol_of(message_of(*result, finding.probe));
        std::string said =
            of_probe.empty() ? finding.detail : fmt::format("{} {}", protocol.empty() ? "a frame" : shown(protocol), of_probe);
        // Where it was seen first does not make it another cause.
        for (auto const& [actor, address] : result->hosts)
            if (auto const at = said.find(fmt::format("reached {} ", actor)); at != std::string::npos) said.erase(at, actor.size() + 9);
        return {fmt::format("rule {} {}", finding.claim, without_values(said)), said};
    }
    bool const short_of = result->outcome == model::Outcome::violated || result->outcome == model::Outcome::undetermined;
    if (short_of)
        if (auto sign = lost(*result)) return *sign;
    if (result->outcome == model::Outcome::violated)
        if (auto sign = otherwise(*result)) return *sign;
    if (!row.observed_class.empty() && !result->class_about.empty())
        return {fmt::format("class {} {}", row.observed_class, plain(result->class_about)), plain(result->class_about)};
    std::string const said = plain(row.reason);
    static constexpr std::string_view unknown = "no class of this case describes what was seen";
    if (said.starts_with(unknown)) return {std::string{unknown}, std::string{unknown}};
    return {"reason " + without_values(said), said.empty() ? row.title : said};
}

}  // namespace tsuka::reports
