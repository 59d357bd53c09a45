// A real NIC made fit for measuring: up, without addresses of its own, offloads off while we use it and restored afterwards.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/base/result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tsuka::lab {

/// What the kernel says of an interface now.
struct InterfaceFacts {
    unsigned mtu = 0;
    MacAddress mac;
    bool up = false;       ///< set up by the administrator
    bool carrier = false;  ///< a link partner is there
};
[[nodiscard]] Result<InterfaceFacts> read_interface(std::string const& name);

/// Switches off every offload by which frames on the wire and frames that we see would differ (GRO, LRO, TSO, GSO, checksums, VLAN).
/// Returns what was changed, as ethtool calls it. Used on NICs and on the ends of a namespace lab.
[[nodiscard]] Result<std::vector<std::string>> switch_off_offloads(std::string const& name);

class PreparedInterface {
public:
    PreparedInterface(PreparedInterface&&) noexcept;
    PreparedInterface& operator=(PreparedInterface&&) noexcept;
    ~PreparedInterface();  ///< restores, and cannot complain

    /// Puts every feature back as it was, and compares. Error: which the driver does not put back.
    [[nodiscard]] Result<void> restore();

    [[nodiscard]] std::string const& name() const;
    [[nodiscard]] InterfaceFacts const& facts() const;
    /// Worth telling, breaks nothing: offloads that could not be changed, a link-local IPv6 address.
    [[nodiscard]] std::vector<std::string> const& notes() const;
    /// Whether a VLAN there is another run's now; empty where the whole interface is this run's.
    [[nodiscard]] std::function<bool(VlanTags const&)> const& others() const;

    struct State;

private:
    explicit PreparedInterface(std::unique_ptr<State> state);
    friend Result<PreparedInterface> prepare_interface(std::string const& name, std::vector<VlanTags> const& vlans);
    std::unique_ptr<State> state_;
};

/// Locks the interface, too; where `vlans` says on which VLANs alone the run has links there, those, and other runs may have others. Errors
/// in words: no such interface, in use by another run, down, no link partner, carries this machine's default route, has addresses (which,
/// and how to remove them), no permission.
[[nodiscard]] Result<PreparedInterface> prepare_interface(std::string const& name, std::vector<VlanTags> const& vlans = {});

}  // namespace tsuka::lab
