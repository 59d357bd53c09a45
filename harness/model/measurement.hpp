// A number that several cases found together, as a number: how long something lives, how often something holds. What is said about it
// in words is made by the reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

enum class Unit : std::uint8_t { nanoseconds, cases };
[[nodiscard]] constexpr std::string_view to_string(Unit unit) {
    return unit == Unit::nanoseconds ? "ns" : "cases";
}

/// One value that was looked at, or one repetition (value: its number, from 1).
struct Trial {
    enum class Result : std::uint8_t { held, lost, unknown };
    std::int64_t value = 0;
    Result result = Result::unknown;
};
[[nodiscard]] constexpr std::string_view to_string(Trial::Result result) {
    return result == Trial::Result::held ? "held" : result == Trial::Result::lost ? "lost" : "unknown";
}

/// The true number lies between `lower` and `upper`, as far as the trials tell. Of a timer: the longest wait that was survived and the
/// shortest that was not, nothing where there was none. Of repetitions: how many held, and how many may have.
struct Measurement {
    std::string quantity;  ///< what was varied or counted: "idle", "held"
    Unit unit = Unit::nanoseconds;
    std::optional<std::int64_t> lower;
    std::optional<std::int64_t> upper;
    std::vector<Trial> tried;           ///< by value
    std::vector<std::int64_t> untried;  ///< skipped, by value

    /// A timer that lost a short wait and survived one that is not shorter is none.
    [[nodiscard]] bool monotone() const { return unit != Unit::nanoseconds || !lower || !upper || *lower < *upper; }
};

}  // namespace tsuka::model
