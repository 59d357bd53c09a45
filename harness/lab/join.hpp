// One LAN client becomes a host: by a fixed address or a DHCP lease (RFC 2131), then by ARP with the gateway, so that the router knows
// the client's MAC and we know the router's. An ARP probe goes out beside that (RFC 5227 section 2.1.1), and nothing waits for it: another
// host that has the address is noticed whenever it speaks up, and a lease is declined then. Leases are renewed for as long as their
// clients live. Sans-I/O: feed every frame of the LAN NIC, send what take_frames() yields.
#pragma once

#include "harness/lab/neighbour.hpp"
#include "harness/lab/renewal.hpp"
#include "harness/model/host.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::lab {

class Join {
public:
    /// The client has this address and its router stands at `gateway`.
    [[nodiscard]] static Join with_address(std::string actor, MacAddress mac, Ipv4Address address, Ipv4Address gateway);
    /// The client asks for a lease; address and gateway come with it. `transaction` is the DHCP xid, from the run's seed.
    [[nodiscard]] static Join with_lease(std::string actor, MacAddress mac, std::uint32_t transaction);

    void start(Instant now);
    void receive(View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;  ///< when ready: for its lease
    [[nodiscard]] std::vector<Octets> take_frames();

    [[nodiscard]] Progress state() const { return state_; }
    [[nodiscard]] model::Host const& host() const { return host_; }  ///< complete when ready
    [[nodiscard]] std::string const& why() const { return why_; }    ///< when failed, be it after it was ready: one sentence
    [[nodiscard]] MacAddress mac() const { return host_.mac; }

    /// A DHCP server that answered besides the one whose lease was taken: another network hangs on the LAN, or a host of its own.
    [[nodiscard]] std::optional<Ipv4Address> other_server() const { return other_server_; }

    /// How many DHCPDISCOVERs nobody has answered so far.
    [[nodiscard]] unsigned unanswered() const { return phase_ == Phase::discovering ? sent_ : 0; }
    /// Another host that has said by ARP that this address is its own (RFC 5227 section 2.4).
    struct Conflict {
        Ipv4Address address;
        MacAddress holder;
    };
    [[nodiscard]] bool is_in_conflict() const { return in_conflict_; }  ///< failed for that
    /// Those that were noticed since this was last asked.
    [[nodiscard]] std::vector<Conflict> take_conflicts() { return std::exchange(conflicts_, {}); }

    /// Gives the lease back (DHCPRELEASE, RFC 2131 section 4.4.6); nothing for a fixed address.
    [[nodiscard]] std::vector<Octets> leave() const;
    /// Renews its lease now, for the sake of the answer. A host that has no lease, or one for ever, asks nothing.
    void renew(Instant now);
    [[nodiscard]] bool renewing() const { return renewal_ && renewal_->asking(); }
    /// When the lease is over, should nobody renew it; nothing: never, or there is none.
    [[nodiscard]] std::optional<Instant> lease_ends_at() const;

private:
    enum class Phase : std::uint8_t { idle, discovering, requesting, resolving, done };

    Join(std::string actor, MacAddress mac);
    void transmit(Instant now);
    void resolve(Instant now);
    void take_offer(View frame, Instant now);
    void listen(View frame, Instant now);
    void clash(MacAddress holder, Instant now);
    void follow_neighbour(Instant now);
    void follow_renewal();
    void give_up(std::string why);

    model::Host host_;
    bool leased_ = false;
    std::uint32_t transaction_ = 0;
    Ipv4Address server_;  ///< DHCP server identifier of the chosen offer
    std::optional<Ipv4Address> other_server_;
    Phase phase_ = Phase::idle;
    Progress state_ = Progress::working;
    unsigned sent_ = 0;
    unsigned refused_ = 0;
    Instant began_{};
    std::optional<Instant> wake_at_;
    std::optional<Neighbour> neighbour_;
    std::optional<MacAddress> lessor_;  ///< who has acknowledged the lease, as long as it is held
    Instant leased_at_{};
    Duration lease_{};
    std::optional<Renewal> renewal_;
    std::optional<MacAddress> claimed_by_;  ///< before it is known whether that is the router
    unsigned declined_ = 0;
    bool in_conflict_ = false;
    std::vector<Conflict> conflicts_;
    std::vector<Octets> frames_;
    std::string why_;
};

}  // namespace tsuka::lab
