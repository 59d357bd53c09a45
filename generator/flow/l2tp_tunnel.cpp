// An L2TP tunnel with one session (RFC 2661): IDs in the header are the receiver's, Ns and Nr count control messages (section 5.8).
#include "generator/flow/kinds.hpp"

namespace tsuka::flow {

namespace {

constexpr std::uint16_t l2tp_port = 1701;

class L2tpTunnel : public BaseConversation {
public:
    explicit L2tpTunnel(Start start) : BaseConversation(std::move(start)) {
        tunnel_.assigned.client = setting_or_id("tunnel_id");
        tunnel_.assigned.server = draw_id();
        session_.assigned.client = setting_or_id("session_id");
        session_.assigned.server = draw_id();
        call_serial_ = static_cast<std::uint32_t>(draw());
    }

    [[nodiscard]] std::vector<OpeningMessage> opening() const override {
        return {{"l2tp.sccrq", Speaker::client}, {"l2tp.sccrp", Speaker::server}, {"l2tp.scccn", Speaker::client},
                {"l2tp.zlb", Speaker::server},   {"l2tp.icrq", Speaker::client},  {"l2tp.icrp", Speaker::server},
                {"l2tp.iccn", Speaker::client},  {"l2tp.zlb", Speaker::server}};
    }

    /// RFC 2661 sections 5.6 and 5.7: the session first, then the tunnel; each is acknowledged.
    [[nodiscard]] std::vector<OpeningMessage> closing() const override {
        std::vector<OpeningMessage> all;
        if (session_open_) all.insert(all.end(), {{"l2tp.cdn", Speaker::client}, {"l2tp.zlb", Speaker::server}});
        if (tunnel_open_) all.insert(all.end(), {{"l2tp.stopccn", Speaker::client}, {"l2tp.zlb", Speaker::server}});
        return all;
    }

    [[nodiscard]] Ports ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const override {
        if (protocol.name != "l2tp") return BaseConversation::ports(protocol, over);
        return {port_setting("src_port", l2tp_port), over != 0 ? over : l2tp_port};
    }

    void complete(proto::MessageSpec const& message, Speaker speaker, Sight const& sight, proto::Fields& fields) override {
        if (message.name.starts_with("l2tp.")) {
            const auto name = message.name.substr(5);
            fill(fields, "tunnel_id", name == "sccrq" ? std::uint16_t{0} : tunnel_.towards_peer(speaker));
            const bool in_session = name == "icrp" || name == "iccn" || name == "cdn" || name == "data";
            fill(fields, "session_id", in_session ? session_.towards_peer(speaker) : std::uint16_t{0});
            if (name == "sccrq" || name == "sccrp" || name == "stopccn") fill(fields, "assigned_tunnel_id", tunnel_.assigned[speaker]);
            if (name == "icrq" || name == "icrp" || name == "cdn") fill(fields, "assigned_session_id", session_.assigned[speaker]);
            if (name == "icrq") fill(fields, "call_serial", call_serial_);
            if (name != "data") {
                fill(fields, "ns", next_ns_[speaker]);
                fill(fields, "nr", next_nr_[speaker]);
            }
        }
        BaseConversation::complete(message, speaker, sight, fields);
    }

    void sent(proto::MessageSpec const& message, Speaker speaker, proto::Fields const& fields) override {
        if (message.name.starts_with("l2tp.")) {
            learn(tunnel_.assigned[speaker], fields, "assigned_tunnel_id");
            learn(session_.assigned[speaker], fields, "assigned_session_id");
            if (message.name == "l2tp.icrq") ++call_serial_;
            if (message.name == "l2tp.scccn") tunnel_open_ = true;
            if (message.name == "l2tp.iccn") session_open_ = true;
            if (message.name == "l2tp.cdn" || message.name == "l2tp.stopccn") session_open_ = false;
            if (message.name == "l2tp.stopccn") tunnel_open_ = false;
            if (counts(message)) advance(next_ns_[speaker], number_of(fields, "ns"), false);
        }
        BaseConversation::sent(message, speaker, fields);
    }

    void received(proto::MessageSpec const& message, Speaker receiver, std::vector<proto::Field> const& fields) override {
        if (message.name.starts_with("l2tp.")) {
            learn(tunnel_.peers[receiver], fields, "assigned_tunnel_id");
            learn(session_.peers[receiver], fields, "assigned_session_id");
            if (counts(message)) advance(next_nr_[receiver], number_of(fields, "ns"), true);
        }
        BaseConversation::received(message, receiver, fields);
    }

private:
    struct Ids {
        Both<std::uint16_t> assigned;              ///< by this speaker, as it said it
        Both<std::optional<std::uint16_t>> peers;  ///< the peer's, as it reached this speaker

        [[nodiscard]] std::uint16_t towards_peer(Speaker speaker) const { return peers[speaker].value_or(assigned[peer_of(speaker)]); }
    };

    /// Data messages and the Zero-Length Body message take no number of the control sequence (RFC 2661 section 5.8).
    static bool counts(proto::MessageSpec const& message) { return message.name != "l2tp.data" && message.name != "l2tp.zlb"; }

    /// A sender moves on, never back, so that a repeated message leaves the counter alone; a receiver counts only what is in order.
    static void advance(std::uint16_t& next, std::optional<std::uint64_t> ns, bool only_in_order) {
        if (!ns) return;
        const auto ahead = static_cast<std::uint16_t>(*ns - next);
        if (ahead == 0 || (!only_in_order && ahead < 0x8000)) next = static_cast<std::uint16_t>(*ns + 1);
    }

    Ids tunnel_;
    Ids session_;
    bool tunnel_open_ = false;
    bool session_open_ = false;
    std::uint32_t call_serial_ = 0;
    Both<std::uint16_t> next_ns_;
    Both<std::uint16_t> next_nr_;
};

}  // namespace

std::unique_ptr<Conversation> make_l2tp_tunnel(Start start) {
    return std::make_unique<L2tpTunnel>(std::move(start));
}

}  // namespace tsuka::flow
