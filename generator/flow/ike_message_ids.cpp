// Message IDs and version 2 flags: see ike_message_ids.hpp.
#include "generator/flow/ike_message_ids.hpp"

#include <algorithm>

namespace tsuka::flow {

namespace {

constexpr std::uint8_t flag_initiator = 0x08;  // RFC 7296 section 3.1
constexpr std::uint8_t flag_response = 0x20;

bool is_version_2(std::string_view message) {
    return message.ends_with("-request") || message.ends_with("-response");
}

bool is_quick(std::string_view message) {
    return message.starts_with("ike.quick");
}

}  // namespace

IkeMessageIds::IkeMessageIds(std::uint64_t seed) : random_(seed) {
    next_quick_ = draw();
    next_informational_ = draw();
}

std::uint32_t IkeMessageIds::draw() {
    return static_cast<std::uint32_t>(1 + random_() % 0xffffffffU);
}

void IkeMessageIds::complete(std::string_view message, Speaker speaker, proto::Fields& fields) const {
    if (!is_version_2(message)) return fill(fields, "message_id", version_1(message, speaker));
    fill(fields, "message_id", version_2(message, speaker));
    // The Initiator flag goes with who began the SA, not with who asks now.
    const unsigned initiator = speaker == Speaker::client ? flag_initiator : 0;
    const unsigned response = message.ends_with("-response") ? flag_response : 0;
    fill(fields, "flags", std::uint64_t{initiator | response});
}

std::uint32_t IkeMessageIds::version_1(std::string_view message, Speaker speaker) const {
    if (message == "ike.informational") return next_informational_;
    if (message == "ike.quick1") return next_quick_;
    if (is_quick(message)) return quick_received_[speaker].value_or(quick_.value_or(next_quick_));
    return 0;  // phase 1
}

std::uint32_t IkeMessageIds::version_2(std::string_view message, Speaker speaker) const {
    if (message.starts_with("ike.sa-init")) return 0;
    if (message.ends_with("-request")) return std::max(next_request_[speaker], message == "ike.auth-request" ? 1U : 0U);
    const auto last_asked = std::max(next_request_[peer_of(speaker)], 1U) - 1;
    return request_received_[speaker].value_or(last_asked);
}

void IkeMessageIds::sent(std::string_view message, Speaker speaker, proto::Fields const& fields) {
    const auto id = static_cast<std::uint32_t>(number_of(fields, "message_id").value_or(0));
    if (message == "ike.informational") next_informational_ = draw();
    if (message == "ike.quick1") {
        quick_ = id;
        quick_received_ = {};
        next_quick_ = draw();
    }
    // A request that is sent again under its old number does not move the counter back.
    if (is_version_2(message) && message.ends_with("-request")) next_request_[speaker] = std::max(next_request_[speaker], id + 1);
}

void IkeMessageIds::received(std::string_view message, Speaker receiver, std::vector<proto::Field> const& fields) {
    if (is_quick(message)) learn(quick_received_[receiver], fields, "message_id");
    if (is_version_2(message) && message.ends_with("-request")) learn(request_received_[receiver], fields, "message_id");
}

}  // namespace tsuka::flow
