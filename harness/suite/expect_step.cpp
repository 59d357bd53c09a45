// The verb expect: what must arrive, and what must hold of it. Answers of the router: answer_step.cpp. See steps.hpp.
#include "harness/suite/steps.hpp"

#include <fmt/format.h>

namespace tsuka::suite {

namespace {

constexpr proto::FieldSpec payload_field{.name = "payload", .kind = proto::FieldKind::octets};

}  // namespace

/// What may be said of several copies: how many of them are enough, and whether their order counts.
void StepReader::read_series(TableReader& table, model::ExpectStep& step) {
    step.least = static_cast<unsigned>(table.number("least", 1, most_times).value_or(0));
    step.order = table.flag("order");
    if (step.least > 0 && step.least >= step.times)
        table.error(table.take("least")->spot,
                    fmt::format("'least' is how many of several copies are enough, and {} of {} are all of them", step.least, step.times));
    if (step.order && (step.times == 1 || step.probe.empty()))
        table.error(table.take("order")->spot, "'order' is about the copies of a probe; say with 'probe' which, and with 'times' how many");
}

void StepReader::read(TableReader& table, model::ExpectStep& step) {
    auto const message = message_of(table, "expect", step.message);
    step.at = actor_of(table, "at", true);
    step.on = flow_of(table, step.at);
    check_family(table, message, step.on);
    step.probe = table.text_or("probe");
    check_probe(table, step);
    auto const about = script_.probes.find(step.probe);
    auto const family = script_.family(step.on.empty() && about != script_.probes.end() ? about->second.on : step.on);
    step.within = table.duration("within");
    read_answer(table, step, message);
    step.times = static_cast<unsigned>(table.number("times", 1, most_times).value_or(1));
    read_series(table, step);
    if (auto const* payload = table.take("payload")) {
        bool const relation = payload->kind == TomlNode::Kind::text && (payload->text == "same" || payload->text == "changed");
        if (relation) step.payload = read_constraint(*payload, "payload", &payload_field, scope());
        if (!relation) table.error(payload->spot, "'payload' can be expected to be \"same\" or \"changed\"");
        if (message.message != nullptr && !message.message->has_payload) {
            table.error(payload->spot, fmt::format("{} has no payload; expect its fields to be \"same\"", step.message));
        }
    }
    auto const from = actor_of(table, "from", false);
    auto const* sender = script_.actor(from);
    step.fields = read_constraints(table, message, family);
    // Only a host of the WAN keeps its address on the other side of a translating router.
    if (sender != nullptr && sender->side == Side::wan) {
        model::Term term;
        term.kind = model::Term::Kind::actor;
        term.text = term.written = from;
        step.fields.push_back({"src", {term}});
    }
    if (sender != nullptr && sender->side == Side::lan && step.on.empty()) {
        table.error(table.take("from")->spot, fmt::format("'{}' has another address on the WAN; name the flow with 'on'", from));
    }
}

void StepReader::check_probe(TableReader& table, model::ExpectStep const& step) {
    if (step.probe.empty()) return;
    auto const at = script_.probes.find(step.probe);
    auto const& spot = table.take("probe")->spot;
    if (at == script_.probes.end() || at->second.answer) {
        check_sent(table, "probe", step.probe);
    } else if (at->second.written != step.message && at->second.message.message != nullptr && !step.message.empty()) {
        table.error(spot, fmt::format("'{}' was sent as {}, not as {}", step.probe, at->second.written, step.message));
    }
}

}  // namespace tsuka::suite
