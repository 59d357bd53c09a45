// Attribute Value Pairs of L2TP control messages (RFC 2661 section 4): which ones have names here, how they are written and read.
#pragma once

#include "generator/proto/protocol.hpp"

#include <array>
#include <string_view>

namespace tsuka::proto {

/// How the value of an AVP is laid out.
enum class AvpForm : std::uint8_t { number, octets, text, result };

struct AvpSpec {
    std::uint16_t type = 0;
    FieldSpec field;
    AvpForm form = AvpForm::number;
    bool mandatory = true;  ///< M bit: who does not know the AVP must give up the tunnel or call (RFC 2661 section 4.1)
};

/// Vendor ID of the AVP that bears the token: the enterprise number for documentation (RFC 5612), so that no peer knows it.
inline constexpr std::uint16_t token_vendor = 32473;

/// All AVPs with a name; Result Code also has `error_code` and `error_message`, which stand in the same AVP.
[[nodiscard]] std::span<const AvpSpec> avps();

/// Their fields, those two, and `token`: every control message takes all of them.
extern std::array<FieldSpec, 27> const control_avp_fields;

/// Writes the AVP with the value given or, when it is not given, what a real peer would say.
void write_avp(Writer& writer, AvpSpec const& avp, Fields const& given);

/// The AVP with the token (M = 0, so a receiver ignores it: RFC 2661 section 4.1).
void write_token_avp(Writer& writer, Octets const& token);

/// Reads the AVPs from `at` on into fields; complaints go to `decoded.problems`.
void read_avps(View message, std::size_t at, Decoded& decoded);

}  // namespace tsuka::proto
