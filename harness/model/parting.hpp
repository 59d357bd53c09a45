// Where a frame that arrived parts from what was sent or asked for, in octets: what a reader checks with a capture beside the report.
#pragma once

#include "generator/base/octets.hpp"

#include <cstddef>
#include <string>

namespace tsuka::model {

/// A few octets of one frame around those in question.
struct Around {
    Octets before;
    Octets octets;  ///< in question; empty: this frame has none there
    Octets after;

    friend bool operator==(Around const&, Around const&) = default;
};

struct Parting {
    std::string layer;       ///< "esp"
    std::string field;       ///< "spi"; "payload": what no layer claims
    std::size_t offset = 0;  ///< octets from the start of the layer (of the payload) to those in question, in the frame that arrived
    std::size_t place = 0;   ///< octets from the start of that frame, as it stands in the capture
    Around sent;             ///< nothing in it: nobody of the case sent it
    Around arrived;

    friend bool operator==(Parting const&, Parting const&) = default;
};

}  // namespace tsuka::model
