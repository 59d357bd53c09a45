// Which frames and which field: a record says what was wanted and found, not in which frame; the frame that holds what was found is it.
#include "reports/octets.hpp"

#include "reports/columns.hpp"
#include "reports/exchange.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tsuka::reports {
namespace {

using model::CaseRecord;
using model::Check;

std::optional<Objected> seen(model::Record const& record, Exchange const& exchange, std::string_view field) {
    Objected one{exchange.sent == nullptr ? 0 : exchange.sent->number, exchange.arrived->number, {}};
    auto found = record.capture->parting(one.sent, one.arrived, field);
    if (!found) return std::nullopt;
    one.parting = std::move(*found);
    return one;
}

/// What stands between the quotes after `key = ` in a step as it is written; empty when it has no such key.
std::string_view written(std::string_view step, std::string_view key) {
    auto const open = step.find(fmt::format("{} = \"", key));
    if (open == std::string_view::npos) return {};
    auto const begin = open + key.size() + 4;
    return step.substr(begin, step.find('"', begin) - begin);
}

/// "udp.checksum" is asked for by that name or as "checksum".
bool is(std::string_view name, std::string_view asked) {
    return name == asked || (name.size() > asked.size() && name.ends_with(asked) && name[name.size() - asked.size() - 1] == '.');
}

/// "7", or "7, not valid".
bool says(std::string_view found, std::string_view value) {
    return found.starts_with(value) && (found.size() == value.size() || found[value.size()] == ',');
}

/// How sure it is that the check is about this field of this frame: its probe, its protocol, and that it changed on the way.
unsigned fit(Exchange const& exchange, FieldPair const& pair, std::string_view step) {
    auto const probe = written(step, "probe");
    auto const message = written(step, "expect");
    return (probe == exchange.probe ? 4U : 0U) + (pair.name.starts_with(message.substr(0, message.find('.') + 1)) ? 2U : 0U) +
           (pair.differs ? 1U : 0U);
}

/// The frame that arrived and says what the check found.
std::optional<Objected> by_check(Check const& check, std::string_view step, std::vector<Exchange> const& all, model::Record const& record) {
    Exchange const* best = nullptr;
    unsigned best_fit = 0;
    std::string name;
    for (Exchange const& exchange : all) {
        if (exchange.arrived == nullptr) continue;
        if (check.what == "payload") {
            auto const probe = written(step, "probe");
            if (exchange.sent == nullptr || (!probe.empty() && probe != exchange.probe)) continue;
            if (auto one = seen(record, exchange, {})) return one;
            continue;
        }
        for (FieldPair const& pair : exchange.fields) {
            if (!is(pair.name, check.what) || !says(check.found, pair.arrived)) continue;
            auto const sure = fit(exchange, pair, step);
            if (best != nullptr && sure <= best_fit) continue;
            best = &exchange;
            best_fit = sure;
            name = std::string{pair.name};
        }
    }
    return best == nullptr ? std::nullopt : seen(record, *best, name);
}

/// The layer and field that an observation is about, or "" for octets of no field in particular; nothing: octets do not show it.
std::optional<std::string> field_of(model::Observation const& seen) {
    using enum model::Seen;
    if (seen.seen == checksum || seen.seen == hop_kept || seen.seen == congestion) return seen.field;
    if (seen.seen == octets || seen.seen == message_octets || seen.seen == other_octets) return std::string{};
    if (seen.seen != told || seen.note || seen.claim != "always.payload-untouched") return std::nullopt;
    return std::string{};
}

std::optional<Objected> by_observation(model::Observation const& one, std::vector<Exchange> const& all, model::Record const& record) {
    auto const field = field_of(one);
    if (!field) return std::nullopt;
    for (Exchange const& exchange : all) {
        if (exchange.arrived == nullptr || (exchange.sent == nullptr && field->empty())) continue;
        auto const& numbers = exchange.arrived->side == Side::lan ? one.lan_frames : one.wan_frames;
        if (std::find(numbers.begin(), numbers.end(), exchange.arrived->number) == numbers.end()) continue;
        if (auto found = seen(record, exchange, *field)) return found;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Objected> objected(CaseRecord const& shown, model::Record const& record) {
    if (!record.capture) return std::nullopt;
    auto const all = exchanges(shown);
    for (model::StepRecord const& step : shown.steps)
        for (Check const& check : step.checks)
            if (!check.holds)
                if (auto one = by_check(check, step.written, all, record)) return one;
    for (model::Observation const& observation : shown.observations)
        if (auto one = by_observation(observation, all, record)) return one;
    return std::nullopt;
}

std::string place_of(Objected const& one, std::string const& capture, Words const& said) {
    auto const& at = one.parting;
    std::size_t const more = at.arrived.octets.empty() ? 0 : at.arrived.octets.size() - 1;
    auto const range = [&](std::size_t first) {
        return more == 0 ? fmt::format("octet {}", first) : fmt::format("octets {} to {}", first, first + more);
    };
    auto const numbers = [&](std::size_t first) {
        return more == 0 ? fmt::format("{}", first) : fmt::format("{}-{}", first, first + more);
    };
    return said.say("octets.place",
                    fmt::format("{} {}, {} counted from 0; in the frame {}, {} #{}", at.layer, at.field, range(at.offset),
                                numbers(at.place), capture, one.arrived),
                    at.layer, at.field, numbers(at.offset), numbers(at.place), capture, one.arrived);
}

std::vector<std::string> octet_lines(Objected const& one, std::string const& capture, Words const& said) {
    auto const where = place_of(one, capture, said);
    auto const sent = said.say("terminal.sent", "sent");
    auto const arrived = said.say("terminal.arrived", "arrived");
    auto const width = std::max(columns(sent), columns(arrived));
    std::vector<std::string> lines{said.say("terminal.octets", "octets: " + where, where)};
    if (!one.parting.sent.octets.empty()) lines.push_back(fmt::format("{} {}", padded(sent, width), in_hex(one.parting.sent)));
    lines.push_back(fmt::format("{} {}", padded(arrived, width), in_hex(one.parting.arrived)));
    return lines;
}

std::string in_hex(Octets const& octets) {
    return fmt::format("{:02x}", fmt::join(octets, " "));
}

std::string in_hex(model::Around const& around) {
    if (around.octets.empty()) return {};
    std::string out = in_hex(around.before);
    out += fmt::format("{}[{}]", out.empty() ? "" : " ", in_hex(around.octets));
    if (!around.after.empty()) out += " " + in_hex(around.after);
    return out;
}

}  // namespace tsuka::reports
