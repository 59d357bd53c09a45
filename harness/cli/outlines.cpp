#include "harness/cli/outlines.hpp"

#include "harness/cli/data.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/suite/document.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace tsuka::cli {

std::optional<reports::Outline> read_outline(std::string const& name) {
    std::error_code trouble;
    std::filesystem::path path = name;
    if (std::filesystem::is_directory(path, trouble)) path /= record::json_report_file;
    auto text = suite::read_text(path);
    if (!text) {
        complain(fmt::format("{}: {}", path.string(), text.error().what));
        return std::nullopt;
    }
    const auto changed = record::changed_since_sealed(path);
    if (!changed || *changed) {
        complain(changed ? fmt::format("{}: changed since it was sealed; `tsuka judge` makes the report of a run again", path.string())
                         : changed.error().what);
        return std::nullopt;
    }
    auto outline = reports::parse_outline(*text, path.string());
    if (!outline) {
        complain(outline.error().what);
        return std::nullopt;
    }
    return std::move(*outline);
}

}  // namespace tsuka::cli
