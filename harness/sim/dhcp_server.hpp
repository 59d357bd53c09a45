// The DHCP server on a simulated router's LAN (RFC 2131 section 4.3): messages and time in, a message out. Addresses come from the lab's
// first to last client, those that nobody had for longest first.
#pragma once

#include "generator/base/time.hpp"
#include "generator/proto/dhcp.hpp"
#include "harness/model/router.hpp"

#include <map>
#include <optional>

namespace tsuka::sim {

class DhcpServer {
public:
    explicit DhcpServer(model::RouterSpec const& spec) : spec_(spec) {}

    [[nodiscard]] std::optional<proto::DhcpMessage> answer(proto::DhcpMessage const& asked, Instant now);

private:
    struct Lease {
        Octets client;
        Instant until{};
    };
    [[nodiscard]] std::optional<proto::DhcpMessage> offer(proto::DhcpMessage const& asked, Instant now);
    [[nodiscard]] std::optional<proto::DhcpMessage> acknowledge(proto::DhcpMessage const& asked, Instant now);
    [[nodiscard]] proto::DhcpMessage reply(proto::DhcpMessage const& asked, proto::DhcpType type) const;
    [[nodiscard]] proto::DhcpMessage grant(proto::DhcpMessage const& asked, proto::DhcpType type, Ipv4Address address) const;
    [[nodiscard]] std::optional<Ipv4Address> choose(Octets const& client, std::optional<Ipv4Address> wanted, Instant now) const;
    [[nodiscard]] std::optional<Ipv4Address> held_by(Octets const& client) const;
    [[nodiscard]] bool leasable(Ipv4Address address) const;
    [[nodiscard]] bool free(Ipv4Address address, Octets const& client, Instant now) const;
    void keep(Ipv4Address address, Octets const& client, Instant until);

    model::RouterSpec const& spec_;
    std::map<Ipv4Address, Lease> leases_;
    std::map<Octets, Ipv4Address> clients_;  ///< the address that a client had last
};

}  // namespace tsuka::sim
