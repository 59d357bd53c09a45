// What a lab file says of a router that is not one NAPT on one address of its own (ADR 0058).
#pragma once

#include "harness/model/lab.hpp"
#include "harness/suite/table_reader.hpp"

#include <optional>

namespace tsuka::suite {

/// `routed` and `ip_passthrough`, once both sides have been read.
void read_situation(TableReader& table, model::Lab& lab);

/// RFC 7597 section 5.1, by its words: { psid_offset = 4, psid_length = 8, psid = 52 }. Nothing: it is none, and that has been said.
[[nodiscard]] std::optional<model::PortSet> read_port_set(TableReader& wan, TomlNode const& node, Diagnostics& diagnostics);

}  // namespace tsuka::suite
