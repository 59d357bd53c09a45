// What happened to the bench or the router while a run went on, whoever asked for it.
#pragma once

#include "generator/base/time.hpp"

#include <string>

namespace tsuka::model {

struct Event {
    std::string kind;    ///< "wan-address", "pppoe-session", "silence", "lan-lease", "address-conflict", "hook"; and see Accounting::since
    Duration at{};       ///< since the run began: when it was first seen
    std::string detail;  ///< a sentence, and what became of the cases

    bool operator==(Event const&) const = default;
};

}  // namespace tsuka::model
