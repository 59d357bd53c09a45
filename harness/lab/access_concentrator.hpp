// The far end of a PPPoE line (RFC 2516): discovery, then LCP, PAP or CHAP, and IPCP (RFC 1661, 1334, 1994, 1332) for one router and one
// address. Sans I/O. It has no timer of its own but that of a late offer: a router repeats what was not answered, and what it has not
// acknowledged is sent again with the answer.
#pragma once

#include "generator/base/time.hpp"
#include "generator/proto/pppoe.hpp"
#include "harness/model/lab.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::lab {

/// A session that carries datagrams.
struct PppSession {
    std::uint16_t id = 0;
    MacAddress router;
    auto operator<=>(PppSession const&) const = default;
};

class AccessConcentrator {
public:
    /// `wan.router_address` is what it assigns, the address of `wan.link` its own and the name server's. `seed` makes cookie, challenges
    /// and magic number.
    AccessConcentrator(model::WanSide const& wan, MacAddress mac, std::uint64_t seed);

    /// Replies to a frame of PPPoE; nothing for any other frame.
    [[nodiscard]] std::vector<Octets> answer(View frame, Instant now);
    /// What has come due: a late offer.
    [[nodiscard]] std::vector<Octets> wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;
    /// Hangs up, and assigns another address to who calls next.
    [[nodiscard]] std::vector<Octets> assign(Ipv4Address address);
    /// Hangs up (PADT); nothing when there is no session.
    [[nodiscard]] std::vector<Octets> hang_up();
    /// What that would send now.
    [[nodiscard]] std::vector<Octets> farewell() const;

    [[nodiscard]] std::optional<PppSession> session() const;
    [[nodiscard]] std::uint64_t dialled() const { return dialled_; }  ///< sessions that came to carry datagrams
    [[nodiscard]] unsigned refused() const { return refused_; }       ///< how often it was not let in, since the last session
    /// How far the router got: the end of a sentence that begins with "the router".
    [[nodiscard]] std::string so_far() const;
    /// How the last session that carried datagrams ended: the end of such a sentence; empty: it has not.
    [[nodiscard]] std::string const& ended() const { return ended_; }

private:
    /// A session from its PADS on.
    struct Line {
        std::uint16_t id = 0;
        MacAddress router;
        Octets host_uniq;
        bool lcp_ours = false;    ///< our Configure-Request is acknowledged
        bool lcp_theirs = false;  ///< we have acknowledged theirs
        bool authenticated = false;
        bool ipcp_ours = false;
        bool ipcp_theirs = false;
        std::uint8_t identifier = 0;
        Octets challenge;
        std::optional<Instant> asked;  ///< when our open request was last sent
        [[nodiscard]] bool lcp() const { return lcp_ours && lcp_theirs; }
        [[nodiscard]] bool open() const { return lcp() && authenticated && ipcp_ours && ipcp_theirs; }
    };
    using Frames = std::vector<Octets>;
    static constexpr std::string_view own_name = "tsuka";  ///< AC-Name, and whom CHAP is asked by

    void discover(proto::PppoeFrame const& frame, Instant now, Frames& out);
    void offer(proto::PppoeFrame const& frame, std::vector<proto::PppoeTagValue> const& tags, Instant now, Frames& out);
    void open_line(proto::PppoeFrame const& frame, std::vector<proto::PppoeTagValue> const& tags, Instant now, Frames& out);
    void take_lcp(proto::PppControl const& packet, Frames& out);
    void take_request(proto::PppControl const& packet, Frames& out);
    void take_refusal(proto::PppControl const& packet);
    void take_pap(proto::PppControl const& packet, Frames& out);
    void take_chap(proto::PppControl const& packet, Frames& out);
    void take_ipcp(proto::PppControl const& packet, Frames& out);
    void let_in(std::string_view user, bool right);
    /// Our own requests: what the router has not acknowledged, at most once a second.
    void ask(Instant now, Frames& out);
    void opened();
    void end(std::string how);
    [[nodiscard]] Octets termination() const;
    void close(Frames& out);
    void say(proto::PppProtocol protocol, std::uint8_t code, std::uint8_t identifier, View data, Frames& out) const;
    [[nodiscard]] Octets cookie(MacAddress router) const;
    [[nodiscard]] bool knows_service(View name) const;

    model::WanSide wan_;
    MacAddress mac_;
    std::uint64_t seed_ = 0;
    std::uint32_t magic_ = 0;
    std::optional<Line> line_;
    std::uint16_t last_id_ = 0;
    std::uint64_t dialled_ = 0;
    std::multimap<Instant, Octets> late_;
    std::string so_far_;
    std::string ended_;
    unsigned refused_ = 0;
    std::string refusal_;  ///< why it got no further, though it keeps trying
};

}  // namespace tsuka::lab
