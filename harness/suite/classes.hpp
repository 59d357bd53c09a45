// Behaviour classes of a case: { is = "first-come", when = ["back-a@alice", "back-b@alice"], breaks = [...] }.
#pragma once

#include "harness/suite/steps.hpp"

#include <optional>

namespace tsuka::suite {

/// Reads one class against the script that its case has been through.
[[nodiscard]] std::optional<model::ClassRule> read_class(TomlNode const& node, Script const& script, Vocabulary const& vocabulary,
                                                         Diagnostics& diagnostics);

/// Reads "probe@place", "!probe", "!probe@place", "probe.field=value", "probe.field!=other.field".
[[nodiscard]] std::optional<model::Condition> read_condition(TomlNode const& node, Script const& script, Diagnostics& diagnostics);

/// Complains of an id that claims.toml does not have.
void check_claim(TomlNode const& node, Vocabulary const& vocabulary, Diagnostics& diagnostics);

}  // namespace tsuka::suite
