// CTRF 0.0.0: summary and tests; times in whole milliseconds. "failed" is what makes the build red, "other" what nobody could find out.
#include "reports/ctrf.hpp"

#include "harness/model/text.hpp"
#include "reports/summary.hpp"
#include "reports/tests_of.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <ctime>

namespace tsuka::reports {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) {
    return json::string{model::valid_utf8(value)};
}

std::int64_t milliseconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

/// Unix time of "2026-01-31T12:00:00Z" in milliseconds; 0 for what is no such text.
std::int64_t unix_time(std::string const& stamp) {
    std::tm time{};
    char zone = 0;
    if (std::sscanf(stamp.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%c", &time.tm_year, &time.tm_mon, &time.tm_mday, &time.tm_hour, &time.tm_min,
                    &time.tm_sec, &zone) != 7 ||
        zone != 'Z')
        return 0;
    time.tm_year -= 1900;
    time.tm_mon -= 1;
    return static_cast<std::int64_t>(timegm(&time)) * 1000;
}

std::string_view status_of(Test::Result result) {
    switch (result) {
        case Test::Result::passed:
            return "passed";
        case Test::Result::failed:
            return "failed";
        case Test::Result::broken:
            return "other";
        case Test::Result::skipped:
            return "skipped";
    }
    return "other";
}

class Tests {
public:
    json::object& add(std::string const& name, std::string const& suite, Test const& test, Duration took) {
        json::object one{{"name", text(name)},
                         {"status", status_of(test.result)},
                         {"duration", milliseconds(took)},
                         {"suite", json::array{text(suite)}},
                         {"rawStatus", text(test.type)}};
        if (!test.message.empty()) one.emplace("message", text(test.message));
        ++counts_[test.result];
        list_.push_back(std::move(one));
        return list_.back().as_object();
    }
    json::object summary(model::Report const& report) {
        auto const start = unix_time(report.run.started);
        return {{"tests", list_.size()}, {"passed", counts_[Test::Result::passed]},   {"failed", counts_[Test::Result::failed]},
                {"pending", 0},          {"skipped", counts_[Test::Result::skipped]}, {"other", counts_[Test::Result::broken]},
                {"start", start},        {"stop", start + milliseconds(report.took)}};
    }
    json::array take() { return std::move(list_); }

private:
    json::array list_;
    std::map<Test::Result, std::size_t> counts_;
};

}  // namespace

std::string render_ctrf(model::Report const& report, model::Record const& record, RenderContext const& facts) {
    Tests tests;
    for (auto const& all : {run_tests(report), known_tests(report)})
        for (NamedTest const& one : all) tests.add(one.name, one.group, one.test, {});
    for (std::size_t at = 0; at < report.rows.size(); ++at) {
        model::ReportRow const& row = report.rows[at];
        model::CaseRecord const* found = case_of(record, row);
        auto& one = tests.add(row.name, row.suite, test_of(report, at), found == nullptr ? Duration{} : found->took);
        json::object extra{{"title", text(row.title)}};
        if (!row.observed_class.empty()) extra.emplace("class", text(row.observed_class));
        one.emplace("extra", std::move(extra));
        if (found != nullptr && found->attempts > 1) one.emplace("retries", found->attempts - 1);
    }
    auto summary = tests.summary(report);
    json::object const root{{"reportFormat", "CTRF"},
                            {"specVersion", "0.0.0"},
                            {"generatedBy", text(facts.tool)},
                            {"results",
                             {{"tool", {{"name", "tsuka"}, {"version", text(facts.tool)}}},
                              {"summary", std::move(summary)},
                              {"environment", {{"appName", text(item_of(report.run))}, {"testEnvironment", text(report.profile.id)}}},
                              {"tests", tests.take()}}}};
    return json::serialize(root) + "\n";
}

}  // namespace tsuka::reports
