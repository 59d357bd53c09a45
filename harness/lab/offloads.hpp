// Offload features of an interface through the ethtool ioctl, by the names that `ethtool -k` prints.
#pragma once

#include "generator/base/result.hpp"

#include <string>
#include <vector>

namespace tsuka::lab {

/// One feature whose state a caller wants.
struct Offload {
    std::string name;  ///< the kernel's: "rx-gro", "tx-checksum-ip-generic"
    bool on = false;
    bool wanted = false;  ///< somebody has asked for it, whether or not the driver follows
    bool fixed = false;   ///< the driver does not let it be changed
};

/// Whether frames on the wire and frames that a packet socket sees would differ while this feature is on.
[[nodiscard]] bool alters_frames(std::string const& feature);

[[nodiscard]] Result<std::vector<Offload>> read_offloads(std::string const& interface);

/// Whether a link partner is there, by the driver itself: the kernel's own flag (IFF_RUNNING) lags by up to a second.
[[nodiscard]] Result<bool> read_carrier(std::string const& interface);

/// Switches these features on or off in one go. Error: no permission.
[[nodiscard]] Result<void> set_offloads(std::string const& interface, std::vector<std::string> const& features, bool on);

}  // namespace tsuka::lab
