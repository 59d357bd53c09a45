#include "harness/suite/lint_classes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::suite {

namespace {

using model::ClassRule;
using model::Condition;

bool one_field(Condition const& a, Condition const& b) {
    bool const of_fields = a.kind == Condition::Kind::field || a.kind == Condition::Kind::counted;
    return of_fields && a.kind == b.kind && a.probe == b.probe && a.field == b.field;
}

bool one_value(Condition const& a, Condition const& b) {
    return a.other_probe == b.other_probe && a.other_field == b.other_field && a.term == b.term;
}

/// A UDP checksum of zero means that there is none, which no receiver objects to (RFC 768): what is 0 is valid.
bool no_checksum(Condition const& a, Condition const& b) {
    using Kind = model::Term::Kind;
    bool const checksum = a.field == "checksum" || a.field.ends_with(".checksum");
    return checksum && a.equal && a.other_probe.empty() && a.term.kind == Kind::number && a.term.number == 0 && b.term.kind == Kind::valid;
}

/// Whether a condition without a place speaks of that of the other, too: what the router answers has arrived nowhere.
bool anywhere(Condition const& wide, Condition const& narrow) {
    return wide.place.empty() && narrow.place != Condition::router;
}

/// Whether `a` being true makes `b` true.
bool implies(Condition const& a, Condition const& b) {
    using Kind = Condition::Kind;
    if (b.kind == Kind::arrived && b.place.empty() && a.other_probe == b.probe) return true;
    if (a.probe != b.probe) return false;
    switch (b.kind) {
        case Kind::arrived:
            // Only what arrived has fields; "anywhere" follows from any place.
            if (a.kind == Kind::field) return b.place.empty();
            return a.kind == Kind::arrived && (anywhere(b, a) || a.place == b.place);
        case Kind::not_arrived:
            return a.kind == Kind::not_arrived && (anywhere(a, b) || a.place == b.place);
        case Kind::field:
        case Kind::counted:
            return one_field(a, b) && ((a.equal == b.equal && one_value(a, b)) || (b.equal && no_checksum(a, b)));
    }
    return false;
}

bool same_and_changed(Condition const& a, Condition const& b) {
    using Kind = model::Term::Kind;
    auto const pair = [](Condition const& x, Condition const& y) { return x.term.kind == Kind::same && y.term.kind == Kind::changed; };
    return a.equal && b.equal && a.other_probe.empty() && b.other_probe.empty() && (pair(a, b) || pair(b, a));
}

bool two_numbers(Condition const& a, Condition const& b) {
    using Kind = model::Term::Kind;
    auto const number = [](Condition const& x) {
        return x.equal && x.other_probe.empty() && (x.term.kind == Kind::number || x.term.kind == Kind::range);
    };
    auto const last = [](Condition const& x) { return x.term.kind == Kind::range ? x.term.upper : x.term.number; };
    return number(a) && number(b) && (last(a) < b.term.number || last(b) < a.term.number);
}

/// Whether `a` and `b` can never both be true.
bool excludes(Condition const& a, Condition const& b) {
    using Kind = Condition::Kind;
    auto const absent = [](Condition const& x, Condition const& y) {
        if (x.kind == Kind::not_arrived && x.place.empty() && x.probe == y.other_probe) return true;
        if (x.kind != Kind::not_arrived || x.probe != y.probe) return false;
        if (y.kind == Kind::arrived) return anywhere(x, y) || x.place == y.place;
        return (y.kind == Kind::field || y.kind == Kind::counted) && x.place.empty();
    };
    if (absent(a, b) || absent(b, a)) return true;
    // One probe at two places is a copy, which no class describes: it is a finding of its own.
    bool const both_arrive = a.kind == Kind::arrived && b.kind == Kind::arrived && a.probe == b.probe;
    if (both_arrive) return !a.place.empty() && !b.place.empty() && a.place != b.place;
    if (!one_field(a, b)) return false;
    if ((!b.equal && no_checksum(a, b)) || (!a.equal && no_checksum(b, a))) return true;
    return (a.equal != b.equal && one_value(a, b)) || same_and_changed(a, b) || two_numbers(a, b);
}

bool contradicts(ClassRule const& rule) {
    return std::any_of(rule.when.begin(), rule.when.end(), [&](Condition const& a) {
        return std::any_of(rule.when.begin(), rule.when.end(), [&](Condition const& b) { return excludes(a, b); });
    });
}

/// Whether everything that matches `later` matches `earlier` too, so that `later` is never reached.
bool covers(ClassRule const& earlier, ClassRule const& later) {
    return std::all_of(earlier.when.begin(), earlier.when.end(), [&](Condition const& wanted) {
        return std::any_of(later.when.begin(), later.when.end(), [&](Condition const& given) { return implies(given, wanted); });
    });
}

bool apart(ClassRule const& a, ClassRule const& b) {
    return std::any_of(a.when.begin(), a.when.end(), [&](Condition const& x) {
        return std::any_of(b.when.begin(), b.when.end(), [&](Condition const& y) { return excludes(x, y); });
    });
}

}  // namespace

void lint_classes(model::Case const& one, Diagnostics& diagnostics) {
    for (std::size_t later = 0; later < one.classes.size(); ++later) {
        auto const& rule = one.classes[later];
        if (contradicts(rule))
            diagnostics.push_back({rule.spot, true, fmt::format("class '{}' contradicts itself and can never match", rule.is)});
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            auto const& before = one.classes[earlier];
            if (covers(before, rule)) {
                diagnostics.push_back(
                    {rule.spot, true,
                     fmt::format("class '{}' is never reached: '{}' before it matches all that it matches", rule.is, before.is)});
            } else if (!apart(before, rule) && !covers(rule, before)) {
                // A narrow class before a wide one is the way to write "otherwise".
                diagnostics.push_back(
                    {rule.spot, false,
                     fmt::format("classes '{}' and '{}' can both match, and then the first one counts; name what tells them apart",
                                 before.is, rule.is)});
            }
        }
    }
}

}  // namespace tsuka::suite
