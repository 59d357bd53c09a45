#include "harness/suite/terms.hpp"

#include "generator/base/ip_address.hpp"
#include "harness/suite/field_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tsuka::suite {

namespace {

using model::Term;
using proto::FieldKind;

/// One text at one place, on its way to a term.
struct Reading {
    std::string_view text;
    model::Spot const& spot;
    std::string_view name;
    proto::FieldSpec const* field;
    Place place;
    TermScope const& scope;

    [[nodiscard]] std::optional<Term> refuse(std::string why) const {
        scope.diagnostics.push_back({spot, true, std::move(why)});
        return std::nullopt;
    }
    [[nodiscard]] Term make(Term::Kind kind) const {
        Term term;
        term.kind = kind;
        term.written = std::string(text);
        return term;
    }
    [[nodiscard]] FieldKind kind() const { return field == nullptr ? FieldKind::number : field->kind; }
    [[nodiscard]] std::string wants() const { return field == nullptr ? "a number" : describe(*field); }
};

bool fits(std::uint64_t number, proto::FieldSpec const* field) {
    std::size_t const width = field == nullptr || field->width == 0 ? 64 : field->width;
    return width >= 64 || number < (std::uint64_t{1} << width);
}

std::optional<Term> number_term(Reading const& r, std::uint64_t number) {
    if (r.kind() == FieldKind::octets || r.kind() == FieldKind::text || r.kind() == FieldKind::mac || r.kind() == FieldKind::ipv6) {
        return r.refuse(fmt::format("field '{}' is {}, not a number", r.name, r.wants()));
    }
    if (!fits(number, r.field)) return r.refuse(fmt::format("{} does not fit into '{}', which is {}", r.text, r.name, r.wants()));
    auto term = r.make(Term::Kind::number);
    term.number = number;
    return term;
}

std::optional<Term> symbol_term(Reading const& r) {
    bool const differs = r.text.front() == '!';
    auto const symbol = r.text.substr(differs ? 2 : 1);
    if (!is_name(symbol)) return r.refuse(fmt::format("'{}' is not a symbol; write '$name' or '!$name'", r.text));
    if (differs && r.place != Place::expect) return r.refuse(fmt::format("'{}' says what must not be; a send needs a value", r.text));
    auto term = r.make(differs ? Term::Kind::not_symbol : Term::Kind::symbol);
    term.text = std::string(symbol);
    return term;
}

/// "same", "changed", "valid": relations that only what arrived can have.
std::optional<Term> relation_term(Reading const& r) {
    auto const kind = r.text == "same" ? Term::Kind::same : r.text == "changed" ? Term::Kind::changed : Term::Kind::valid;
    if (r.place != Place::expect) return r.refuse(fmt::format("'{}' only makes sense in expect, never and classes", r.text));
    auto const last = r.name.substr(r.name.rfind('.') + 1);
    if (kind == Term::Kind::valid && last != "checksum" && last != "icv") {
        return r.refuse(fmt::format("'valid' applies to 'checksum' and 'icv', not to '{}'", r.name));
    }
    if (kind == Term::Kind::valid && r.name.starts_with("quote.") && r.name != "quote.ip.checksum")
        return r.refuse("of a quote only 'quote.ip.checksum' can be 'valid': the rest of it may be cut off");
    return r.make(kind);
}

std::optional<Term> octets_term(Reading const& r) {
    auto octets = from_hex(r.text.substr(4));
    if (!octets) return r.refuse(fmt::format("'{}' is not an even number of hexadecimal digits after 'hex:'", r.text));
    if (r.kind() == FieldKind::number || r.kind() == FieldKind::ipv4 || r.kind() == FieldKind::ipv6)
        return r.refuse(fmt::format("field '{}' is {}, not octets", r.name, r.wants()));
    if (r.field->width != 0 && octets->size() > r.field->width / 8) {
        return r.refuse(fmt::format("{} octets do not fit into '{}', which is {}", octets->size(), r.name, r.wants()));
    }
    auto term = r.make(Term::Kind::octets);
    term.octets = std::move(*octets);
    return term;
}

std::optional<Term> range_term(Reading const& r) {
    auto const dots = r.text.find("..");
    auto const low = parse_number(r.text.substr(0, dots));
    auto const high = parse_number(r.text.substr(dots + 2));
    if (!low || !high || *low > *high) return r.refuse(fmt::format("'{}' is not a range; write '1024..65535'", r.text));
    if (r.place == Place::send) return r.refuse(fmt::format("'{}' is a range; a send needs one value", r.text));
    auto term = number_term(r, *high);
    if (!term) return term;
    term->kind = Term::Kind::range;
    term->number = *low;
    term->upper = *high;
    return term;
}

/// A literal of the other family is the commonest slip: the flow decides which one there is.
std::optional<Term> address_term(Reading const& r) {
    bool const v6 = r.kind() == FieldKind::ipv6;
    if (v6 && (r.text == "dut.wan" || r.text == "dut.lan"))
        return r.refuse(fmt::format("'{}' is an IPv4 address of the router's, and '{}' is an IPv6 address", r.text, r.name));
    if (r.text == "dut.wan") return r.make(Term::Kind::dut_wan);
    if (r.text == "dut.lan") return r.make(Term::Kind::dut_lan);
    auto const& actors = r.scope.actors;
    bool const actor = std::find(actors.begin(), actors.end(), r.text) != actors.end();
    auto const address = parse_ip(r.text);
    auto const wanted = v6 ? IpFamily::v6 : IpFamily::v4;
    if (!actor && address && address->family() != wanted)
        return r.refuse(fmt::format("'{}' is an {} address, and '{}' is one of {}: a flow has the family that its 'use' says", r.text,
                                    v6 ? "IPv4" : "IPv6", r.name, v6 ? "IPv6" : "IPv4"));
    if (!actor && !address) {
        auto words = actors;
        words.insert(words.end(), {"dut.wan", "dut.lan"});
        return r.refuse(fmt::format("'{}' for '{}' is neither an {} address nor in the cast{}", r.text, r.name, v6 ? "IPv6" : "IPv4",
                                    hint(r.text, words)));
    }
    auto term = r.make(actor ? Term::Kind::actor : Term::Kind::text);
    term.text = std::string(r.text);
    return term;
}

std::optional<Term> mac_term(Reading const& r) {
    auto const address = parse_mac(r.text);
    if (!address) return r.refuse(fmt::format("'{}' for '{}' is not a MAC address", r.text, r.name));
    auto term = r.make(Term::Kind::octets);
    term.octets.assign(address->octets.begin(), address->octets.end());
    return term;
}

std::optional<Term> text_term(Reading const& r) {
    if (r.field->width != 0 && r.text.size() > r.field->width / 8) {
        return r.refuse(fmt::format("the text does not fit into '{}', which is {}", r.name, r.wants()));
    }
    auto term = r.make(Term::Kind::text);
    term.text = std::string(r.text);
    return term;
}

std::optional<Term> ports_term(Reading const& r) {
    constexpr std::size_t width_of_a_port = 16;
    if (r.place != Place::expect) return r.refuse(fmt::format("'{}' is a set of ports; a send needs one value", r.text));
    if (r.field != nullptr && r.field->width != width_of_a_port)
        return r.refuse(fmt::format("'{}' is a set of ports, but '{}' is {}", r.text, r.name, r.wants()));
    return r.make(Term::Kind::dut_ports);
}

std::optional<Term> plain_term(Reading const& r) {
    switch (r.kind()) {
        case FieldKind::number: {
            if (r.text == "dut.ports") return ports_term(r);
            if (r.text.find("..") != std::string_view::npos) return range_term(r);
            if (auto const number = parse_number(r.text)) return number_term(r, *number);
            return r.refuse(fmt::format("'{}' does not fit '{}', which is {}", r.text, r.name, r.wants()));
        }
        case FieldKind::ipv4:
        case FieldKind::ipv6:
            return address_term(r);
        case FieldKind::mac:
            return mac_term(r);
        case FieldKind::octets:
            return r.refuse(fmt::format("'{}' is {}; write \"hex:0a0b\"", r.name, r.wants()));
        case FieldKind::text:
            return text_term(r);
    }
    return std::nullopt;
}

std::optional<Term> read_text(Reading const& r) {
    if (r.text.starts_with("$") || r.text.starts_with("!$")) return symbol_term(r);
    if (r.text == "same" || r.text == "changed" || r.text == "valid") return relation_term(r);
    if (r.text == "random") {
        if (r.place == Place::expect) return r.refuse("'random' only makes sense in send");
        if (r.kind() != FieldKind::number) return r.refuse(fmt::format("'random' is a number, but '{}' is {}", r.name, r.wants()));
        return r.make(Term::Kind::random);
    }
    if (r.text.starts_with("hex:")) return octets_term(r);
    return plain_term(r);
}

}  // namespace

