#include "harness/app/version.hpp"

#include <fmt/format.h>

namespace tsuka::app {

std::string tool_version() {
    return fmt::format("tsuka {}{}{}", TSUKA_VERSION, commit().empty() ? "" : "+", commit());
}

std::string version_in_full() {
    return fmt::format("{}\ncompiler: {} ({} build)\nlibraries: {}", tool_version(), TSUKA_COMPILER, TSUKA_BUILD_TYPE, TSUKA_LIBRARIES);
}

}  // namespace tsuka::app
