// Every frame of either side is put to somebody's account: a case's, the lab's, the router's own, or a stranger's. Who is who is often
// known only later (the preflight finds out what the router's MAC addresses are), so frames of nobody are kept by their source until the
// end.
#pragma once

#include "harness/lab/pool.hpp"
#include "harness/model/accounts.hpp"
#include "harness/model/lab.hpp"
#include "harness/model/timeline.hpp"
#include "harness/run/demux.hpp"

#include <array>
#include <functional>
#include <map>
#include <set>

namespace tsuka::run {

class Accounting {
public:
    /// `lan`: where clients have their addresses. Both outlive the accounts.
    Accounting(model::Lab const& lab, lab::Pool const& pool) : lab_(lab), pool_(pool) {}

    /// The router has this MAC address on that side, too.
    void router_has(Side side, MacAddress mac) { of(side).routers.insert(mac); }
    void sent(Side side) { ++of(side).account.sent; }
    /// A frame that arrived, without the lab's tag. `concerns_lab`: ARP, DHCP or ICMP.
    void received(Side side, View frame, std::uint64_t number, Demux::Owner const& owner, bool concerns_lab, Instant at);
    void other_vlan(Side side, std::uint64_t number);
    void after_end(Side side);

    /// Datagrams of cases reached the WAN as Tsuka's own hosts on the LAN sent them: the router is not the only way across.
    [[nodiscard]] bool joined() const;
    /// So far.
    /// `name_of`: of a case, by its number.
    [[nodiscard]] model::Accounts totals(std::function<std::string(std::uint32_t)> const& name_of) const;
    /// Since when what is wrong with the wiring was seen: loops, joined sides, DHCP servers and owners of the router's address that are not
    /// the router. In the order of the sides, with the time since `began`.
    [[nodiscard]] std::vector<model::Event> since(Instant began) const;

private:
    struct Seen {
        std::uint64_t count = 0;
        std::vector<std::uint64_t> frames;  ///< the first of them
        Instant first{};                    ///< when that was
        void add(std::uint64_t number, Instant at = {});
        void add(Seen const& other);
    };
    /// Of one source MAC address, frames that are no case's.
    struct Source {
        std::uint64_t lab = 0;
        Seen all;
        Seen private_source;
    };
    struct Half {
        model::SideAccount account;
        std::set<MacAddress> routers;
        std::map<MacAddress, Source> sources;
        std::map<MacAddress, Seen> with_token;  ///< frames of cases from a MAC address that is not the router's
        std::map<MacAddress, Seen> moved;       ///< ARP that gives the router's address another MAC address
        std::map<MacAddress, Seen> dhcp;        ///< what a DHCP server says
        Seen vlan;
        Seen too_late;                 ///< of cases that had been judged
        std::set<std::uint32_t> late;  ///< which
    };
    [[nodiscard]] Half& of(Side side) { return halves_.at(static_cast<std::size_t>(side)); }
    [[nodiscard]] bool is_routers(Side side, Ipv4Address address) const;
    [[nodiscard]] bool routers(Half const& half, MacAddress mac) const;
    using Names = std::function<std::string(std::uint32_t)>;
    /// Of one side: Tsuka's own frames that came back there, and that came over from the other side.
    struct Loops {
        Seen back;
        Seen over;
    };
    [[nodiscard]] Loops loops(Side side, Half const& half) const;
    void tell_loops(Side side, Half const& half, model::Accounts& all) const;
    void tell_servers(Side side, Half const& half, model::Accounts& all) const;
    void settle_sources(Side side, Half const& half, model::Accounts& all) const;
    void settle(Side side, Half const& half, model::Accounts& all, Names const& name_of_case) const;

    model::Lab const& lab_;
    lab::Pool const& pool_;
    std::array<Half, 2> halves_;
};

}  // namespace tsuka::run
