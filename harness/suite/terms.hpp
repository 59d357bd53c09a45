// Values as suites write them, read with the field they are for: 7, "$x", "!$x", "same", "1024..65535", "dut.wan", "alice", "hex:0a0b".
#pragma once

#include "generator/proto/protocol.hpp"
#include "harness/suite/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

/// Where a value stands: what is to be written, or what must hold.
enum class Place : std::uint8_t {
    send,
    copies,  ///< a field of a send, where a range is one value per copy
    expect,
};

/// What terms may refer to, and where to complain.
struct TermScope {
    std::vector<std::string> const& actors;
    Diagnostics& diagnostics;
};

/// One value for `field` (nullptr: a flow's setting, which has no row in the field table). Complains and returns nothing if it does not
/// fit.
[[nodiscard]] std::optional<model::Term> read_term(TomlNode const& node, std::string_view name, proto::FieldSpec const* field, Place place,
                                                   TermScope const& scope);

/// One value or a list of them, all of which must hold.
[[nodiscard]] model::Constraint read_constraint(TomlNode const& node, std::string_view name, proto::FieldSpec const* field,
                                                TermScope const& scope);

/// The same from the bare text of a condition: numbers stand without quotes there.
[[nodiscard]] std::optional<model::Term> read_term_text(std::string_view text, model::Spot const& spot, std::string_view name,
                                                        proto::FieldSpec const* field, TermScope const& scope);

/// Decimal, or hexadecimal with 0x in front; nothing when it is neither or needs more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

/// Letters, digits, '-' and '_': names of symbols, probes, flows, actors.
[[nodiscard]] bool is_name(std::string_view text);

}  // namespace tsuka::suite
