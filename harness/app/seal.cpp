#include "harness/app/seal.hpp"

#include "harness/record/manifest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace tsuka::app {

Seal look_at_seal(record::RunFolder const& folder) {
    const auto check = record::verify_manifest(folder.path());
    if (!check) return {{check.error().what}, {"the run was never sealed, or its seal is gone"}};
    Seal seal;
    const auto note = [&seal](std::string_view what, auto const& names, auto const& doubtful) {
        if (!names.empty()) seal.warnings.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
        if (!doubtful.empty()) seal.doubts.push_back(fmt::format("{}: {}", what, fmt::join(doubtful, ", ")));
    };
    auto lost = check->missing;
    std::erase_if(lost, record::is_report);
    note("changed since the run was sealed", check->differ, check->differ);
    note("missing", check->missing, lost);
    note("not part of the run", check->unlisted, std::vector<std::string>{});
    return seal;
}

Result<void> as_sealed(record::RunFolder const& folder) {
    const auto check = record::verify_manifest(folder.path());
    if (!check) return check.error();
    std::vector<std::string> parts;
    for (auto const& [names, what] :
         {std::pair{&check->differ, "changed"}, std::pair{&check->missing, "missing"}, std::pair{&check->unlisted, "not part of the run"}})
        if (!names->empty()) parts.push_back(fmt::format("{}: {}", what, fmt::join(*names, ", ")));
    if (parts.empty() && !check->good()) parts.emplace_back("the sums list nothing");
    if (parts.empty()) return {};
    return fail(fmt::format("{}", fmt::join(parts, "; ")));
}

}  // namespace tsuka::app
