// What every kind of conversation shares: its settings, its private randomness, usual ports, and the data packets that any flow may carry.
#pragma once

#include "generator/flow/conversation.hpp"
#include "generator/flow/data_path.hpp"

#include <optional>

namespace tsuka::flow {

/// What a conversation starts from.
struct Start {
    proto::Fields settings;  ///< checked already: known names, numbers within their limits
    std::uint16_t ephemeral = 0;
    Random random;  ///< its own, so that what other flows draw and when does not change it
};

class BaseConversation : public Conversation {
public:
    explicit BaseConversation(Start start);

    [[nodiscard]] Ports ports(proto::ProtocolSpec const& protocol, std::uint16_t over) const override;
    void complete(proto::MessageSpec const& message, Speaker speaker, Sight const& sight, proto::Fields& fields) override;
    void sent(proto::MessageSpec const& message, Speaker speaker, proto::Fields const& fields) override;
    void received(proto::MessageSpec const& message, Speaker receiver, std::vector<proto::Field> const& fields) override;

protected:
    /// The Call ID that this speaker writes into GRE: the receiver's, as far as this speaker knows it.
    [[nodiscard]] virtual std::uint16_t call_id_towards_peer(Speaker speaker) const;

    [[nodiscard]] std::optional<std::uint64_t> setting(std::string_view name) const;
    [[nodiscard]] std::uint16_t port_setting(std::string_view name, std::uint16_t otherwise) const;
    [[nodiscard]] std::uint16_t ephemeral() const { return start_.ephemeral; }
    [[nodiscard]] std::uint64_t draw() { return start_.random(); }
    [[nodiscard]] std::uint16_t draw_id();  ///< 16 bits, never 0
    [[nodiscard]] std::uint16_t setting_or_id(std::string_view name);

private:
    Start start_;
    Both<std::uint16_t> call_ids_;  ///< as each speaker would have assigned them, for GRE without a control connection
    DataPath data_path_;
};

}  // namespace tsuka::flow
