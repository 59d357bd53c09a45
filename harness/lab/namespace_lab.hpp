// A lab without hardware: the kernel's own NAT as the router, in private anonymous network namespaces. Nothing has a name outside this
// process, so when it ends, however it ends, the kernel removes all of it. Works for ordinary users through a user namespace.
#pragma once

#include "generator/base/result.hpp"
#include "harness/lab/kernel_neighbours.hpp"
#include "harness/model/lab.hpp"
#include "harness/port/unique_fd.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::lab {

/// Where a router's two interfaces are.
struct RouterLinks {
    Ipv4Prefix lan;  ///< and, as address, the router's there
    Ipv4Prefix wan;
    Ipv4Address gateway;
    std::string lan_peer;  ///< what the other end of its LAN link is called in the harness' namespace; empty: the link is there already
    std::string wan_peer;
    std::optional<unsigned> wan_mtu;
    unsigned queues = 1;  ///< of each end of its links
};

/// What whoever sends needs of the interfaces.
struct LinkEnds {
    unsigned queues = 1;       ///< one for each thread
    bool live_frames = false;  ///< the router's ends take them: veth does with GRO on, which does nothing to UDP and what has no ports
};

class NamespaceLab {
public:
    /// Moves the calling thread (which must be the only one) into a new network namespace that holds lan() and wan(), and builds the
    /// preset's router between them. There is no way back: call it once, early. Needs the programs `ip` and `nft`.
    [[nodiscard]] static Result<NamespaceLab> create(model::Preset const& preset, LinkEnds ends = {});

    [[nodiscard]] std::string const& lan() const { return lan_; }  ///< interface towards the router's LAN side: "lan0"
    [[nodiscard]] std::string const& wan() const { return wan_; }  ///< interface towards the router's WAN side: "wan0"
    [[nodiscard]] model::Lab const& lab() const { return lab_; }
    /// Worth telling, breaks nothing.
    [[nodiscard]] std::vector<std::string> const& notes() const { return notes_; }

    /// What limits the lab from outside.
    [[nodiscard]] KernelNeighbours const& neighbours() const { return neighbours_; }

    /// Runs a command in the router's namespace and yields its standard output ("conntrack", "-L"). Error: it failed, with what it said;
    /// or the lab is a cable and has no router.
    [[nodiscard]] Result<std::string> in_router(std::vector<std::string> const& command) const;

private:
    NamespaceLab() = default;
    [[nodiscard]] Result<void> build_router(model::Preset const& preset);
    [[nodiscard]] Result<void> build_carrier(model::Preset const& preset);
    [[nodiscard]] Result<void> furnish(model::Preset const& preset, std::string const& rules, RouterLinks const& links);
    [[nodiscard]] Result<void> build_cable();
    [[nodiscard]] Result<void> enter_router() const;
    [[nodiscard]] Result<void> leave_router() const;

    std::string lan_ = "lan0";
    std::string wan_ = "wan0";
    LinkEnds ends_;
    model::Lab lab_;
    KernelNeighbours neighbours_;
    std::vector<std::string> notes_;
    port::UniqueFd harness_;  ///< the namespace that holds lan0 and wan0
    port::UniqueFd router_;   ///< the only thing that keeps the router's namespace alive
    port::UniqueFd carrier_;  ///< and that of the carrier's, if there is one
};

}  // namespace tsuka::lab
