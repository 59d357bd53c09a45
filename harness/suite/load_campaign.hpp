// Campaigns: campaigns/*.toml (docs/campaigns.md).
#pragma once

#include "harness/model/campaign.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tsuka::suite {

[[nodiscard]] Loaded<model::Campaign> load_campaign(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<model::Campaign> parse_campaign(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
