// What clients say to have their places counted: see memory_cases.hpp.
#include "harness/run/memory_cases.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace tsuka::run {

std::string counting_probe(std::string_view what, unsigned who, bool again) {
    return fmt::format("{}-{}{}", what, who, again ? "-again" : "");
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

/// Builds a case in which every client does the same with a server of its own, one after the other, and then once more.
class Rounds {
public:
    explicit Rounds(std::string id, std::string title) {
        scenario_.id = std::move(id);
        scenario_.title = std::move(title);
        scenario_.suite = "memory";
        for (unsigned who = 1; who <= counted_clients; ++who) {
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

    void wait(Duration silence) { add(model::WaitStep{silence}, "wait " + model::written(silence)); }

    [[nodiscard]] model::Case take() { return std::move(scenario_); }

private:
    void add(model::Action action, std::string written) { scenario_.steps.push_back({std::move(action), {}, std::move(written)}); }

    model::Case scenario_;
};

/// IKE from port 500, then ESP: some routers let ESP pass only behind IKE of the same client.
void ipsec(Rounds& rounds, unsigned who, bool again) {
    if (!again) {
        rounds.use("udp", "ike", who, {number("src_port", 500), number("dst_port", 500)});
        rounds.use("esp", "esp", who);
    }
    const auto cookie = 0x5473756b61000900ULL + who;
    const auto hello = counting_probe("ike-out", who, again);
    rounds.send("ike.mm1", "ike", who, hello, {}, {number("initiator_cookie", cookie)});
    rounds.send("ike.mm2", "ike", who, counting_probe("ike-back", who, again), hello,
                {number("initiator_cookie", cookie), number("responder_cookie", 0x746f6f7274000900ULL + who)});
    const auto out = counting_probe("esp-out", who, again);
    rounds.send("esp", "esp", who, out, {}, {number("spi", 0xa1000900 + who)});
    rounds.send("esp", "esp", who, counting_probe("esp-back", who, again), out, {number("spi", 0x5a000900 + who)});
}

void l2tp(Rounds& rounds, unsigned who, bool again) {
    if (!again) rounds.use("udp", "l2tp", who, {number("src_port", 1701), number("dst_port", 1701)});
    const auto out = counting_probe("l2tp-out", who, again);
    rounds.send("l2tp.sccrq", "l2tp", who, out, {}, {number("tunnel_id", 0), number("assigned_tunnel_id", 0x900 + who)});
    rounds.send("l2tp.sccrp", "l2tp", who, counting_probe("l2tp-back", who, again), out,
                {number("tunnel_id", 0x900 + who), number("assigned_tunnel_id", 0xa00 + who)});
}

void udp(Rounds& rounds, unsigned who, bool again) {
    if (!again) rounds.use("udp", "udp", who);
    const auto out = counting_probe("udp-out", who, again);
    rounds.send("udp", "udp", who, out, {}, {});
    rounds.send("udp", "udp", who, counting_probe("udp-back", who, again), out, {});
}

void speak(Rounds& rounds, Counted what, unsigned who, bool again) {
    switch (what) {
        case Counted::udp:
            return udp(rounds, who, again);
        case Counted::ipsec:
            return ipsec(rounds, who, again);
        case Counted::l2tp:
            return l2tp(rounds, who, again);
    }
}

std::string title(Counted what) {
    return what == Counted::udp ? "UDP" : what == Counted::ipsec ? "IPsec" : "L2TP";
}

std::string id(Counted what) {
    return what == Counted::udp ? "memory.udp" : what == Counted::ipsec ? "memory.ipsec" : "memory.l2tp";
}

}  // namespace

model::Case counting(Counted what) {
    Rounds rounds(id(what), fmt::format("How many {} clients at once", title(what)));
    for (const bool again : {false, true})
        for (unsigned who = 1; who <= counted_clients; ++who) speak(rounds, what, who, again);
    return rounds.take();
}

model::Case holding(Counted what, Duration silence) {
    Rounds rounds(id(what) + ".hold", fmt::format("How long a silent {} client holds its place", title(what)));
    rounds.wait(silence);
    speak(rounds, what, counted_clients, false);
    return rounds.take();
}

}  // namespace tsuka::run
