// Two captured frames of one probe, compared octet by octet for people.
#pragma once

#include "generator/base/octets.hpp"
#include "harness/model/parting.hpp"

#include <optional>
#include <string_view>

namespace tsuka::run {

/// `field`: "esp.spi" - that field, whether it differs or not; "payload" - where the payloads part; empty - the first octets from the
/// IP payload on that differ, of a field that no translation needs to touch or of the payload. `sent` may be empty. Nothing when the frame
/// that arrived has no such field, or nothing differs. Both start with the Ethernet header, without a VLAN tag.
[[nodiscard]] std::optional<model::Parting> parting(View sent, View arrived, std::string_view field);

}  // namespace tsuka::run
