// A PPTP control connection and the calls on it (RFC 2637): each end assigns a Call ID and writes the other's into GRE.
// The server goes by the IDs that reached it, which a router may have changed; that is what makes Call ID translation visible.
#include "generator/flow/kinds.hpp"
#include "generator/proto/registry.hpp"

#include <array>

namespace tsuka::flow {

namespace {

constexpr std::uint16_t pptp_port = 1723;

template <std::size_t count>
bool is_one_of(std::string_view message, std::array<std::string_view, count> const& names) {
    for (auto name : names)
        if (name == message) return true;
    return false;
}

// RFC 2637 sections 2.7 to 2.15: where "Call ID" is the sender's own and where "Peer's Call ID" is the receiver's.
constexpr std::array<std::string_view, 6> with_own_id{"pptp.ocrq", "pptp.ocrp",       "pptp.icrq",
                                                      "pptp.icrp", "pptp.call-clear", "pptp.call-disconnect"};
constexpr std::array<std::string_view, 5> with_peer_id{"pptp.ocrp", "pptp.icrp", "pptp.iccn", "pptp.wan-error", "pptp.set-link-info"};
// Call-Clear and Call-Disconnect name a call that is known already: what stands there changes nothing.
constexpr std::array<std::string_view, 4> assigning{"pptp.ocrq", "pptp.ocrp", "pptp.icrq", "pptp.icrp"};
constexpr std::array<std::string_view, 2> call_requests{"pptp.ocrq", "pptp.icrq"};

struct Call {
    Both<std::uint16_t> assigned;              ///< by this speaker, as it said it
    Both<std::optional<std::uint16_t>> peers;  ///< the peer's ID as it reached this speaker
};

class PptpControl : public BaseConversation {
public:
    explicit PptpControl(Start start) : BaseConversation(std::move(start)) {
        call_ = next_call();
        call_.assigned.client = static_cast<std::uint16_t>(setting("call_id").value_or(call_.assigned.client));
        following_ = next_call();
        next_echo_.client = static_cast<std::uint32_t>(draw());
        next_echo_.server = static_cast<std::uint32_t>(draw());
    }

    [[nodiscard]] std::vector<OpeningMessage> opening() const override {
        return {{"pptp.sccrq", Speaker::client}, {"pptp.sccrp", Speaker::server}};
    }

    /// RFC 2637 section 2.12: the PNS asks for a call to be cleared, and the PAC says that it is (2.13); the PAC that wants to end one only
    /// says so. Then the control connection is stopped (2.3, 2.4).
    [[nodiscard]] std::vector<OpeningMessage> closing() const override {
        std::vector<OpeningMessage> all;
        if (!connected_) return all;
        if (up_ && pac_ == Speaker::server) all.push_back({"pptp.call-clear", Speaker::client});
        if (up_) all.push_back({"pptp.call-disconnect", pac_});
        all.push_back({"pptp.stop-request", Speaker::client});
        all.push_back({"pptp.stop-reply", Speaker::server});
        return all;
    }

    [[nodiscard]] Ports ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const override {
        if (!proto::over_tcp(protocol)) return BaseConversation::ports(protocol, over);
        return {port_setting("src_port", ephemeral()), over != 0 ? over : port_setting("dst_port", pptp_port)};
    }

    void complete(proto::MessageSpec const& message, Speaker speaker, Sight const& sight, proto::Fields& fields) override {
        const bool request = is_one_of(message.name, call_requests);
        auto const& call = request && requested_ ? following_ : call_;
        if (request) fill(fields, "serial", serial_);
        if (is_one_of(message.name, with_own_id)) fill(fields, "call_id", call.assigned[speaker]);
        if (is_one_of(message.name, with_peer_id)) fill(fields, "peer_call_id", call_id_towards_peer(speaker));
        if (message.name == "pptp.echo-request") fill(fields, "identifier", next_echo_[speaker]);
        if (message.name == "pptp.echo-reply")
            fill(fields, "identifier", echo_received_[speaker].value_or(next_echo_[peer_of(speaker)] - 1));
        BaseConversation::complete(message, speaker, sight, fields);
    }

    void sent(proto::MessageSpec const& message, Speaker speaker, proto::Fields const& fields) override {
        if (is_one_of(message.name, call_requests)) begin_call(fields);
        follow_state(message.name, speaker);
        if (is_one_of(message.name, assigning)) learn(call_.assigned[speaker], fields, "call_id");
        if (message.name == "pptp.echo-request") {
            learn(next_echo_[speaker], fields, "identifier");
            ++next_echo_[speaker];
        }
        BaseConversation::sent(message, speaker, fields);
    }

    void received(proto::MessageSpec const& message, Speaker receiver, std::vector<proto::Field> const& fields) override {
        if (is_one_of(message.name, assigning)) learn(call_.peers[receiver], fields, "call_id");
        if (message.name == "pptp.echo-request") learn(echo_received_[receiver], fields, "identifier");
        BaseConversation::received(message, receiver, fields);
    }

protected:
    [[nodiscard]] std::uint16_t call_id_towards_peer(Speaker speaker) const override {
        return call_.peers[speaker].value_or(call_.assigned[peer_of(speaker)]);
    }

private:
    Call next_call() {
        Call call;
        call.assigned.client = draw_id();
        call.assigned.server = draw_id();
        return call;
    }

    /// What is open, for closing(). The PAC answers outgoing calls and asks for incoming ones.
    void follow_state(std::string_view name, Speaker speaker) {
        if (name == "pptp.sccrp") connected_ = true;
        if (name == "pptp.stop-request" || name == "pptp.stop-reply") connected_ = false;
        if (name == "pptp.ocrp" || name == "pptp.iccn") {
            up_ = true;
            pac_ = speaker;
        }
        if (name == "pptp.call-disconnect") up_ = false;
    }

    void begin_call(proto::Fields const& fields) {
        if (requested_) {
            call_ = following_;
            following_ = next_call();
        }
        requested_ = true;
        learn(serial_, fields, "serial");
        ++serial_;
    }

    Call call_;
    bool connected_ = false;  ///< the control connection is open, and
    bool up_ = false;         ///< a call
    Speaker pac_ = Speaker::server;
    Call following_;          ///< the next call's IDs, drawn in advance
    bool requested_ = false;  ///< a request for `call_` went out
    std::uint16_t serial_ = 1;
    Both<std::uint32_t> next_echo_;
    Both<std::optional<std::uint32_t>> echo_received_;
};

}  // namespace

std::unique_ptr<Conversation> make_pptp_control(Start start) {
    return std::make_unique<PptpControl>(std::move(start));
}

}  // namespace tsuka::flow
