// Trials and the oracle that looks at what came of them: nothing fails that neither the router's class nor a defect planted in it explains,
// and what was planted is seen.
#pragma once

#include "harness/app/outcomes.hpp"
#include "harness/app/trial.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tsuka::app {

/// A verdict that a trial has turned over.
struct Flip {
    std::string name;  ///< of the case; empty: of the run as a whole
    std::string what;  ///< "fails, and nothing explains it"
    std::string why;   ///< what the run said of it

    /// The same one, whatever was said this time.
    bool operator==(Flip const& other) const { return name == other.name && what == other.what; }
};

class Swarm {
public:
    /// `base`: the text of the faithful router's description.
    Swarm(std::vector<model::Case> cases, std::vector<suite::MatrixRow> matrix, std::string base);

    [[nodiscard]] Urn const& urn() const { return urn_; }
    /// Runs it and tells what is wrong with what came of it. Errors: a router that cannot be, cases that there are not.
    [[nodiscard]] Result<std::vector<Flip>> run(SwarmTrial const& trial);
    /// The same flip with fewer cases, one job, plain wires, fewer settings and defects, as far as it stays.
    [[nodiscard]] SwarmTrial shrunk(SwarmTrial trial, Flip const& flip);

private:
    [[nodiscard]] Result<Outcomes> outcomes_of(SwarmTrial const& trial, Manner const& manner);
    [[nodiscard]] std::vector<Flip> alarms(SwarmTrial const& trial, Outcomes const& outcomes);
    [[nodiscard]] bool explained(std::string const& name, SwarmTrial const& trial);
    [[nodiscard]] bool found(suite::MatrixRow const& row, std::string const& name) const;
    [[nodiscard]] Outcomes const& known(SwarmTrial const& plain);
    [[nodiscard]] bool goes_wrong(std::string const& name, SwarmTrial const& plain);
    [[nodiscard]] bool held_back(std::string const& name, Outcomes const& outcomes) const;
    void look_for_missed(SwarmTrial const& trial, Outcomes const& outcomes, std::vector<Flip>& flips);
    [[nodiscard]] bool still(SwarmTrial const& trial, Flip const& flip);
    void shrink_cases(SwarmTrial& trial, Flip const& flip);

    std::map<std::string, model::Case> cases_;
    Urn urn_;
    std::string base_;
    std::map<std::string, Outcomes> plain_;  ///< by trial in plain conditions: which cases, without what was said of them
};

}  // namespace tsuka::app
