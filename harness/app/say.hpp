// Where lines about what is going on are said while it goes on.
#pragma once

#include <functional>
#include <string>

namespace tsuka::app {

using Say = std::function<void(std::string const&)>;

}  // namespace tsuka::app
