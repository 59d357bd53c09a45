// Ports of the servers that a simulated router knows (IANA's registry of port numbers).
#pragma once

#include <cstdint>

namespace tsuka::sim {

inline constexpr std::uint16_t ike_port = 500;
inline constexpr std::uint16_t l2tp_port = 1701;
inline constexpr std::uint16_t pptp_port = 1723;
inline constexpr std::uint16_t natt_port = 4500;
inline constexpr std::uint16_t tls_port = 443;
inline constexpr std::uint16_t stun_port = 3478;
inline constexpr std::uint16_t openvpn_port = 1194;
inline constexpr std::uint16_t wireguard_port = 51820;  // not registered: what its documentation uses

}  // namespace tsuka::sim
