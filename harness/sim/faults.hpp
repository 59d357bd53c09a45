// The faults of one router: which defects are planted in it.
#pragma once

#include "harness/model/planted_defect.hpp"
#include "harness/sim/defect.hpp"

#include <string_view>
#include <vector>

namespace tsuka::sim {

class Faults {
public:
    /// Every name has to be that of a defect; std::invalid_argument otherwise.
    explicit Faults(std::vector<model::PlantedDefect> const& planted);

    [[nodiscard]] bool any() const { return !planted_.empty(); }
    /// Whether this defect is planted.
    [[nodiscard]] bool operator()(std::string_view name) const {
        for (auto const* defect : planted_)
            if (defect->name == name) return true;
        return false;
    }

private:
    std::vector<Defect const*> planted_;
};

}  // namespace tsuka::sim
