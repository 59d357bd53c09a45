// Octets around what a case objects to: which layer and field, where in the frame, what was sent and what arrived.
#pragma once

#include "harness/model/record.hpp"
#include "reports/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::reports {

struct Objected {
    std::uint64_t sent = 0;  ///< number of the frame in the capture; 0: none was sent
    std::uint64_t arrived = 0;
    model::Parting parting;
};

/// Of the first check or finding of the case that octets can show: a field that is not as wanted, an altered payload, a wrong checksum.
/// `shown`: the case with its frames (shown_case). Nothing when none can, or there is no capture.
[[nodiscard]] std::optional<Objected> objected(model::CaseRecord const& shown, model::Record const& record);

/// "esp spi, octets 0 to 3 counted from 0; in the frame 34-37, evidence.pcapng #12". `capture`: the name of the file.
[[nodiscard]] std::string place_of(Objected const& one, std::string const& capture, Words const& said = {});

/// The same as lines of text: where, the octets as sent (when one was), the octets as arrived.
[[nodiscard]] std::vector<std::string> octet_lines(Objected const& one, std::string const& capture, Words const& said = {});

/// "08 00 [12 34] 45 00", the octets in question in brackets; "" when there are none.
[[nodiscard]] std::string in_hex(model::Around const& around);

/// "08 00", for a page that marks them itself.
[[nodiscard]] std::string in_hex(Octets const& octets);

}  // namespace tsuka::reports
