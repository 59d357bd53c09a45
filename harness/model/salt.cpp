// Numbers of a suite on the wire: see salt.hpp.
#include "harness/model/salt.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <variant>

namespace tsuka::model {

namespace {

enum class Family : std::uint8_t { spi, cookie, message, call, tunnel, echo, port };

struct Field {
    std::string_view name;
    Family family;
};

constexpr std::array fields{
    Field{"spi", Family::spi},
    Field{"initiator_cookie", Family::cookie},
    Field{"responder_cookie", Family::cookie},
    Field{"cookie", Family::cookie},
    Field{"message_id", Family::message},
    Field{"call_id", Family::call},
    Field{"peer_call_id", Family::call},
    Field{"tunnel_id", Family::tunnel},
    Field{"session_id", Family::tunnel},
    Field{"assigned_tunnel_id", Family::tunnel},
    Field{"assigned_session_id", Family::tunnel},
    Field{"id", Family::echo},
};

/// Ports that suites choose at will; no protocol lives at one of them.
constexpr std::uint64_t first_free_port = 40'000;
constexpr std::uint64_t last_free_port = 43'999;

/// Any port outside these is meant as it stands, as 500 is.
bool is_free_port(std::uint64_t port) {
    return port >= first_free_port && port <= last_free_port;
}

bool is_reserved(Family family, std::uint64_t number) {
    if (family == Family::cookie) return number == 0;
    if (family == Family::spi || family == Family::message) return number <= 0xff || number > 0xffffffff;
    return number == 0 || number >= 0xffff;
}

std::uint64_t width_mask(Family family) {
    if (family == Family::cookie) return ~std::uint64_t{0};
    return family == Family::spi || family == Family::message ? 0xffffffffU : 0xffffU;
}

std::uint64_t word(std::uint64_t seed, std::uint32_t number, Family family) {
    // SplitMix64.
    std::uint64_t value = seed + 0x9e3779b97f4a7c15ULL * (1 + std::uint64_t{number} * 8 + static_cast<std::uint64_t>(family));
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

constexpr std::string_view any_port = "port";  ///< "src_port", "internal_port" ...

/// Ports move together, so that neighbours and ranges stay what they are, and by an even number: parity is told of a NAT (RFC 4787 section
/// 4.2.2). They stay below those that clients draw (49152 on, RFC 6335 section 6).
void move_port(Term& term, std::uint64_t seed, std::uint32_t number) {
    const auto by = word(seed, number, Family::port) % ((last_free_port - first_free_port + 1) / 2) * 2;
    term.number += by;
    if (term.kind == Term::Kind::range) term.upper += by;
}

/// The family of a number of a suite; nothing for one that is on the wire as it is written.
std::optional<Family> family_of(std::vector<std::string> const& literal, std::string_view message, std::string_view name,
                                Term const& term) {
    const auto last = name.substr(name.rfind('.') + 1);  // of "quote.spi", too
    if (last.ends_with(any_port)) {
        const bool range = term.kind == Term::Kind::range && is_free_port(term.upper);
        const bool meant = std::find(literal.begin(), literal.end(), any_port) != literal.end();
        return !meant && is_free_port(term.number) && (range || term.kind == Term::Kind::number) ? std::optional(Family::port)
                                                                                                 : std::nullopt;
    }
    if (term.kind != Term::Kind::number) return std::nullopt;
    const auto field = std::find_if(fields.begin(), fields.end(), [&](auto const& one) { return one.name == last; });
    if (field == fields.end() || std::find(literal.begin(), literal.end(), last) != literal.end()) return std::nullopt;
    // "id" is an identifier of echo messages only; everywhere else it is that of the IP header.
    const bool echo = name.ends_with("icmp.id") || (name == "id" && (message == "icmp" || message.starts_with("icmp.echo")));
    if (field->family == Family::echo && !echo) return std::nullopt;
    return field->family;
}

/// Hands every term of a case to `what`, with the message and the field that it is of. Of a case that may be changed, terms that may be.
template <class AnyCase, class What>
void each_value(AnyCase& scenario, What const& what) {
    for (auto& step : scenario.steps)
        each_term(step.action, [&](std::string_view message, std::string_view field, auto& term, TermUse) { what(message, field, term); });
    if (scenario.classes.empty()) return;
    std::map<std::string, std::string, std::less<>> message_of;  // by probe
    for (auto const& step : scenario.steps)
        if (auto const* send = std::get_if<SendStep>(&step.action)) message_of.try_emplace(send->as, send->message);
    for (auto& rule : scenario.classes)
        for (auto& condition : rule.when) {
            const auto message = message_of.find(condition.probe);
            what(message == message_of.end() ? std::string_view{} : message->second, condition.field, condition.term);
        }
}

}  // namespace

bool bears_numbers(Case const& scenario) {
    bool bears = false;
    each_value(scenario, [&](std::string_view message, std::string_view name, Term const& term) {
        bears = bears || family_of(scenario.literal, message, name, term).has_value();
    });
    return bears;
}

Case salted(Case scenario, std::uint64_t seed, std::uint32_t number) {
    each_value(scenario, [&](std::string_view message, std::string_view name, Term& term) {
        const auto family = family_of(scenario.literal, message, name, term);
        if (!family) return;
        if (*family == Family::port) return move_port(term, seed, number);
        // One to one: a number whose partner is reserved stays what it is, as reserved ones do.
        const auto other = term.number ^ (word(seed, number, *family) & width_mask(*family));
        if (!is_reserved(*family, term.number) && !is_reserved(*family, other)) term.number = other;
    });
    return scenario;
}

std::vector<std::string_view> const& salted_fields() {
    static const auto all = [] {
        std::vector<std::string_view> names;
        for (auto const& field : fields) names.push_back(field.name);
        names.push_back(any_port);
        return names;
    }();
    return all;
}

}  // namespace tsuka::model
