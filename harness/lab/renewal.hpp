// A lease is kept: renewed when half of it is over, asked of any server when seven eighths are (RFC 2131 section 4.4.5). Sans-I/O.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "harness/model/host.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::lab {

class Renewal {
public:
    /// Of a host that has its address from `server` since `began`, for so long. `transaction`: the DHCP xid of the first renewal.
    Renewal(model::Host host, Ipv4Address server, std::uint32_t transaction, Instant began, Duration lease);

    void receive(View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const { return wake_at_; }
    [[nodiscard]] std::vector<Octets> take_frames() { return std::exchange(frames_, {}); }
    /// Does not wait until half of it is over.
    void renew(Instant now);
    [[nodiscard]] bool asking() const { return asking_; }
    [[nodiscard]] Instant ends_at() const { return ends_at_; }  ///< unless it is renewed

    /// Why the address is the host's no more, in a sentence; empty while it is.
    [[nodiscard]] std::string const& lost() const { return lost_; }

private:
    void take(Instant began, Duration lease);
    void ask(Instant now);
    void lose(std::string why);

    model::Host host_;
    Ipv4Address server_;
    std::uint32_t transaction_;
    bool asking_ = false;
    Instant asked_at_{};  ///< first, by this transaction: from then a lease counts (RFC 2131 section 4.4.1)
    Instant rebind_at_{};
    Instant ends_at_{};
    std::optional<Instant> wake_at_;
    std::vector<Octets> frames_;
    std::string lost_;
};

}  // namespace tsuka::lab
