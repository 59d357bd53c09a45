// `tsuka list`: what there is, for people and, with --json, for programs.
#include "generator/flow/conversation.hpp"
#include "generator/proto/registry.hpp"
#include "harness/app/campaign.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/app/routers.hpp"
#include "harness/app/version.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/model/text.hpp"
#include "harness/sim/defect.hpp"
#include "harness/suite/explain.hpp"
#include "reports/listing.hpp"

#include <fmt/format.h>

#include <optional>

namespace tsuka::cli {

namespace {

/// Entries for programs, and the same as it is printed for people.
struct Listing {
    std::vector<reports::Listed> entries;
    std::string text;
    std::string none{};  ///< why there is no entry
};

std::string text(std::string_view value) {
    return std::string(value);
}

std::optional<Listing> cases(ListOptions const& options, std::vector<model::Claim> const& claims) {
    auto suites = told(app::read_suites(options.suites, claims));
    if (!suites) return std::nullopt;
    Listing all;
    if (app::select(*suites, options.only).empty()) all.none = app::no_match(*suites, options.only);
    for (auto& suite : *suites) suite.cases = app::select({suite}, options.only);
    std::string of;
    for (auto const& row : suite::list_rows(*suites)) {
        if (row.suite != of) all.text += fmt::format("{}{}\n", of.empty() ? "" : "\n", row.suite);
        of = row.suite;
        all.text += fmt::format("  {:<36} {}{}{}\n", row.id, model::printable(row.title),
                                row.variants.empty() ? "" : fmt::format(" ({} variants)", row.variants.size()),
                                row.waits < std::chrono::seconds(1) ? "" : fmt::format(" (waits {})", model::written(row.waits)));
        all.entries.push_back({{"id", row.id},
                               {"suite", row.suite},
                               {"title", row.title},
                               {"claims", row.claims},
                               {"variants", row.variants},
                               {"classes", row.classes},
                               {"waits_ns", std::int64_t{row.waits.count()}}});
    }
    return all;
}

std::optional<Listing> profiles(std::vector<model::Claim> const& claims) {
    Listing all;
    for (auto const& name : app::names_in("profiles")) {
        const auto profile = told(app::read_profile(name, claims));
        if (!profile) return std::nullopt;
        all.text += fmt::format("{:<20} {}\n", name, profile->profile.title);
        all.entries.push_back(
            {{"id", name}, {"title", profile->profile.title}, {"about", profile->profile.about}, {"claims", profile->profile.claims}});
    }
    return all;
}

std::optional<Listing> campaigns() {
    Listing all;
    for (auto const& name : app::names_in("campaigns")) {
        const auto named = told(app::read_campaign(name));
        if (!named) return std::nullopt;
        all.text += fmt::format("{:<20} {}: {}\n", name, named->campaign.title, named->campaign.about);
        all.entries.push_back(
            {{"id", name}, {"title", named->campaign.title}, {"about", named->campaign.about}, {"only", named->campaign.only}});
    }
    return all;
}

std::optional<Listing> presets() {
    Listing all;
    for (auto const& name : app::names_in("duts/kernel")) {
        const auto preset = told(app::read_preset(name));
        if (!preset) return std::nullopt;
        all.text += fmt::format("netns:{:<20} {}\n", name, preset->preset.title);
        all.entries.push_back({{"id", name},
                               {"dut", "netns:" + name},
                               {"title", preset->preset.title},
                               {"about", preset->preset.about},
                               {"profile", preset->preset.profile}});
    }
    return all;
}

std::optional<Listing> routers() {
    Listing all;
    for (auto const& name : app::names_in("duts/simulated")) {
        const auto named = told(app::read_router(name));
        if (!named) return std::nullopt;
        all.text += fmt::format("sim:{:<20} {}\n", name, named->router.title);
        all.entries.push_back({{"id", name},
                               {"dut", "sim:" + name},
                               {"title", named->router.title},
                               {"about", named->router.about},
                               {"profile", named->router.profile}});
    }
    return all;
}

Listing defects() {
    Listing all;
    for (auto const* defect : sim::all_defects()) {
        all.text += fmt::format("{:<40} {}\n", defect->name, defect->sentence);
        all.entries.push_back({{"id", text(defect->name)}, {"sentence", text(defect->sentence)}});
    }
    return all;
}

Listing listed(std::vector<model::Claim> const& claims) {
    Listing all;
    for (auto const& claim : claims) {
        all.text += fmt::format("{:<32} {:<7}{}{}\n{:<40}{}\n", claim.id, to_string(claim.level), claim.always ? "always, " : "",
                                claim.source, "", claim.sentence);
        all.entries.push_back({{"id", claim.id},
                               {"level", text(to_string(claim.level))},
                               {"source", claim.source},
                               {"sentence", claim.sentence},
                               {"always", claim.always}});
    }
    return all;
}

/// Protocols, and the kinds of flow that `use` opens.
Listing protocols() {
    Listing all;
    for (auto const* protocol : proto::protocols()) {
        all.text += fmt::format("{:<10} {} ({})\n", protocol->name, protocol->title, protocol->source);
        all.entries.push_back({{"kind", text("protocol")},
                               {"id", text(protocol->name)},
                               {"title", text(protocol->title)},
                               {"source", text(protocol->source)}});
    }
    all.text += "\nflows that `use` opens:\n";
    for (auto kind : flow::conversation_kinds()) {
        all.text += fmt::format("{:<16} {}\n", kind, flow::conversation_about(kind));
        std::vector<std::string> settings;
        for (auto const& setting : flow::conversation_settings(kind)) settings.emplace_back(setting);
        all.entries.push_back(
            {{"kind", text("flow")}, {"id", text(kind)}, {"title", text(flow::conversation_about(kind))}, {"settings", settings}});
    }
    return all;
}

std::optional<Listing> listing_of(ListOptions const& options) {
    const auto claims = told(app::read_claims());
    if (!claims) return std::nullopt;
    if (options.what == "campaigns") return campaigns();
    if (options.what == "profiles") return profiles(*claims);
    if (options.what == "presets") return presets();
    if (options.what == "routers") return routers();
    if (options.what == "defects") return defects();
    if (options.what == "claims") return listed(*claims);
    if (options.what == "protocols") return protocols();
    return cases(options, *claims);
}

}  // namespace

int list(ListOptions const& options) {
    const auto listing = listing_of(options);
    if (!listing) return exit_usage;
    fmt::print("{}", options.json ? reports::render_listing(options.what, app::tool_version(), listing->entries) : listing->text);
    if (!listing->entries.empty()) return 0;
    complain(listing->none);
    return exit_nothing;
}

}  // namespace tsuka::cli
