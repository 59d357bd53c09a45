// `tsuka run --campaign NAME`: what a campaign says, where the command line does not.
#pragma once

#include "harness/cli/commands.hpp"
#include "harness/model/campaign.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tsuka::cli {

struct NamedCampaign {
    model::Campaign campaign;
    std::filesystem::path path;
};
/// By file, or by the name of one of ours ("quick"). Complains and returns nothing when it cannot be read.
[[nodiscard]] std::optional<NamedCampaign> read_campaign(std::string const& name);

/// Fills in what the options leave open. False, with a complaint, when they name a campaign that cannot be read.
[[nodiscard]] bool follow_campaign(RunOptions& options);

}  // namespace tsuka::cli
