// Where every frame of a run went: nothing that crosses either side is left unsaid.
#pragma once

#include "generator/base/address.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

/// Frames of one side. What was received is the sum of all the others but `sent`; what came after the last case is in none of them.
struct SideAccount {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t probes = 0;      ///< of a case under way, its control flow and conversations included
    std::uint64_t late = 0;        ///< of a case that had ended
    std::uint64_t lab = 0;         ///< between the router and the lab itself: ARP, DHCP, pings, the preflight
    std::uint64_t router = 0;      ///< what else the router says of its own accord
    std::uint64_t strangers = 0;   ///< from a MAC address that is not the router's
    std::uint64_t other_vlan = 0;  ///< with another VLAN tag than the lab's, or without it; over PPPoE also past the session
    std::uint64_t after_end = 0;   ///< when all cases had ended
    std::uint64_t load = 0;        ///< of the load beside the cases; of `sent` those are not told apart

    [[nodiscard]] std::uint64_t explained() const { return probes + late + lab + router + strangers + other_vlan + after_end + load; }
    bool operator==(SideAccount const&) const = default;
};

/// How files call what is counted, in the order in which they are told.
struct Counter {
    std::string_view key;
    std::uint64_t SideAccount::*count;
};
inline constexpr std::array<Counter, 10> counters{{{"sent", &SideAccount::sent},
                                                   {"received", &SideAccount::received},
                                                   {"probes", &SideAccount::probes},
                                                   {"late", &SideAccount::late},
                                                   {"lab", &SideAccount::lab},
                                                   {"router", &SideAccount::router},
                                                   {"strangers", &SideAccount::strangers},
                                                   {"other_vlan", &SideAccount::other_vlan},
                                                   {"after_end", &SideAccount::after_end},
                                                   {"load", &SideAccount::load}}};

/// What frames say about the bench, or about the router outside of every case: no case is blamed for it.
struct BenchFinding {
    std::string
        kind;  ///< "copies", "own-frames", "joined", "second-dhcp", "arp-lies", "leak", "late", "strangers", "vlan", "past-pppoe", "line"
    Side side = Side::lan;
    std::string detail;                 ///< a sentence
    std::uint64_t count = 0;            ///< frames
    std::vector<std::uint64_t> frames;  ///< numbers of the first of them in the capture

    bool operator==(BenchFinding const&) const = default;
};

struct Accounts {
    std::array<SideAccount, 2> sides{};  ///< by Side
    std::vector<BenchFinding> bench;

    [[nodiscard]] SideAccount const& of(Side side) const { return sides.at(static_cast<std::size_t>(side)); }
    bool operator==(Accounts const&) const = default;
};

}  // namespace tsuka::model
