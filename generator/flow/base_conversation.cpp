// The common part of conversations: see base_conversation.hpp.
#include "generator/flow/base_conversation.hpp"

#include "generator/proto/registry.hpp"

namespace tsuka::flow {

BaseConversation::BaseConversation(Start start) : start_(std::move(start)), data_path_(start_.random, setting("id")) {
    call_ids_.client = draw_id();
    call_ids_.server = draw_id();
}

/// Ports of a protocol that is a guest on this flow: the ones that its peers use by themselves.
Conversation::Ports BaseConversation::ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const {
    const bool tcp = proto::over_tcp(protocol);
    const bool udp = protocol.carrier == proto::Carrier::udp || protocol.name == "udp";
    if (!tcp && !udp) return {};
    // IKE, NAT-T and L2TP speak from the port they speak to (RFC 3948 section 2, RFC 2661 section 8.1), DHCP from 68 (RFC 2131
    // section 4.1).
    const bool symmetric = protocol.name == "ike" || protocol.name == "natt" || protocol.name == "l2tp";
    const std::uint16_t usual = protocol.port != 0 ? protocol.port : (tcp ? std::uint16_t{80} : std::uint16_t{40000});
    const auto server = over != 0 ? over : usual;
    if (symmetric) return {server, server};
    if (protocol.name == "dhcp") return {68, server};
    return {ephemeral(), server};
}

void BaseConversation::complete(proto::MessageSpec const& message, Speaker speaker, Sight const&, proto::Fields& fields) {
    data_path_.complete(message.name, speaker, call_id_towards_peer(speaker), fields);
}

void BaseConversation::sent(proto::MessageSpec const& message, Speaker speaker, proto::Fields const& fields) {
    data_path_.sent(message.name, speaker, fields);
}

void BaseConversation::received(proto::MessageSpec const& message, Speaker receiver, std::vector<proto::Field> const& fields) {
    data_path_.received(message.name, receiver, fields);
}

std::uint16_t BaseConversation::call_id_towards_peer(Speaker speaker) const {
    return call_ids_[peer_of(speaker)];
}

std::optional<std::uint64_t> BaseConversation::setting(std::string_view name) const {
    return number_of(start_.settings, name);
}

std::uint16_t BaseConversation::port_setting(std::string_view name, std::uint16_t otherwise) const {
    return static_cast<std::uint16_t>(setting(name).value_or(otherwise));
}

std::uint16_t BaseConversation::draw_id() {
    return static_cast<std::uint16_t>(1 + draw() % 0xffff);
}

std::uint16_t BaseConversation::setting_or_id(std::string_view name) {
    const auto drawn = draw_id();  // drawn in any case: a setting must not shift what is drawn after it
    return static_cast<std::uint16_t>(setting(name).value_or(drawn));
}

}  // namespace tsuka::flow
