#include "reports/run_facts.hpp"

#include "reports/measured.hpp"
#include "reports/phrases.hpp"

namespace tsuka::reports {

model::FieldRecord fact_in_words(model::FieldRecord const& fact, Words const& said) {
    return {said.get("interface.fact." + fact.name, fact.name), phrase(measured_in(fact.value, said), said)};
}

}  // namespace tsuka::reports
