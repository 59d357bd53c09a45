#include "harness/suite/classes.hpp"

#include "harness/suite/field_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::suite {

namespace {

using model::Condition;

class ConditionReader {
public:
    ConditionReader(TomlNode const& node, Script const& script, Diagnostics& diagnostics)
        : node_(node), script_(script), diagnostics_(diagnostics) {}

    std::optional<Condition> read() {
        Condition condition;
        condition.written = node_.text;
        auto const equals = node_.text.find('=');
        if (equals == std::string::npos) return read_arrival(std::move(condition));
        return read_field(std::move(condition), equals);
    }

private:
    std::optional<Condition> refuse(std::string why) {
        diagnostics_.push_back({node_.spot, true, std::move(why)});
        return std::nullopt;
    }

    [[nodiscard]] std::string probe_hint(std::string const& name) const {
        std::vector<std::string> words;
        for (auto const& probe : script_.probes) words.push_back(probe.first);
        return hint(name, words);
    }

    std::optional<Condition> read_arrival(Condition condition) {
        std::string_view text = node_.text;
        if (text.starts_with('!')) {
            condition.kind = Condition::Kind::not_arrived;
            text.remove_prefix(1);
        }
        auto const at = text.find('@');
        condition.probe = std::string(text.substr(0, at));
        if (at != std::string_view::npos) condition.place = std::string(text.substr(at + 1));
        if (!script_.probes.contains(condition.probe)) {
            return refuse(fmt::format("'{}': no send is called '{}'{}", node_.text, condition.probe, probe_hint(condition.probe)));
        }
        if (condition.place == Condition::router) {
            if (is_ping(condition.probe)) return condition;
            return refuse(fmt::format("'{}': the router itself answers pings, and '{}' is none", node_.text, condition.probe));
        }
        if (at != std::string_view::npos && script_.actor(condition.place) == nullptr) {
            return refuse(
                fmt::format("'{}': '{}' is not in the cast{}", node_.text, condition.place, hint(condition.place, script_.actors)));
        }
        return condition;
    }

    [[nodiscard]] bool is_ping(std::string const& probe) const {
        auto const& written = script_.probes.at(probe).written;
        return written == "icmp.echo-request" || written == "icmpv6.echo-request";
    }

    std::optional<Condition> read_field(Condition condition, std::size_t equals) {
        condition.kind = Condition::Kind::field;
        condition.equal = equals == 0 || node_.text[equals - 1] != '!';
        auto const left = node_.text.substr(0, condition.equal ? equals : equals - 1);
        auto const right = node_.text.substr(equals + 1);
        auto const dot = left.find('.');
        if (dot == std::string::npos) return refuse(fmt::format("'{}': a condition on a field reads \"probe.field=value\"", node_.text));
        condition.probe = left.substr(0, dot);
        condition.field = left.substr(dot + 1);
        auto const* field = field_of(condition.probe, condition.field);
        if (field == nullptr) return std::nullopt;
        if (right == "counted") {
            condition.kind = Condition::Kind::counted;
            if (field->kind != proto::FieldKind::number || field->width > 32)
                return refuse(fmt::format("'{}': only numbers of up to 32 bits are counted", node_.text));
            return condition;
        }
        if (auto const other = other_probe(right)) {
            condition.other_probe = *other;
            condition.other_field = right.substr(other->size() + 1);
            if (field_of(condition.other_probe, condition.other_field) == nullptr) return std::nullopt;
            return condition;
        }
        auto term = read_term_text(right, node_.spot, condition.field, field, {script_.actors, diagnostics_});
        if (!term) return std::nullopt;
        if (term->kind == model::Term::Kind::not_symbol)
            return refuse(fmt::format("'{}': write \"!=$name\" instead of \"=!$name\"", node_.text));
        condition.term = std::move(*term);
        return condition;
    }

    /// The probe's name when `text` reads "probe.field".
    [[nodiscard]] std::optional<std::string> other_probe(std::string const& text) const {
        auto const dot = text.find('.');
        if (dot == std::string::npos || !script_.probes.contains(text.substr(0, dot))) return std::nullopt;
        return text.substr(0, dot);
    }

    proto::FieldSpec const* field_of(std::string const& name, std::string const& field) {
        auto const probe = script_.probes.find(name);
        if (probe == script_.probes.end()) {
            (void)refuse(fmt::format("'{}': no send is called '{}'{}", node_.text, name, probe_hint(name)));
            return nullptr;
        }
        auto const& message = probe->second.message.message != nullptr ? probe->second.message : proto::find_message("udp");
        auto const* spec = message.message == nullptr ? nullptr : resolve_field(message, field, script_.family(probe->second.on));
        if (spec == nullptr && message.message != nullptr) {
            (void)refuse(fmt::format("'{}': unknown field '{}' of {}{}", node_.text, field, probe->second.written,
                                     hint(field, field_names(message, script_.family(probe->second.on)))));
        }
        return spec;
    }

    TomlNode const& node_;
    Script const& script_;
    Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Condition> read_condition(TomlNode const& node, Script const& script, Diagnostics& diagnostics) {
    return ConditionReader(node, script, diagnostics).read();
}

void check_claim(TomlNode const& node, Vocabulary const& vocabulary, Diagnostics& diagnostics) {
    auto const& claims = vocabulary.claims;
    if (claims.empty() || std::find(claims.begin(), claims.end(), node.text) != claims.end()) return;
    diagnostics.push_back({node.spot, true, fmt::format("unknown claim '{}'{}", node.text, hint(node.text, claims))});
}

std::optional<model::ClassRule> read_class(TomlNode const& node, Script const& script, Vocabulary const& vocabulary,
                                           Diagnostics& diagnostics) {
    if (node.kind != TomlNode::Kind::table) {
        diagnostics.push_back({node.spot, true, "a class is a table: { is = \"blocked\", when = [\"!out@server\"] }"});
        return std::nullopt;
    }
    TableReader table(node, "a class", diagnostics);
    model::ClassRule rule;
    rule.spot = node.spot;
    rule.is = table.required_text("is");
    if (!rule.is.empty() && !is_name(rule.is))
        table.error(table.take("is")->spot, fmt::format("'{}' is not a name: letters, digits, '-' and '_' only", rule.is));
    rule.about = table.text_or("about");
    auto const conditions = table.texts("when");
    // Without a condition the class would be a default, and there is no default pass.
    auto const* written = table.take("when");
    if (written == nullptr || (written->kind == TomlNode::Kind::list && written->items.empty())) {
        table.error(node.spot, fmt::format("class '{}' needs at least one condition in 'when'", rule.is));
    }
    for (auto const& one : conditions) {
        if (auto condition = read_condition(one, script, diagnostics)) rule.when.push_back(std::move(*condition));
    }
    for (auto const& claim : table.texts("breaks")) {
        check_claim(claim, vocabulary, diagnostics);
        rule.breaks.push_back(claim.text);
    }
    table.refuse_others();
    return rule;
}

}  // namespace tsuka::suite
