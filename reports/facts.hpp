// What a renderer cannot know of itself and must be told, so that the same report always renders to the same octets.
#pragma once

#include <string>

namespace tsuka::reports {

struct Facts {
    std::string tool;                        ///< "tsuka 0.1.0": the version that judges and renders (the record names the one that ran)
    std::string rendered;                    ///< ISO 8601, UTC
    std::string lan_capture = "lan.pcapng";  ///< evidence, as a link relative to the report
    std::string wan_capture = "wan.pcapng";
};

}  // namespace tsuka::reports
