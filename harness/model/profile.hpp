// What may be expected of a router, and what one model says of itself.
#pragma once

#include "harness/model/load_promise.hpp"
#include "harness/model/suite.hpp"

#include <string>
#include <vector>

namespace tsuka::model {

enum class Level : std::uint8_t { must, should, may };
[[nodiscard]] std::string_view to_string(Level level);

/// A documented expectation (suites/claims.toml).
struct Claim {
    std::string id;
    Level level = Level::must;
    std::string source;    ///< document and section
    std::string sentence;  ///< one sentence in our words
    bool always = false;   ///< holds for every router whatever its profile says (leaks, misdelivery, altered payload)
};

/// What a manual documents about one case.
struct Documented {
    std::string case_id;
    std::string observed_class;
    std::string source;
};

/// What this model claims (profiles/*.toml).
struct Profile {
    std::string id;  ///< file name without .toml
    std::string title;
    std::string about;
    std::vector<std::string> claims;
    std::vector<Documented> documented;
    std::vector<LoadPromise> load{};
};

}  // namespace tsuka::model
