// An interface, or a VLAN of it, belongs to one run at a time: two would find each other's frames delivered to the wrong host. The lock is
// a socket in the abstract namespace of unix(7), which every network namespace has for itself, as it has its interfaces; every user sees
// the same ones, and the kernel takes them away with the process, however that ends. Whoever takes one looks for those of others
// afterwards: of two that come at once both may be refused, and never neither.
#pragma once

#include "generator/base/ethernet.hpp"
#include "generator/base/result.hpp"
#include "harness/port/unique_fd.hpp"

#include <string>
#include <vector>

namespace tsuka::lab {

/// Of a run on a trunk, whose other VLANs may be other runs'.
struct TrunkShare {
    std::vector<VlanTags> vlans;  ///< this run's; none: the whole interface, whatever tags its frames bear
    std::string by;               ///< where it keeps what the last of them puts back: all have to keep it there
};

class InterfaceLock {
public:
    /// Error: no such interface, or another run has it, or one of these VLANs (which process, whose, since when).
    [[nodiscard]] static Result<InterfaceLock> take(std::string const& interface, TrunkShare const& shares = {});

private:
    std::vector<port::UniqueFd> sockets_;
};

/// The VLANs that other runs have on an interface at the moment. Made with privileges, asked without: it keeps the kernel's list open.
class OtherRuns {
public:
    /// Error: there is no such list.
    [[nodiscard]] static Result<OtherRuns> of(std::string const& interface);
    [[nodiscard]] bool have(VlanTags const& tags) const;

private:
    port::UniqueFd list_;
    std::string beginning_;  ///< of the names of this interface's locks
};

}  // namespace tsuka::lab
