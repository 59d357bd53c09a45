#include "reports/load_words.hpp"

#include "harness/model/text.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tsuka::reports {

std::string rate_in_words(double frames) {
    if (frames >= 999'500) return fmt::format("{:.2f} M/s", frames / 1e6);
    if (frames >= 999.5) return fmt::format("{:.1f} k/s", frames / 1e3);
    return fmt::format("{:.0f} /s", frames);
}

std::string on_the_wire(double frames, double octets) {
    return fmt::format("{:.1f} Mbit/s", model::megabits(frames, octets));
}

std::string micro(Duration duration) {
    const auto value = static_cast<double>(duration.count()) / 1e3;
    return value < 1000 ? fmt::format("{:.1f} us", value) : fmt::format("{:.1f} ms", value / 1e3);
}

std::string both_percentiles(model::Latency const& latency) {
    return micro(latency.p50) + " / " + micro(latency.p999);
}

std::string against_udp(model::LoadReport const& report, model::ThroughputRow const& row) {
    const auto udp = std::find_if(report.throughput.begin(), report.throughput.end(), [&](auto const& other) {
        return other.protocol == "udp" && other.size == row.size && other.direction == row.direction && other.lower;
    });
    return udp == report.throughput.end() || !row.lower ? "" : fmt::format("{:.2f}", *row.lower / *udp->lower);
}

std::string wrong_in_words(model::Fate const& row, Words const& said) {
    std::vector<std::string> parts;
    auto const add = [&](std::uint64_t count, std::string_view id, std::string_view english) {
        auto const word = said.get(fmt::format("interface.load.{}", id), english);
        if (count > 0) parts.push_back(said.say("load.times", fmt::format("{} {}", count, word), count, word));
    };
    add(row.sent - std::min(row.sent, row.received), "lost", "lost");
    add(row.duplicated, "doubled", "doubled");
    add(row.reordered, "overtaken", "overtaken");
    add(row.altered, "altered", "altered");
    add(row.strayed, "strayed", "to the wrong host");
    add(row.missed, "missed", "missed by this machine");
    return parts.empty() ? said.say("load.none", "none") : fmt::format("{}", fmt::join(parts, said.say("compare.comma", ", ")));
}

std::string silent_in_words(model::SoakPart const& part, Words const& said) {
    if (part.silent == 0) return {};
    return said.say("load.silent", fmt::format("{} flows silent", part.silent), part.silent);
}

namespace {

/// As wrong_in_words, for a sentence.
std::string went_wrong(model::Fate const& fate, Words const& said) {
    const auto wrong = wrong_in_words(fate, said);
    return wrong == wrong_in_words(model::Fate{}, said) ? said.say("load.nothing-wrong", "nothing went wrong") : wrong;
}

}  // namespace

std::string part_in_words(model::SoakPart const& part, Words const& said) {
    std::vector<std::string> parts{said.say("load.frames", fmt::format("{} frames", part.sent), part.sent), went_wrong(part, said)};
    if (auto silent = silent_in_words(part, said); !silent.empty()) parts.push_back(std::move(silent));
    parts.push_back(both_percentiles(part.latency));
    return fmt::format("{}: {}", model::rounded(part.from + part.took), fmt::join(parts, said.say("compare.comma", ", ")));
}

std::string soak_in_words(model::SoakRow const& row, Words const& said) {
    model::Fate all;
    for (auto const& part : row.parts) {
        all.sent += part.sent;
        all.received += part.received;
        all.duplicated += part.duplicated;
        all.reordered += part.reordered;
        all.altered += part.altered;
        all.strayed += part.strayed;
        all.missed += part.missed;
    }
    const auto took = row.parts.empty() ? Duration{} : row.parts.back().from + row.parts.back().took;
    return said.say("load.soaked", fmt::format("{} frames in {}, {}", all.sent, model::rounded(took), went_wrong(all, said)), all.sent,
                    model::rounded(took), went_wrong(all, said));
}

std::uint64_t amiss(model::SoakPart const& part) {
    return part.sent - std::min(part.sent, part.received) + part.duplicated + part.reordered + part.altered + part.strayed + part.missed +
           part.silent;
}

std::vector<model::SoakPart const*> told_parts(model::SoakRow const& row) {
    constexpr std::size_t most = 20;
    std::vector<model::SoakPart const*> told;
    for (auto const& part : row.parts)
        if (amiss(part) > 0) told.push_back(&part);
    std::stable_sort(told.begin(), told.end(), [&](auto const* a, auto const* b) { return amiss(*a) > amiss(*b); });
    if (told.size() > most) told.resize(most);
    if (!row.parts.empty())
        for (auto const* end : {&row.parts.front(), &row.parts.back()}) told.push_back(end);
    std::sort(told.begin(), told.end());
    told.erase(std::unique(told.begin(), told.end()), told.end());
    return told;
}

std::string beside_in_words(model::CapacityRow const& row, Words const& said) {
    std::vector<std::string> parts;
    if (row.strayed > 0)
        parts.push_back(said.say("load.wrong-client", fmt::format("{} frames went to the wrong client", row.strayed), row.strayed));
    if (!row.newcomer) parts.push_back(said.say("load.no-newcomer", "a new flow does not get in"));
    return fmt::format("{}", fmt::join(parts, said.say("load.besides", "; ")));
}

std::string way_in_words(std::string const& direction, Words const& said) {
    return said.get("interface.load.way-" + direction, direction);
}

std::string limit_in_words(model::AtLimit limit, Words const& said) {
    std::string const english{to_string(limit)};
    std::string id = "interface.load.limit-" + english;
    std::replace(id.begin(), id.end(), ' ', '-');
    return said.get(id, english);
}

std::string searches_in_words(model::ThroughputRow const& row, Words const& said) {
    auto const& found = row.searches;
    if (found.size() < 2) return {};
    // Nearest rank: with fewer than a hundred searches these are the least and the greatest.
    auto const rank = [&](std::size_t percent) { return found[(percent * found.size() + 99) / 100 - 1]; };
    auto const least = rate_in_words(rank(1));
    auto const most = rate_in_words(rank(99));
    return said.say("load.searches", fmt::format("median of {} searches, {} to {}", found.size(), least, most), found.size(), least, most);
}

std::string ends_in_words(model::EstablishmentRow const& row, Words const& said) {
    std::vector<std::string> parts;
    if (row.upper) {
        const auto upper = rate_in_words(*row.upper);
        parts.push_back(said.say("load.not-at", "not at " + upper, upper));
    }
    parts.push_back(said.say("load.trials-of", fmt::format("trials of {} flows", row.flows), row.flows));
    if (row.room) parts.push_back(said.say("load.room-of", fmt::format("the table keeps {}", *row.room), *row.room));
    return fmt::format("{}", fmt::join(parts, said.say("load.besides", "; ")));
}

std::string clearing_in_words(model::TearDownRow const& row, Words const& said) {
    std::vector<std::string> parts{said.say("load.cleared-in",
                                            fmt::format("{}, {} with nothing to clear", micro(row.took), micro(row.idle)), micro(row.took),
                                            micro(row.idle))};
    if (!row.newcomer) parts.push_back(said.say("load.no-newcomer", "a new flow does not get in"));
    return fmt::format("{}", fmt::join(parts, said.say("load.besides", "; ")));
}

std::string tear_down_in_words(model::TearDownRow const& row, Words const& said) {
    const auto flows = said.say("load.so-many-flows", fmt::format("{} flows", row.held), row.held);
    if (!row.lower) return fmt::format("{}: {}", flows, phrase(row.trouble, said));
    return fmt::format("{}: {}{}, {}", flows, row.at_least ? ">= " : "", rate_in_words(*row.lower), clearing_in_words(row, said));
}

std::string lost_in_words(model::LatencyFilled const& part, Words const& said) {
    const auto lost = part.sent - std::min(part.sent, part.received);
    const auto word = said.get("interface.load.lost", "lost");
    return lost == 0 ? "" : said.say("load.times", fmt::format("{} {}", lost, word), lost, word);
}

namespace {

/// So much of what is promised.
std::string amount(model::LoadPromise::Of of, double number, Words const& said) {
    switch (of) {
        case model::LoadPromise::Of::flows:
            return said.say("load.flows-at-once", fmt::format("{:.0f} flows at once", number), number);
        case model::LoadPromise::Of::new_flows:
            return said.say("load.new-flows-a-second", fmt::format("{:.0f} new flows a second", number), number);
        case model::LoadPromise::Of::frames:
            return rate_in_words(number);
        case model::LoadPromise::Of::mbit:
            return fmt::format("{:.1f} Mbit/s", number);
        case model::LoadPromise::Of::percent:
            return said.say("load.percent-of-udp", fmt::format("{:.0f} % of UDP's rate", number), number);
    }
    return {};
}

}  // namespace

std::string promise_in_words(model::LoadPromise const& promise, Words const& said) {
    auto const wanted = amount(promise.of, static_cast<double>(promise.at_least), said);
    if (promise.counts_flows()) return wanted;
    auto const way = way_in_words(promise.direction, said);
    return said.say("load.promise", fmt::format("{}, {} octets, {}", wanted, promise.size, way), wanted, promise.size, way);
}

std::string found_in_words(model::PromiseRow const& row, Words const& said) {
    return row.measured ? amount(row.promise.of, *row.measured, said) : "";
}

std::string promised_in_words(model::Promised verdict, Words const& said) {
    std::string const english{to_string(verdict)};
    std::string id = "interface.load.promised-" + english;
    std::replace(id.begin(), id.end(), ' ', '-');
    return said.get(id, english);
}

std::string fewer_in_words(model::ThroughputRow const& row, Words const& said) {
    if (row.opened >= row.flows) return {};
    return said.say("load.fewer", fmt::format("only {} of {} flows could be opened", row.opened, row.flows), row.opened, row.flows);
}

}  // namespace tsuka::reports
