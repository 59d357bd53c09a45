// The one error model: expected trouble (a malformed frame, a missing file, a refused socket) is a value.
// Exceptions come from third parties only and are caught in the .cpp that calls them.
#pragma once

#include <concepts>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace tsuka {

/// What went wrong, in words for the person who can mend it: what was wanted, what was found, and where.
class Error {
public:
    Error() = default;

    std::string what;

private:
    // Made by fail() alone: were it constructible from a string, Result<std::string> could not tell a value from an error.
    struct Made {};
    Error(Made, std::string words) : what(std::move(words)) {}
    friend Error fail(std::string what);
};

/// Shorthand for `return fail("...")`; converts to any Result<T>.
[[nodiscard]] inline Error fail(std::string what) {
    return {Error::Made{}, std::move(what)};
}

/// Either a value or an Error, as C++23's std::expected<T, Error>. Reading the value of a failed result is a broken invariant and
/// ends in std::runtime_error with the error's words, whichever way it is read. Of a temporary the value is handed out, not referred to:
/// `for (auto const& one : read(file).value())` is no trap.
template <class T>
class [[nodiscard]] Result {
public:
    template <class U = T>
    requires(std::convertible_to<U&&, T> && !std::same_as<std::remove_cvref_t<U>, Result> && !std::same_as<std::remove_cvref_t<U>, Error>)
        Result(U&& value)
        : held_(std::in_place_index<1>, std::forward<U>(value)) {}
    Result(Error error) : held_(std::in_place_index<0>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return held_.index() == 1; }
    explicit operator bool() const { return has_value(); }

    [[nodiscard]] T& value() & { return *pointer(); }
    [[nodiscard]] T const& value() const& { return *pointer(); }
    [[nodiscard]] T value() && { return std::move(*pointer()); }
    T& operator*() & { return *pointer(); }
    T const& operator*() const& { return *pointer(); }
    T operator*() && { return std::move(*pointer()); }
    T* operator->() { return pointer(); }
    T const* operator->() const { return pointer(); }

    /// What went wrong; without words where nothing did.
    [[nodiscard]] Error error() const& { return has_value() ? Error{} : *std::get_if<0>(&held_); }
    [[nodiscard]] Error error() && { return has_value() ? Error{} : std::move(*std::get_if<0>(&held_)); }

private:
    [[nodiscard]] T const* pointer() const {
        if (auto const* value = std::get_if<1>(&held_)) return value;
        throw std::runtime_error(std::get_if<0>(&held_)->what);
    }
    [[nodiscard]] T* pointer() { return const_cast<T*>(std::as_const(*this).pointer()); }

    std::variant<Error, T> held_;
};

/// Done, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), failed_(true) {}

    [[nodiscard]] bool has_value() const { return !failed_; }
    explicit operator bool() const { return !failed_; }

    void value() const {
        if (failed_) throw std::runtime_error(error_.what);
    }
    [[nodiscard]] Error const& error() const& { return error_; }
    [[nodiscard]] Error error() && { return std::move(error_); }

private:
    Error error_;
    bool failed_ = false;
};

}  // namespace tsuka
