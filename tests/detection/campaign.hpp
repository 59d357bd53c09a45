// Many simulated routers against the cases that come with the program, and the text of the detection matrix.
#pragma once

#include "harness/app/outcomes.hpp"
#include "harness/model/router.hpp"
#include "harness/model/suite.hpp"
#include "harness/suite/load_matrix.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tsuka::detection {

/// The text of defects/matrix.toml.
[[nodiscard]] std::string write_matrix(std::vector<suite::MatrixRow> const& rows);

/// Whether all that the case needs of a lab is there; paths and the rest of the run apart.
[[nodiscard]] bool fits(model::Case const& one, model::Lab const& lab);

/// Does that for 0 to count - 1, on as many threads as the machine has.
void for_each_of(std::size_t count, std::function<void(std::size_t)> const& todo);

}  // namespace tsuka::detection
