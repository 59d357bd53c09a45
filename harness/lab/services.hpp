// What a router asks the Internet for on its own: names (RFC 1035), the time (RFC 5905), and whether it is there (a page over HTTP). Many a
// router leads every client to a page of its own until this has succeeded. Sans-I/O: frames in, frames out, and no state: what is asked
// says all that an answer needs.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"

#include <cstdint>
#include <vector>

namespace tsuka::lab {

class Services {
public:
    /// `unix_epoch`: makes Unix time of the instants that answer() is given. `seed`: of the run, for TCP.
    Services(Ipv4Address gateway, MacAddress gateway_mac, Duration unix_epoch, std::uint64_t seed)
        : gateway_(gateway), mac_(gateway_mac), epoch_(unix_epoch), seed_(seed) {}

    /// Whether a frame from the WAN may be a question: a cheap look, for who decides what is kept of it.
    [[nodiscard]] bool takes(View frame) const;
    /// The answer, from whatever address was asked: every name leads to the gateway (A; other types have no data), the time is the
    /// machine's, a page that tells of a connection is there, any other is 204. Nothing for what is no whole, sound question.
    /// `checksum_ready`: false where a kernel has left the checksum to a card that is not there.
    [[nodiscard]] std::vector<Octets> answer(View frame, Instant now, bool checksum_ready = true) const;

private:
    struct Asked;
    [[nodiscard]] std::vector<Octets> to_udp(Asked const& asked, Instant now) const;
    [[nodiscard]] std::vector<Octets> to_tcp(Asked const& asked) const;

    Ipv4Address gateway_;
    MacAddress mac_;
    Duration epoch_;
    std::uint64_t seed_;
};

}  // namespace tsuka::lab
