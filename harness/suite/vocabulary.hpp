// The words that a suite may use and that layers below do not bring along: kinds of flows with their settings, and claims.
// The caller fills it, because the language knows nothing of how conversations are made.
#pragma once

#include "generator/proto/protocol.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

struct FlowKind {
    std::string name;                   ///< "pptp.control"
    std::vector<std::string> settings;  ///< "src_port", "cookie" ...
    proto::Carrier carrier = proto::Carrier::udp;
    bool requests = false;  ///< each message is a request in a connection of its own, to whomever it names
};

struct Vocabulary {
    std::vector<FlowKind> flows;
    std::vector<std::string> claims;  ///< ids; empty: claims are not checked

    [[nodiscard]] FlowKind const* find_flow(std::string_view name) const {
        auto const at = std::find_if(flows.begin(), flows.end(), [&](FlowKind const& kind) { return kind.name == name; });
        return at == flows.end() ? nullptr : &*at;
    }
    [[nodiscard]] std::vector<std::string> flow_names() const {
        std::vector<std::string> names;
        for (auto const& kind : flows) names.push_back(kind.name);
        return names;
    }
};

}  // namespace tsuka::suite
