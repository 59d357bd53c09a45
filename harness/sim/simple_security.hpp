// What a simulated router lets pass of IPv6, which it forwards without translation: everything outward, and inward what belongs to it, and
// IPsec (RFC 6092 section 3, "simple security").
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/time.hpp"
#include "generator/proto/ip_view.hpp"
#include "harness/model/lab.hpp"
#include "harness/sim/faults.hpp"

#include <map>
#include <tuple>

namespace tsuka::sim {

class SimpleSecurity {
public:
    SimpleSecurity(model::Ipv6Lab const& lab, Faults const& faults) : lab_(lab), faults_(faults) {}
    /// `ip` is whole. Remembers what it lets out.
    [[nodiscard]] bool admits(Side from, proto::IpView const& ip, Instant now);

private:
    using Pair = std::tuple<IpAddress, IpAddress, std::uint8_t>;  ///< inside, outside, protocol

    [[nodiscard]] bool outward(proto::IpView const& ip, Instant now);
    [[nodiscard]] bool inward(proto::IpView const& ip, Instant now);
    [[nodiscard]] bool inward_udp(proto::IpView const& ip, Instant now);
    [[nodiscard]] bool quotes_known(proto::IpView const& error, Instant now) const;
    [[nodiscard]] bool known(Pair const& pair, Instant now) const;
    [[nodiscard]] bool known(tsuka::Endpoint const& inside, Instant now) const;

    model::Ipv6Lab lab_;
    Faults const& faults_;
    std::map<Pair, Instant> pairs_;             ///< last use
    std::map<tsuka::Endpoint, Instant> ports_;  ///< of UDP, by the inner end alone: who speaks to it does not matter (REC-17)
};

}  // namespace tsuka::sim
