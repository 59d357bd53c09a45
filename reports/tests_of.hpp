// A report as a list of tests, for continuous integration: JUnit, TAP and CTRF say the same. Red exactly when the exit status is not 0.
#pragma once

#include "harness/model/report.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tsuka::reports {

struct Test {
    enum class Result : std::uint8_t { passed, failed, broken, skipped };  ///< broken: an error, nothing was found out
    Result result = Result::passed;
    std::string type;     ///< the verdict; of tests that are no case "expired", "interrupted" ...
    std::string message;  ///< one line; empty when there is nothing to say
};

/// fail -> failed; error and what holds a conclusion back -> broken; known deviations, skipped ones, and inconclusive about what nobody
/// claims -> skipped; the rest passed.
[[nodiscard]] Test test_of(model::Report const& report, std::size_t row);

struct NamedTest {
    std::string group;  ///< "run", "known deviations"
    std::string name;
    Test test;
};
/// A run that proves nothing must not look green: it is a test of its own.
[[nodiscard]] std::vector<NamedTest> run_tests(model::Report const& report);
/// Entries of the list of known deviations that are over fail by themselves.
[[nodiscard]] std::vector<NamedTest> known_tests(model::Report const& report);

}  // namespace tsuka::reports
