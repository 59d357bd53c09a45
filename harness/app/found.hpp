// What was looked for, and all that is to be said of it: mistakes and warnings with their places, and what is wrong with the request
// itself.
#pragma once

#include "harness/suite/diagnostic.hpp"

#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace tsuka::app {

/// Of a request, not of a file: it has no place.
[[nodiscard]] inline suite::Diagnostic remark(std::string text) {
    return {{}, true, std::move(text)};
}
[[nodiscard]] inline bool has_place(suite::Diagnostic const& diagnostic) {
    return !diagnostic.spot.file.empty();
}

template <class T>
struct Found {
    std::optional<T> what;    ///< nothing: `said` has the reason
    suite::Diagnostics said;  ///< warnings, too, of what was found all the same

    [[nodiscard]] bool has_value() const { return what.has_value(); }
    explicit operator bool() const { return what.has_value(); }
    [[nodiscard]] T& value() { return what.value(); }
    [[nodiscard]] T const& value() const { return what.value(); }
    [[nodiscard]] T& operator*() { return *what; }
    [[nodiscard]] T const& operator*() const { return *what; }
    [[nodiscard]] T* operator->() { return &*what; }
    [[nodiscard]] T const* operator->() const { return &*what; }
    /// The same as something else that is made of it.
    template <class Make>
    [[nodiscard]] auto as(Make const& make) && -> Found<std::remove_cvref_t<decltype(make(std::declval<T>()))>> {
        if (!what) return {std::nullopt, std::move(said)};
        return {make(std::move(*what)), std::move(said)};
    }
};

/// What a loader read.
template <class T>
[[nodiscard]] Found<T> found(suite::Loaded<T> loaded) {
    const bool good = !suite::has_errors(loaded.diagnostics);
    return {good ? std::optional<T>(std::move(loaded.value)) : std::nullopt, std::move(loaded.diagnostics)};
}

/// There is no such thing, and why.
struct Nothing {
    std::string why;
    template <class T>
    operator Found<T>() && {  // NOLINT(google-explicit-constructor): as fail() becomes any Result
        return {std::nullopt, {remark(std::move(why))}};
    }
};
[[nodiscard]] inline Nothing nothing(std::string why) {
    return {std::move(why)};
}

/// The value, and what was said of it behind what has been said before.
template <class T>
[[nodiscard]] std::optional<T> taken(Found<T> found, suite::Diagnostics& said) {
    said.insert(said.end(), std::make_move_iterator(found.said.begin()), std::make_move_iterator(found.said.end()));
    return std::move(found.what);
}

}  // namespace tsuka::app
