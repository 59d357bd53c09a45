// How many clients a router holds: see memory.hpp.
#include "harness/run/memory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

using model::FieldTerm;

FieldTerm number(std::string field, std::uint64_t value) {
    FieldTerm given;
    given.field = std::move(field);
    given.term.number = value;
    given.term.written = std::to_string(value);
    return given;
}

/// Builds a case in which every client does the same with a server of its own, one after the other, and then once more.
class Rounds {
public:
    explicit Rounds(std::string id, std::string title) {
        scenario_.id = std::move(id);
        scenario_.title = std::move(title);
        scenario_.suite = "memory";
        for (unsigned who = 1; who <= Memory::clients; ++who) {
            scenario_.cast.push_back({fmt::format("c{}", who), Side::lan, false});
            scenario_.cast.push_back({fmt::format("s{}", who), Side::wan, false});
        }
    }

    void use(std::string flow, std::string as, unsigned who, std::vector<FieldTerm> settings = {}) {
        model::UseStep step;
        step.flow = std::move(flow);
        step.as = fmt::format("{}-{}", as, who);
        step.from = fmt::format("c{}", who);
        step.to = fmt::format("s{}", who);
        step.settings = std::move(settings);
        add(std::move(step), "use " + as);
    }

    /// From the client, or back from the server when the question has come.
    void send(std::string message, std::string const& on, unsigned who, std::string const& as, std::string const& answers,
              std::vector<FieldTerm> fields) {
        model::SendStep step;
        step.message = std::move(message);
        step.on = fmt::format("{}-{}", on, who);
        step.at = fmt::format("{}{}", answers.empty() ? "c" : "s", who);
        step.as = as;
        step.answers = answers;
        step.fields = std::move(fields);
        add(std::move(step), "send " + as);
    }

    [[nodiscard]] model::Case take() { return std::move(scenario_); }

private:
    void add(model::Action action, std::string written) { scenario_.steps.push_back({std::move(action), {}, std::move(written)}); }

    model::Case scenario_;
};

std::string named(std::string_view what, unsigned who, bool again) {
    return fmt::format("{}-{}{}", what, who, again ? "-again" : "");
}

/// IKE from port 500, then ESP: some routers let ESP pass only behind IKE of the same client.
model::Case ipsec() {
    Rounds rounds("memory.ipsec", "How many IPsec clients at once");
    for (const bool again : {false, true})
        for (unsigned who = 1; who <= Memory::clients; ++who) {
            if (!again) {
                rounds.use("udp", "ike", who, {number("src_port", 500), number("dst_port", 500)});
                rounds.use("esp", "esp", who);
            }
            const auto cookie = 0x5473756b61000900ULL + who;
            const auto hello = named("ike-out", who, again);
            rounds.send("ike.mm1", "ike", who, hello, {}, {number("initiator_cookie", cookie)});
            rounds.send("ike.mm2", "ike", who, named("ike-back", who, again), hello,
                        {number("initiator_cookie", cookie), number("responder_cookie", 0x746f6f7274000900ULL + who)});
            const auto out = named("esp-out", who, again);
            rounds.send("esp", "esp", who, out, {}, {number("spi", 0xa1000900 + who)});
            rounds.send("esp", "esp", who, named("esp-back", who, again), out, {number("spi", 0x5a000900 + who)});
        }
    return rounds.take();
}

model::Case l2tp() {
    Rounds rounds("memory.l2tp", "How many L2TP clients at once");
    for (const bool again : {false, true})
        for (unsigned who = 1; who <= Memory::clients; ++who) {
            if (!again) rounds.use("udp", "l2tp", who, {number("src_port", 1701), number("dst_port", 1701)});
            const auto out = named("l2tp-out", who, again);
            rounds.send("l2tp.sccrq", "l2tp", who, out, {}, {number("tunnel_id", 0), number("assigned_tunnel_id", 0x900 + who)});
            rounds.send("l2tp.sccrp", "l2tp", who, named("l2tp-back", who, again), out,
                        {number("tunnel_id", 0x900 + who), number("assigned_tunnel_id", 0xa00 + who)});
        }
    return rounds.take();
}

model::Case udp() {
    Rounds rounds("memory.udp", "How many UDP clients at once");
    for (const bool again : {false, true})
        for (unsigned who = 1; who <= Memory::clients; ++who) {
            if (!again) rounds.use("udp", "udp", who);
            const auto out = named("udp-out", who, again);
            rounds.send("udp", "udp", who, out, {}, {});
            rounds.send("udp", "udp", who, named("udp-back", who, again), out, {});
        }
    return rounds.take();
}

/// What a flow kind or a message of a case needs a place for; empty: for nothing that is counted but its UDP.
std::vector<std::string_view> kinds_of(std::string_view word) {
    if (word == "natt" || word.starts_with("ike.")) return {"ike", "esp"};
    if (word == "esp") return {"esp"};
    if (word.starts_with("l2tp.")) return {"l2tp"};
    return {};
}

}  // namespace

