// The makers of each kind of conversation; conversation.cpp lists them. Each stands in a file of its own.
#pragma once

#include "generator/flow/base_conversation.hpp"

namespace tsuka::flow {

[[nodiscard]] std::unique_ptr<Conversation> make_plain_udp(Start start);     // plain.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_plain_tcp(Start start);     // plain.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_plain_ip(Start start);      // plain.cpp: esp, ah, icmp
[[nodiscard]] std::unique_ptr<Conversation> make_gre(Start start);           // plain.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_pptp_control(Start start);  // pptp_control.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_ike_v1(Start start);        // ike_exchange.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_ike_v2(Start start);        // ike_exchange.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_natt(Start start);          // ike_exchange.cpp
[[nodiscard]] std::unique_ptr<Conversation> make_l2tp_tunnel(Start start);   // l2tp_tunnel.cpp

}  // namespace tsuka::flow
