// Clients that are done with keep their leases for a while: what a router remembers of an address would fall to whoever gets it next, and
// most DHCP servers lease an address again as soon as they have it back. See docs/adr/0054-leases-are-kept.md.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace tsuka::lab {

/// What a client leaves behind.
struct KeptLease {
    MacAddress mac;
    Ipv4Address address;
    std::optional<Instant> ends_at;  ///< nothing: never
    std::vector<Octets> release;     ///< the DHCPRELEASE, as a frame
};

class KeptLeases {
public:
    void keep(KeptLease lease);
    /// The client is back: it asks for a lease itself.
    void forget(MacAddress const& mac);
    /// The server has leased that address to somebody else, and whoever had it must not give it back any more.
    void forget(Ipv4Address address);

    /// A client asks again and again for an address, `asked` times by now, and nobody offers one: the server may have none left. From now
    /// on half as many are kept, or none where that was not enough.
    void scarce(unsigned asked, Instant now);

    /// Frames of those that are too many, who have kept theirs longest first. A lease that is over by itself needs none.
    [[nodiscard]] std::vector<Octets> surplus(Instant now);
    /// The frames of the one who has kept its lease longest; nothing is kept when there is none.
    [[nodiscard]] std::vector<Octets> next(Instant now);
    [[nodiscard]] bool empty() const { return kept_.empty(); }
    [[nodiscard]] std::size_t size() const { return kept_.size(); }

private:
    std::deque<KeptLease> kept_;  ///< oldest first
    std::size_t most_ = 4096;
    std::optional<Instant> lessened_at_;
};

}  // namespace tsuka::lab
