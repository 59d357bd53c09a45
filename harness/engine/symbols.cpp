// Symbols and comparison: see symbols.hpp.
#include "harness/engine/symbols.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

using Kind = model::Term::Kind;

/// IPv4 is a number of 32 bits, IPv6 whole octets: see proto::FieldKind.
Result<proto::Value> address_value(IpAddress const& address) {
    if (const auto v4 = address.v4()) return proto::Value{std::uint64_t{v4->number}};
    return proto::Value{Octets(address.octets().begin(), address.octets().end())};
}

Result<proto::Value> address_of(model::Host const& host, proto::FieldKind kind) {
    if (kind == proto::FieldKind::ipv6 && !host.address6) return fail(fmt::format("'{}' has no IPv6 address in this lab", host.actor));
    return address_value(host.address_of(kind == proto::FieldKind::ipv6 ? IpFamily::v6 : IpFamily::v4));
}

/// What is longer than a reader compares is told by a part of it, `from` some octet on: the capture has all of it.
std::string text_of(proto::Value const& value, proto::FieldKind kind, std::size_t width, std::size_t from = 0) {
    constexpr std::size_t whole = 64;
    constexpr std::size_t most = 32;
    auto const* octets = std::get_if<Octets>(&value);
    if (octets == nullptr || octets->size() <= whole) return proto::to_text(value, kind, width);
    const auto first = std::min(from, octets->size() - 1);
    const auto shown = part(*octets, first, most);
    return fmt::format("{}{}{} ({})", first > 0 ? "…" : "", to_hex(shown), first + shown.size() < octets->size() ? "…" : "",
                       first > 0 ? fmt::format("octet {} on, of {}", first, octets->size()) : fmt::format("{} octets", octets->size()));
}

std::string text_of(proto::Field const& field, std::size_t from = 0) {
    return text_of(field.value, field.kind, field.width, from);
}

/// The first octet in which two values differ; 0 where they are no octets.
std::size_t parting(proto::Value const& a, proto::Value const& b) {
    auto const* one = std::get_if<Octets>(&a);
    auto const* other = std::get_if<Octets>(&b);
    if (one == nullptr || other == nullptr) return 0;
    return static_cast<std::size_t>(std::mismatch(one->begin(), one->end(), other->begin(), other->end()).first - one->begin());
}

std::optional<std::uint64_t> number_of(proto::Value const& value) {
    if (auto const* number = std::get_if<std::uint64_t>(&value)) return *number;
    return std::nullopt;
}

/// The value a term stands for when it is compared with a field of that kind; nothing for relations such as "same".
std::optional<proto::Value> literal(model::Term const& term, proto::Field const& found, Scope const& scope) {
    auto value = resolve(term, found.kind, found.width, scope, 0);
    if (!value) return std::nullopt;
    return *value;
}

model::Check against_sent(model::Check check, bool wanted_same, proto::Field const& found, proto::Field const* sent) {
    if (sent == nullptr) {
        check.found = text_of(found) + " (what was sent is unknown)";
        return check;
    }
    const bool same = found.value == sent->value;
    check.holds = same == wanted_same;
    const auto from = same ? 0 : parting(found.value, sent->value);
    if (from > 0) check.found = text_of(found, from);
    check.wanted = wanted_same ? text_of(*sent, from) + " (as sent)" : "other than " + text_of(*sent, from);
    return check;
}

model::Check against_symbol(model::Check check, model::Term const& term, proto::Field const& found, Scope const& scope) {
    const auto bound = scope.symbols.find(term.text);
    const bool must_equal = term.kind == Kind::symbol;
    if (bound == scope.symbols.end()) {
        if (must_equal) {
            scope.symbols[term.text] = {found.value, text_of(found)};
            check.wanted = "$" + term.text + " (binds)";
            check.holds = true;
        } else {
            check.wanted = "other than $" + term.text + " (never bound)";
        }
        return check;
    }
    check.holds = (found.value == bound->second.value) == must_equal;
    check.wanted = fmt::format("{}{} (${})", must_equal ? "" : "other than ", bound->second.text, term.text);
    return check;
}

}  // namespace

model::Host const* Scope::host(std::string_view actor) const {
    const auto found = std::find_if(hosts.begin(), hosts.end(), [&](auto const& candidate) { return candidate.actor == actor; });
    return found == hosts.end() ? nullptr : &*found;
}

IpAddress Scope::public_address(model::Host const& host, IpFamily family) const {
    return facts.crossing.public_address(host, family);
}

