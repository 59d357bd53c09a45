// What a probe was sent as: see Probe in state.hpp.
#include "generator/proto/registry.hpp"
#include "harness/engine/state.hpp"

namespace tsuka::engine {

proto::Dissection dissect_message(proto::ProtocolSpec const& protocol, View message) {
    proto::Dissection dissection;
    if (protocol.decode == nullptr || protocol.name == "tcp") return dissection;
    if (auto decoded = protocol.decode(message))
        dissection.layers.push_back({&protocol, decoded->message, 0, decoded->header, std::move(decoded->fields)});
    return dissection;
}

bool Probe::in_stream() const {
    return proto::over_tcp(*protocol) && !segment;
}

Reading const& Probe::sent() const {
    if (!sent_ && octets.empty()) sent_.emplace();  // not sent, or an empty message
    if (!sent_) {
        auto dissection = in_stream() || frame ? dissect_message(*protocol, octets) : proto::dissect_ip(octets);
        sent_ = Reading(std::move(dissection.layers));
    }
    return *sent_;
}

}  // namespace tsuka::engine
