// The faults of one router: see faults.hpp.
#include "harness/sim/faults.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tsuka::sim {

Faults::Faults(std::vector<model::PlantedDefect> const& planted) {
    for (auto const& one : planted) {
        auto const* defect = find_defect(one.name);
        if (defect == nullptr) throw std::invalid_argument(fmt::format("no defect is called '{}'", one.name));
        planted_.push_back(defect);
    }
}

}  // namespace tsuka::sim
