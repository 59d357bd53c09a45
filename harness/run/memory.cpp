// How many clients a router holds: see memory.hpp.
#include "harness/run/memory.hpp"

#include "harness/model/text.hpp"
#include "harness/run/memory_cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace tsuka::run {

namespace {

/// The waits for a place add up to these.
constexpr std::array<Duration, 7> silences{std::chrono::seconds(10),  std::chrono::seconds(30),  std::chrono::seconds(60),
                                           std::chrono::seconds(120), std::chrono::seconds(180), std::chrono::seconds(300),
                                           std::chrono::seconds(610)};

/// What the counting of one kind of flow tells places of, and the server's message that shows it.
struct Row {
    Counted counted;
    std::string_view name;
    std::string_view reply;
};
constexpr std::array<Row, 6> rows{Row{Counted::udp, "udp", "udp-back"}, {Counted::tcp, "tcp", "tcp-back"},
                                  {Counted::ipsec, "ike", "ike-back"},  {Counted::ipsec, "esp", "esp-back"},
                                  {Counted::l2tp, "l2tp", "l2tp-back"}, {Counted::pptp, "gre", "gre-back"}};

bool all(std::array<bool, Memory::clients> const& served) {
    return std::all_of(served.begin(), served.end(), std::identity{});
}

bool none(std::array<bool, Memory::clients> const& served) {
    return std::none_of(served.begin(), served.end(), std::identity{});
}

/// Whether that client got what the server said.
bool came(model::CaseRecord const& found, std::string_view reply, unsigned who, Moment moment) {
    const auto probe = counting_probe(reply, who, moment);
    const auto client = fmt::format("c{}", who);
    return std::any_of(found.frames.begin(), found.frames.end(),
                       [&](auto const& frame) { return !frame.sent && frame.probe == probe && frame.actor == client; });
}

/// What a flow kind or a message of a case needs a place for; empty: for nothing that is counted but its UDP.
std::vector<std::string_view> kinds_of(std::string_view word) {
    if (word == "natt" || word.starts_with("ike.")) return {"ike", "esp"};
    if (word == "esp" || word == "tcp" || word == "gre") return {word};
    if (word.starts_with("l2tp.")) return {"l2tp"};
    if (word == "pptp.control") return {"tcp", "gre"};
    if (word.starts_with("gre.")) return {"gre"};
    return {};
}

/// Routers go by the port, whatever a suite sends there.
std::string_view port_kind(std::uint64_t port) {
    constexpr std::uint64_t ike = 500;
    constexpr std::uint64_t l2tp = 1701;
    return port == ike ? "ike." : port == l2tp ? "l2tp." : "";
}

}  // namespace

Memory::Memory(Counting what, std::optional<Duration> longest) : what_(what), longest_(longest) {
    // Several servers first: what one server's clients do to each other is told, and changes nothing of who holds a place.
    for (const auto servers : {Servers::several, Servers::one})
        for (const auto one : {Counted::udp, Counted::tcp, Counted::ipsec, Counted::l2tp, Counted::pptp}) {
            const auto at = scenarios_.size();
            scenarios_.push_back(counting(one, servers));
            Duration before{};
            for (auto const& silence : silences) holds_.push_back(holding(one, silence - std::exchange(before, silence)));
            for (auto const& row : rows)
                if (row.counted == one) kinds_.push_back({row.name, row.reply, at, servers});
        }
}

void Memory::again() {
    again_ = true;
    next_ = 0;
    skip_what_all_have();
}

/// There is no need to count again what nobody is refused.
void Memory::skip_what_all_have() {
    const auto refused = [&](auto const& kind) { return kind.scenario == next_ && scarce(kind); };
    while (again_ && next_ < scenarios_.size() && std::none_of(kinds_.begin(), kinds_.end(), refused)) ++next_;
}

std::array<bool, Memory::clients> Memory::holders() const {
    std::array<bool, clients> all{};
    all.fill(true);
    for (auto const& kind : kinds_)
        if (scarce(kind))
            for (unsigned who = 0; who < clients; ++who) all.at(who) = all.at(who) && kind.now.at(who);
    return all;
}

bool Memory::holds_wanted() const {
    return std::any_of(kinds_.begin(), kinds_.end(),
                       [&](auto const& kind) { return kind.scenario == waits_of_ && scarce(kind) && !kind.freed; });
}

