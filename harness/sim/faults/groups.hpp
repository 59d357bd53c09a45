// Defects by what they are of: one file per group, the only place where its defects stand.
#pragma once

#include "harness/sim/defect.hpp"

#include <span>

namespace tsuka::sim::faults {

[[nodiscard]] std::span<Defect const> pptp();
[[nodiscard]] std::span<Defect const> gre();
[[nodiscard]] std::span<Defect const> esp();
[[nodiscard]] std::span<Defect const> ike();
[[nodiscard]] std::span<Defect const> natt();
[[nodiscard]] std::span<Defect const> l2tp();
[[nodiscard]] std::span<Defect const> udp();
[[nodiscard]] std::span<Defect const> tcp();
[[nodiscard]] std::span<Defect const> icmp();
[[nodiscard]] std::span<Defect const> ip();
[[nodiscard]] std::span<Defect const> ipv6();
[[nodiscard]] std::span<Defect const> nat();
[[nodiscard]] std::span<Defect const> time();
[[nodiscard]] std::span<Defect const> fragment();
[[nodiscard]] std::span<Defect const> reboot();
[[nodiscard]] std::span<Defect const> change();
[[nodiscard]] std::span<Defect const> mapping();
[[nodiscard]] std::span<Defect const> gateway();
[[nodiscard]] std::span<Defect const> frame();

}  // namespace tsuka::sim::faults
