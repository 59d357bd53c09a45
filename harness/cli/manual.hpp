// Manual page and shell completion, made from the command line's own tables, so that neither can lag behind it.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tsuka::cli {

/// A manual page (man(7) macros) of the program with all its commands; `version` stands in its foot.
[[nodiscard]] std::string manual_page(CLI::App const& app, std::string const& version);
/// Completion for bash: commands, their options, files elsewhere.
[[nodiscard]] std::string bash_completion(CLI::App const& app);
/// Completion for zsh, which takes bash's by bashcompinit.
[[nodiscard]] std::string zsh_completion(CLI::App const& app);

}  // namespace tsuka::cli
