// Reports of a run: see render.hpp.
#include "harness/app/render.hpp"

#include "harness/app/version.hpp"
#include "harness/record/manifest.hpp"
#include "reports/ctrf.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown_report.hpp"
#include "reports/numbers.hpp"
#include "reports/tap.hpp"
#include "reports/text.hpp"
#include "reports/translated.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>

namespace tsuka::app {

namespace {

/// Unique without a book of numbers: day of the run, beginning of the record's digest, profile. A laboratory's own number goes first.
/// A later judgement is another report (ISO/IEC 17025 section 7.8.8.3) and says so.
std::string report_number(model::Report const& report, reports::RenderContext const& facts) {
    std::string day = report.run.started.substr(0, 10);
    std::erase(day, '-');
    auto const& given = report.run.certificate.number;
    const auto own = !given.empty() ? given : fmt::format("{}-{}-{}", day, facts.record_digest.substr(0, 8), report.profile.id);
    return facts.evidence.empty() ? own : fmt::format("{}, judged again {}", own, facts.rendered);
}

}  // namespace

std::string utc_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

Result<reports::RenderContext> facts_of(record::RunFolder const& run, record::RunFolder const& target, model::Report const& report) {
    auto digest = record::sha256_of(run.file(record::record_file));
    if (!digest) return digest.error();
    reports::RenderContext facts;
    facts.tool = tool_version();
    facts.rendered = utc_now();
    const bool old = report.run.format < 2;
    facts.lan_capture = old ? record::lan_capture_file : record::capture_file;
    facts.wan_capture = old ? record::wan_capture_file : record::capture_file;
    facts.archive = record::html_archive_file;
    facts.record_digest = *digest;
    std::error_code trouble;
    const auto way = std::filesystem::relative(run.path(), target.path(), trouble).generic_string();
    if (trouble)
        return fail(fmt::format("there is no way from {} to {}: {}", target.path().string(), run.path().string(), trouble.message()));
    if (way != ".") facts.evidence = (way.empty() ? std::filesystem::absolute(run.path(), trouble).generic_string() : way) + "/";
    facts.number = report_number(report, facts);
    return facts;
}

Result<void> write_reports(record::RunFolder const& folder, model::Report const& report, model::Record const& record,
                           reports::RenderContext const& facts, model::UserGuide const& guide) {
    const auto page = reports::translated(report, facts.words, guide);
    auto large = folder.stream(record::html_report_file, [&](auto const& told) {
        return folder.stream(record::html_archive_file,
                             [&](auto const& archive) { return reports::write_html(page, record, facts, told, archive); });
    });
    if (!large) return large;
    large = folder.stream(record::json_report_file, [&](auto const& sink) { return reports::write_json(report, record, facts, sink); });
    if (!large) return large;
    // One after the other: of a run of thousands of cases each is megabytes.
    const std::pair<std::string_view, std::function<std::string()>> others[]{
        {record::junit_report_file, [&] { return reports::render_junit(report, record, facts); }},
        {record::tap_report_file, [&] { return reports::render_tap(report); }},
        {record::markdown_report_file, [&] { return reports::render_markdown(report, facts); }},
        {record::ctrf_report_file, [&] { return reports::render_ctrf(report, record, facts); }},
        {record::numbers_file, [&] { return reports::render_numbers(report); }},
        {record::text_report_file, [&] { return reports::render_text(report, record, facts); }}};
    for (auto const& [name, text] : others)
        if (auto done = folder.write(name, text()); !done) return done;
    return {};
}

}  // namespace tsuka::app
