// What users can do, in signs and lines: what the renderers share.
#pragma once

#include "harness/model/users.hpp"

#include <string>
#include <string_view>

namespace tsuka::reports {

[[nodiscard]] std::string_view sign_of(model::Works works);  ///< "✓", "◐", "✗", "?", "–", ""

/// "one client ✓ works; two clients, one server ✗ only the first": what was asked of this kind.
[[nodiscard]] std::string cells_of(model::UserRow const& row, model::UserMatrix const& matrix);

}  // namespace tsuka::reports
