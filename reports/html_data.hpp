// What the HTML template is filled with. The mustache library stays inside the .cpp files; its value type is only named here.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/report.hpp"
#include "reports/octets.hpp"
#include "reports/render_context.hpp"
#include "reports/shares.hpp"
#include "reports/sink.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kainjow::mustache {
template <typename string_type>
class basic_data;
}

namespace tsuka::reports {

using Data = kainjow::mustache::basic_data<std::string>;

/// A name looked up in a section falls through to the sections around it, so whatever a section uses is always set in it.
void put(Data& data, std::string const& name, std::string_view text);       ///< also sets has_NAME
void put_code(Data& data, std::string const& name, std::string_view text);  ///< escaped for text alone: quotes stand as they are
void put_flag(Data& data, std::string const& name, bool flag);
void put_verdict(Data& data, model::Verdict verdict, Words const& words);  ///< "verdict" for style, "word" for reading
/// "claimed", "not claimed", "holds for every router".
[[nodiscard]] std::string standing_of(model::ClaimRow const& row, Words const& words);

/// Verdict, name, title, reason, class and agreement: what tables of rows show.
[[nodiscard]] Data row_data(model::ReportRow const& row, Words const& words);

/// "steps", with every check spelled out or only named where all of a step's hold.
void put_steps(Data& data, model::CaseRecord const& result, bool full, Words const& words);

/// "octets": where they stand; "octets_sent", "sent_before" ...: the octets. All empty without anything to show.
void put_octets(Data& data, std::optional<Objected> const& octets, RenderContext const& facts);

/// row_data() and everything known about the case, down to its frames.
/// A brief one leaves steps and frames to the archive.
[[nodiscard]] Data case_data(model::ReportRow const& row, model::CaseRecord const* result, RenderContext const& facts, bool brief);

/// Of exchanges.html: what stands around the cases, and one case.
[[nodiscard]] Data archive_data(model::Report const& report, model::Record const& record, Shares const& shares, RenderContext const& facts);
[[nodiscard]] Data archived_case(model::ReportRow const& row, model::CaseRecord const& shown, RenderContext const& facts);
[[nodiscard]] bool has_frames(model::CaseRecord const* result);

/// "more_frames": how many frames of a case are not shown, in words.
void put_unshown(Data& data, model::CaseRecord const& result, Words const& words);

/// A template with a section "cases", filled case by case. Errors: the sink's, and a broken built-in template, which the tests rule out.
class PageOfCases {
public:
    PageOfCases(std::string_view page_template, Data const& page, Sink sink);
    ~PageOfCases();
    PageOfCases(PageOfCases const&) = delete;
    PageOfCases& operator=(PageOfCases const&) = delete;

    /// What stands before the first case; then each case; then the rest.
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> add(Data const& one);
    [[nodiscard]] Result<void> end();

private:
    struct Parts;
    Data const& page_;
    Sink sink_;
    std::unique_ptr<Parts> parts_;
};

/// A template without cases.
[[nodiscard]] Result<std::string> fill(std::string const& page_template, Data const& page);
/// What is written, as one text.
[[nodiscard]] Result<std::string> gathered(std::function<Result<void>(Sink const&)> const& write);

}  // namespace tsuka::reports