Result<proto::Value> resolve(model::Term const& term, proto::FieldKind kind, std::size_t width, Scope const& scope, std::uint64_t random) {
    switch (term.kind) {
        case Kind::number:
            return proto::Value{term.number};
        case Kind::octets:
            return proto::Value{term.octets};
        case Kind::dut_wan:
            return address_value(scope.facts.crossing.wan_address());
        case Kind::dut_lan:
            return address_value(scope.facts.dut_lan);
        case Kind::random:
            return proto::Value{width == 0 || width >= 64 ? random : random & ((std::uint64_t{1} << width) - 1)};
        case Kind::actor:
            if (auto const* host = scope.host(term.text)) return address_of(*host, kind);
            return fail(fmt::format("nobody in the cast is called '{}'", term.text));
        case Kind::text:
            if (kind == proto::FieldKind::ipv4 || kind == proto::FieldKind::ipv6) {
                const auto wanted = kind == proto::FieldKind::ipv6 ? IpFamily::v6 : IpFamily::v4;
                if (const auto address = parse_ip(term.text); address && address->family() == wanted) return address_value(*address);
                if (auto const* host = scope.host(term.text)) return address_of(*host, kind);
                return fail(fmt::format("'{}' is neither an address nor an actor", term.text));
            }
            return proto::Value{to_octets(term.text)};
        case Kind::symbol:
            if (const auto bound = scope.symbols.find(term.text); bound != scope.symbols.end()) return bound->second.value;
            return fail(fmt::format("${} has no value yet: the step that binds it did not happen", term.text));
        case Kind::not_symbol:
        case Kind::range:
        case Kind::same:
        case Kind::changed:
        case Kind::valid:
        case Kind::dut_ports:
            break;
    }
    return fail(fmt::format("'{}' says what to expect, it is not a value to send", term.written));
}

model::Check compare(std::string const& field, model::Term const& term, proto::Field const* found, proto::Field const* sent,
                     Validity const& validity, Scope const& scope) {
    model::Check check{field, term.written, found != nullptr ? text_of(*found) : "no such field", false};
    if (term.kind == Kind::valid) {
        const bool icv = field == "icv" || field.ends_with(".icv");
        check.wanted = "valid";
        const bool quoted = field.starts_with("quote.");
        check.holds = icv ? validity.icv.value_or(false) : quoted ? validity.quoted_header : validity.checksum;
        check.found = (found != nullptr ? text_of(*found) + ", " : std::string{}) + (check.holds ? "valid" : "not valid");
        return check;
    }
    if (found == nullptr) return check;
    switch (term.kind) {
        case Kind::same:
            return against_sent(std::move(check), true, *found, sent);
        case Kind::changed:
            return against_sent(std::move(check), false, *found, sent);
        case Kind::symbol:
        case Kind::not_symbol:
            return against_symbol(std::move(check), term, *found, scope);
        case Kind::range: {
            const auto number = number_of(found->value);
            check.holds = number && *number >= term.number && *number <= term.upper;
            return check;
        }
        case Kind::dut_wan: {
            // An address-by-address router has as many WAN addresses as it has clients.
            const auto number = number_of(found->value);
            const Ipv4Address address{static_cast<std::uint32_t>(number.value_or(0))};
            check.wanted = scope.facts.crossing.own_addresses() + " (the router's)";
            check.holds = number && scope.facts.crossing.is_routers_own(address);
            return check;
        }
        case Kind::dut_ports: {
            const auto number = number_of(found->value);
            auto const& set = scope.facts.port_set;
            check.wanted = set ? set->text() + " (the router's)" : "no ports are known to be the router's";
            check.holds = number && set && set->contains(static_cast<std::uint16_t>(*number));
            return check;
        }
        case Kind::number:
        case Kind::text:
        case Kind::octets:
        case Kind::dut_lan:
        case Kind::actor:
        case Kind::random: {
            const auto value = literal(term, *found, scope);
            check.holds = value && found->value == *value;
            const auto from = value && !check.holds ? parting(found->value, *value) : 0;
            if (from > 0) check.found = text_of(*found, from);
            if (value) check.wanted = text_of(*value, found->kind, found->width, from);
            return check;
        }
        case Kind::valid:
            break;
    }
    return check;
}

model::Check compare(model::FieldConstraint const& constraint, proto::Field const* found, proto::Field const* sent,
                     Validity const& validity, Scope const& scope) {
    model::Check last{constraint.field, "", found != nullptr ? text_of(*found) : "no such field", false};
    for (auto const& term : constraint.constraint) {
        auto check = compare(constraint.field, term, found, sent, validity, scope);
        if (!last.wanted.empty()) check.wanted = last.wanted + " and " + check.wanted;
        last = std::move(check);
        if (!last.holds) return last;
    }
    return last;
}

}  // namespace tsuka::engine
