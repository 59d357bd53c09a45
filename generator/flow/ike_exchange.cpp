// IKE between two peers, version 1 (RFC 2409) or 2 (RFC 7296): cookies, message IDs, NAT discovery, and the move to port 4500.
#include "generator/flow/ike_message_ids.hpp"
#include "generator/flow/kinds.hpp"
#include "generator/proto/nat_detection.hpp"
#include "generator/proto/numbers.hpp"

namespace tsuka::flow {

namespace {

using proto::ike_port;
using proto::nat_t_port;

/// The first message of an exchange: the responder's cookie is not known yet and stands as 0 (RFC 2408 section 3.1, RFC 7296 section 3.1).
bool is_first(std::string_view message) {
    return message == "ike.mm1" || message == "ike.am1" || message == "ike.sa-init-request";
}

/// Messages in which a peer names its cookie for the first time; what a suite gives there holds from then on.
bool introduces(std::string_view message) {
    return is_first(message) || message == "ike.mm2" || message == "ike.am2" || message == "ike.sa-init-response";
}

/// RFC 3947 section 3.2 (Main Mode 3 and 4, Aggressive Mode 2 and 3), RFC 7296 section 2.23.
bool discovers_nat(std::string_view message) {
    return message == "ike.mm3" || message == "ike.mm4" || message == "ike.am2" || message == "ike.am3" ||
           message == "ike.sa-init-request" || message == "ike.sa-init-response";
}

/// After these both peers know of the NAT, and all that follows goes to port 4500 (RFC 3947 section 4, RFC 7296 section 2.23).
bool completes_discovery(std::string_view message) {
    return message == "ike.mm4" || message == "ike.am2" || message == "ike.sa-init-response";
}

class IkeExchange : public BaseConversation {
public:
    IkeExchange(Start start, unsigned version, bool nat)
        : BaseConversation(std::move(start)), version_(version), nat_(nat || setting("natt").value_or(0) != 0), ids_(draw()) {
        const auto drawn = draw() | 1U;  // a cookie of 0 would mean "none"
        initiator_cookie_ = setting("cookie").value_or(drawn);
        responder_cookie_ = draw() | 1U;
    }

    [[nodiscard]] std::vector<OpeningMessage> opening() const override {
        const auto later = nat_ ? nat_t_port : std::uint16_t{0};
        if (version_ == 2)
            return {{"ike.sa-init-request", Speaker::client, 0},
                    {"ike.sa-init-response", Speaker::server, 0},
                    {"ike.auth-request", Speaker::client, later},
                    {"ike.auth-response", Speaker::server, later}};
        return {{"ike.mm1", Speaker::client, 0}, {"ike.mm2", Speaker::server, 0},     {"ike.mm3", Speaker::client, 0},
                {"ike.mm4", Speaker::server, 0}, {"ike.mm5", Speaker::client, later}, {"ike.mm6", Speaker::server, later}};
    }

    /// RFC 2408 section 3.15 and RFC 7296 section 1.4.1: the SA is deleted in an Informational exchange, which version 2 answers.
    [[nodiscard]] std::vector<OpeningMessage> closing() const override {
        if (!up_) return {};
        if (version_ == 2) return {{"ike.v2-informational-request", Speaker::client}, {"ike.v2-informational-response", Speaker::server}};
        return {{"ike.informational", Speaker::client}};
    }

    [[nodiscard]] Ports ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const override {
        if (protocol.name != "ike") return BaseConversation::ports(protocol, over);
        const auto server = over != 0 ? over : (floated_ ? nat_t_port : ike_port);
        if (server == nat_t_port) return {nat_t_port, nat_t_port};
        return {port_setting("src_port", ike_port), server};
    }

    void complete(proto::MessageSpec const& message, Speaker speaker, Sight const& sight, proto::Fields& fields) override {
        if (message.name.starts_with("ike.")) {
            fill(fields, "initiator_cookie", cookie_known_to(speaker, Speaker::client));
            fill(fields, "responder_cookie", is_first(message.name) ? 0 : cookie_known_to(speaker, Speaker::server));
            ids_.complete(message.name, speaker, fields);
            if (discovers_nat(message.name)) discover_nat(sight, fields);
        }
        BaseConversation::complete(message, speaker, sight, fields);
    }

    void sent(proto::MessageSpec const& message, Speaker speaker, proto::Fields const& fields) override {
        if (message.name.starts_with("ike.")) {
            const bool client = speaker == Speaker::client;
            const auto own = number_of(fields, client ? "initiator_cookie" : "responder_cookie");
            if (own && *own != 0 && introduces(message.name)) (client ? initiator_cookie_ : responder_cookie_) = *own;
            if (nat_ && completes_discovery(message.name)) floated_ = true;
            if (message.name == "ike.mm6" || message.name == "ike.am3" || message.name == "ike.auth-response") up_ = true;
            ids_.sent(message.name, speaker, fields);
        }
        BaseConversation::sent(message, speaker, fields);
    }

    void received(proto::MessageSpec const& message, Speaker receiver, std::vector<proto::Field> const& fields) override {
        if (message.name.starts_with("ike.")) {
            // Cookies are nobody's to translate. If a router does, each peer goes on with what it got.
            const auto arrived = number_of(fields, receiver == Speaker::server ? "initiator_cookie" : "responder_cookie");
            if (arrived && *arrived != 0) peers_cookie_[receiver] = *arrived;
            ids_.received(message.name, receiver, fields);
        }
        BaseConversation::received(message, receiver, fields);
    }

private:
    [[nodiscard]] std::uint64_t cookie_known_to(Speaker speaker, Speaker whose) const {
        const auto own = whose == Speaker::client ? initiator_cookie_ : responder_cookie_;
        return speaker == whose ? own : peers_cookie_[speaker].value_or(own);
    }

    /// Hashes of both ends as this speaker sees them; the cookies are those that the message bears (RFC 3947 section 3.2).
    static void discover_nat(Sight const& sight, proto::Fields& fields) {
        const auto initiator = number_of(fields, "initiator_cookie").value_or(0);
        const auto responder = number_of(fields, "responder_cookie").value_or(0);
        const auto hash = [&](Ipv4Address address, std::uint16_t port) {
            // SHA-1 is what the offered proposals settle on (version 1) or what the RFC fixes (version 2).
            return proto::nat_detection_hash(proto::Hash::sha1, initiator, responder, address, port);
        };
        fill(fields, "nat_d_destination", hash(sight.peer, sight.peer_port));
        fill(fields, "nat_d_source", hash(sight.own, sight.own_port));
    }

    unsigned version_;
    bool nat_;
    bool floated_ = false;
    bool up_ = false;  ///< phase 1, or the IKE SA
    IkeMessageIds ids_;
    std::uint64_t initiator_cookie_ = 0;
    std::uint64_t responder_cookie_ = 0;
    Both<std::optional<std::uint64_t>> peers_cookie_;  ///< the other's cookie as it reached this speaker
};

}  // namespace

std::unique_ptr<Conversation> make_ike_v1(Start start) {
    return std::make_unique<IkeExchange>(std::move(start), 1U, false);
}

std::unique_ptr<Conversation> make_ike_v2(Start start) {
    return std::make_unique<IkeExchange>(std::move(start), 2U, false);
}

std::unique_ptr<Conversation> make_natt(Start start) {
    return std::make_unique<IkeExchange>(std::move(start), 1U, true);
}

}  // namespace tsuka::flow
