// campaign.toml: see load_campaign.hpp.
#include "harness/suite/load_campaign.hpp"

#include "harness/suite/document.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

namespace tsuka::suite {

namespace {

std::optional<unsigned> small(TableReader& table, std::string_view key, unsigned least, unsigned most) {
    const auto number = table.number(key, least, most);
    return number ? std::optional(static_cast<unsigned>(*number)) : std::nullopt;
}

Loaded<model::Campaign> campaign_of(Loaded<TomlNode> document) {
    Loaded<model::Campaign> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a campaign", loaded.diagnostics);
    check_format(top);
    auto& campaign = loaded.value;
    campaign.title = top.required_text("title");
    campaign.about = top.text_or("about");
    for (auto const& glob : top.texts("only")) campaign.only.push_back(glob.text);
    campaign.longest = top.duration("longest");
    campaign.budget = top.duration("budget");
    if (campaign.budget && *campaign.budget == Duration::zero())
        top.error(top.node().spot, "in a 'budget' of nothing no case can run; leave it out");
    campaign.memory = top.text_or("memory");
    if (auto const& memory = campaign.memory; !memory.empty() && memory != "off" && memory != "count" && memory != "full")
        top.error(top.node().spot, fmt::format("'memory' is \"off\", \"count\" or \"full\", not \"{}\"", memory));
    campaign.confirm = small(top, "confirm", 0, 20);
    campaign.jobs = small(top, "jobs", 1, 64);
    campaign.most_failures = small(top, "max_fail", 1, 100'000);
    campaign.repeat = small(top, "repeat", 1, 1000);
    campaign.shuffle = top.flag("shuffle");
    top.refuse_others();
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<model::Campaign> load_campaign(std::filesystem::path const& path) {
    return campaign_of(read_document(path));
}

Loaded<model::Campaign> parse_campaign(std::string_view text, std::string const& file) {
    return campaign_of(parse_document(text, file));
}

}  // namespace tsuka::suite
