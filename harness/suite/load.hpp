// Reads the files of this project: suites, claims, profiles, labs, presets. Every reader returns what it understood and everything it
// objects to.
#pragma once

#include "harness/model/lab.hpp"
#include "harness/model/profile.hpp"
#include "harness/model/suite.hpp"
#include "harness/suite/diagnostic.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/vocabulary.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

[[nodiscard]] Loaded<model::Suite> load_suite(std::filesystem::path const& path, Vocabulary const& vocabulary);

/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<model::Suite> parse_suite(std::string_view text, std::string const& file, Vocabulary const& vocabulary);

/// Files, and all suite files below folders (every *.toml but claims.toml and users.toml), in the order of their paths. Refuses ids given
/// twice.
[[nodiscard]] Loaded<std::vector<model::Suite>> load_suites(std::vector<std::filesystem::path> const& paths, Vocabulary const& vocabulary);

[[nodiscard]] Loaded<std::vector<model::Claim>> load_claims(std::filesystem::path const& path);
[[nodiscard]] Loaded<std::vector<model::Claim>> parse_claims(std::string_view text, std::string const& file);

[[nodiscard]] std::vector<std::string> ids_of(std::vector<model::Claim> const& claims);

/// Refuses claims that `claims` does not have. Whether documented cases and classes exist is for lint(), which knows the suites.
[[nodiscard]] Loaded<model::Profile> load_profile(std::filesystem::path const& path, std::vector<model::Claim> const& claims);
[[nodiscard]] Loaded<model::Profile> parse_profile(std::string_view text, std::string const& file, std::vector<model::Claim> const& claims);

[[nodiscard]] Loaded<model::Lab> load_lab(std::filesystem::path const& path);
[[nodiscard]] Loaded<model::Lab> parse_lab(std::string_view text, std::string const& file);

/// The same keys below `[lab]` of another file.
void read_lab_table(TomlNode const& node, model::Lab& lab, Diagnostics& diagnostics);

/// FOLDER/preset.toml and FOLDER/rules.nft; the preset is called like the folder.
[[nodiscard]] Loaded<model::Preset> load_preset(std::filesystem::path const& folder);
/// FOLDER/preset.toml alone: no name and no rules.
[[nodiscard]] Loaded<model::Preset> parse_preset(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