void Memory::next_hold(bool give_up) {
    const bool too_long = waited_ >= silences.size() || (longest_ && silences.at(waited_) > *longest_);
    ++waited_;
    if (!give_up && holds_wanted() && !too_long) return;
    waited_ = 0;
    do ++waits_of_;
    while (waits_of_ < scenarios_.size() && !holds_wanted());
}

model::Case const* Memory::next() const {
    if (next_ < scenarios_.size()) return &scenarios_[next_];
    if (again_ || what_ != Counting::full || waits_of_ >= scenarios_.size()) return nullptr;
    return waited_ == 0 ? &scenarios_[waits_of_] : &holds_[waits_of_ * silences.size() + waited_ - 1];
}

bool Memory::is(model::Case const& scenario) const {
    const auto own = [&](auto const& one) { return &one == &scenario; };
    return std::any_of(scenarios_.begin(), scenarios_.end(), own) || std::any_of(holds_.begin(), holds_.end(), own);
}

void Memory::take(model::CaseRecord const& found) {
    if (next_ < scenarios_.size())
        take_count(found);
    else
        take_hold(found);
}

void Memory::take_count(model::CaseRecord const& found) {
    for (auto& kind : kinds_) {
        if (kind.scenario != next_) continue;
        for (unsigned who = 1; who <= clients; ++who) {
            kind.now.at(who - 1) = came(found, kind.reply, who, Moment::again);
            if (again_) continue;
            kind.first.at(who - 1) = came(found, kind.reply, who, Moment::first);
            kind.next.at(who - 1) = came(found, kind.reply, who, Moment::next);
            kind.still.at(who - 1) = came(found, kind.reply, who, Moment::still);
            kind.last.at(who - 1) = came(found, kind.reply, who, Moment::again);
        }
    }
    ++next_;
    skip_what_all_have();
    if (next_ == scenarios_.size() && waits_of_ == 0 && waited_ == 0 && !holds_wanted()) next_hold(true);
}

/// The first look only says that the places are taken again, and that the one who is to wait has none.
void Memory::take_hold(model::CaseRecord const& found) {
    bool taken = true;
    for (auto& kind : kinds_) {
        if (kind.scenario != waits_of_ || !scarce(kind) || kind.freed) continue;
        const bool served = came(found, kind.reply, clients, waited_ == 0 ? Moment::again : Moment::first);
        if (waited_ == 0)
            taken = taken && !served;
        else
            (served ? kind.freed : kind.held) = silences.at(waited_ - 1);
    }
    next_hold(!taken);
}

unsigned Memory::Kind::places() const {
    unsigned count = 0;
    for (std::size_t who = 0; who < clients; ++who) count += first.at(who) && last.at(who) ? 1U : 0U;
    return count;
}

bool Memory::Kind::refuses() const {
    const auto count = places();
    if (count == 0 || count == clients || first != last) return false;
    // The first ones took the places now; others may have held them since the run before, and kept them throughout.
    return std::all_of(first.begin(), first.begin() + count, std::identity{}) || still == last;
}

bool Memory::Kind::serves_all() const {
    return all(first) && all(still) && all(last);
}

bool Memory::Kind::serves_none() const {
    return none(first) && none(last);
}

std::string Memory::Kind::in_words() const {
    const bool one = servers == Servers::one;
    const auto at_first = std::count(first.begin(), first.end(), true);
    const auto at_last = std::count(last.begin(), last.end(), true);
    if (serves_all())
        return one ? fmt::format("{} clients of one server at once, and none too many", clients)
                   : fmt::format("{} clients of {} servers at once, and none too many", clients, clients);
    if (serves_none()) return "no client gets an answer";
    if (refuses() && places() == 1)
        return one ? "one client of a server at a time: a second one gets nothing"
                   : "one client at a time, whatever the server: a second one gets nothing";
    if (refuses())
        return one ? fmt::format("{} clients of a server at a time: another one gets nothing", places())
                   : fmt::format("{} clients at a time, whatever the servers: another one gets nothing", places());
    if (at_first == clients) return crowded_in_words();
    return fmt::format("{} of {} clients are served at first, {} once all have had their turn", at_first, clients, at_last);
}

