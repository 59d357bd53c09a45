// Simulated routers by name: see routers.hpp.
#include "harness/cli/routers.hpp"

#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/suite/load_router.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

namespace fs = std::filesystem;

std::optional<NamedRouter> read_router(std::string const& name, std::string const& defect) {
    const bool file = name.ends_with(".toml") || name.find('/') != std::string::npos;
    const fs::path path = file ? fs::path(name) : data_folder() / "routers" / (name + ".toml");
    if (std::error_code trouble; !file && (name.empty() || !fs::exists(path, trouble))) {
        complain(fmt::format("no simulated router is called '{}'{}", name, suite::hint(name, names_in("routers"))));
        return std::nullopt;
    }
    auto loaded = suite::load_router(path);
    if (!tell(loaded.diagnostics)) return std::nullopt;
    NamedRouter named{std::move(loaded.value), path, std::nullopt};
    if (defect.empty()) return named;
    named.defect = sim::find_defect(defect);
    if (named.defect) return named;
    std::vector<std::string> known;
    for (const auto one : sim::all_defects()) known.emplace_back(sim::to_string(one));
    complain(fmt::format("no defect is called '{}'{}; see `tsuka list --what defects`", defect, suite::hint(defect, known)));
    return std::nullopt;
}

}  // namespace tsuka::cli
