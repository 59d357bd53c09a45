// Lines for a terminal or a log file: wrapping, labels, headings, rows and causes. All foreign text goes through printable().
#pragma once

#include "harness/model/report.hpp"
#include "reports/causes.hpp"
#include "reports/text.hpp"

#include <string>
#include <string_view>

namespace tsuka::reports {

inline constexpr std::size_t verdict_width = 14;

/// What must not be overlooked also stands out without colour: "FAIL", "pass".
[[nodiscard]] std::string word_of(model::Verdict verdict);

class Page {
public:
    explicit Page(TextOptions const& options);

    void line(std::string_view text = {});
    /// Wrapped, every line indented; the first one may carry something in front instead.
    void paragraph(std::string_view text, std::size_t indent, std::string_view front = {});
    void labelled(std::string_view label, std::string_view text);  ///< nothing at all when there is no text
    void heading(std::string_view text);
    void rule();  ///< a line across the page
    void row(model::ReportRow const& row, std::size_t name_width);
    /// The sentence, what it breaks, and the cases that show it, the first of them by name; with the name of the capture also the octets.
    void cause(Cause const& cause, std::string const& capture = {});
    void conclusion(model::Report const& report);
    void totals(model::Report const& report);  ///< "13 cases: 3 fail, 10 pass"
    void unsettled(model::Report const& report);
    void measured(model::Report const& report);
    void known(model::Report const& report);
    void timeline(model::Report const& report);
    void bench(model::Report const& report);
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    [[nodiscard]] std::string cases(std::size_t count) const;
    [[nodiscard]] std::string coloured(model::Verdict verdict) const;

    TextOptions options_;
    std::size_t width_;
    std::string out_;
};

}  // namespace tsuka::reports
