// `tsuka run --campaign NAME`: what a campaign says, where the command line does not.
#pragma once

#include "harness/app/found.hpp"
#include "harness/app/options.hpp"
#include "harness/model/campaign.hpp"

#include <filesystem>
#include <string>

namespace tsuka::app {

struct NamedCampaign {
    model::Campaign campaign;
    std::filesystem::path path;
};
/// By file, or by the name of one of ours ("quick").
[[nodiscard]] Found<NamedCampaign> read_campaign(std::string const& name);

/// Fills in what the options leave open.
void follow(NamedCampaign const& named, RunOptions& options);

}  // namespace tsuka::app
