#include "harness/cli/campaign.hpp"

#include "harness/cli/data.hpp"
#include "harness/model/text.hpp"
#include "harness/suite/load_campaign.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

namespace fs = std::filesystem;

std::optional<NamedCampaign> read_campaign(std::string const& name) {
    const bool file = name.ends_with(".toml") || name.find('/') != std::string::npos;
    const fs::path path = file ? fs::path(name) : data_folder() / "campaigns" / (name + ".toml");
    if (std::error_code trouble; !file && !fs::exists(path, trouble)) {
        complain(fmt::format("no campaign is called '{}'{}", name, suite::hint(name, names_in("campaigns"))));
        return std::nullopt;
    }
    auto loaded = suite::load_campaign(path);
    if (!tell(loaded.diagnostics)) return std::nullopt;
    return NamedCampaign{std::move(loaded.value), path};
}

bool follow_campaign(RunOptions& options) {
    if (options.campaign.empty()) return true;
    const auto named = read_campaign(options.campaign);
    if (!named) return false;
    auto const& campaign = named->campaign;
    options.campaign_file = named->path.string();
    if (options.only.empty()) options.only = campaign.only;
    if (options.longest.empty() && campaign.longest) options.longest = model::written(*campaign.longest);
    if (options.budget.empty() && campaign.budget) options.budget = model::written(*campaign.budget);
    if (options.memory.empty()) options.memory = campaign.memory;
    if (!options.confirm) options.confirm = campaign.confirm;
    if (!options.jobs) options.jobs = campaign.jobs;
    if (options.max_fail == 0) options.max_fail = campaign.most_failures.value_or(0);
    if (options.repeat == 1 && options.resume.empty()) options.repeat = campaign.repeat.value_or(1);
    options.shuffle = options.shuffle || campaign.shuffle;
    return true;
}

}  // namespace tsuka::cli