Memory::Memory() {
    scenarios_ = {udp(), ipsec(), l2tp()};
    kinds_ = {
        {"udp", "udp-back", 0, {}, {}}, {"ike", "ike-back", 1, {}, {}}, {"esp", "esp-back", 1, {}, {}}, {"l2tp", "l2tp-back", 2, {}, {}}};
}

void Memory::again() {
    again_ = true;
    next_ = 0;
    skip_what_all_have();
}

/// There is no need to count again what nobody is refused.
void Memory::skip_what_all_have() {
    const auto refused = [&](auto const& kind) { return kind.scenario == next_ && kind.refuses(); };
    while (again_ && next_ < scenarios_.size() && std::none_of(kinds_.begin(), kinds_.end(), refused)) ++next_;
}

std::array<bool, Memory::clients> Memory::holders() const {
    std::array<bool, clients> all{};
    all.fill(true);
    for (auto const& kind : kinds_)
        if (kind.refuses())
            for (unsigned who = 0; who < clients; ++who) all.at(who) = all.at(who) && kind.now.at(who);
    return all;
}

model::Case const* Memory::next() const {
    return next_ < scenarios_.size() ? &scenarios_[next_] : nullptr;
}

bool Memory::is(model::Case const& scenario) const {
    return std::any_of(scenarios_.begin(), scenarios_.end(), [&](auto const& own) { return &own == &scenario; });
}

void Memory::take(model::CaseRecord const& found) {
    for (auto& kind : kinds_) {
        if (kind.scenario != next_) continue;
        for (unsigned who = 1; who <= clients; ++who) {
            const auto came = [&](bool again) {
                const auto probe = named(kind.reply, who, again);
                const auto client = fmt::format("c{}", who);
                return std::any_of(found.frames.begin(), found.frames.end(),
                                   [&](auto const& frame) { return !frame.sent && frame.probe == probe && frame.actor == client; });
            };
            kind.now.at(who - 1) = came(true);
            if (again_) continue;
            kind.first.at(who - 1) = came(false);
            kind.last.at(who - 1) = came(true);
        }
    }
    ++next_;
    skip_what_all_have();
}

unsigned Memory::Kind::places() const {
    unsigned count = 0;
    while (count < clients && first.at(count) && last.at(count)) ++count;
    return count;
}

bool Memory::Kind::refuses() const {
    const auto count = places();
    if (count == 0 || count == clients) return false;
    return std::none_of(first.begin() + count, first.end(), [](bool served) { return served; }) &&
           std::none_of(last.begin() + count, last.end(), [](bool served) { return served; });
}

std::string Memory::Kind::in_words() const {
    const auto at_first = std::count(first.begin(), first.end(), true);
    const auto at_last = std::count(last.begin(), last.end(), true);
    if (at_first == clients && at_last == clients)
        return fmt::format("{} clients of {} servers at once, and none too many", clients, clients);
    if (at_first == 0 && at_last == 0) return "no client gets an answer";
    if (refuses())
        return places() == 1 ? "one client at a time, whatever the server: a second one gets nothing"
                             : fmt::format("{} clients at a time, whatever the servers: another one gets nothing", places());
    if (at_first == clients && at_last == 0) return fmt::format("each of {} clients is served, and at the end none of them", clients);
    if (at_first == clients)
        return fmt::format("each of {} clients is served; at the end {} still are: newcomers take places of others", clients, at_last);
    return fmt::format("{} of {} clients are served at first, {} once all have had their turn", at_first, clients, at_last);
}

std::optional<unsigned> Memory::places(model::Case const& scenario) const {
    std::vector<std::string_view> used{"udp"};
    const auto add = [&](std::string_view word) {
        for (auto kind : kinds_of(word)) used.push_back(kind);
    };
    for (auto const& step : scenario.steps) {
        if (auto const* use = std::get_if<model::UseStep>(&step.action)) add(use->flow);
        if (auto const* send = std::get_if<model::SendStep>(&step.action)) add(send->message);
    }
    std::optional<unsigned> least;
    for (auto const& kind : kinds_)
        if (kind.refuses() && std::find(used.begin(), used.end(), kind.name) != used.end())
            least = std::min(least.value_or(clients), kind.places());
    return least;
}

bool Memory::needs_free_place(model::Case const& scenario) const {
    const bool scarce = std::any_of(kinds_.begin(), kinds_.end(), [](auto const& kind) { return kind.name == "esp" && kind.refuses(); });
    if (!scarce) return false;
    for (auto const& step : scenario.steps) {
        auto const* send = std::get_if<model::SendStep>(&step.action);
        if (send == nullptr || send->message != "esp") continue;
        return std::any_of(scenario.cast.begin(), scenario.cast.end(),
                           [&](auto const& actor) { return actor.name == send->at && actor.side == Side::wan; });
    }
    return false;
}

std::vector<model::FieldRecord> Memory::records() const {
    std::vector<model::FieldRecord> all;
    for (auto const& kind : kinds_) all.push_back({fmt::format("memory.{}", kind.name), kind.in_words()});
    return all;
}

}  // namespace tsuka::run
