// lang/CODE.toml: the texts of a language, in tables (interface, verdict, claim, case, kind ...) of ids and words.
#pragma once

#include "harness/model/language.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

[[nodiscard]] Loaded<model::Language> load_language(std::filesystem::path const& path);
[[nodiscard]] Loaded<model::Language> parse_language(std::string_view text, std::string const& file);

/// What of `wanted` it lacks, and a warning for every text that nobody asks for.
struct LanguageGaps {
    std::vector<std::string> missing;
    Diagnostics stale;
};
[[nodiscard]] LanguageGaps gaps_of(model::Language const& language, std::vector<std::string> const& wanted, std::string const& file);

}  // namespace tsuka::suite
