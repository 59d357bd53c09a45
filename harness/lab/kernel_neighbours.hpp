// The kernel's table of ARP neighbours. All network namespaces of a machine share its limit (gc_thresh3, 1024 unless somebody has raised
// it), and a router made of a namespace drops what it has no room for: a fault of this machine, which must not be taken for one of the
// router.
#pragma once

#include "harness/port/unique_fd.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tsuka::lab {

class KernelNeighbours {
public:
    struct Counts {
        std::uint64_t entries = 0;    ///< of all namespaces
        std::uint64_t overflows = 0;  ///< neighbours that found no room since the machine started
    };
    /// The text of /proc/net/stat/arp_cache: a line of names, then one of hexadecimal numbers per processor. Nothing if it is no such text.
    [[nodiscard]] static std::optional<Counts> parse(std::string_view text);

    /// Opens the statistics. Only the namespace that the machine started with has them, so this comes before a private one is entered.
    KernelNeighbours();
    /// Nothing when this kernel tells nothing, or this process began in a namespace of its own.
    [[nodiscard]] std::optional<Counts> counts() const;
    /// Gives the kernel a few seconds to take down the neighbours of labs that have just ended.
    void await_room() const;

private:
    port::UniqueFd statistics_;
};

}  // namespace tsuka::lab
