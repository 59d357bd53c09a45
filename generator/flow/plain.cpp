// Conversations without an opening: UDP, TCP, and the protocols directly over IP.
#include "generator/flow/kinds.hpp"

namespace tsuka::flow {

namespace {

/// One association between two ports, whatever is sent on it.
class PlainPorts : public BaseConversation {
public:
    PlainPorts(Start start, proto::Carrier carrier, std::string_view name, std::uint16_t usual)
        : BaseConversation(std::move(start)), carrier_(carrier), name_(name), usual_(usual) {}

    [[nodiscard]] Ports ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const override {
        if (protocol.carrier != carrier_ && protocol.name != name_) return BaseConversation::ports(protocol, over);
        const auto own = protocol.port != 0 ? protocol.port : usual_;
        return {port_setting("src_port", ephemeral()), over != 0 ? over : port_setting("dst_port", own)};
    }

private:
    proto::Carrier carrier_;
    std::string_view name_;
    std::uint16_t usual_;
};

/// Enhanced GRE without a control connection: the Call IDs come from settings.
class PlainGre : public BaseConversation {
public:
    explicit PlainGre(Start start) : BaseConversation(std::move(start)) {
        assigned_.client = setting_or_id("call_id");
        assigned_.server = setting_or_id("peer_call_id");
    }

protected:
    [[nodiscard]] std::uint16_t call_id_towards_peer(Speaker speaker) const override { return assigned_[peer_of(speaker)]; }

private:
    Both<std::uint16_t> assigned_;
};

}  // namespace

std::unique_ptr<Conversation> make_plain_udp(Start start) {
    return std::make_unique<PlainPorts>(std::move(start), proto::Carrier::udp, "udp", std::uint16_t{40000});
}

std::unique_ptr<Conversation> make_plain_tcp(Start start) {
    return std::make_unique<PlainPorts>(std::move(start), proto::Carrier::tcp, "tcp", std::uint16_t{80});
}

std::unique_ptr<Conversation> make_plain_ip(Start start) {
    return std::make_unique<BaseConversation>(std::move(start));
}

std::unique_ptr<Conversation> make_gre(Start start) {
    return std::make_unique<PlainGre>(std::move(start));
}

}  // namespace tsuka::flow
