// Cases with one expectation taken out: what such a case does not find any more, that expectation had found.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <string>
#include <vector>

namespace tsuka::mutation {

/// A case that asks for one thing less.
struct Mutant {
    std::string
        what;  ///< is taken out, in the same words in every variant of the case: "step 4: call_id", "class first-come: back-b@alice"
    unsigned step = 0;  ///< 1-based; 0: of a class
    model::Case scenario;
};

/// One for each expectation: of a step that something arrives, never arrives, arrives in order, opens, is refused, is refused in silence;
/// each field and the payload; each class, and each condition of a class. None are a symbol where it is bound, which
/// cannot fail, and that something arrives of which a symbol is bound.
[[nodiscard]] std::vector<Mutant> mutants_of(model::Case const& scenario);

/// What a reader of the record is told of the case, whatever the numbers on the wire: outcome, class, broken claims, findings, and what
/// failed at which step. Equal for a case and its mutant where what was taken out was not missed.
[[nodiscard]] std::string told(model::CaseRecord const& record);
/// Of this, outcome, class and broken claims.
[[nodiscard]] std::string verdict(model::CaseRecord const& record);

}  // namespace tsuka::mutation
