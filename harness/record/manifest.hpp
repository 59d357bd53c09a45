// SHA256SUMS of a run folder, in the format of sha256sum(1), so that anybody can check the evidence without Tsuka: `sha256sum -c`.
#pragma once

#include "generator/base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tsuka::record {

/// What verify_manifest() found. Names are relative to the folder.
struct ManifestCheck {
    std::vector<std::string> differ;
    std::vector<std::string> missing;   ///< listed, not there
    std::vector<std::string> unlisted;  ///< there, not listed
    std::size_t files = 0;              ///< how many are listed

    [[nodiscard]] bool good() const { return files > 0 && differ.empty() && missing.empty() && unlisted.empty(); }
};

/// Lower-case hexadecimal SHA-256 (FIPS 180-4) of a file.
[[nodiscard]] Result<std::string> sha256_of(std::filesystem::path const& file);

/// Writes SHA256SUMS for all files below `folder` but itself, signatures and later judgements (judged/), sorted by name; then for those of
/// `rests_on`, which lie outside the folder and are named relative to it ("../../record.jsonl").
[[nodiscard]] Result<void> write_manifest(std::filesystem::path const& folder, std::vector<std::filesystem::path> const& rests_on = {});
[[nodiscard]] Result<ManifestCheck> verify_manifest(std::filesystem::path const& folder);
/// Whether SHA256SUMS in the folder of `file` gives it another sum than it has. Where there are no sums, or none of this file, it is as it
/// is.
[[nodiscard]] Result<bool> changed_since_sealed(std::filesystem::path const& file);

}  // namespace tsuka::record
