// The one error model: expected trouble (a malformed frame, a missing file, a refused socket) is a value.
// Exceptions come from third parties only and are caught in the .cpp that calls them.
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <utility>

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

/// Either a value or an Error.
template <class T>
using Result = boost::system::result<T, Error>;

/// Lets `result.value()` on a failed result end in an exception that carries the words (a broken invariant, not a control path).
[[noreturn]] inline void throw_exception_from_error(Error const& error, boost::source_location const&) {
    throw std::runtime_error(error.what);
}

/// Shorthand for `return fail("...")`; converts to any Result<T>.
[[nodiscard]] inline Error fail(std::string what) {
    return {Error::Made{}, std::move(what)};
}

}  // namespace tsuka
