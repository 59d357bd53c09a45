// Numbers of a suite on the wire: see salt.hpp.
#include "harness/model/salt.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace tsuka::model {

namespace {

enum class Family : std::uint8_t { spi, cookie, message, call, tunnel, echo };

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

class Salt {
public:
    Salt(Case const& scenario, std::uint64_t seed, std::uint32_t number) : literal_(scenario.literal), seed_(seed), number_(number) {
        for (auto const& step : scenario.steps)
            if (auto const* send = std::get_if<SendStep>(&step.action)) message_of_.try_emplace(send->as, send->message);
    }

    void put(std::string_view message, FieldTerm& given) const { put(message, given.field, given.term); }
    void put(std::string_view message, FieldConstraint& given) const {
        for (auto& term : given.constraint) put(message, given.field, term);
    }
    void put(Condition& condition) const {
        const auto message = message_of_.find(condition.probe);
        put(message == message_of_.end() ? std::string_view{} : message->second, condition.field, condition.term);
    }

private:
    void put(std::string_view message, std::string_view name, Term& term) const {
        if (term.kind != Term::Kind::number) return;
        const auto last = name.substr(name.rfind('.') + 1);  // of "quote.spi", too
        const auto field = std::find_if(fields.begin(), fields.end(), [&](auto const& one) { return one.name == last; });
        if (field == fields.end() || std::find(literal_.begin(), literal_.end(), last) != literal_.end()) return;
        // "id" is an identifier of echo messages only; everywhere else it is that of the IP header.
        const bool echo = name.ends_with("icmp.id") || (name == "id" && (message == "icmp" || message.starts_with("icmp.echo")));
        if (field->family == Family::echo && !echo) return;
        term.number = mixed(field->family, term.number);
    }

    /// One to one: a number whose partner is reserved stays what it is, as reserved ones do.
    [[nodiscard]] std::uint64_t mixed(Family family, std::uint64_t number) const {
        const auto other = number ^ (word(seed_, number_, family) & width_mask(family));
        return is_reserved(family, number) || is_reserved(family, other) ? number : other;
    }

    std::vector<std::string> literal_;
    std::uint64_t seed_;
    std::uint32_t number_;
    std::map<std::string, std::string, std::less<>> message_of_;  ///< by probe
};

struct Visit {
    Salt const& salt;

    void operator()(UseStep& use) const {
        for (auto& setting : use.settings) salt.put(use.flow, setting);
    }
    void operator()(SendStep& send) const {
        for (auto& field : send.fields) salt.put(send.message, field);
    }
    void operator()(ExpectStep& expect) const {
        for (auto& field : expect.fields) salt.put(expect.message, field);
    }
    void operator()(NeverStep& never) const {
        for (auto& field : never.fields) salt.put(never.message, field);
    }
    void operator()(WaitStep& /*wait*/) const {}
    void operator()(CloseStep& /*close*/) const {}
};

}  // namespace

Case salted(Case scenario, std::uint64_t seed, std::uint32_t number) {
    const Salt salt(scenario, seed, number);
    for (auto& step : scenario.steps) std::visit(Visit{salt}, step.action);
    for (auto& rule : scenario.classes)
        for (auto& condition : rule.when) salt.put(condition);
    return scenario;
}

std::vector<std::string_view> const& salted_fields() {
    static const auto all = [] {
        std::vector<std::string_view> names;
        for (auto const& field : fields) names.push_back(field.name);
        return names;
    }();
    return all;
}

}  // namespace tsuka::model
