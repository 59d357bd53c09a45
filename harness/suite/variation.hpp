// One written case becomes several: a cross product of values (vary), one per duration (measure), or copies (repeat).
#pragma once

#include "harness/suite/document.hpp"

#include <vector>

namespace tsuka::suite {

struct Variant {
    TomlNode node;  ///< the case with its values put in
    model::Group group;
};

/// A case without any of the three keys is its own one variant. Complains of values that cannot be varied and of names never used.
[[nodiscard]] std::vector<Variant> expand(TomlNode const& written, Diagnostics& diagnostics);

}  // namespace tsuka::suite
