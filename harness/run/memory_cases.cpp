// What clients say to have their places counted: see memory_cases.hpp.
#include "harness/run/memory_cases.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tsuka::run {

std::string counting_probe(std::string_view what, unsigned who, Moment moment) {
    constexpr std::array<std::string_view, 4> suffixes{"", "-next", "-still", "-again"};
    return fmt::format("{}-{}{}", what, who, suffixes.at(static_cast<std::size_t>(moment)));
}

namespace {

using model::FieldTerm;

FieldTerm number(std::string field, std::uint64_t value) {
    FieldTerm given;
    given.field = std::move(field);
    given.term.number = value;
    given.term.written = std::to_string(value);
    return given;
}

/// Builds a case in which every client does the same with its server.
class Rounds {
public:
    Rounds(std::string id, std::string title, Servers servers) : servers_(servers) {
        scenario_.id = std::move(id);
        scenario_.title = std::move(title);
        scenario_.suite = "memory";
        for (unsigned who = 1; who <= counted_clients; ++who) {
            scenario_.cast.push_back({fmt::format("c{}", who), Side::lan, false});
            if (who == 1 || servers == Servers::several) scenario_.cast.push_back({server_of(who), Side::wan, false});
        }
    }

    /// Opens the client's conversation; where it does not open the client is not served, and the others are asked all the same.
    void use(std::string flow, std::string as, unsigned who, std::vector<FieldTerm> settings = {}) {
        model::UseStep step;
        step.flow = std::move(flow);
        step.as = fmt::format("{}-{}", as, who);
        step.from = fmt::format("c{}", who);
        step.to = server_of(who);
        step.settings = std::move(settings);
        add(std::move(step), "use " + as);
    }

    /// One message each way: the client's question, and what its server says. Unasked it says that only to a client whose first question
    /// came.
    struct Exchange {
        std::string_view name;  ///< "esp": probes "esp-out-1", "esp-back-1"
        std::string flow;       ///< "as" of use()
        std::string question;
        std::string answer;
        std::vector<FieldTerm> asks{};
        std::vector<FieldTerm> says{};
    };
    void exchange(Exchange const& what, unsigned who, Moment moment) {
        const bool asked = moment == Moment::first || moment == Moment::again;
        const auto out = counting_probe(fmt::format("{}-out", what.name), who, asked ? moment : Moment::first);
        if (asked) send(what.question, what.flow, fmt::format("c{}", who), who, out, {}, what.asks);
        send(what.answer, what.flow, server_of(who), who, counting_probe(fmt::format("{}-back", what.name), who, moment), out, what.says);
    }

    void wait(Duration silence) { add(model::WaitStep{silence}, "wait " + model::written(silence)); }

    [[nodiscard]] model::Case take() { return std::move(scenario_); }

private:
    [[nodiscard]] std::string server_of(unsigned who) const { return fmt::format("s{}", servers_ == Servers::one ? 1 : who); }

    void send(std::string const& message, std::string const& on, std::string at, unsigned who, std::string const& as,
              std::string const& answers, std::vector<FieldTerm> const& fields) {
        model::SendStep step;
        step.message = message;
        step.on = fmt::format("{}-{}", on, who);
        step.at = std::move(at);
        step.as = as;
        step.answers = answers;
        step.fields = fields;
        add(std::move(step), "send " + as);
    }

    void add(model::Action action, std::string written) { scenario_.steps.push_back({std::move(action), {}, std::move(written)}); }

    Servers servers_;
    model::Case scenario_;
};

/// IKE from port 500, then ESP: some routers let ESP pass only behind IKE of the same client.
void ipsec(Rounds& rounds, unsigned who, Moment moment) {
    if (moment == Moment::first) {
        rounds.use("udp", "ike", who, {number("src_port", 500), number("dst_port", 500)});
        rounds.use("esp", "esp", who);
    }
    const auto cookie = number("initiator_cookie", 0x5473756b61000900ULL + who);
    rounds.exchange({"ike", "ike", "ike.mm1", "ike.mm2", {cookie}, {cookie, number("responder_cookie", 0x746f6f7274000900ULL + who)}}, who,
                    moment);
    rounds.exchange({"esp", "esp", "esp", "esp", {number("spi", 0xa1000900 + who)}, {number("spi", 0x5a000900 + who)}}, who, moment);
}

void l2tp(Rounds& rounds, unsigned who, Moment moment) {
    if (moment == Moment::first) rounds.use("udp", "l2tp", who, {number("src_port", 1701), number("dst_port", 1701)});
    rounds.exchange({"l2tp",
                     "l2tp",
                     "l2tp.sccrq",
                     "l2tp.sccrp",
                     {number("tunnel_id", 0), number("assigned_tunnel_id", 0x900 + who)},
                     {number("tunnel_id", 0x900 + who), number("assigned_tunnel_id", 0xa00 + who)}},
                    who, moment);
}

/// The call is made once; what is counted is its GRE.
void pptp(Rounds& rounds, unsigned who, Moment moment) {
    if (moment == Moment::first) {
        rounds.use("pptp.control", "pptp", who);
        rounds.exchange({"call", "pptp", "pptp.ocrq", "pptp.ocrp", {}, {number("result", 1)}}, who, moment);
    }
    rounds.exchange({"gre", "pptp", "gre.ppp", "gre.ppp"}, who, moment);
}

void plain(Rounds& rounds, std::string const& kind, unsigned who, Moment moment) {
    if (moment == Moment::first) rounds.use(kind, kind, who);
    rounds.exchange({kind, kind, kind, kind}, who, moment);
}

void speak(Rounds& rounds, Counted what, unsigned who, Moment moment) {
    switch (what) {
        case Counted::udp:
            return plain(rounds, "udp", who, moment);
        case Counted::tcp:
            return plain(rounds, "tcp", who, moment);
        case Counted::ipsec:
            return ipsec(rounds, who, moment);
        case Counted::l2tp:
            return l2tp(rounds, who, moment);
        case Counted::pptp:
            return pptp(rounds, who, moment);
    }
}

struct Name {
    std::string_view id;
    std::string_view title;
};

Name name_of(Counted what) {
    constexpr std::array<Name, 5> names{{{"udp", "UDP"}, {"tcp", "TCP"}, {"ipsec", "IPsec"}, {"l2tp", "L2TP"}, {"pptp", "PPTP"}}};
    return names.at(static_cast<std::size_t>(what));
}

}  // namespace

model::Case counting(Counted what, Servers servers) {
    const auto name = name_of(what);
    const bool one = servers == Servers::one;
    Rounds rounds(
        fmt::format("memory.{}{}", name.id, one ? ".one-server" : ""),
        one ? fmt::format("How many {} clients of one server at once", name.title) : fmt::format("How many {} clients at once", name.title),
        servers);
    for (unsigned who = 1; who <= counted_clients; ++who) {
        speak(rounds, what, who, Moment::first);
        if (who > 1) speak(rounds, what, who - 1, Moment::next);
    }
    for (const auto moment : {Moment::still, Moment::again})
        for (unsigned who = 1; who <= counted_clients; ++who) speak(rounds, what, who, moment);
    return rounds.take();
}

model::Case holding(Counted what, Duration silence) {
    const auto name = name_of(what);
    Rounds rounds(fmt::format("memory.{}.hold", name.id), fmt::format("How long a silent {} client holds its place", name.title),
                  Servers::several);
    rounds.wait(silence);
    speak(rounds, what, counted_clients, Moment::first);
    return rounds.take();
}

}  // namespace tsuka::run