std::string Memory::Kind::crowded_in_words() const {
    const bool one = servers == Servers::one;
    const auto kept = std::count(still.begin(), still.end(), true);
    const auto at_last = std::count(last.begin(), last.end(), true);
    // The last client has nobody after it.
    const auto lost = std::find(next.begin(), next.end() - 1, false) - next.begin();
    const auto ends_at_once = std::count(next.begin(), next.end() - 1, false);
    if (ends_at_once == clients - 1)
        return one ? "one client of a server at a time: a newcomer takes its place"
                   : "one client at a time, whatever the server: a newcomer takes its place";
    if (ends_at_once > 0)
        return one ? fmt::format("{} clients of a server at a time: with one more all others lose their places", lost + 1)
                   : fmt::format("{} clients at a time, whatever the servers: with one more all others lose their places", lost + 1);
    if (kept == 0 && at_last == 0) return fmt::format("each of {} clients is served, and at the end none of them", clients);
    const bool newest = kept > 0 && std::all_of(still.end() - kept, still.end(), std::identity{});
    if (kept < clients && newest)
        return one ? fmt::format("{} clients of a server at a time: the oldest gives way to another one", kept)
                   : fmt::format("{} clients at a time, whatever the servers: the oldest gives way to another one", kept);
    return fmt::format("each of {} clients is served; at the end {} still are: newcomers take places of others", clients,
                       std::min(kept, at_last));
}

std::string Memory::Kind::until_free() const {
    if (freed && held) return fmt::format("; another one gets in after {} to {} of silence", model::written(*held), model::written(*freed));
    if (freed) return fmt::format("; another one gets in after {} of silence or less", model::written(*freed));
    return held ? fmt::format("; after {} of silence another one still does not get in", model::written(*held)) : std::string{};
}

namespace {

constexpr std::string_view with_holds = ", and how long they hold a place";

}  // namespace

std::string Memory::in_words(Counting what) {
    return fmt::format("{}, of several servers and of one{}", clients, what == Counting::full ? with_holds : "");
}

Counting Memory::from_words(std::string_view words) {
    return words.ends_with(with_holds) ? Counting::full : Counting::count;
}

Duration Memory::hold() const {
    Duration longest{};
    for (auto const& kind : kinds_)
        if (scarce(kind)) longest = std::max(longest, kind.freed.value_or(longest_hold));
    return longest;
}

unsigned Memory::at_once() const {
    const bool harmless = std::all_of(kinds_.begin(), kinds_.end(), [&](auto const& kind) {
        return kind.servers == Servers::one || kind.serves_all() || kind.serves_none() || kind.refuses();
    });
    return harmless ? clients : 1;
}

std::optional<unsigned> Memory::places(model::Case const& scenario) const {
    std::vector<std::string_view> used{"udp"};
    const auto add = [&](std::string_view word) {
        for (auto kind : kinds_of(word)) used.push_back(kind);
    };
    for (auto const& step : scenario.steps) {
        if (auto const* use = std::get_if<model::UseStep>(&step.action)) {
            add(use->flow);
            for (auto const& setting : use->settings)
                if (setting.field == "dst_port") add(port_kind(setting.term.number));
        }
        if (auto const* send = std::get_if<model::SendStep>(&step.action)) add(send->message);
    }
    std::optional<unsigned> least;
    for (auto const& kind : kinds_)
        if (scarce(kind) && std::find(used.begin(), used.end(), kind.name) != used.end())
            least = std::min(least.value_or(clients), kind.places());
    return least;
}

bool Memory::needs_free_place(model::Case const& scenario) const {
    const bool few = std::any_of(kinds_.begin(), kinds_.end(), [this](auto const& kind) { return kind.name == "esp" && scarce(kind); });
    if (!few) return false;
    for (auto const& step : scenario.steps) {
        auto const* send = std::get_if<model::SendStep>(&step.action);
        if (send == nullptr || send->message != "esp") continue;
        return std::any_of(scenario.cast.begin(), scenario.cast.end(),
                           [&](auto const& actor) { return actor.name == send->at && actor.side == Side::wan; });
    }
    return false;
}

bool Memory::refuses_hosts() const {
    return std::any_of(kinds_.begin(), kinds_.end(), [this](auto const& kind) { return kind.name == "udp" && scarce(kind); });
}

std::vector<model::FieldRecord> Memory::records() const {
    std::vector<model::FieldRecord> all;
    for (auto const& kind : kinds_)
        all.push_back({fmt::format("memory.{}{}", kind.name, kind.servers == Servers::one ? ".one-server" : ""),
                       kind.in_words() + kind.until_free()});
    return all;
}

}  // namespace tsuka::run
