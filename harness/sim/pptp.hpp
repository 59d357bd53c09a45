// PPTP through address translation (RFC 2637): follows the control connection on TCP port 1723, translates Call IDs of LAN hosts like
// ports, and tells whose tunnel a GRE packet is. Messages may be split over segments, share one, and be sent again.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tsuka::sim {

class Pptp {
public:
    Pptp(model::RouterSpec const& spec, Faults const& faults) : spec_(spec), faults_(faults) {}

    enum class Verdict : std::uint8_t { pass, drop, wait };
    /// Reads and rewrites a segment of the control connection `control` (the binding's serial). `client` is its end on the LAN.
    /// `wait`: a Call ID is cut in two; keep the segment until the next one of this direction has come.
    [[nodiscard]] Verdict segment(Packet& packet, Side from, std::uint64_t control, Ipv4Address client, Ipv4Address server, Instant now);

    /// Whether GRE of that client may leave.
    [[nodiscard]] bool outbound(Packet& gre, Instant now);
    /// The LAN host that gets it, its Call ID restored in the packet; nothing: dropped.
    [[nodiscard]] std::optional<Ipv4Address> inbound(Packet& gre, Instant now);

    /// GRE of that client has left, with the server's own Call ID: what ICMP errors quote.
    void sent(Ipv4Address client, Ipv4Address server, std::uint16_t id) { sent_[{server, id}] = client; }
    /// The client that sent what an ICMP error from outside quotes.
    [[nodiscard]] std::optional<Ipv4Address> quoted(Ipv4Address server, std::uint16_t id) const;
    /// The Call ID under which the server knows the tunnel whose packet a client quotes.
    [[nodiscard]] std::optional<std::uint16_t> external_id(Ipv4Address client, Ipv4Address server, std::uint16_t id, Instant now) const;
    /// The end of a client's calls with a server: only a planted defect asks for it.
    void forget(Ipv4Address client, Ipv4Address server);

private:
    [[nodiscard]] Duration lifetime() const { return faults_("time.gre-short") ? std::chrono::seconds(60) : spec_.timers.gre; }

    struct Call {
        std::uint64_t control = 0;
        Ipv4Address client;
        Ipv4Address server;
        std::uint16_t internal = 0;  ///< as the LAN host assigned it
        std::uint16_t external = 0;  ///< as the WAN host knows it
        std::uint16_t peer = 0;      ///< the WAN host's own Call ID
        bool up = false;             ///< it was answered with success
        bool heard = false;          ///< the LAN host has sent tunnel data
        bool over = false;           ///< it was cleared, or its control connection ended
        Instant expires{};
    };
    /// One direction of one control connection.
    struct Stream {
        bool begun = false;
        std::uint32_t next = 0;                           ///< sequence number of the first octet not read yet
        std::size_t place = 0;                            ///< of that octet in its message
        std::array<std::uint8_t, 18> head{};              ///< of the message being read, up to a result code
        bool unread = false;                              ///< this message is one that a defect does not see
        unsigned messages = 0;                            ///< read to their ends
        std::optional<std::uint32_t> held;                ///< a segment that waits for the other half of a Call ID
        std::map<std::uint32_t, std::uint16_t> rewrites;  ///< what stands at a sequence number now, for retransmissions
    };
    void stream_begins(Stream& stream, std::uint64_t control, std::uint64_t flags, std::uint32_t first);
    void read_octet(Stream& stream, std::uint8_t octet, Side from, std::uint64_t control, Ipv4Address client, Ipv4Address server,
                    Instant now);
    [[nodiscard]] std::optional<std::uint16_t> translate(Stream const& stream, Side from, std::uint64_t control, Ipv4Address client,
                                                         Ipv4Address server, Instant now);
    [[nodiscard]] Call* own_call(std::uint64_t control, Ipv4Address client, Ipv4Address server, std::uint16_t id, bool opens, Instant now);
    void message_ends(Stream& stream, Side from, std::uint64_t control, Ipv4Address server, Instant now);
    void call_ends(Call& call, Instant now) const;
    [[nodiscard]] bool overlooked(Stream const& stream, Packet const& packet, std::size_t at, bool first) const;
    void rewrite(Stream const& stream, Packet& packet, std::size_t data, std::uint32_t first, bool repeated) const;
    [[nodiscard]] std::uint16_t choose_id(Ipv4Address client, Ipv4Address server, std::uint16_t id);
    [[nodiscard]] bool rewrites_ids() const;

    model::RouterSpec const& spec_;
    Faults const& faults_;
    std::map<std::pair<std::uint64_t, Side>, Stream> streams_;
    std::vector<Call> calls_;
    std::map<std::pair<Ipv4Address, std::uint16_t>, Ipv4Address> sent_;  ///< by server and its Call ID: the client that sends to it
    std::uint16_t next_id_ = 0xc001;
    std::vector<std::pair<Ipv4Address, Ipv4Address>> pairs_;  ///< G2: client and server, in the order of their first GRE packets
};

}  // namespace tsuka::sim
