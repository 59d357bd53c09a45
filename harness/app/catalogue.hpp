// Where suites, profiles and presets are, and how they are read with the words that flows and claims bring along.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/found.hpp"
#include "harness/model/expected.hpp"
#include "harness/model/lab.hpp"
#include "harness/model/language.hpp"
#include "harness/model/profile.hpp"
#include "harness/model/suite.hpp"
#include "harness/model/users.hpp"
#include "harness/suite/diagnostic.hpp"
#include "harness/suite/load_matrix.hpp"
#include "harness/suite/vocabulary.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tsuka::app {

/// The folder that holds suites/, profiles/ and duts/kernel/: $TSUKA_DATA, else where the program was installed, else the source tree that
/// its build folder belongs to. Empty: nowhere.
[[nodiscard]] std::filesystem::path data_folder();

/// Flow kinds and claim ids for the suite loader.
[[nodiscard]] suite::Vocabulary vocabulary(std::vector<model::Claim> const& claims);

[[nodiscard]] Found<std::vector<model::Claim>> read_claims();
/// All of ours, unless files or folders are named.
[[nodiscard]] Found<std::vector<model::Suite>> read_suites(std::vector<std::string> const& paths, std::vector<model::Claim> const& claims);

/// What users can do, as our suites show it; "suites/users.toml".
[[nodiscard]] Found<model::UserGuide> read_users();

/// A language of the pages by its code; empty: that of LC_ALL, LC_MESSAGES or LANG when there is one of ours, else English.
[[nodiscard]] Found<model::Language> read_language(std::string const& code);

/// A list of known deviations.
[[nodiscard]] Found<std::vector<model::Expected>> read_expected(std::string const& path);

/// Which cases find which planted defect of the faithful router; "defects/matrix.toml".
[[nodiscard]] Found<std::vector<suite::MatrixRow>> read_matrix();

struct NamedProfile {
    model::Profile profile;
    std::filesystem::path path;
};
/// By file, or by the name of one of ours ("linux").
[[nodiscard]] Found<NamedProfile> read_profile(std::string const& name, std::vector<model::Claim> const& claims);

/// The profile's text as a run folder keeps it, under another file name: the id that the old name gave stands in the text.
[[nodiscard]] Result<std::string> profile_to_keep(NamedProfile const& profile);

struct NamedPreset {
    model::Preset preset;
    std::filesystem::path folder;
};
[[nodiscard]] Found<NamedPreset> read_preset(std::string const& name);

/// Names of the files NAME.toml (or folders) in a folder of ours, sorted.
[[nodiscard]] std::vector<std::string> names_in(std::string const& folder);

/// Cases whose id or name one of the globs matches (* and ?); all when there are no globs. `*` matches dots, too.
[[nodiscard]] std::vector<model::Case> select(std::vector<model::Suite> const& suites, std::vector<std::string> const& globs);

/// Why nothing was selected: "no case matches 'esp.singel.*'; did you mean 'esp.single.*'?"
[[nodiscard]] std::string no_match(std::vector<model::Suite> const& suites, std::vector<std::string> const& globs);

}  // namespace tsuka::app
