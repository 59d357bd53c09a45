// Reports beside each other, for who has read them already.
#pragma once

#include "reports/outline.hpp"

#include <string>
#include <vector>

namespace tsuka::cli {

/// Prints the matrix of `tsuka matrix`: `format` is markdown, csv or html, `lang` as of a run. The exit status.
[[nodiscard]] int print_matrix(std::vector<reports::Outline> all, std::string const& format, std::string const& lang);

}  // namespace tsuka::cli
