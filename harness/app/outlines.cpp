#include "harness/app/outlines.hpp"

#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/suite/document.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace tsuka::app {

Result<reports::Outline> read_outline(std::string const& name) {
    std::error_code trouble;
    std::filesystem::path path = name;
    if (std::filesystem::is_directory(path, trouble)) path /= record::json_report_file;
    auto text = suite::read_text(path);
    if (!text) return fail(fmt::format("{}: {}", path.string(), text.error().what));
    const auto changed = record::changed_since_sealed(path);
    if (!changed) return changed.error();
    if (*changed) return fail(fmt::format("{}: changed since it was sealed; `tsuka judge` makes the report of a run again", path.string()));
    return reports::parse_outline(*text, path.string());
}

}  // namespace tsuka::app
