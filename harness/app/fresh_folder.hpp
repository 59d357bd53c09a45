// Where results go when nobody has said where.
#pragma once

#include <string>

namespace tsuka::app {

/// "PREFIX" and the time, in the current folder; numbered when that name is taken: two runs in one second are two runs.
[[nodiscard]] std::string fresh_folder(std::string const& prefix);

}  // namespace tsuka::app
