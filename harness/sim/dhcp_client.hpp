// The DHCP client on a simulated router's WAN link (RFC 2131 section 4.4): messages and time in, messages and a wake-up time out.
#pragma once

#include "generator/base/time.hpp"
#include "generator/proto/dhcp.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace tsuka::sim {

class DhcpClient {
public:
    explicit DhcpClient(MacAddress mac) : mac_(mac) {}

    void start(Instant now);
    void receive(proto::DhcpMessage const& message, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const { return wake_at_; }
    /// To be broadcast, except that of a client with an address that asks its own server (ciaddr and server()).
    [[nodiscard]] std::vector<proto::DhcpMessage> take_messages() { return std::exchange(out_, {}); }
    [[nodiscard]] bool asks_server_alone() const { return phase_ == Phase::renewing; }
    [[nodiscard]] Ipv4Address server() const { return server_; }

    struct Lease {
        Ipv4Address address;
        Ipv4Prefix link;  ///< with the gateway's address
        auto operator<=>(Lease const&) const = default;
    };
    [[nodiscard]] std::optional<Lease> const& lease() const { return lease_; }

private:
    enum class Phase : std::uint8_t { idle, selecting, requesting, bound, renewing, rebinding };
    void transmit(proto::DhcpType type);
    void ask(Instant now);
    void take(proto::DhcpMessage const& message, Instant now);

    MacAddress mac_;
    Phase phase_ = Phase::idle;
    std::uint32_t transaction_ = 0;
    unsigned asked_ = 0;  ///< how often in this phase
    Ipv4Address offered_;
    Ipv4Address server_;
    std::optional<Lease> lease_;
    Instant renew_at_{};
    Instant rebind_at_{};
    Instant ends_at_{};
    std::optional<Instant> wake_at_;
    std::vector<proto::DhcpMessage> out_;
};

}  // namespace tsuka::sim
