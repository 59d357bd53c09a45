// When a case's result counts: see confirmation.hpp.
#include "harness/run/confirmation.hpp"

#include "harness/judge/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tsuka::run {

namespace {

using model::Outcome;
using Next = Ruling::Next;

/// How much an attempt has to show.
int weight(Attempt const& attempt) {
    if (attempt.spoilt) return 0;
    if (attempt.found.outcome == Outcome::violated) return 3;
    return attempt.found.outcome == Outcome::undetermined ? 2 : 1;
}

std::size_t shown_of(std::vector<Attempt> const& attempts) {
    std::size_t shown = 0;
    for (std::size_t at = 1; at < attempts.size(); ++at)
        if (weight(attempts[at]) >= weight(attempts[shown])) shown = at;
    return shown;
}

std::string in_words(model::AttemptRecord const& found) {
    return fmt::format("{}{}{}", to_string(found.outcome), found.observed_class.empty() ? "" : ", class " + found.observed_class,
                       found.reason.empty() ? "" : " (" + found.reason + ")");
}

/// "attempt 1: violated, class first-come; attempt 2: satisfied": those that say something.
std::string each_in_words(std::vector<Attempt> const& attempts) {
    std::string words;
    for (std::size_t at = 0; at < attempts.size(); ++at)
        if (!attempts[at].spoilt)
            words += fmt::format("{}attempt {}{}: {}", words.empty() ? "" : "; ", at + 1, words.empty() ? " with fresh addresses" : "",
                                 in_words(attempts[at].found));
    return words;
}

std::vector<std::string> broken_by(std::vector<Attempt> const& attempts) {
    std::vector<std::string> all;
    for (auto const& attempt : attempts) {
        if (attempt.spoilt || attempt.found.outcome != Outcome::violated) continue;
        for (auto const& claim : attempt.found.broken)
            if (std::find(all.begin(), all.end(), claim) == all.end()) all.push_back(claim);
    }
    return all;
}

/// Whether all violated attempts found the same.
bool same_way(std::vector<Attempt> const& attempts) {
    std::set<std::pair<std::string, std::set<std::string>>> ways;
    for (auto const& attempt : attempts)
        if (!attempt.spoilt && attempt.found.outcome == Outcome::violated)
            // What is broken is a set: findings come in the order of arrivals, which is the router's.
            ways.emplace(attempt.found.observed_class, std::set(attempt.found.broken.begin(), attempt.found.broken.end()));
    return ways.size() < 2;
}

struct Count {
    unsigned violated = 0;
    unsigned undetermined = 0;
    unsigned other = 0;
    unsigned spoilt = 0;
    [[nodiscard]] unsigned telling() const { return violated + undetermined + other; }
};

Count count(std::vector<Attempt> const& attempts) {
    Count all;
    for (auto const& attempt : attempts) {
        if (attempt.spoilt)
            ++all.spoilt;
        else if (attempt.found.outcome == Outcome::violated)
            ++all.violated;
        else if (attempt.found.outcome == Outcome::undetermined)
            ++all.undetermined;
        else
            ++all.other;
    }
    return all;
}

/// What follows from attempts that all say something, once the last of them does.
Next next_of(Count const& seen, unsigned confirm) {
    const auto wanted = confirm + 1;
    const auto open = seen.violated + seen.undetermined;
    if (open == 0) return Next::accept;
    if (seen.other > 0) return Next::unconfirmed;
    if (seen.violated >= wanted || (seen.violated == 0 && seen.undetermined >= wanted)) return Next::accept;
    // An attempt that could not tell neither confirms nor refutes: it is made up for, once.
    if (seen.telling() < wanted || (seen.violated > 0 && seen.violated < wanted && seen.telling() == wanted)) return Next::again;
    return Next::unconfirmed;
}

}  // namespace

Ruling leave_unconfirmed(std::vector<Attempt> const& attempts, std::string const& why) {
    const auto shown = shown_of(attempts);
    return {
        Next::unconfirmed, shown, fmt::format("not confirmed: {}; attempt {}: {}", why, shown + 1, in_words(attempts[shown].found)), {}};
}

Ruling decide(std::vector<Attempt> const& attempts, unsigned confirm, std::string const& ended) {
    const auto seen = count(attempts);
    const auto shown = shown_of(attempts);
    auto const& last = attempts.back();
    const auto stopped = std::count_if(attempts.begin(), attempts.end(), [](auto const& attempt) { return attempt.stopped; });
    if (last.stopped && stopped > 1)
        return {Next::stops,
                attempts.size() - 1,
                "stops the router, each time that it is run: " + each_in_words(attempts),
                {judge::claim_of(model::Seen::silence)}};
    if (last.stopped && confirm > 0 && ended.empty()) return {Next::last, shown, {}, {}};
    const bool first = seen.telling() - (last.spoilt ? 0 : 1) == 0;
    if (!ended.empty()) return first ? Ruling{Next::accept, shown, {}, broken_by(attempts)} : leave_unconfirmed(attempts, ended);
    if (last.spoilt) {
        if (confirm > 0 && seen.spoilt <= most_spoilt) return {Next::again, shown, {}, {}};
        return first ? Ruling{Next::accept, shown, {}, {}} : leave_unconfirmed(attempts, last.found.reason);
    }
    const auto next = next_of(seen, confirm);
    if (next == Next::unconfirmed) return {next, shown, "not repeatable: " + each_in_words(attempts), {}};
    Ruling ruling{next, shown, {}, broken_by(attempts)};
    if (next == Next::accept && !same_way(attempts))
        ruling.reason = fmt::format("wrong in {} attempts, though not the same way: {}", seen.violated, each_in_words(attempts));
    return ruling;
}

}  // namespace tsuka::run
