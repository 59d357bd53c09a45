// The PPPoE client on a simulated router's WAN port (RFC 2516, RFC 1661, 1334, 1994, 1332): frames and time in, frames and a wake-up time
// out. It repeats what is not answered, and dials again when it is hung up on.
#pragma once

#include "generator/base/time.hpp"
#include "generator/proto/pppoe.hpp"
#include "harness/model/lab.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::sim {

class PppoeClient {
public:
    PppoeClient(MacAddress mac, std::string user, std::string password)
        : mac_(mac), user_(std::move(user)), password_(std::move(password)) {}

    void start(Instant now);
    /// Of EtherType 0x8863, or 0x8864 without a datagram.
    void receive(View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const { return wake_at_; }
    [[nodiscard]] std::vector<Octets> take_frames() { return std::exchange(out_, {}); }

    /// What a session gives: nothing while none is open.
    struct Line {
        Ipv4Address address;
        Ipv4Address gateway;
        MacAddress concentrator;
        std::uint16_t session = 0;
        auto operator<=>(Line const&) const = default;
    };
    [[nodiscard]] std::optional<Line> const& line() const { return line_; }

private:
    enum class Phase : std::uint8_t { idle, discovering, requesting, link, authenticating, network, open };

    void discover(proto::PppoeFrame const& frame, Instant now);
    void take_lcp(proto::PppControl const& packet, Instant now);
    void take_authentication(proto::PppControl const& packet, Instant now);
    void take_ipcp(proto::PppControl const& packet, Instant now);
    void enter(Phase phase, Instant now);
    void transmit(Instant now);
    void send(proto::PppProtocol protocol, std::uint8_t code, std::uint8_t identifier, View data);

    MacAddress mac_;
    std::string user_;
    std::string password_;
    Phase phase_ = Phase::idle;
    unsigned tries_ = 0;
    MacAddress concentrator_;
    Octets cookie_;
    std::uint16_t session_ = 0;
    std::uint8_t identifier_ = 0;
    std::optional<proto::PppProtocol> asked_for_;  ///< how the far end wants to be told who this is
    bool ours_ = false;                            ///< our Configure-Request of this phase is acknowledged
    bool theirs_ = false;
    Ipv4Address wanted_;
    Ipv4Address gateway_;
    std::optional<Line> line_;
    std::optional<Instant> wake_at_;
    std::vector<Octets> out_;
};

}  // namespace tsuka::sim
