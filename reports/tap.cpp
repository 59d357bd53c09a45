// TAP version 14: version, plan, test points, a YAML block where there is more to say than "ok".
#include "reports/tap.hpp"

#include "harness/model/text.hpp"
#include "reports/tests_of.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::reports {
namespace {

/// One line; '#' begins a directive and '\' escapes (TAP 14, "Escaping").
std::string description(std::string const& text) {
    std::string out;
    for (char const sign : model::printable(text)) {
        if (sign == '#' || sign == '\\') out += '\\';
        out += sign == '\n' ? ' ' : sign;
    }
    return out;
}

/// A double-quoted scalar of YAML 1.2, which JSON's strings are.
std::string quoted(std::string const& text) {
    std::string out = "\"";
    for (char const sign : model::printable(text)) {
        if (sign == '"' || sign == '\\') out += '\\';
        out += sign == '\n' ? ' ' : sign;
    }
    return out + "\"";
}

class Points {
public:
    void add(std::string const& name, Test const& test, std::string const& observed) {
        bool const good = test.result == Test::Result::passed || test.result == Test::Result::skipped;
        lines_ += fmt::format("{} {} - {}", good ? "ok" : "not ok", ++count_, description(name));
        if (test.result == Test::Result::skipped) lines_ += " # SKIP " + description(test.message);
        lines_ += '\n';
        if (test.result == Test::Result::skipped) return;
        if (good && observed.empty() && test.message.empty()) return;
        lines_ += fmt::format("  ---\n  verdict: {}\n", quoted(test.type));
        if (!observed.empty()) lines_ += fmt::format("  class: {}\n", quoted(observed));
        if (!test.message.empty()) lines_ += fmt::format("  message: {}\n", quoted(test.message));
        lines_ += "  ...\n";
    }
    [[nodiscard]] std::string take() const { return fmt::format("TAP version 14\n1..{}\n{}", count_, lines_); }

private:
    std::size_t count_ = 0;
    std::string lines_;
};

}  // namespace

std::string render_tap(model::Report const& report) {
    Points points;
    for (auto const& all : {run_tests(report), known_tests(report)})
        for (NamedTest const& one : all) points.add(fmt::format("{}: {}", one.group, one.name), one.test, {});
    for (std::size_t at = 0; at < report.rows.size(); ++at)
        points.add(report.rows[at].name, test_of(report, at), report.rows[at].observed_class);
    return points.take();
}

}  // namespace tsuka::reports
