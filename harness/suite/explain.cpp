#include "harness/suite/explain.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace tsuka::suite {

namespace {

constexpr std::size_t text_width = 100;

/// Broken into lines of at most text_width, each with `indent` blanks in front.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out;
    std::string line;
    auto const flush = [&] {
        if (!line.empty()) out += std::string(indent, ' ') + line + '\n';
        line.clear();
    };
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        auto const word = text.substr(0, end);
        if (indent + line.size() + 1 + word.size() > text_width) flush();
        if (!word.empty()) line += (line.empty() ? "" : " ") + std::string(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    flush();
    return out;
}

std::string_view level_word(model::Level level) {
    switch (level) {
        case model::Level::must:
            return "must";
        case model::Level::should:
            return "should";
        case model::Level::may:
            return "may";
    }
    return "";
}

std::string explain_claim(std::string const& id, std::vector<model::Claim> const& claims) {
    auto const at = std::find_if(claims.begin(), claims.end(), [&](model::Claim const& claim) { return claim.id == id; });
    if (at == claims.end()) return fmt::format("  {} (not in claims.toml)\n", id);
    return fmt::format("  {} ({}, {})\n{}", id, level_word(at->level), at->source, wrapped(at->sentence, 4));
}

std::string explain_classes(model::Case const& one) {
    if (one.classes.empty()) return {};
    std::string out = "\nClasses, of which the first that matches is the one observed\n";
    for (auto const& rule : one.classes) {
        std::vector<std::string> conditions;
        for (auto const& condition : rule.when) conditions.push_back(condition.written);
        out += fmt::format("  {}: {}\n", rule.is, fmt::join(conditions, ", "));
        out += wrapped(rule.about, 4);
        if (!rule.breaks.empty()) out += wrapped(fmt::format("breaks {}", fmt::join(rule.breaks, ", ")), 4);
    }
    return out;
}

std::string place_of(proto::FieldSpec const& field, bool fixed) {
    if (!fixed) return field.width == 0 ? "-" : fmt::format("{} bits", field.width);
    bool const whole = field.bit % 8 == 0 && field.width % 8 == 0;
    if (whole) return fmt::format("octet {}, {} long", field.bit / 8, field.width / 8);
    return fmt::format("bit {}, {} long", field.bit, field.width);
}

std::string field_line(proto::FieldSpec const& field, bool fixed, std::size_t name_width) {
    bool const numeric = field.kind == proto::FieldKind::number && field.initial != 0;
    auto const initial = numeric ? fmt::format(" [{}]", proto::to_text(field.initial, field.kind, field.width)) : std::string{};
    return fmt::format("    {:<{}}  {:<18}  {}{}{}\n", field.name, name_width, place_of(field, fixed), field.about, initial,
                       field.translatable ? " (a NAT may rewrite it)" : "");
}

std::string explain_message(proto::MessageSpec const& message) {
    auto out =
        fmt::format("\n  {}: {} ({}){}\n", message.name, message.title, message.source, message.has_payload ? ", has a payload" : "");
    std::size_t width = 0;
    for (auto const& field : message.fields) width = std::max(width, field.name.size());
    for (auto const& field : message.variable) width = std::max(width, field.name.size());
    for (auto const& field : message.fields) out += field_line(field, true, width);
    for (auto const& field : message.variable) out += field_line(field, false, width);
    return out;
}

std::string carrier_text(proto::ProtocolSpec const& protocol) {
    auto const port = protocol.port == 0 ? std::string{} : fmt::format(" port {}", protocol.port);
    switch (protocol.carrier) {
        case proto::Carrier::link:
            return "directly on the link";
        case proto::Carrier::ip:
            return fmt::format("over IP, protocol {}", protocol.ip_protocol);
        case proto::Carrier::udp:
            return "over UDP" + port;
        case proto::Carrier::tcp:
            return "over TCP" + port;
    }
    return {};
}

}  // namespace

std::string explain_case(model::Case const& one, std::vector<model::Claim> const& claims) {
    auto out = fmt::format("{}\n  {}\n  {}\n", one.name(), one.title, model::to_string(one.spot));
    if (!one.about.empty()) out += '\n' + wrapped(one.about, 2);
    out += "\nBears on\n";
    for (auto const& id : one.claims) out += explain_claim(id, claims);
    out += "\nCast\n";
    for (auto const& actor : one.cast) {
        auto const* role = !actor.static_target      ? ""
                           : actor.side == Side::lan ? ", where the router's static entries lead"
                                                     : ", for which alone there is a static entry";
        out += fmt::format("  {} on the {} side{}\n", actor.name, to_string(actor.side), role);
    }
    out += "\nSteps\n";
    unsigned number = 0;
    for (auto const& step : one.steps) out += fmt::format("  {:2}  {}\n", ++number, step.written);
    if (one.waits() > Duration::zero()) out += fmt::format("\nWaits {} on purpose\n", model::written(one.waits()));
    return out + explain_classes(one);
}

std::string explain_protocol(proto::ProtocolSpec const& protocol) {
    auto out = fmt::format("{}: {} ({}), {}\n", protocol.name, protocol.title, protocol.source, carrier_text(protocol));
    out += wrapped(protocol.about, 2);
    for (auto const& message : protocol.messages) out += explain_message(message);
    return out;
}

std::vector<ListRow> list_rows(std::vector<model::Suite> const& suites) {
    std::vector<ListRow> rows;
    for (auto const& suite : suites) {
        for (auto const& one : suite.cases) {
            bool const next_variant = !rows.empty() && rows.back().suite == suite.id && rows.back().id == one.id;
            if (!next_variant) {
                rows.push_back({suite.id, one.id, one.title, one.claims, {}, {}, {}});
                for (auto const& rule : one.classes) rows.back().classes.push_back(rule.is);
            }
            rows.back().waits = std::max(rows.back().waits, one.waits());
            if (one.group.kind != model::Group::Kind::none) rows.back().variants.push_back(one.group.label);
        }
    }
    return rows;
}

}  // namespace tsuka::suite
