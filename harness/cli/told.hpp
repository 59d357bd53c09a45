// What the command says on standard error: complaints, diagnostics, and whatever is to be said of what was looked for.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/found.hpp"
#include "harness/suite/diagnostic.hpp"

#include <optional>
#include <string>
#include <utility>

namespace tsuka::cli {

/// "tsuka: ..." on standard error.
void complain(std::string const& text);

/// Prints diagnostics; one without a place is a complaint. False when there is an error among them.
bool tell(suite::Diagnostics const& diagnostics);

/// What was found, after all that is to be said of it.
template <class T>
[[nodiscard]] std::optional<T> told(app::Found<T> found) {
    (void)tell(found.said);
    return std::move(found.what);
}

template <class T>
[[nodiscard]] std::optional<T> told(Result<T> result) {
    if (result) return std::move(*result);
    complain(result.error().what);
    return std::nullopt;
}

}  // namespace tsuka::cli
