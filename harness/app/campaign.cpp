#include "harness/app/campaign.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/model/text.hpp"
#include "harness/suite/load_campaign.hpp"

#include <fmt/format.h>

namespace tsuka::app {

namespace fs = std::filesystem;

Found<NamedCampaign> read_campaign(std::string const& name) {
    const bool file = name.ends_with(".toml") || name.find('/') != std::string::npos;
    const fs::path path = file ? fs::path(name) : data_folder() / "campaigns" / (name + ".toml");
    if (std::error_code trouble; !file && !fs::exists(path, trouble))
        return nothing(fmt::format("no campaign is called '{}'{}", name, suite::hint(name, names_in("campaigns"))));
    return found(suite::load_campaign(path)).as([&](auto value) { return NamedCampaign{std::move(value), path}; });
}

void follow(NamedCampaign const& named, RunOptions& options) {
    auto const& campaign = named.campaign;
    options.campaign_file = named.path.string();
    if (options.only.empty()) options.only = campaign.only;
    if (options.longest.empty() && campaign.longest) options.longest = model::written(*campaign.longest);
    if (options.budget.empty() && campaign.budget) options.budget = model::written(*campaign.budget);
    if (options.memory.empty()) options.memory = campaign.memory;
    if (!options.confirm) options.confirm = campaign.confirm;
    if (!options.jobs) options.jobs = campaign.jobs;
    if (options.max_fail == 0) options.max_fail = campaign.most_failures.value_or(0);
    if (options.repeat == 1 && options.resume.empty()) options.repeat = campaign.repeat.value_or(1);
    options.shuffle = options.shuffle || campaign.shuffle;
}

}  // namespace tsuka::app
