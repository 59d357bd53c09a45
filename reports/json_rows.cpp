// Cases in JSON.
#include <boost/json.hpp>

#include "reports/json_parts.hpp"

#include "reports/summary.hpp"

namespace tsuka::reports::parts {
namespace {

json::object frames(FrameNumbers const& numbers) {
    auto const all = [](std::vector<std::uint64_t> const& values) { return list(values, [](std::uint64_t value) { return value; }); };
    return {{"lan", all(numbers.lan)}, {"wan", all(numbers.wan)}};
}

json::value documented(model::ReportRow const& row) {
    if (row.documented_class.empty()) return nullptr;
    auto const agreed = [&] {
        switch (row.agreement) {
            case model::Agreement::none:
                return json::value(nullptr);
            case model::Agreement::as_documented:
                return json::value(true);
            case model::Agreement::differs:
                return json::value(false);
        }
        return json::value(nullptr);
    };
    return json::object{{"class", text(row.documented_class)}, {"source", text(row.documented_source)}, {"agrees", agreed()}};
}

json::array failed_checks(model::CaseRecord const& result) {
    json::array out;
    for (model::StepRecord const& step : result.steps) {
        for (model::Check const& check : step.checks) {
            if (check.holds) continue;
            out.push_back(json::object{{"step", step.number},
                                       {"at", text(to_string(step.spot))},
                                       {"what", text(check.what)},
                                       {"wanted", text(check.wanted)},
                                       {"found", text(check.found)}});
        }
    }
    return out;
}

json::object finding(model::Finding const& one) {
    return {{"seen", to_string(one.seen)}, {"claim", text(one.claim)}, {"detail", text(one.detail)},
            {"probe", text(one.probe)},    {"note", one.note},         {"frames", frames({one.lan_frames, one.wan_frames})}};
}

}  // namespace

json::object row(model::ReportRow const& one, model::Record const& record) {
    json::object out{
        {"name", text(one.name)},
        {"id", text(one.id)},
        {"suite", text(one.suite)},
        {"title", text(one.title)},
        {"verdict", to_string(one.verdict)},
        {"reason", text(one.reason)},
        {"observed_class", text(one.observed_class)},
        {"documented", documented(one)},
        {"claims", list(one.claims, [](model::ClaimRow const& claim) {
             return json::object{
                 {"id", text(claim.claim.id)}, {"claimed", claim.claimed}, {"kept", claim.kept}, {"verdict", to_string(claim.verdict)}};
         })}};
    model::CaseRecord const none;
    model::CaseRecord const* found = case_of(record, one);
    model::CaseRecord const& result = found != nullptr ? *found : none;
    out.emplace("outcome", found != nullptr ? json::value(to_string(result.outcome)) : json::value(nullptr));
    out.emplace("failed_checks", failed_checks(result));
    out.emplace("findings", list(one.findings, finding));
    out.emplace("frames", frames(frames_of(result)));
    out.emplace("attempts", result.attempts);
    out.emplace("took_ns", result.took.count());
    return out;
}

}  // namespace tsuka::reports::parts
