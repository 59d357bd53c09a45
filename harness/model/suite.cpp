#include "harness/model/suite.hpp"

#include <fmt/format.h>

namespace tsuka::model {

std::string to_string(Spot const& spot) {
    auto const file = spot.file.empty() ? std::string("(nowhere)") : spot.file;
    if (spot.line == 0) return file;
    if (spot.column == 0) return fmt::format("{}:{}", file, spot.line);
    return fmt::format("{}:{}:{}", file, spot.line, spot.column);
}

std::string Case::name() const {
    return group.kind == Group::Kind::none ? id : fmt::format("{}[{}]", id, group.label);
}

}  // namespace tsuka::model
