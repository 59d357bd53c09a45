// A TOML file from anywhere, whatever it calls itself: every reader of the project gets it, and takes it or refuses it with words. What one
// of them takes as its own must have left no error behind.
#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_campaign.hpp"
#include "harness/suite/load_expected.hpp"
#include "harness/suite/load_fleet.hpp"
#include "harness/suite/load_hooks.hpp"
#include "harness/suite/load_language.hpp"
#include "harness/suite/load_matrix.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/load_users.hpp"
#include "harness/suite/planted.hpp"
#include "harness/suite/preset_rules.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace tsuka;

template <class T>
void look_at(suite::Loaded<T> const& loaded) {
    for (auto const& diagnostic : loaded.diagnostics)
        if (diagnostic.text.empty() || suite::to_string(diagnostic).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static std::vector<model::Claim> const claims{{"passthrough.pptp", model::Level::must, "RFC 2637", "S.", false},
                                                  {"always.no-leak", model::Level::must, "RFC 3022", "S.", true}};
    const std::string_view text{reinterpret_cast<char const*>(data), size};
    look_at(suite::parse_claims(text, "fuzz.toml"));
    const auto profile = suite::parse_profile(text, "fuzz.toml", claims);
    look_at(profile);
    (void)suite::lint_profile(profile.value, {});
    look_at(suite::parse_lab(text, "fuzz.toml"));
    const auto hooks = suite::parse_hooks(text, "fuzz.toml");
    look_at(hooks);
    for (auto const& hook : hooks.value)
        if (hook.name.empty() || (hooks.ok() && hook.command.empty())) std::abort();
    look_at(suite::parse_campaign(text, "fuzz.toml"));
    const auto fleet = suite::parse_fleet(text, "benches/fuzz.toml");
    look_at(fleet);
    for (auto const& bench : fleet.value.benches)
        if (!bench.runs.starts_with("benches/") && bench.runs.find('/') != 0) std::abort();
    look_at(suite::parse_preset(text, "fuzz.toml"));
    look_at(suite::parse_router(text, "fuzz.toml"));
    look_at(suite::parse_matrix(text, "fuzz.toml"));
    look_at(suite::parse_expected(text, "fuzz.toml"));
    const auto language = suite::parse_language(text, "fuzz.toml");
    look_at(language);
    (void)suite::gaps_of(language.value, {"title"}, "fuzz.toml");
    const auto users = suite::parse_users(text, "fuzz.toml");
    look_at(users);
    (void)suite::lint_users(users.value, {}, "fuzz.toml");
    if (const auto planted = suite::parse_planted(text); !planted && planted.error().what.empty()) std::abort();
    if (const auto forbidden = suite::forbidden_in_rules(text, "rules.nft"); forbidden && forbidden->why.empty()) std::abort();
    return 0;
}
