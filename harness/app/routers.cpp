// Simulated routers by name: see routers.hpp.
#include "harness/app/routers.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"

#include <fmt/format.h>

namespace tsuka::app {

namespace fs = std::filesystem;

Found<NamedRouter> read_router(std::string const& name, std::vector<std::string> const& defects) {
    const bool file = name.ends_with(".toml") || name.find('/') != std::string::npos;
    const fs::path path = file ? fs::path(name) : data_folder() / "duts" / "simulated" / (name + ".toml");
    if (std::error_code trouble; !file && (name.empty() || !fs::exists(path, trouble)))
        return nothing(fmt::format("no simulated router is called '{}'{}", name, suite::hint(name, names_in("duts/simulated"))));
    auto named = found(suite::load_router(path)).as([&](auto value) { return NamedRouter{std::move(value), path}; });
    if (!named) return named;
    for (auto const& text : defects) {
        auto planted = suite::parse_planted(text);
        if (!planted) {
            named.said.push_back(remark(planted.error().what));
            named.what.reset();
            return named;
        }
        named->router.defects.push_back(std::move(*planted));
    }
    return named;
}

}  // namespace tsuka::app
