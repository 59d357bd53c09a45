// Default values of the packets that a tunnel carries and of ICMP echo: SPIs and sequence numbers of ESP and AH, GRE's counters.
// Part of every conversation, because a suite may send them on any flow.
#pragma once

#include "generator/flow/speakers.hpp"

#include <map>
#include <tuple>

namespace tsuka::flow {

class DataPath {
public:
    DataPath(Random& random, std::optional<std::uint64_t> echo_id);

    /// `call_id`: what this speaker writes into GRE, the receiver's Call ID.
    void complete(std::string_view message, Speaker speaker, std::uint16_t call_id, proto::Fields& fields) const;
    void sent(std::string_view message, Speaker speaker, proto::Fields const& fields);
    void received(std::string_view message, Speaker receiver, std::vector<proto::Field> const& fields);

private:
    /// Who counts, for which header, and under which SPI or Call ID.
    enum class Header : std::uint8_t { esp, ah, gre };
    using Counter = std::tuple<Speaker, Header, std::uint32_t>;
    struct Echo {
        std::uint16_t id = 0;
        std::uint16_t seq = 0;
    };

    void complete_ipsec(Header header, Speaker speaker, proto::Fields& fields) const;
    void complete_gre(bool data, Speaker speaker, std::uint16_t call_id, proto::Fields& fields) const;
    void complete_echo(bool request, Speaker speaker, proto::Fields& fields) const;
    [[nodiscard]] std::uint32_t next(Counter const& counter) const;
    void count(Counter const& counter, proto::Fields const& fields);

    Both<std::uint32_t> esp_spi_;
    Both<std::uint32_t> ah_spi_;
    std::uint16_t echo_id_ = 0;
    std::map<Counter, std::uint32_t> next_;
    Both<std::optional<std::uint32_t>> gre_received_;  ///< highest sequence number that reached this speaker
    Both<std::uint16_t> echo_seq_{1, 1};
    Both<std::optional<Echo>> echo_received_;  ///< the last request that reached this speaker
};

}  // namespace tsuka::flow