std::optional<Term> read_term(TomlNode const& node, std::string_view name, proto::FieldSpec const* field, Place place,
                              TermScope const& scope) {
    std::string const written = to_plain(node);
    Reading const reading{written, node.spot, name, field, place, scope};
    switch (node.kind) {
        case TomlNode::Kind::text:
            return read_text(reading);
        case TomlNode::Kind::number:
            if (node.number < 0) return reading.refuse(fmt::format("{} does not fit into '{}': no field is negative", node.number, name));
            return number_term(reading, static_cast<std::uint64_t>(node.number));
        case TomlNode::Kind::boolean:
            if (field != nullptr && field->kind == FieldKind::number && field->width == 1)
                return number_term(reading, static_cast<std::uint64_t>(node.number));
            return reading.refuse(fmt::format("'{}' is {}, not {}", name, reading.wants(), written));
        case TomlNode::Kind::list:
        case TomlNode::Kind::table:
        case TomlNode::Kind::other:
            break;
    }
    return reading.refuse(fmt::format("'{}' needs a value, not {}", name, to_string(node.kind)));
}

model::Constraint read_constraint(TomlNode const& node, std::string_view name, proto::FieldSpec const* field, TermScope const& scope) {
    model::Constraint constraint;
    if (node.kind != TomlNode::Kind::list) {
        if (auto term = read_term(node, name, field, Place::expect, scope)) constraint.push_back(std::move(*term));
        return constraint;
    }
    if (node.items.empty())
        scope.diagnostics.push_back({node.spot, true, fmt::format("the list for '{}' is empty and so expects nothing", name)});
    for (auto const& item : node.items) {
        if (auto term = read_term(item, name, field, Place::expect, scope)) constraint.push_back(std::move(*term));
    }
    return constraint;
}

std::optional<Term> read_term_text(std::string_view text, model::Spot const& spot, std::string_view name, proto::FieldSpec const* field,
                                   TermScope const& scope) {
    return read_text({text, spot, name, field, Place::expect, scope});
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    int const base = text.starts_with("0x") ? 16 : 10;
    if (base == 16) text.remove_prefix(2);
    std::uint64_t number = 0;
    auto const [after, trouble] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (trouble != std::errc{} || after != text.data() + text.size()) return std::nullopt;
    return number;
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '-' || sign == '_';
    });
}

}  // namespace tsuka::suite
