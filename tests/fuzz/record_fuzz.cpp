// A record from anywhere: read, or refused with words; never an exception. What is read can be judged, and the report of it be written in
// every form.
#include "harness/judge/judge.hpp"
#include "harness/record/record_reader.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/text.hpp"

#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tsuka;
    static std::vector<model::Claim> const claims{{"nat.napt", model::Level::must, "RFC 3022", "S.", false},
                                                  {"passthrough.pptp", model::Level::should, "RFC 2637", "S.", false},
                                                  {"always.no-leak", model::Level::must, "RFC 3022", "S.", true}};
    static model::Profile const profile{"p", "P", "", {"nat.napt"}, {{"nat.one", "first-come", "Manual"}}};
    const auto record = record::parse_record({reinterpret_cast<char const*>(data), size});
    if (!record) {
        if (record.error().what.empty()) std::abort();
        return 0;
    }
    const auto report = judge::judge(*record, profile, claims);
    if (report.rows.size() != record->cases.size()) std::abort();
    reports::RenderContext facts;
    facts.tool = "tsuka 0";
    facts.rendered = "2026-01-01T00:00:00Z";
    if (!reports::render_html(report, *record, facts)) std::abort();
    if (reports::render_json(report, *record, facts).empty() || reports::render_junit(report, *record, facts).empty()) std::abort();
    if (reports::render_text(report, *record, facts).empty()) std::abort();
    return 0;
}
