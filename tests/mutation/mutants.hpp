// Cases with one expectation taken out or inverted: what such a case does not find any more, that expectation had found.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::mutation {

/// A case that asks for one thing less, or for its contrary.
struct Mutant {
    std::string
        what;  ///< the expectation, in the same words in every variant of the case: "step 4: call_id", "class first-come: back-b@alice"
    unsigned step = 0;                ///< 1-based; 0: of a class
    std::string rule;                 ///< of a class: its name
    std::string field;                ///< that it is about; "": none
    std::optional<model::Term> term;  ///< ... and what it is to be
    std::string at;                   ///< of a step: who receives it
    std::string probe;                ///< whose field that is, where a class asks for it
    model::Case scenario;
};

/// One for each expectation. Taken out: of a step that something arrives, never arrives, arrives in order, opens, is refused, is refused in
/// silence; each field and the payload; each class. Not a symbol where it is bound, which cannot fail, nor that something arrives of which
/// a symbol is bound, nor that the router answers, which classes ask. Inverted: each condition of a class. Taken out it would often not be
/// missed, since it says once more what the order of the classes says, and says it for the reader and for lint.
[[nodiscard]] std::vector<Mutant> mutants_of(model::Case const& scenario);

/// What a reader of the record is told of the case, whatever the numbers on the wire: outcome, class, broken claims, findings, and what
/// failed at which step. Equal for a case and its mutant where the expectation was not missed.
[[nodiscard]] std::string told(model::CaseRecord const& record);
/// Of this, outcome, class and broken claims.
[[nodiscard]] std::string verdict(model::CaseRecord const& record);

}  // namespace tsuka::mutation
