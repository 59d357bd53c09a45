// What builders and decoders of messages with variable parts (payloads of IKE, AVPs of L2TP, ICVs) share: checking the fields given,
// the fixed head on its own, and fields at computed places.
#pragma once

#include "generator/proto/protocol.hpp"

#include <string>
#include <string_view>

namespace tsuka::proto {

/// The fixed head alone, with what `given` says of it. Fails on unknown names and on values that do not fit, those of variable parts too.
[[nodiscard]] Result<Octets> build_head(MessageSpec const& message, Fields const& given);

/// Octets of a field that is given; nullptr when it is not.
[[nodiscard]] Octets const* given_octets(Fields const& given, std::string_view name);

/// The same as text; `otherwise` when it is not.
[[nodiscard]] std::string given_text(Fields const& given, std::string_view name, std::string_view otherwise);

/// A field that was read: `offset` in octets from the start of the layer.
[[nodiscard]] Field octets_field(std::string_view name, std::size_t offset, View octets, FieldKind kind = FieldKind::octets);
[[nodiscard]] Field number_field(std::string_view name, std::size_t offset, std::size_t size, std::uint64_t value);

/// Value of a number among fields that were read; 0 when it is not there.
[[nodiscard]] std::uint64_t number_of(std::vector<Field> const& fields, std::string_view name);

}  // namespace tsuka::proto
