// What is wrong with a file, said so that its author can mend it: place, words, and the nearest word that would have been right.
// Readers collect every diagnostic of a file; none stops at the first.
#pragma once

#include "harness/model/suite.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::suite {

struct Diagnostic {
    model::Spot spot;
    bool error = true;  ///< false: a warning, the file can be used
    std::string text;
};

[[nodiscard]] std::string to_string(Diagnostic const& diagnostic);  ///< "suites/pptp/call_id.toml:21:3: unknown field ..."

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(Diagnostics const& diagnostics);

/// In the order of files and places; what several variants of one case say of the same place is said once.
void tidy(Diagnostics& diagnostics);

/// What a reader made of a file, and what it has to say of it. With errors, `value` holds what could be understood.
template <class T>
struct Loaded {
    T value;
    Diagnostics diagnostics;

    [[nodiscard]] bool ok() const { return !has_errors(diagnostics); }
};

/// The word nearest to `wanted` by edit distance, or empty when none is near enough to be a slip of the pen.
[[nodiscard]] std::string nearest(std::string_view wanted, std::vector<std::string> const& words);

/// "; did you mean 'call_id'?", or "; known: a, b, c" when nothing is near and the words are few; else empty.
[[nodiscard]] std::string hint(std::string_view wanted, std::vector<std::string> const& words);

}  // namespace tsuka::suite
