// Routers that a case may tell from the faithful one.
#pragma once

#include "harness/app/trial.hpp"
#include "harness/model/router.hpp"
#include "harness/model/suite.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::mutation {

class Zoo {
public:
    /// Of duts/simulated/ and defects/matrix.toml.
    Zoo();

    /// Those of duts/simulated/, the faithful one first.
    [[nodiscard]] std::vector<model::RouterSpec> const& described() const { return described_; }
    /// The faithful one with each defect that the matrix says the case finds; where it lacks what the case needs, another one that has it.
    [[nodiscard]] std::vector<model::RouterSpec> planted(model::Case const& scenario) const;
    /// The same from a later packet on, in one direction, for a second client.
    [[nodiscard]] std::vector<model::RouterSpec> planted_later(model::Case const& scenario) const;
    /// Each two of them, of the first few.
    [[nodiscard]] std::vector<model::RouterSpec> planted_in_pairs(model::Case const& scenario) const;
    /// With settings that none of duts/simulated/ has.
    [[nodiscard]] std::vector<model::RouterSpec> unusual(model::Case const& scenario) const;
    /// ... beside each of those defects.
    [[nodiscard]] std::vector<model::RouterSpec> unusual_and_planted(model::Case const& scenario) const;
    /// Classes that routers of the kernel's have shown of the case: tests/netns/expected.
    [[nodiscard]] bool shown_live(model::Case const& scenario, std::string const& rule) const {
        return live_.contains({scenario.name(), rule});
    }
    /// Made at random as a swarm makes them, with some of those defects.
    [[nodiscard]] model::RouterSpec drawn(model::Case const& scenario, std::uint64_t seed) const;

private:
    [[nodiscard]] std::vector<model::PlantedDefect> defects_of(model::Case const& scenario) const;
    [[nodiscard]] std::size_t base_for(model::Case const& scenario) const;
    [[nodiscard]] model::RouterSpec with(model::Case const& scenario, std::vector<model::PlantedDefect> defects) const;

    std::vector<model::RouterSpec> described_;
    std::set<std::pair<std::string, std::string>> live_;          ///< case and class
    std::vector<std::string> texts_;                              ///< of each, as its file has it
    std::map<std::string, std::vector<suite::MatrixRow>> finds_;  ///< by case
};

}  // namespace tsuka::mutation
