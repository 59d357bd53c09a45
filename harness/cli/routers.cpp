// Simulated routers by name: see routers.hpp.
#include "harness/cli/routers.hpp"

#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

namespace fs = std::filesystem;

std::optional<NamedRouter> read_router(std::string const& name, std::vector<std::string> const& defects) {
    const bool file = name.ends_with(".toml") || name.find('/') != std::string::npos;
    const fs::path path = file ? fs::path(name) : data_folder() / "routers" / (name + ".toml");
    if (std::error_code trouble; !file && (name.empty() || !fs::exists(path, trouble))) {
        complain(fmt::format("no simulated router is called '{}'{}", name, suite::hint(name, names_in("routers"))));
        return std::nullopt;
    }
    auto loaded = suite::load_router(path);
    if (!tell(loaded.diagnostics)) return std::nullopt;
    NamedRouter named{std::move(loaded.value), path};
    for (auto const& text : defects) {
        auto planted = suite::parse_planted(text);
        if (!planted) {
            complain(planted.error().what);
            return std::nullopt;
        }
        named.router.defects.push_back(std::move(*planted));
    }
    return named;
}

}  // namespace tsuka::cli
