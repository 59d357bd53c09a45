// Rows as tests: see tests_of.hpp.
#include "reports/tests_of.hpp"

#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::reports {

using model::Verdict;

Test test_of(model::Report const& report, std::size_t at) {
    model::ReportRow const& row = report.rows.at(at);
    Test test{Test::Result::passed, std::string{to_string(row.verdict)}, {}};
    auto const said = [&](Test::Result result, std::string message) {
        test.result = result;
        test.message = std::move(message);
    };
    bool const open = row.verdict == Verdict::inconclusive || row.verdict == Verdict::error;
    if (is_known(report, at) && (row.verdict == Verdict::fail || row.verdict == Verdict::inconclusive))
        said(Test::Result::skipped, fmt::format("known: {}: {}", words(row.verdict), row.reason));
    else if (row.verdict == Verdict::fail)
        said(Test::Result::failed, row.reason);
    else if (open && holds_back(row))
        said(Test::Result::broken, row.reason);
    else if (open)  // what holds nothing back must not turn the build red: the exit status does not either
        said(Test::Result::skipped, "inconclusive, not claimed: " + row.reason);
    else if (row.verdict == Verdict::skipped)
        said(Test::Result::skipped, row.reason);
    return test;
}

std::vector<NamedTest> run_tests(model::Report const& report) {
    int const status = exit_status(report);
    bool const nothing = status == 4;
    // Rows of which none holds anything back, and still no conclusion: not one was found out, or the evidence is in doubt.
    bool const unknown = status == 2 && std::none_of(report.rows.begin(), report.rows.end(), [&](model::ReportRow const& row) {
                             return model::holds_back(row) && !is_known(report, static_cast<std::size_t>(&row - report.rows.data()));
                         });
    if (report.complete && !nothing && !unknown) return {};
    NamedTest one{"run", nothing ? "something ran" : report.complete ? "proves something" : "ran to its end", {}};
    one.test.result = Test::Result::broken;
    one.test.message = report.complete || nothing ? conclude(report).sentence : report.ended;
    one.test.type = nothing           ? "nothing-ran"
                    : report.complete ? model::conclusion(report) == model::Conclusion::as_far_as_tested ? "partial" : "inconclusive"
                                      : "interrupted";
    return {one};
}

std::vector<NamedTest> known_tests(model::Report const& report) {
    std::vector<NamedTest> all;
    for (model::Known const& known : report.known) {
        if (known.state != model::Known::State::expired && known.state != model::Known::State::no_longer_true) continue;
        all.push_back({"known deviations",
                       known.expected.case_name.empty() ? known.expected.claim : known.expected.case_name,
                       {Test::Result::failed, std::string{to_string(known.state)}, known_in_words(known)}});
    }
    return all;
}

}  // namespace tsuka::reports
