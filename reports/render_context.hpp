// What a renderer cannot know of itself and must be told, so that the same report always renders to the same octets.
#pragma once

#include "reports/words.hpp"

#include <string>

namespace tsuka::reports {

struct RenderContext {
    std::string tool;                        ///< "tsuka 0.1.0": the version that judges and renders (the record names the one that ran)
    std::string rendered;                    ///< ISO 8601, UTC
    std::string lan_capture = "lan.pcapng";  ///< names of files in the folder of the run
    std::string wan_capture = "wan.pcapng";
    std::string archive = "exchanges.html";  ///< all frames field by field, beside the report; empty: not written
    std::string evidence;                    ///< way from the report's folder to the run's, "../../"; empty: they are one
    std::string record_digest;               ///< SHA-256 of the record that the report rests on, hexadecimal
    std::string number;                      ///< of this report
    Words words{};                           ///< language of the pages
};

}  // namespace tsuka::reports
