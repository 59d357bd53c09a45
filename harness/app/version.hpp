// Which Tsuka this is: the number, the commit it was built from, the libraries in it. A certificate has to say so.
#pragma once

#include <string>
#include <string_view>

namespace tsuka::app {

/// "cc39d67", "cc39d67-changed" for a tree with changes, "" without a repository.
[[nodiscard]] std::string_view commit();
/// "tsuka 0.1.0+cc39d67".
[[nodiscard]] std::string tool_version();
/// The same, then a line each for compiler and libraries: what `tsuka --version` prints.
[[nodiscard]] std::string version_in_full();

}  // namespace tsuka::app
